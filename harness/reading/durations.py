"""Lengths of time in a sentence: "within 2-3 business days", "half an hour", in each language's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from harness.reading.words import UNITS, Words, bounded, words_of

_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604_800.0, "month": 2_592_000.0}
_LETTERS = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M"}
_ISO = re.compile(r"P(?:T(?P<time>\d+)(?P<of>[MH])|(?P<days>\d+)(?P<unit>[DWM]))")
_PARTED = re.compile(r"\\?[\s-]+")
_SMALLER = {"hour": ("minute", 60), "day": ("hour", 24), "week": ("day", 7)}
"""What a half of a unit is counted in."""
_UNITS_OF_TIME = {"M": "minute", "H": "hour"}
_UNITS_OF_DATE = {"D": "day", "W": "week", "M": "month"}
_MOST = 400
"""Nobody promises an answer in more units than this; larger numbers are order numbers and prices."""


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A length of time and where it stands; `unit` is a key of the seconds table."""

    start: int
    end: int
    upper: float
    lower: float | None
    unit: str
    business: bool

    @property
    def seconds(self) -> float:
        """Calendar seconds; a business day counts as 8 hours."""
        return self.upper * (8 * 3600.0 if self.business and self.unit == "day" else _SECONDS[self.unit])

    @property
    def lower_seconds(self) -> float | None:
        return None if self.lower is None else self.lower * _SECONDS[self.unit]

    @property
    def iso(self) -> str:
        """ISO 8601, for example "PT24H" or "P2D"."""
        return _LETTERS[self.unit].format(f"{self.upper:g}")

    @property
    def lower_iso(self) -> str | None:
        return None if self.lower is None else _LETTERS[self.unit].format(f"{self.lower:g}")


def find_durations(words: Words, sentence: str) -> tuple[Duration, ...]:
    """Every length of time a sentence names; "half an hour" wins over the hour in it, "3 working days" over its end."""
    read = (_read(words, sentence, match) for match in _counted(words.language).finditer(sentence))
    counted = [one for one in read if one is not None]
    fixed = [
        one for one in _fixed(words, sentence) if not any(other.start < one.start < other.end for other in counted)
    ]
    others = [one for one in counted if not any(one.start < f.end and f.start < one.end for f in fixed)]
    return tuple(sorted([*fixed, *others], key=lambda one: one.start))


@cache
def _counted(language: str) -> re.Pattern[str]:
    words = words_of(language)
    spelled = (_PARTED.sub(r"[\\s-]", re.escape(one)) for one in sorted(words.numbers, key=len, reverse=True))
    number = "|".join([r"\d{1,4}(?:[.,]\d)?½?|½", *spelled])
    units = "|".join(f"(?P<{unit}>{words.expression(unit)})" for unit in UNITS)
    any_unit = "|".join(words.expression(unit) for unit in UNITS)
    gap = r"\s+" if words.spaced else r"\s*"
    between = rf"(?:\s*[-–—~〜～/‐‑]\s*|\s*[,、]\s*|{gap}(?:{words.expression('range')}){gap})"
    edge = r"(?:\s*-\s*|\s+)" if words.spaced else r"\s*"
    left, right = (r"(?<![\w.,:/#№-])", r"(?!\w)") if words.spaced else (r"(?<![\d.,:/#月월])", "")
    return re.compile(
        rf"{left}(?:(?P<lower>{number})(?:\s*(?:{any_unit}))?{between})?(?P<upper>{number})"
        rf"(?:\s*\(\d+\))?\s*-?\s*(?:(?P<before>{words.expression('business')}){edge}|(?P<joined>{words.expression('joined')}))?(?:{units}){right}",
        re.IGNORECASE,
    )


@cache
def _fixed_patterns(language: str) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    words = words_of(language)
    listed = words.lists.get("fixed", ())
    return tuple(
        (bounded(words_expression(said), spaced=words.spaced), iso, calendar == "business")
        for said, iso, calendar in listed
    )


@cache
def _any_fixed(language: str) -> re.Pattern[str]:
    """Most sentences hold none: one look tells."""
    return re.compile("|".join(pattern.pattern for pattern, _, _ in _fixed_patterns(language)) or "(?!)", re.IGNORECASE)


def words_expression(phrase: str) -> str:
    """A phrase of a word list as an expression."""
    return Words(language="", spaced=True, lists={"one": phrase}).expression("one")


def _fixed(words: Words, sentence: str) -> list[Duration]:
    """The fixed expressions of a sentence: the first, then the longest, where several overlap."""
    if not _any_fixed(words.language).search(sentence):
        return []
    found = [
        _of_iso(match, iso, business)
        for pattern, iso, business in _fixed_patterns(words.language)
        for match in pattern.finditer(sentence)
    ]
    kept: list[Duration] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _of_iso(match: re.Match[str], iso: str, business: bool) -> Duration:
    said = _ISO.fullmatch(iso)
    assert said is not None, iso
    unit = _UNITS_OF_TIME[said["of"]] if said["of"] else _UNITS_OF_DATE[said["unit"]]
    amount = float(said["time"] or said["days"])
    return Duration(start=match.start(), end=match.end(), upper=amount, lower=None, unit=unit, business=business)


def _read(words: Words, sentence: str, match: re.Match[str]) -> Duration | None:
    upper, lower = _amounts(words, match)
    if not upper or upper > _MOST or (lower is not None and lower >= upper):
        return None
    named = next(name for name in UNITS if match[name] is not None)
    is_before = match["before"] is not None or match["joined"] is not None
    business = named == "business_day" or is_before or _in_business_time(words, sentence, match)
    unit = "day" if named == "business_day" else named
    if unit in _SMALLER and not business and (upper % 1 or (lower or 0) % 1):
        unit, many = _SMALLER[unit]
        upper, lower = upper * many, lower and lower * many
    return Duration(
        start=match.start(), end=match.end(), upper=upper, lower=lower or None, unit=unit, business=business
    )


def _amounts(words: Words, match: re.Match[str]) -> tuple[float | None, float | None]:
    """The upper and the lower number; "twenty-four" is one."""
    whole = _number(words, f"{match['lower']} {match['upper']}") if match["lower"] else None
    if whole:
        return whole, None
    return _number(words, match["upper"]), _number(words, match["lower"])


def _in_business_time(words: Words, sentence: str, match: re.Match[str]) -> bool:
    """ "24 hours, on working days only" and "2 days (Monday to Friday)"."""
    after = sentence[match.end() : match.end() + 45]
    before = sentence[max(0, match.start() - 25) : match.start()]
    close = words.find("business").search(after)
    return bool(
        words.find("business_day").search(after)
        or words.find("business_day").search(before)
        or (close is not None and close.start() <= 14)
    )


def _number(words: Words, text: str | None) -> float | None:
    if not text:
        return None
    known = _spelled(words.language).get(_PARTED.sub(" ", text.lower()))
    if known is not None:
        return known
    whole = text.replace(",", ".").rstrip("½")
    try:
        return (float(whole) if whole else 0) + (0.5 if "½" in text else 0)
    except ValueError:
        return None


@cache
def _spelled(language: str) -> dict[str, float]:
    return {_PARTED.sub(" ", word.lower()): value for word, value in words_of(language).numbers.items()}
