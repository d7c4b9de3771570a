"""Whether two answers are one text with other names and numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

CANNED = 0.9
"""From this likeness on two texts count as one (RULES.md, rule 15)."""


def bare(text: str, names: Iterable[str] = ()) -> str:
    """A text without names, numbers and layout, lower case: what a template and its copies have in common."""
    known = sorted({word for name in names for word in name.split() if len(word) > 1}, key=len, reverse=True)
    if known:
        text = re.sub(rf"\b(?:{'|'.join(map(re.escape, known))})\b", " ", text)
    return re.sub(r"[\W\d_]+", " ", text).strip().lower()


def likeness(one: str, other: str) -> float:
    """0 to 1: share of characters that need no edit (two bare texts)."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other) / 100.0
