"""Days and hours a sentence names: "by Tuesday 5 pm", "bis morgen Mittag", resolved against the mail's own clock.

Where words name no hour, these count: noon for a morning, 17:00 for an afternoon and for the end of a working day,
18:00 for an evening, else the end of the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from harness.reading.words import Words, bounded, words_of

_END_OF_DAY, _CLOSE = time(23, 59), time(17, 0)
_ISO_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})(?!\d)")
_NUMBERED = re.compile(
    r"(?<![\d.,/])(?P<day>\d{1,2})(?:\.\s?|/)(?P<month>\d{1,2})(?:(?:\.\s?|/)(?P<year>20\d\d|\d\d)?)?(?![\d%])"
)
_EASTERN = re.compile(r"(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号號]")
_FRIDAY = 4
_LAST_YEAR = 9990
"""Headers claim any date; beyond this one the calendar of the language ends."""
_NEAR = 34


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The moment a sentence names, on the writer's own clock, and where its day stands."""

    start: int
    end: int
    at: datetime
    business: bool


def find_deadline(words: Words, sentence: str, now: datetime) -> Deadline | None:
    """The day a sentence names, with its hour; None where it names none, or only one that is over.

    Args:
        now: when the words were written, on the writer's own clock.
    """
    if now.year >= _LAST_YEAR:
        return None
    found = _day(words, sentence, now.date())
    if found is None:
        return None
    start, end, day, closing, business = found
    hour = closing or _hour(words, sentence, start, end) or _END_OF_DAY
    at = datetime.combine(day, hour, tzinfo=now.tzinfo)
    return Deadline(start=start, end=end, at=at, business=business) if at > now else None


def names_hour_of_day(words: Words, sentence: str, start: int) -> bool:
    """Whether a day stands just before the place: then "17 h" is an hour of the clock, not a length."""
    before = sentence[max(0, start - 18) : start]
    return any(words.find(name).search(before) for name in ("weekdays", "tomorrow", "today", "overmorrow", "months"))


_Found = tuple[int, int, date, "time | None", bool]


def _day(words: Words, sentence: str, today: date) -> _Found | None:
    dated = _dated(words, sentence, today)
    if dated is not None:
        start, end, day = dated
        return _with_weekday(words, sentence, start), end, day, None, False
    closing = words.find("end_of_day").search(sentence)
    for name, days in (("overmorrow", 2), ("tomorrow", 1)):
        if match := words.find(name).search(sentence):
            at_close = _CLOSE if closing else None
            return match.start(), match.end(), today + timedelta(days=days), at_close, closing is not None
    if match := words.find("next_week").search(sentence):
        friday = today + timedelta(days=7 - today.weekday() + _FRIDAY)
        return match.start(), match.end(), friday, _CLOSE, True
    if (weekday := _weekday(words, sentence, today)) is not None:
        return (*weekday, _CLOSE if closing else None, closing is not None)
    if match := words.find("end_of_week").search(sentence):
        return match.start(), match.end(), today + timedelta(days=(_FRIDAY - today.weekday()) % 7), _CLOSE, True
    if closing is not None:
        return closing.start(), closing.end(), today, _CLOSE, True
    if match := words.find("today").search(sentence):
        return match.start(), match.end(), today, None, False
    return None


def _with_weekday(words: Words, sentence: str, start: int) -> int:
    """A date begins with the day of the week that stands just before it: "Monday, 9 March"."""
    named = [match for pattern in _weekdays(words.language) for match in pattern.finditer(sentence, 0, start)]
    return next((match.start() for match in named if start - match.end() <= 6), start)


def _weekday(words: Words, sentence: str, today: date) -> tuple[int, int, date] | None:
    named = [
        (match.start(), match.end(), number)
        for number, pattern in enumerate(_weekdays(words.language))
        if (match := pattern.search(sentence))
    ]
    if not named or len(named) > 1:  # "Monday to Friday" are hours of work
        return None
    start, end, number = named[0]
    ahead = (number - today.weekday()) % 7 or 7
    is_next = words.find("next").search(sentence[max(0, start - 14) : end + 12])
    if is_next and number > today.weekday():
        ahead += 7
    return start, end, today + timedelta(days=ahead)


@cache
def _weekdays(language: str) -> tuple[re.Pattern[str], ...]:
    return _each(language, "weekdays")


@cache
def _each(language: str, name: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    return tuple(
        bounded(Words(language="", spaced=True, lists={"one": one}).expression("one"), spaced=words.spaced)
        for one in words.lists.get(name, ())
    )


def _dated(words: Words, sentence: str, today: date) -> tuple[int, int, date] | None:
    for pattern in (_ISO_DATE, _EASTERN, _NUMBERED):
        for match in pattern.finditer(sentence):
            year = match.groupdict().get("year")
            day = _resolved(today, year, int(match["month"]), int(match["day"]))
            if day is not None:
                return match.start(), match.end(), day
    for number, month in enumerate(_months(words.language), 1):
        for match in month.finditer(sentence):
            day = _resolved(today, match["year"], number, int(match["before"] or match["after"]))
            if day is not None:
                return match.start(), match.end(), day
    return None


@cache
def _months(language: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    return tuple(
        re.compile(
            rf"(?:(?<![\d.,:/])(?P<before>\d{{1,2}})(?:\.|º|er|st|nd|rd|th|ste|e)?\s*(?:de\s+|of\s+|den\s+)?(?:{named})(?!\w)"
            rf"|(?<!\w)(?:{named})\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]))(?:,?\s+(?P<year>20\d\d))?",
            re.IGNORECASE,
        )
        for one in words.lists.get("months", ())
        if (named := Words(language="", spaced=True, lists={"one": one}).expression("one"))
    )


def _resolved(today: date, year: str | None, month: int, day: int) -> date | None:
    """A date without a year is the next one; half a year back means that it is over."""
    try:
        if year:
            return date(int(year) % 100 + 2000, month, day)
        this_year = date(today.year, month, day)
        if this_year >= today:
            return this_year
        return date(today.year + 1, month, day) if (today - this_year).days > 183 else None
    except ValueError:
        return None


def _hour(words: Words, sentence: str, start: int, end: int) -> time | None:
    around = sentence[max(0, start - _NEAR) : start] + " " * (end - start) + sentence[end : end + _NEAR]
    whole = sentence[max(0, start - _NEAR) : end + _NEAR]
    for pattern in _clocks(words.language):
        for match in pattern.finditer(around):
            if (said := _clock(words, match)) is not None:
                return said
    for said_hour, phrase in words.lists.get("parts", {}).items():
        named = bounded(Words(language="", spaced=True, lists={"one": phrase}).expression("one"), spaced=words.spaced)
        if named.search(whole):
            return time.fromisoformat(said_hour)
    return None


@cache
def _clocks(language: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    afternoon, morning = words.expression("pm"), words.expression("am")
    half = rf"(?P<pm>{afternoon}|p\.?m\.?)|(?P<am>{morning}|a\.?m\.?)"
    ahead = "" if words.spaced else rf"(?:(?P<pm0>{afternoon})|(?P<am0>{morning}))?\s*"
    units = "|".join(words.expression(unit) for unit in ("minute", "hour", "day", "week", "month", "business_day"))
    flags = re.IGNORECASE
    return (
        re.compile(rf"(?<![\d.]){ahead}(?P<hour>\d{{1,2}})[:.h：](?P<minute>\d{{2}})(?!\d|\.\d)\s*(?:{half})?", flags),
        re.compile(
            rf"(?<![\d.,:]){ahead}(?P<hour>\d{{1,2}})\s*(?:{half}|{words.expression('clock_after')})(?!\w)", flags
        )
        if words.spaced
        else re.compile(
            rf"{ahead}(?P<hour>\d{{1,2}})\s*(?:{words.expression('clock_after')})(?P<minute>\d{{2}})?", flags
        ),
        re.compile(
            rf"(?<!\w)(?:{words.expression('clock_before')})\s*(?P<hour>\d{{1,2}})(?![\d:.,/-]*\d|\s*(?:{units}))\s*(?:{half})?",
            flags,
        ),
    )


def _clock(words: Words, match: re.Match[str]) -> time | None:
    said = match.groupdict()
    hour, minute = int(said["hour"]), int(said.get("minute") or 0)
    if (said.get("pm") or said.get("pm0")) and hour < 12:
        hour += 12
    if hour == 24:
        hour, minute = 23, 59
    return time(hour, minute) if hour < 24 and minute < 60 else None
