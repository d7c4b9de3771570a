"""Words on forms, one data file per language (`words/<language>.json`); a translator adds a file and nothing else."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources


@cache
def pattern(topic: str) -> re.Pattern[str]:
    """One expression for a role or an outcome, over all languages: a page seldom says which one it speaks."""
    expressions: list[str] = []
    folder = resources.files("harness.channels.form").joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".json"):
            expressions += json.loads(file.read_text("utf-8")).get(topic, [])
    return re.compile("|".join(f"(?:{one})" for one in dict.fromkeys(expressions)) or r"(?!)", re.IGNORECASE)


def says(topic: str, text: str) -> str:
    """The words that speak for a topic, verbatim; "" when there are none."""
    found = pattern(topic).search(text)
    return found.group() if found else ""


def starts(topic: str, text: str) -> bool:
    """Whether a short label begins with a word of the topic: "Name" does, "Company name" is another matter."""
    return bool(pattern(topic).match(text.strip()))
