"""Spans and promises: when they fall due, and which one counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.domain.message import PromiseCalendar, StatedPromise
from harness.domain.promise import Promises, Span, due_at, due_of_stated
from harness.domain.support_hours import Opening, SupportHours

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
OFFICE = SupportHours(openings=tuple(Opening(weekday=day, opens=540, closes=1020) for day in range(5)), text="9-17")


def stated(**changes: object) -> StatedPromise:
    return StatedPromise(text="soon", start=0, end=4, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (Span(text="24 hours", calendar_seconds=86400.0), FRIDAY + timedelta(days=1)),
        (Span(text="2 business hours", business_seconds=7200.0), MONDAY + timedelta(hours=1)),
        (Span(text="1 business day", business_days=1.0), MONDAY + timedelta(hours=7)),
    ],
)
def test_a_span_falls_due_on_its_own_clock(span: Span, due: datetime) -> None:
    assert due_at(FRIDAY, span, OFFICE) == due


@pytest.mark.parametrize(
    ("promise", "due"),
    [
        (stated(seconds=86400.0), FRIDAY + timedelta(days=1)),
        (stated(seconds=7200.0, calendar=PromiseCalendar.BUSINESS), MONDAY + timedelta(hours=1)),
        (stated(seconds=28800.0, business_days=1.0), MONDAY + timedelta(hours=7)),
        (stated(deadline=MONDAY), MONDAY),
        (stated(vague=True), None),
    ],
)
def test_a_stated_time_falls_due_as_its_words_say(promise: StatedPromise, due: datetime | None) -> None:
    assert due_of_stated(promise, FRIDAY, OFFICE) == due


def test_a_promise_of_an_address_stands_in_place_of_the_desks_and_the_others_stay() -> None:
    desk = Promises(acknowledgement=Span(text="5 minutes"), first_reply=Span(text="24 hours"))
    both = desk.overridden_by(Promises(first_reply=Span(text="2 hours")))
    assert (str(both.acknowledgement), str(both.first_reply), both.next_reply) == ("5 minutes", "2 hours", None)


def test_a_span_knows_whose_clock_it_is_on() -> None:
    assert not Span(text="1 hour", calendar_seconds=3600.0).is_business
    assert Span(text="1 business day", business_days=1.0).is_business
