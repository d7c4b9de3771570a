"""The words that carry what a text is about, and whether another text takes them up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.manners.phrases import UNSPACED, Span, manners_of, speaks

_WORD = re.compile(r"[^\W\d_]{3,}")
_BLOCK = re.compile(r"[\u4e00-\u9fff]{2,}|[\u30a0-\u30ff]{3,}")
_SHORTEST_STEM = 4


def content_words(text: str, language: str) -> dict[str, Span]:
    """Words with a meaning of their own, lower case, each with its first place."""
    pattern = _BLOCK if language in UNSPACED else _WORD
    common = manners_of(language).common if speaks(language) else frozenset[str]()
    found: dict[str, Span] = {}
    for match in pattern.finditer(text):
        word = match.group().lower()
        if word not in common and (len(word) >= _SHORTEST_STEM or language in UNSPACED):
            found.setdefault(word, Span(start=match.start(), end=match.end()))
    return found


def alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: "reinstall" and "reinstalled", "Rechnung" and "Rechnungen".

    German takes up its participles too ("neu gestartet", "starten").
    """
    return any(_same_stem(a, b) for a in _forms(one) for b in _forms(other))


def shared_word(ours: Iterable[str], theirs: dict[str, Span]) -> Span | None:
    """The first place where a word of ours is taken up."""
    mine = list(ours)
    return next((span for word, span in theirs.items() if any(alike(word, one) for one in mine)), None)


def _forms(word: str) -> tuple[str, ...]:
    return (word, word[2:]) if word.startswith("ge") and len(word) > 6 else (word,)


def _same_stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_STEM:
        return one == other
    stem = short[: max(_SHORTEST_STEM, len(short) - 2)]
    return long.startswith(stem) and len(long) - len(short) <= 5
