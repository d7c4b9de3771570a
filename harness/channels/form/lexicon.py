"""Words on forms, one data file per language; a translator adds files and nothing else.

`words/<language>.json` names controls and buttons, `answers/<language>.json` holds what pages answer after the click.
Each topic is a list of regular expressions that must begin at the beginning of a word; a file with `boundaries: false`
is for scripts that write no spaces. `words/attributes.json` is for `name` and `id`, which follow no language.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

EVERY = "*"
ATTRIBUTES = "attributes"


@cache
def pattern(topic: str) -> re.Pattern[str]:
    """One expression for what pages answer, over all languages: a page seldom says which one it speaks."""
    expressions: list[str] = []
    for words in _files("answers").values():
        expressions += words.get(topic, [])
    return re.compile("|".join(f"(?:{one})" for one in dict.fromkeys(expressions)) or r"(?!)", re.IGNORECASE)


def says(topic: str, text: str) -> str:
    """The words of a page's answer that speak for a topic, verbatim; "" when there are none."""
    found = pattern(topic).search(text)
    return found.group() if found else ""


def place_of(topic: str, text: str, language: str = EVERY) -> int | None:
    """Where a topic's words begin in a label or a button, None when they do not stand there.

    Args:
        language: a page's language with English beside it ("de"), `EVERY` for all, `ATTRIBUTES` for names and ids.
    """
    found = _words(topic, language).search(text)
    return found.start() if found else None


def names(topic: str, text: str, language: str = EVERY) -> bool:
    """Whether a label or a button speaks of a topic."""
    return bool(text) and place_of(topic, text, language) is not None


def expression(topic: str, language: str = EVERY) -> str:
    """The words of a topic as the source of one regular expression, for scripts in a page."""
    return _words(topic, language).pattern


def language_of(tag: str) -> str:
    """The word list for a page's `lang`: "pt-BR" is "pt"; "" for a language without a list."""
    short = tag.lower().replace("_", "-").partition("-")[0]
    short = {"nb": "no", "nn": "no", "iw": "he", "ua": "uk"}.get(short, short)
    return short if short in _files("words") else ""


@cache
def _words(topic: str, language: str) -> re.Pattern[str]:
    files = _files("words")
    if language == EVERY:
        chosen = [words for key, words in files.items() if key != ATTRIBUTES]
    elif language == ATTRIBUTES:
        chosen = [files[ATTRIBUTES]]
    else:
        chosen = [files[key] for key in dict.fromkeys([language, "en"]) if key in files]
    whole = [one for words in chosen if words.get("boundaries", True) for one in words.get(topic, [])]
    inside = [one for words in chosen if not words.get("boundaries", True) for one in words.get(topic, [])]
    parts = [rf"(?<!\w)(?:{'|'.join(dict.fromkeys(whole))})"] if whole else []
    parts += ["|".join(dict.fromkeys(inside))] if inside else []
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


@cache
def _files(folder: str) -> dict[str, dict[str, Any]]:
    room = resources.files("harness.channels.form").joinpath(folder)
    files = sorted((file for file in room.iterdir() if file.name.endswith(".json")), key=lambda one: one.name)
    return {file.name.removesuffix(".json"): json.loads(file.read_text("utf-8")) for file in files}
