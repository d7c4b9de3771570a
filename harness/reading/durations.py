"""Lengths of time in a sentence: "within 2-3 business days", "half an hour", in each language's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from harness.reading.words import UNITS, Words, bounded, words_of

_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604_800.0, "month": 2_592_000.0}
_LETTERS = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M"}
_ISO = re.compile(r"P(?:T(?P<time>\d+)(?P<of>[MH])|(?P<days>\d+)(?P<unit>[DWM]))")
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


def find_duration(words: Words, sentence: str) -> Duration | None:
    """The first length of time a sentence names; a fixed expression ("half an hour") wins over a number in it."""
    counted = next(
        (one for match in _counted(words.language).finditer(sentence) if (one := _read(words, sentence, match))), None
    )
    fixed = _fixed(words, sentence)
    if fixed is not None and (counted is None or fixed.start <= counted.start):
        return fixed
    return counted


@cache
def _counted(language: str) -> re.Pattern[str]:
    words = words_of(language)
    spelled = sorted((re.escape(one) for one in words.numbers), key=len, reverse=True)
    number = "|".join([r"\d{1,4}(?:[.,]\d)?", *spelled])
    units = "|".join(f"(?P<{unit}>{words.expression(unit)})" for unit in UNITS)
    any_unit = "|".join(words.expression(unit) for unit in UNITS)
    gap = r"\s+" if words.spaced else r"\s*"
    between = rf"(?:\s*[-–—~〜～/‐‑]\s*|{gap}(?:{words.expression('range')}){gap})"
    edge = r"(?:\s*-\s*|\s+)" if words.spaced else r"\s*"
    left, right = (r"(?<![\w.,:/#№-])", r"(?!\w)") if words.spaced else (r"(?<![\d.,:/#月월])", "")
    return re.compile(
        rf"{left}(?:(?P<lower>{number})(?:\s*(?:{any_unit}))?{between})?(?P<upper>{number})"
        rf"(?:\s*\(\d+\))?\s*-?\s*(?:(?P<before>{words.expression('business')}){edge})?(?:{units}){right}",
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


def words_expression(phrase: str) -> str:
    """A phrase of a word list as an expression."""
    return Words(language="", spaced=True, lists={"one": phrase}).expression("one")


def _fixed(words: Words, sentence: str) -> Duration | None:
    for pattern, iso, business in _fixed_patterns(words.language):
        match, said = pattern.search(sentence), _ISO.fullmatch(iso)
        if match is None or said is None:
            continue
        unit = {"M": "minute", "H": "hour"}.get(said["of"] or "") or {"D": "day", "W": "week", "M": "month"}[
            said["unit"]
        ]
        amount = float(said["time"] or said["days"])
        return Duration(start=match.start(), end=match.end(), upper=amount, lower=None, unit=unit, business=business)
    return None


def _read(words: Words, sentence: str, match: re.Match[str]) -> Duration | None:
    upper, lower = _number(words, match["upper"]), _number(words, match["lower"])
    if not upper or upper > _MOST or (lower is not None and lower >= upper):
        return None
    unit = next(name for name in UNITS if match[name] is not None)
    business = unit == "business_day" or match["before"] is not None or _in_business_time(words, sentence, match)
    return Duration(
        start=match.start(),
        end=match.end(),
        upper=upper,
        lower=lower or None,
        unit="day" if unit == "business_day" else unit,
        business=business,
    )


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
    known = {word.lower(): value for word, value in words.numbers.items()}.get(text.lower())
    if known is not None:
        return known
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
