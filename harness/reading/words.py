"""Word lists, one data file per language (`words/<code>.json`): a translator adds a file and nothing else.

A phrase is what people write, with four signs: a space is any white space, `*` any end of a word, `...` up to sixty
characters of the same sentence, `(a|b)` a choice; `?` after a letter or group makes it optional. A phrase begins and
ends at a word's edge, except in languages that write without spaces (`"spaces": false`). What mail programs write in
languages without a list of their own ("Dňa ... napísal:") stands in `programs.json`. This is the only module of the
reading floor that opens files, and it opens only those that ship with it.

The lists of promises: deeds (`answer`, `call`, `fix` and `mends`, `refund` and `pays`, `deed`), who does them for whom
(`agent`, `you`), what leads a time (`within`, `until`, `by`), and what unmakes a promise: `over` what was, was missed
or is refused; `elapsed` what leads a time gone by; `if`, `if_after` conditions; `customer` what is asked of him;
`third` others' deeds; `arriving`, `arrived` when his mail came; `dated` papers; `taken_back` a "but not"; `never` and
`elsewhere` other things that take time; `will` promises anew behind one of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_ROOM = resources.files("harness.reading")
_FOLDER = _ROOM.joinpath("words")
_BOUNCES = _ROOM.joinpath("bounce_words")
LANGUAGES = tuple(sorted(one.name.removesuffix(".json") for one in _FOLDER.iterdir() if one.name.endswith(".json")))
"""ISO 639-1 codes of every language with a list."""
UNITS = ("business_day", "minute", "hour", "day", "week", "month")
PHRASE_SETS = (
    "received",
    "automatic",
    "assistant",
    "thanks",
    "working",
    "hours",
    "handling",
    "formal",
    "human",
    "deeds",
    "out_of_office",
    "out_hint",
    "survey",
    "unmonitored",
    "instead",
    "challenge",
    "notice",
    "newsletter",
    "bounce",
    "login",
    "closes",
    "new_ticket",
    "subject_received",
    "subject_out",
    "subject_survey",
    "above_line",
    "frame_words",
    "wrote",
    "from_label",
    "labels",
    "original",
    "closing",
    "sent_from",
    "commented",
    "desk_foot",
    "rate_us",
    "disclaimer",
    "no_reply",
    "team",
    "answer",
    "call",
    "fix",
    "refund",
    "deed",
    "agent",
    "you",
    "within",
    "customer",
    "arriving",
    "arrived",
    "if",
    "if_after",
    "taken_back",
    "third",
    "over",
    "will",
    "but",
    "dated",
    "elsewhere",
    "never",
    "vague",
    "alone",
    "weekdays",
    "months",
)
"""Lists of phrases; a file may leave any of them out."""
SINGLE_PHRASES = (
    *UNITS,
    "business",
    "joined",
    "range",
    "by",
    "mends",
    "pays",
    "until",
    "elapsed",
    "nth",
    "at_clock",
    "end_of_month",
    "today",
    "tomorrow",
    "overmorrow",
    "end_of_day",
    "end_of_week",
    "next_week",
    "next",
    "clock_before",
    "clock_after",
    "half",
    "pm",
    "am",
)
_SIGN = re.compile(r"\.\.\.|\\[wSsdDWb][*+?]?|\.\*|\]\*| \)\*| \?|\s+|\*|'")
_SAME_SENTENCE = r"[^.!?。！？]{0,60}?"
NOTHING = re.compile(r"(?!)")
"""Matches no text: the pattern of an empty list."""


@dataclass(frozen=True)
class Words:
    """One language's lists as written in its file."""

    language: str
    spaced: bool
    lists: Mapping[str, Any]

    def find(self, name: str) -> re.Pattern[str]:
        """The pattern of a phrase set or a single phrase; matches nothing where the file has none."""
        return _pattern(self.language, name)

    def expression(self, name: str) -> str:
        """The same as an expression to build longer ones from, "(?!)" where the file has none."""
        said = self.lists.get(name)
        phrases = [said] if isinstance(said, str) else list(said or ())
        return "|".join(_expression(one) for one in phrases) or "(?!)"

    @property
    def numbers(self) -> Mapping[str, float]:
        return {str(word): float(value) for word, value in self.lists.get("numbers", {}).items()}


@cache
def words_of(language: str) -> Words:
    """Raises KeyError for a language without a list."""
    if language not in LANGUAGES:
        raise KeyError(language)
    raw: dict[str, Any] = json.loads(_FOLDER.joinpath(f"{language}.json").read_text("utf-8"))
    return Words(language=language, spaced=bool(raw.get("spaces", True)), lists=raw)


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    words = words_of(language)
    return bounded(words.expression(name), spaced=words.spaced) if words.lists.get(name) else NOTHING


def bounce_lists(group: str) -> dict[str, Any]:
    """What is written for one group of reasons why a mail comes back (see `bounce_words.py`)."""
    lists: dict[str, Any] = json.loads(_BOUNCES.joinpath(f"{group}.json").read_text("utf-8"))
    return lists


def bounded(expression: str, *, spaced: bool) -> re.Pattern[str]:
    """A pattern that begins and ends at a word's edge where the language has such edges; case does not matter."""
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)" if spaced else f"(?:{expression})", re.IGNORECASE)


@cache
def of_all_languages(name: str) -> str:
    """One list of every language together, for marks that stand in the writer's program's language, not in his own."""
    lists = [words_of(one).lists for one in LANGUAGES] + list(_programs().values())
    phrases = [phrase for one in lists for phrase in one.get(name, ())]
    return "|".join(dict.fromkeys(_expression(phrase) for phrase in phrases))


@cache
def _programs() -> Mapping[str, Mapping[str, Any]]:
    read: dict[str, dict[str, Any]] = json.loads(_ROOM.joinpath("programs.json").read_text("utf-8"))
    return read


def languages_for(candidates: Iterable[str]) -> tuple[Words, ...]:
    """The lists to look into: the likely languages in order, and English, in which robots speak everywhere."""
    return tuple(words_of(one) for one in dict.fromkeys((*candidates, "en")) if one in LANGUAGES)


def _expression(phrase: str) -> str:
    return f"(?:{_SIGN.sub(_spelled, phrase)})"


def _spelled(sign: re.Match[str]) -> str:
    found = sign.group()
    if found == "...":
        return _SAME_SENTENCE
    if found == " )*":
        return r"\s+)*"
    if found == " ?":
        return r"\s*"
    if found == "*":
        return r"\w*"
    if found == "'":
        return "['’]"
    return r"\s+" if found.isspace() else found
