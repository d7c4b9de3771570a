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
_SHORTEST_CALLED, _ENDING, _SAME_START = 4, 2, 2
_HAN_TITLE = r"(?:女士|先生|小姐|太太|老师|老師|经理|經理|总|同学|您好|你好)"
_PET_NAMES = tuple(
    frozenset(group.split())
    for row in (
        "bob robert rob robbie | bill william will | dick richard rick | liz elizabeth beth betty lisa",
        "peggy margaret meg maggie | jack john | ted edward theodore ned | tony anthony antonio | hank henry harry",
        "chuck charles | tom tommy thomas | mike mick michael | jim james jimmy | kate kathy catherine katherine",
        "sandy alexandra alexander",
        "sasha alexandra alexander | pepe jose | paco francisco | pancho francisco | nacho ignacio | lola dolores",
        "beppe giuseppe | pino giuseppe | gigi luigi | nino antonio | ze jose | chico francisco | tonho antonio",
        "hans johannes | sepp josef | uli ulrich | kuba jakub | zosia sofia | gosia malgorzata | kasia katarzyna",
        "asia joanna | basia barbara | wojtek wojciech | lasse lars | pelle per | kalle karl | ulla ulrika",
        "jan johannes | kees cornelis | klaas nicolaas | steve esteban",
    )
    for group in row.split("|")
)
"""Pet names that do not begin like the name, as people write them to customers."""
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "dos", "das", "af", "y", "e", "zu"}
)
_END = re.compile(r"[,!:;?()\n—–|]|\s-\s|\.(?=\s*$)", re.MULTILINE)
_FIELD = re.compile(r"[%{}\[\]<>$#|_]")
"""A template field that nobody filled in is nobody's name."""
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
    if _FIELD.search(text[match.end() : end]):
        return None
    words = _WORD.findall(text[match.end() : end])
    if any(word[0].islower() and word.lower() not in nobody | _PARTICLES for word in words):
        return None
    named = [word for word in words if word.lower().strip(".") not in nobody and word.lower() not in _PARTICLES]
    named = [word for word in named if len(word.strip(".")) > 1]
    return Greeting(span=Span(start=match.start(), end=end), name=" ".join(named))


def find_name(text: str, names: Iterable[str], language: str = "") -> Span | None:
    """The first place at the top of a letter where one of these names stands, accents and case aside.

    In Polish in the case of address too ("Panie Tomaszu"), in Chinese a family name of one sign with its title.
    """
    names = list(names)
    top = text[:_TOP]
    words = [word for name in names for word in name.split() if word.lower() not in _PARTICLES]
    wanted = [form for word in words for form in _spellings(word) if len(form) > 1]
    for match in re.finditer(r"\w[\w'’-]*", top):
        if any(form in wanted for form in _spellings(match.group())):
            return Span(start=match.start(), end=match.end())
    for name in names:
        place = top.find(name) if len(name) > 1 and not name.isascii() else -1
        if place >= 0:
            return Span(start=place, end=place + len(name))
    if language == "pl":
        return _called_in_polish(top.partition("\n")[0], wanted)
    return _titled_in_chinese(top, names) if language == "zh" else None


def _called_in_polish(line: str, wanted: Iterable[str]) -> Span | None:
    wanted = [form for form in wanted if " " not in form and len(form) >= _SHORTEST_CALLED]
    for match in re.finditer(r"[^\W\d_]+", line):
        for said in _spellings(match.group()) if match.group()[0].isupper() else ():
            for form in wanted:
                if abs(len(said) - len(form)) <= _ENDING and _common_start(said, form) >= max(3, len(form) - _ENDING):
                    return Span(start=match.start(), end=match.end())
    return None


def _titled_in_chinese(top: str, names: Iterable[str]) -> Span | None:
    family = "".join({re.escape(sign) for name in names for sign in name.split() if len(sign) == 1})
    match = re.search(rf"[{family}]\S{{0,2}}{_HAN_TITLE}", top) if family else None
    return None if match is None else Span(start=match.start(), end=match.end())


def _common_start(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def may_be_pet_name(name: str, known: Iterable[str]) -> bool:
    """Whether a name may be another form of a known one: "Aniu" for Anna, "Bob" for Robert."""
    ours = {form for one in known for word in one.split() for form in _spellings(word)}
    theirs = {form for word in name.split() for form in _spellings(word)}
    if any(_common_start(a, b) >= _SAME_START for a in theirs for b in ours):
        return True
    return any(pair & theirs and pair & ours for pair in _PET_NAMES)


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
