"""How hard a text is to read: the known formula of each language, on our own counts; syllables by pyphen.

| language | formula | source |
|---|---|---|
| en | 206.835 - 1.015 W - 84.6 S | Flesch 1948 |
| de | 180 - W - 58.5 S | Amstad 1978 |
| fr | 207 - 1.015 W - 73.6 S | Kandel and Moles 1958 |
| es | 206.84 - 1.02 W - 60 S | Fernández Huerta 1959 |
| it | 217 - 1.3 W - 60 S | Franchina and Vacca 1972 |
| pt | 248.835 - 1.015 W - 84.6 S | Martins and others 1996 |
| nl | 206.84 - 0.93 W - 77 S | Douma 1960 |
| sv, pl | 100 - (LIX - 20) * 1.25 | Björnsson 1968: W + share of words over six letters (pl: eight) |

W: words a sentence; S: syllables a word. 100 is very easy, 30 the speech of lawyers. None for any other language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from harness.manners.phrases import sentences

FEWEST_WORDS = 40
"""Shorter texts have no stable figure."""
HARD = 15.0
"""Below this nearly everybody gives up; set well under each formula's own "very difficult" (30)."""
_FORMULAS = {
    "en": (206.835, 1.015, 84.6),
    "de": (180.0, 1.0, 58.5),
    "fr": (207.0, 1.015, 73.6),
    "es": (206.84, 1.02, 60.0),
    "it": (217.0, 1.3, 60.0),
    "pt": (248.835, 1.015, 84.6),
    "nl": (206.84, 0.93, 77.0),
}
_LONG = {"sv": 6, "pl": 8}
_DICTIONARIES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es", "it": "it_IT", "pt": "pt_PT", "nl": "nl_NL"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT_PROSE = re.compile(r"https?://\S+|[^\s@]{1,64}@\S+|\b\w{0,30}\d\S*")
_LONGEST_WORD = 60


def reading_ease(text: str, language: str) -> float | None:
    """100 very easy, 0 very hard; None for a language without formula and for a text that is too short."""
    prose = _NOT_PROSE.sub(" ", text)
    words = [word for word in _WORD.findall(prose) if len(word) <= _LONGEST_WORD]
    if len(words) < FEWEST_WORDS or (language not in _FORMULAS and language not in _LONG):
        return None
    spoken = [one for one in sentences(prose) if len(_WORD.findall(prose[one.start : one.end])) > 1]
    length = len(words) / max(1, len(spoken))
    if language in _LONG:
        share = 100.0 * sum(len(word) > _LONG[language] for word in words) / len(words)
        return 100.0 - (length + share - 20.0) * 1.25
    start, by_length, by_syllables = _FORMULAS[language]
    syllables = sum(_syllables(word, language) for word in words) / len(words)
    return start - by_length * length - by_syllables * syllables


def _syllables(word: str, language: str) -> int:
    return len(_dictionary(language).positions(word)) + 1


@cache
def _dictionary(language: str) -> Any:
    import pyphen

    return pyphen.Pyphen(lang=_DICTIONARIES[language], left=1, right=1)  # type: ignore[no-untyped-call]
