"""Business time: holidays, clock changes, midnight; and that `due_after` undoes `business_seconds`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.domain.support_hours import (
    Opening,
    SupportHours,
    business_seconds,
    due_after,
    is_open,
    next_closing,
    next_opening,
)

HOUR = 3600.0
ALWAYS = SupportHours()


def office(
    zone: str = "Europe/Zurich", *, holidays: frozenset[date] = frozenset(), days: range = range(5)
) -> SupportHours:
    """Nine to six on these days."""
    openings = tuple(Opening(weekday=day, opens=540, closes=1080) for day in days)
    return SupportHours(timezone=zone, openings=openings, holidays=holidays, text="Mon-Fri 09:00-18:00")


def at(text: str, zone: str = "Europe/Zurich") -> datetime:
    """A local time as the instant it is."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


NIGHT = SupportHours(
    timezone="Europe/Zurich",
    openings=tuple(
        opening
        for day in range(7)
        for opening in (Opening(weekday=day, opens=0, closes=360), Opening(weekday=day, opens=1320, closes=1440))
    ),
    text="daily 22:00-06:00",
)


def test_time_outside_hours_does_not_count() -> None:
    assert business_seconds(office(), at("2026-03-06 17:00"), at("2026-03-09 10:00")) == 2 * HOUR


def test_a_mail_at_night_starts_counting_at_opening() -> None:
    assert due_after(office(), at("2026-03-06 23:00"), HOUR) == at("2026-03-09 10:00")


def test_a_span_carries_over_the_week_end() -> None:
    assert due_after(office(), at("2026-03-06 16:00"), 8 * HOUR) == at("2026-03-09 15:00")


def test_a_span_that_ends_at_closing_is_due_at_closing_and_not_next_morning() -> None:
    assert due_after(office(), at("2026-03-06 16:00"), 2 * HOUR) == at("2026-03-06 18:00")


def test_a_holiday_does_not_count() -> None:
    hours = office(holidays=frozenset({date(2026, 4, 6)}))
    assert business_seconds(hours, at("2026-04-03 18:00"), at("2026-04-07 10:00")) == HOUR
    assert not is_open(hours, at("2026-04-06 12:00"))


def test_a_holiday_is_the_desks_day_and_not_utcs() -> None:
    hours = office("Pacific/Auckland", holidays=frozenset({date(2026, 2, 6)}))
    assert not is_open(hours, at("2026-02-06 09:30", "Pacific/Auckland"))
    assert is_open(hours, at("2026-02-05 17:30", "Pacific/Auckland"))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Zurich", "2026-03-29"),
        ("Europe/Zurich", "2026-10-25"),
        ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-05"),
    ],
)
def test_an_opening_day_is_as_long_as_its_hands_say_on_a_clock_change(zone: str, day: str) -> None:
    hours = office(zone, days=range(7))
    before, after = at(f"{day} 00:00", zone), at(f"{day} 23:59", zone)
    assert business_seconds(hours, before, after) == 9 * HOUR
    assert next_opening(hours, before) == at(f"{day} 09:00", zone)


@pytest.mark.parametrize(("day", "open_hours"), [("2026-03-29", 7.0), ("2026-10-25", 9.0), ("2026-03-30", 8.0)])
def test_a_night_shift_over_a_clock_change_is_as_long_as_it_is(day: str, open_hours: float) -> None:
    start = at(f"{day} 00:00")
    assert business_seconds(NIGHT, start - timedelta(hours=2), start + timedelta(hours=12)) == open_hours * HOUR


def test_opening_at_a_local_time_that_does_not_exist_still_opens() -> None:
    hours = SupportHours(timezone="Europe/Zurich", openings=(Opening(weekday=6, opens=150, closes=240),), text="Sun")
    assert business_seconds(hours, at("2026-03-29 00:00"), at("2026-03-29 12:00")) >= 0.0
    assert due_after(hours, at("2026-03-28 00:00"), 60.0) > at("2026-03-29 00:00")


def test_midnight_at_the_end_of_a_day_is_the_next_days_first_minute() -> None:
    hours = SupportHours(timezone="Europe/Zurich", openings=(Opening(weekday=4, opens=1200, closes=1440),), text="Fri")
    assert next_closing(hours, at("2026-03-06 21:00")) == at("2026-03-07 00:00")
    assert not is_open(hours, at("2026-03-07 00:00"))


def test_two_shifts_that_meet_at_midnight_count_through() -> None:
    assert due_after(NIGHT, at("2026-03-04 23:00"), 3 * HOUR) == at("2026-03-05 02:00")


def test_a_lunch_break_does_not_count() -> None:
    openings = (Opening(weekday=2, opens=780, closes=1020), Opening(weekday=2, opens=540, closes=720))
    hours = SupportHours(timezone="UTC", openings=openings, text="Wed 9-12, 13-17")
    assert due_after(hours, datetime(2026, 3, 4, 11, tzinfo=UTC), 2 * HOUR) == datetime(2026, 3, 4, 14, tzinfo=UTC)


def test_a_desk_without_hours_is_always_open() -> None:
    now = at("2026-03-07 03:00")
    assert (is_open(ALWAYS, now), next_opening(ALWAYS, now), next_closing(ALWAYS, now)) == (True, now, None)
    assert ALWAYS.business_day_seconds == 24 * HOUR


def test_no_time_passes_backwards() -> None:
    assert business_seconds(ALWAYS, at("2026-03-05 10:00"), at("2026-03-04 10:00")) == 0.0


def test_no_span_is_due_at_once_even_when_closed() -> None:
    assert due_after(office(), at("2026-03-07 12:00"), 0.0) == at("2026-03-07 12:00")


def test_opening_and_closing_are_now_when_they_are() -> None:
    assert next_opening(office(), at("2026-03-04 12:00")) == at("2026-03-04 12:00")
    assert next_closing(office(), at("2026-03-04 12:00")) == at("2026-03-04 18:00")
    assert next_closing(office(), at("2026-03-07 12:00")) == at("2026-03-07 12:00")
    assert next_opening(office(), at("2026-03-07 12:00")) == at("2026-03-09 09:00")


def test_the_closing_minute_is_closed() -> None:
    assert is_open(office(), at("2026-03-04 18:00") - timedelta(microseconds=1))
    assert not is_open(office(), at("2026-03-04 18:00"))


def test_a_business_day_is_the_mean_of_the_days_that_open() -> None:
    openings = (Opening(weekday=0, opens=540, closes=1020), Opening(weekday=1, opens=540, closes=780))
    assert SupportHours(openings=openings).business_day_seconds == 6 * HOUR


def test_a_desk_that_hardly_ever_opens_is_refused_in_words() -> None:
    hours = SupportHours(openings=(Opening(weekday=0, opens=540, closes=540),), text="Mon 09:00-09:00")
    with pytest.raises(ValueError, match="'Mon 09:00-09:00'"):
        due_after(hours, at("2026-03-04 12:00"), 60.0)


# --- for all times ---------------------------------------------------------------------------------------------------

ZONES = ("Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC")


@st.composite
def calendars(draw: st.DrawFn) -> SupportHours:
    """One to five openings a week in any zone, some holidays in the year; no two overlap."""
    days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True))
    openings = []
    for day in days:
        opens = draw(st.integers(4 * 60, 20 * 60))
        openings.append(Opening(weekday=day, opens=opens, closes=draw(st.integers(opens + 30, 1440))))
    holidays = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5))
    return SupportHours(
        timezone=draw(st.sampled_from(ZONES)), openings=tuple(openings), holidays=holidays, text="drawn"
    )


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.integers(1, 60 * 3600)


@given(calendars(), instants, spans)
def test_due_after_undoes_business_seconds(hours: SupportHours, start: datetime, seconds: int) -> None:
    due = due_after(hours, start, float(seconds))
    assert business_seconds(hours, start, due) == pytest.approx(float(seconds), abs=1e-3)


@given(calendars(), instants, spans)
def test_due_after_is_the_earliest_such_instant(hours: SupportHours, start: datetime, seconds: int) -> None:
    due = due_after(hours, start, float(seconds))
    assert business_seconds(hours, start, due - timedelta(milliseconds=500)) < seconds


@given(calendars(), instants, spans, spans)
def test_business_time_adds_up(hours: SupportHours, start: datetime, first: int, second: int) -> None:
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + second)
    whole = business_seconds(hours, start, middle) + business_seconds(hours, middle, end)
    assert business_seconds(hours, start, end) == pytest.approx(whole, abs=1e-3)


@given(calendars(), instants)
def test_the_next_opening_is_open_and_nothing_before_it(hours: SupportHours, now: datetime) -> None:
    opening = next_opening(hours, now)
    assert is_open(hours, opening)
    assert business_seconds(hours, now, opening) == 0.0
