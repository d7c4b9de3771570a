"""Names in a greeting: whom a letter addresses, and whether that is our customer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from harness.manners.phrases import UNSPACED, Span, manners_of, speaks

SAME = 75.0
"""From this likeness of two names on, one may be the other misspelt."""
_TOP = 300
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "dos", "das", "af", "y", "e", "zu"}
)
_END = re.compile(r"[,!:;?()\n—–|]|\s-\s|\.(?=\s*$)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """`span`: greeting and name as they stand in the text; `name`: the name alone, "" where there is none."""

    span: Span
    name: str


def greeting_of(text: str, language: str, others: Iterable[str] = ()) -> Greeting | None:
    """The greeting at the top of a letter; None where there is none, or where it is no plain greeting.

    Args:
        others: words that are no customer's name though they are written like one, such as the desk's own.
    """
    if language in UNSPACED or not speaks(language):
        return None
    for line in re.finditer(r"[^\n]+", text[:_TOP]):
        for one in dict.fromkeys((language, "en")):
            match = manners_of(one).sets["greeting"].match(text, line.start() + _indent(line.group()), line.end())
            if match is not None:
                return _greeting(text, match, line.end(), (one, language, others))
    return None


def _greeting(text: str, match: re.Match[str], line_end: int, known: tuple[str, str, Iterable[str]]) -> Greeting | None:
    ending = _END.search(text, match.end(), line_end + 1)
    end = ending.start() if ending is not None else line_end
    nobody = manners_of(known[0]).nobody | manners_of(known[1]).nobody | {word.lower() for word in known[2]}
    words = _WORD.findall(text[match.end() : end])
    if any(word[0].islower() and word.lower() not in nobody | _PARTICLES for word in words):
        return None
    named = [word for word in words if word.lower().strip(".") not in nobody and word.lower() not in _PARTICLES]
    named = [word for word in named if len(word.strip(".")) > 1]
    return Greeting(span=Span(start=match.start(), end=end), name=" ".join(named))


def find_name(text: str, names: Iterable[str]) -> Span | None:
    """The first place at the top of a letter where one of these names stands, accents and case aside."""
    top = text[:_TOP]
    wanted = [form for name in names for form in _spellings(name) if len(form) > 1]
    for match in re.finditer(r"\w[\w'’-]*", top):
        if any(form in wanted for form in _spellings(match.group())):
            return Span(start=match.start(), end=match.end())
    for name in names:
        place = top.find(name) if len(name) > 1 and not name.isascii() else -1
        if place >= 0:
            return Span(start=place, end=place + len(name))
    return None


def likeness_of_names(name: str, known: Iterable[str]) -> float:
    """0 to 100: how like the best matching pair of words of a name and of the known names is."""
    from rapidfuzz import fuzz

    ours = [form for one in known for word in one.split() for form in _spellings(word)]
    theirs = [form for word in name.split() for form in _spellings(word) if len(form) > 1]
    return max((fuzz.ratio(a, b) for a in theirs for b in ours), default=0.0)


def _spellings(word: str) -> tuple[str, ...]:
    """Lower case without accents, and with the German long forms."""
    lower = word.lower().strip(".'’-")
    long = lower.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower.replace("ß", "ss")) if not unicodedata.combining(c))
    return tuple(dict.fromkeys((plain.replace("ł", "l"), long)))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" *\t"))
