"""Word lists, one data file per language (`words/<language>.json`): a translator adds a file and nothing else.

Entries are regular expressions, matched without regard to case. This is the only module of the reading floor that
opens files, and it opens only those that ship with it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
PHRASES = (
    "acknowledgement",
    "human",
    "out_of_office",
    "bounce",
    "survey",
    "unmonitored",
    "login",
    "closes",
    "challenge",
    "vague",
)


@dataclass(frozen=True)
class Words:
    """One language's lists: phrase sets by name, and the words of a promise."""

    language: str
    phrases: dict[str, re.Pattern[str]]
    units: dict[str, str]
    business: str
    answer: re.Pattern[str]
    elsewhere: re.Pattern[str]
    next_day: re.Pattern[str]
    numbers: dict[str, float]


@cache
def words_of(language: str) -> Words:
    """Raises KeyError for a language without a list."""
    if language not in LANGUAGES:
        raise KeyError(language)
    raw: dict[str, Any] = json.loads(
        resources.files("harness.reading").joinpath("words", f"{language}.json").read_text("utf-8")
    )
    return Words(
        language=language,
        phrases={name: _any_of(raw[name]) for name in PHRASES},
        units={unit: raw[unit] for unit in ("minute", "hour", "day", "week")},
        business=raw["business"],
        answer=re.compile(rf"\b(?:{raw['answer']})", re.IGNORECASE),
        elsewhere=re.compile(rf"\b(?:{raw['past']})\b", re.IGNORECASE),
        next_day=re.compile(raw["next_day"], re.IGNORECASE),
        numbers={word: float(value) for word, value in raw["numbers"].items()},
    )


def languages_for(language: str) -> tuple[Words, ...]:
    """The lists to look into: the mail's language first, English always, all where the language is not known."""
    if language in LANGUAGES:
        return tuple(words_of(one) for one in dict.fromkeys((language, "en")))
    return tuple(words_of(one) for one in LANGUAGES)


def _any_of(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in expressions), re.IGNORECASE)
