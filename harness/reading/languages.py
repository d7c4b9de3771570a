"""The language of a text, or nothing when it is too short to tell; and the languages it may be in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_SHORTEST = 20
_SHORTEST_ELSEWHERE = 6
"""A letter of a script that few languages share says more than a Latin one."""
_SAME = {"nb": "no", "nn": "no"}
_SCRIPTS = (("ja", re.compile(r"[\u3040-\u30ff]")), ("ko", re.compile(r"[\uac00-\ud7af]")))
_MOST = 2000
_LIKELY = 3


def language_of(text: str) -> str:
    """ISO 639-1 code, "" when there are too few words to be sure."""
    words = text.strip()[:_MOST]
    if len(words) < (_SHORTEST if words.isascii() else _SHORTEST_ELSEWHERE):
        return ""
    return likely_languages(words)[0]


def likely_languages(text: str) -> tuple[str, ...]:
    """The languages a text may be in, likeliest first; never empty."""
    words = text.strip()[:_MOST]
    for language, script in _SCRIPTS:
        if script.search(words):
            return (language,)
    ranked = _identifier().rank(words)[:_LIKELY]
    return tuple(dict.fromkeys(_SAME.get(str(code), str(code)) for code, _ in ranked)) or ("en",)


@cache
def _identifier() -> Any:
    """Loading takes a moment, so it is put off to the first mail."""
    import py3langid

    return py3langid
