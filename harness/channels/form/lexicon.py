"""Words on forms, one data file per language; a translator adds files and nothing else.

`words/<language>.json` names controls, `answers/<language>.json` holds what pages answer after the click.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources


@cache
def pattern(topic: str) -> re.Pattern[str]:
    """One expression for a role or an outcome, over all languages: a page seldom says which one it speaks."""
    expressions: list[str] = []
    room = resources.files("harness.channels.form")
    files = [file for folder in ("words", "answers") for file in room.joinpath(folder).iterdir()]
    for file in sorted(files, key=lambda one: one.name):
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
