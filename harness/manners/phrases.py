"""Phrase sets for judging an answer, one data file per language (`words/<language>.json`): a translator adds a file.

An entry is a regular expression with some conveniences, so that a list reads like the language: a space is any white
space (` ?`: or none), an apostrophe is either kind, `~` is the rest of a word, and `…` is up to sixty characters of the
same sentence. In languages that part words by spaces an entry begins and ends at a word's edge.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja", "zh")
UNSPACED = frozenset({"ja", "zh"})
"""Written without spaces between words."""
MOST_SEARCHED = 20_000
"""Characters of a text that are searched; no answer of a person is longer."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A place in a text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Manners:
    """One language's sets. `facts`: how one asks for a kind of fact ("order", "version", ...)."""

    language: str
    sets: dict[str, re.Pattern[str]]
    facts: dict[str, re.Pattern[str]]
    common: frozenset[str]
    nobody: frozenset[str]


@cache
def manners_of(language: str) -> Manners:
    """Raises KeyError for a language without a file."""
    if language not in LANGUAGES:
        raise KeyError(language)
    file = resources.files("harness.manners").joinpath("words", f"{language}.json")
    raw: dict[str, Any] = json.loads(file.read_text("utf-8"))
    spaced = language not in UNSPACED
    plain = {"facts", "common", "nobody"}
    return Manners(
        language=language,
        sets={name: _any_of(entries, spaced=spaced) for name, entries in raw.items() if name not in plain},
        facts={kind: _any_of([entry], spaced=spaced) for kind, entry in raw["facts"].items()},
        common=frozenset(raw["common"]),
        nobody=frozenset(raw["nobody"]),
    )


def speaks(language: str) -> bool:
    """Whether there are phrase sets for a language."""
    return language in LANGUAGES


def find(name: str, text: str, language: str) -> Span | None:
    """The first phrase of a set in the text, searched in its language, then in English."""
    for one in dict.fromkeys((language, "en")):
        if one in LANGUAGES and (match := manners_of(one).sets[name].search(text, 0, MOST_SEARCHED)) is not None:
            return Span(start=match.start(), end=match.end())
    return None


def find_anywhere(name: str, text: str, language: str) -> Span | None:
    """As `find`, then in every language: before a text is said to lack something, all sets are searched."""
    found = find(name, text, language)
    if found is not None:
        return found
    matches = (manners_of(one).sets[name].search(text, 0, MOST_SEARCHED) for one in LANGUAGES)
    match = next((one for one in matches if one is not None), None)
    return None if match is None else Span(start=match.start(), end=match.end())


def sentences(text: str) -> list[Span]:
    """Sentences and lines of a text, without surrounding white space, in order."""
    found = []
    for match in _SENTENCE.finditer(text[:MOST_SEARCHED]):
        piece = match.group()
        start = match.start() + len(piece) - len(piece.lstrip())
        end = match.start() + len(piece.rstrip())
        if start < end:
            found.append(Span(start=start, end=end))
    return found


def numbered_list(text: str) -> Span | None:
    """The first two items of a list, numbered or with marks: steps in any language."""
    match = _LIST.search(text, 0, MOST_SEARCHED)
    return None if match is None else Span(start=match.start(), end=match.end())


def link(text: str) -> Span | None:
    """The first web address that stands in a text."""
    match = _LINK.search(text, 0, MOST_SEARCHED)
    return None if match is None else Span(start=match.start(), end=match.end())


def sentence_at(text: str, span: Span) -> Span:
    """The sentence that holds a place."""
    return next((one for one in sentences(text) if one.start <= span.start < one.end), span)


_ITEM = r"[ \t]*(?:\d{1,2}[.)、．]|[-*•])[ \t]*[^\W\d_“\"«][^\n]*"
_LIST = re.compile(rf"^{_ITEM}\n+{_ITEM}", re.MULTILINE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:[^.!?…。！？\n]|[.!?…](?![\s\"'”»)]|$))+(?:[.!?…。！？]+[\"'”»)]*|\n|$)")


def _any_of(entries: list[str], *, spaced: bool) -> re.Pattern[str]:
    body = "|".join(_expression(entry, spaced=spaced) for entry in entries)
    return re.compile(body or "(?!)", re.IGNORECASE)


def _expression(entry: str, *, spaced: bool) -> str:
    """Every repetition is bounded: mail is hostile, and twenty thousand blanks must not cost a minute."""
    expression = entry.replace("'", "['’]").replace("~", r"\w{0,30}").replace("…", r"[^.!?\n]{0,60}?")
    expression = expression.replace(r"\w+", r"\w{1,30}").replace(r"\w*", r"\w{0,30}").replace(r"\S+", r"\S{1,30}")
    if not spaced:
        return "(?:" + expression.replace(" ?", " ").replace(" ", r"\s{0,3}") + ")"
    expression = expression.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}")
    return r"(?<!\w)(?:" + expression + r")(?!\w)"
