"""The language of a text, or nothing when it is too short to tell."""

from __future__ import annotations

from functools import cache
from typing import Any

_SHORTEST = 20


def language_of(text: str) -> str:
    """ISO 639-1 code, "" when there are too few words to be sure."""
    words = text.strip()[:2000]
    if len(words) < _SHORTEST:
        return ""
    found, _ = _identifier().classify(words)
    return str(found)


@cache
def _identifier() -> Any:
    """Loading takes a moment, so it is put off to the first mail."""
    import py3langid

    return py3langid
