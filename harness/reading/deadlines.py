"""Days and hours a sentence names: "by Tuesday 5 pm", "bis morgen Mittag", resolved against the mail's own clock.

Where words name no hour, these count: noon for a morning, 17:00 for an afternoon and for the end of a working day,
18:00 for an evening, else the end of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from harness.reading.words import Words, bounded, words_of

_END_OF_DAY, _CLOSE = time(23, 59), time(17, 0)
_ISO_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})(?!\d)")
_NUMBERED = re.compile(
    r"(?<![\d.,/])(?P<day>\d{1,2})(?:\.\s?|/)(?P<month>\d{1,2})(?:(?:\.\s?|/)(?P<year>20\d\d|\d\d)?)?(?![\d%])"
    r"(?!\s*(?:[ap]\.?m\b|uhr|h\b|uur))",
    re.IGNORECASE,
)
_EASTERN = re.compile(r"(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号號]")
_DIGIT = re.compile(r"\d")
_DAYS = (
    "today",
    "tomorrow",
    "overmorrow",
    "weekdays",
    "end_of_day",
    "end_of_week",
    "end_of_month",
    "next_week",
)
_FRIDAY = 4
_LAST_YEAR = 9990
"""Headers claim any date; beyond this one the calendar of the language ends."""
_NEAR = 34
_JUST_BEHIND = 8
_TIED = 20
"""Characters between "received before" and the hour that belongs to it."""
_AFTERNOON = 13
"""From here on "by 18 hours" is an hour of the clock rather than a length."""
_TWELVE_HOURS, _EARLIEST = ("en",), 7
_AMERICA = timedelta(hours=-3, minutes=-30)
"""West of this, English writes the month first."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The moment a sentence names, on the writer's own clock, and where its day stands."""

    start: int
    end: int
    at: datetime
    business: bool


def find_deadlines(words: Words, sentence: str, now: datetime) -> Iterator[Deadline]:
    """The days a sentence names, with their hours, the surest first; days that are over are left out.

    Args:
        now: when the words were written, on the writer's own clock.
    """
    if now.year >= _LAST_YEAR:
        return
    for named in _days(words, sentence, now):
        at = datetime.combine(named.day, _time_of_day(words, sentence, named), tzinfo=now.tzinfo)
        if at > now:
            start, end = _with_hour(words, sentence, named.start, named.end)
            yield Deadline(start=start, end=end, at=at, business=named.closing is not None)


def _time_of_day(words: Words, sentence: str, named: _Named) -> time:
    """The hour said; else what "noon" and "end of business" stand for; "8" in the evening is 20:00."""
    said, part = named.hour or _hour(words, sentence, named.start, named.end), _part(words, sentence, named)
    if said and part and 0 < said.hour < 12 <= _CLOSE.hour <= part.hour:
        return said.replace(hour=said.hour + 12)
    return said or named.closing or part or _END_OF_DAY


def names_hour_of_day(words: Words, sentence: str, start: int, hours: float) -> bool:
    """Whether a number of hours is one of the clock: a day or "at" stands just before it ("demain 17 h")."""
    before = sentence[max(0, start - 18) : start]
    if any(words.find(name).search(before) for name in ("weekdays", "tomorrow", "today", "overmorrow", "months")):
        return True
    name = "clock_before" if _AFTERNOON <= hours < 24 else "at_clock"
    return hours < 24 and any(not before[match.end() :].strip() for match in words.find(name).finditer(before))


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A day and where it stands; `closing` is the hour that words like "end of business" give it."""

    start: int
    end: int
    day: date
    closing: time | None = None
    hour: time | None = None


def _days(words: Words, sentence: str, now: datetime) -> Iterator[_Named]:
    has_digit = bool(_DIGIT.search(sentence))
    has_day = bool(_any_day(words.language).search(sentence))
    closing = words.find("end_of_day").search(sentence) if has_day else None
    close = _CLOSE if closing else None
    for dated in _dated(words, sentence, now) if has_digit else ():
        if not _is_of_a_paper(words, sentence, dated.start):
            yield replace(dated, start=_with_weekday(words, sentence, dated.start), closing=close)
    for named in _relative(words, sentence, now.date(), close) if has_day else ():
        is_close = closing is not None and 0 <= named.start - closing.end() <= _JUST_BEHIND
        yield replace(named, start=closing.start()) if is_close and closing else named
    if closing is not None:
        yield _Named(start=closing.start(), end=closing.end(), day=now.date(), closing=_CLOSE)
    for match in words.find("today").finditer(sentence) if has_day else ():
        yield _Named(start=match.start(), end=match.end(), day=now.date())
    if has_digit or not words.spaced:
        yield from _only_an_hour(words, sentence, now)


@cache
def _any_day(language: str) -> re.Pattern[str]:
    """Most sentences name no day: one look tells."""
    words = words_of(language)
    return bounded("|".join(words.expression(name) for name in _DAYS), spaced=words.spaced)


def _relative(words: Words, sentence: str, today: date, close: time | None) -> Iterator[_Named]:
    for name, days in (("overmorrow", 2), ("tomorrow", 1)):
        for match in words.find(name).finditer(sentence):
            yield _Named(start=match.start(), end=match.end(), day=today + timedelta(days=days), closing=close)
    monday = today - timedelta(days=today.weekday())
    for name, friday in (("next_week", monday + timedelta(days=7 + _FRIDAY)), ("end_of_week", _friday(today))):
        if name == "end_of_week":
            yield from _on_weekdays(words, sentence, today, close)
        for match in words.find(name).finditer(sentence):
            day = _on_day(words, sentence, match, monday) if name == "next_week" else None
            yield _Named(start=match.start(), end=match.end(), day=day or friday, closing=None if day else _CLOSE)
    for match in words.find("end_of_month").finditer(sentence):
        yield _Named(start=match.start(), end=match.end(), day=_last_of_month(today))


def _on_day(words: Words, sentence: str, week: re.Match[str], monday: date) -> date | None:
    """The day in "Monday next week"."""
    near = (max(0, week.start() - 16), week.end() + 10)
    named = [number for number, day in enumerate(_weekdays(words.language)) if day.search(sentence, *near)]
    return monday + timedelta(days=7 + named[0]) if len(named) == 1 else None


def _friday(today: date) -> date:
    return today + timedelta(days=(_FRIDAY - today.weekday()) % 7)


def _last_of_month(today: date) -> date:
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _only_an_hour(words: Words, sentence: str, now: datetime) -> Iterator[_Named]:
    """ "By 5 pm" without a day is today; two hours are hours of work."""
    clocks = [
        (match.start(), match.end(), said)
        for pattern in _clocks(words.language)[:2]
        for match in pattern.finditer(sentence)
        if (said := _clock(words, match)) is not None
    ]
    if len({said for _, _, said in clocks}) == 1 and clocks[0][2] > now.time():
        start, end, hour = clocks[0]
        near = sentence[max(0, start - 20) : end + 10]
        if words.find("until").search(near):
            yield _Named(start=start, end=end, day=now.date(), hour=hour)


def _is_of_a_paper(words: Words, sentence: str, start: int) -> bool:
    """ "Your letter of 3 September": the date of a paper is no deadline."""
    before = sentence[max(0, start - 40) : start]
    return any(not before[match.end() :].strip() for match in words.find("dated").finditer(before))


def _with_hour(words: Words, sentence: str, start: int, end: int) -> tuple[int, int]:
    """A day begins and ends with the hour that stands just beside it: "Monday, 9 March, 8 am", "8 am on Monday"."""
    for pattern in _clocks(words.language):
        for match in pattern.finditer(sentence, max(0, start - _NEAR), end + _NEAR):
            if 0 <= match.start() - end <= _JUST_BEHIND:
                return start, match.end()
            if 0 <= start - match.end() <= _JUST_BEHIND:
                return match.start("hour"), end
    return start, end


def _with_weekday(words: Words, sentence: str, start: int) -> int:
    """A date begins with the day of the week that stands just before it: "Monday, 9 March"."""
    named = [match for pattern in _weekdays(words.language) for match in pattern.finditer(sentence, 0, start)]
    return next((match.start() for match in named if start - match.end() <= 6), start)


def _on_weekdays(words: Words, sentence: str, today: date, close: time | None) -> Iterator[_Named]:
    named = sorted(
        (match.start(), match.end(), number)
        for number, pattern in enumerate(_weekdays(words.language))
        for match in pattern.finditer(sentence)
    )
    if len({number for _, _, number in named}) > 1:  # "Monday to Friday" are hours of work
        named = [one for one in named if words.find("until").search(sentence[max(0, one[0] - 14) : one[0]])]
    for start, end, number in named if len({number for _, _, number in named}) == 1 else ():
        ahead = (number - today.weekday()) % 7 or 7
        is_next = words.find("next").search(sentence[max(0, start - 14) : end + 12])
        if is_next and number > today.weekday():
            ahead += 7
        yield _Named(start=start, end=end, day=today + timedelta(days=ahead), closing=close)


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


def _dated(words: Words, sentence: str, now: datetime) -> Iterator[_Named]:
    today = now.date()
    month_first = words.language == "en" and (now.utcoffset() or timedelta()) <= _AMERICA
    for pattern in (_ISO_DATE, _EASTERN, _NUMBERED):
        for match in pattern.finditer(sentence):
            one, other = int(match["month"]), int(match["day"])
            is_first = "/" in match.group() and (month_first or one > 12 or not words.spaced)
            swapped = pattern is _NUMBERED and is_first
            day = _resolved(today, match.groupdict().get("year"), *((other, one) if swapped else (one, other)))
            if day is not None:
                yield _Named(start=match.start(), end=match.end(), day=day)
    for number, month in enumerate(_months(words.language), 1):
        for match in month.finditer(sentence):
            day = _resolved(today, match["year"], number, int(match["before"] or match["after"]))
            if day is not None:
                yield _Named(start=match.start(), end=match.end(), day=day)
    for match in words.find("nth").finditer(sentence):
        day = _nth(today, int(match["day"]))
        if day is not None:
            yield _Named(start=match.start(), end=match.end(), day=day)


def _nth(today: date, day: int) -> date | None:
    """ "By the 15th" is the next one."""
    month = today.replace(day=1) if day >= today.day else _last_of_month(today) + timedelta(days=1)
    try:
        return month.replace(day=day)
    except ValueError:
        return None


@cache
def _months(language: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    return tuple(
        re.compile(
            rf"(?:(?<![\d.,:/])(?P<before>\d{{1,2}})(?:\.|º|°|er|st|nd|rd|th|ste|e|:e)?\s*(?:de\s+|of\s+|den\s+)?(?:{named})(?!\w)"
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
    """The hour near a day, the later one of two, unless the customer's mail must have come until then."""
    blank = sentence[:start] + " " * (end - start) + sentence[end:]
    for pattern in _clocks(words.language):
        said = [
            (match.start(), match.end(), hour)
            for match in pattern.finditer(blank, max(0, start - _NEAR), end + _NEAR)
            if (hour := _clock(words, match)) is not None and not _is_of_arrival(words, blank, match)
        ]
        if said:
            is_range = len(said) > 1 and said[1][0] - said[0][1] <= _JUST_BEHIND
            return said[is_range][2]
    return None


def _is_of_arrival(words: Words, sentence: str, clock: re.Match[str]) -> bool:
    before = words.find("arriving").search(sentence, max(0, clock.start() - _TIED), clock.end())
    after = words.find("arrived").search(sentence, clock.end(), clock.end() + _TIED)
    return before is not None or after is not None


def _part(words: Words, sentence: str, named: _Named) -> time | None:
    """The hour that "noon" or "evening" near a day stands for."""
    near = (max(0, named.start - _NEAR), named.end + _NEAR)
    return next((hour for hour, part in _parts(words.language) if part.search(sentence, *near)), None)


@cache
def _parts(language: str) -> tuple[tuple[time, re.Pattern[str]], ...]:
    words = words_of(language)
    return tuple(
        (
            time.fromisoformat(hour),
            bounded(Words(language="", spaced=True, lists={"one": phrase}).expression("one"), spaced=words.spaced),
        )
        for hour, phrase in words.lists.get("parts", {}).items()
    )


@cache
def _clocks(language: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    afternoon, morning = words.expression("pm"), words.expression("am")
    half = rf"(?P<pm>{afternoon}|p\.?m\.?)|(?P<am>{morning}|a\.?m\.?)"
    ahead = "" if words.spaced else rf"(?:(?P<pm0>{afternoon})|(?P<am0>{morning}))?\s*"
    after, before = words.expression("clock_after"), words.expression("clock_before")
    units = "|".join(words.expression(unit) for unit in ("minute", "hour", "day", "week", "month", "business_day"))
    number = "|".join([r"\d{1,2}", *sorted((re.escape(one) for one in words.numbers), key=len, reverse=True)])
    hour = rf"(?P<hour>{number if not words.spaced else chr(92) + 'd{1,2}'})"
    digits = (
        rf"(?<![\d.]){ahead}(?P<hour>\d{{1,2}})(?:[:.：]|\s?h\s?)(?P<minute>\d{{2}})(?!\d|\.\d)\s*(?:{half})?",
        rf"(?<![\d.,:]){ahead}{hour}\s*(?:{half}|{after})(?!\w)"
        if words.spaced
        else rf"{ahead}{hour}\s*(?:{after})(?:(?P<minute>\d{{2}})|(?P<half>{words.expression('half')}))?",
        rf"(?<!\w)(?:{before})\s*(?P<hour>\d{{1,2}})(?![\d:.,/-]*\d|\s*(?:{units}))\s*(?:{half})?",
    )
    return tuple(re.compile(one, re.IGNORECASE) for one in digits)


def _clock(words: Words, match: re.Match[str]) -> time | None:
    said = match.groupdict()
    hour = int(words.numbers.get(said["hour"]) or said["hour"])
    minute = 30 if said.get("half") else int(said.get("minute") or 0)
    is_later = said.get("pm") or said.get("pm0") or (_is_of_the_afternoon(words, said) and hour < _EARLIEST)
    if is_later and hour < 12:
        hour += 12
    if hour == 24:
        hour, minute = 23, 59
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _is_of_the_afternoon(words: Words, said: dict[str, str | None]) -> bool:
    """ "At 4" where the clock has twelve hours: nobody promises anything for the small hours."""
    is_morning = said.get("am") or said.get("am0")
    return words.language in _TWELVE_HOURS and not is_morning and not said["hour"].startswith("0")  # type: ignore[union-attr]
