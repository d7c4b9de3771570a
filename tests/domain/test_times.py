"""An arrival is an interval; being late needs the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.domain.evidence import Arrived, OffsetMeasured, WatchBegan
from harness.domain.times import Arrival, Timeliness, arrival_of, clock_offset, timeliness

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def arrived(
    *, seen: datetime = NOON, absent: datetime | None = None, delivered: datetime | None = None, mailbox: str = "gmail"
) -> Arrived:
    return Arrived(
        at=seen,
        mailbox=mailbox,
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=1,
        delivered_at=delivered,
        absent_at=absent,
        raw_sha256="0",
        size=1,
        matched_by="address",
    )


def offset(low: float, high: float, mailbox: str = "gmail") -> OffsetMeasured:
    return OffsetMeasured(at=NOON, mailbox=mailbox, low=low, high=high)


def test_a_watched_arrival_lies_between_absence_and_sighting() -> None:
    found = arrival_of(arrived(absent=NOON - 2 * SECOND, delivered=NOON - 3600 * SECOND), ())
    assert (found.earliest, found.latest, found.best, found.source) == (NOON - 2 * SECOND, NOON, NOON, "ours")


def test_an_unwatched_arrival_has_the_servers_stamp_with_its_whole_second() -> None:
    found = arrival_of(arrived(delivered=NOON - 3600 * SECOND), ())
    assert (found.best, found.source) == (NOON - 3600 * SECOND, "server")
    assert (found.earliest, found.latest) == (NOON - 3600 * SECOND, NOON - 3599 * SECOND)


def test_the_servers_stamp_is_corrected_by_the_offset_of_its_clock() -> None:
    found = arrival_of(arrived(delivered=NOON - 3000 * SECOND), (offset(599.0, 601.0),))
    assert found.best == NOON - 3600 * SECOND
    assert (found.earliest, found.latest) == (NOON - 3601 * SECOND, NOON - 3598 * SECOND)


def test_a_stamp_in_the_future_cannot_be_later_than_the_sighting() -> None:
    found = arrival_of(arrived(delivered=NOON + 300 * SECOND), ())
    assert (found.earliest, found.latest, found.best) == (NOON, NOON, NOON)


def test_a_wide_gap_is_narrowed_by_the_servers_stamp_but_never_before_the_proven_absence() -> None:
    found = arrival_of(arrived(absent=NOON - 600 * SECOND, delivered=NOON - 900 * SECOND), ())
    assert found.earliest == found.best == NOON - 600 * SECOND


@pytest.mark.parametrize(("absent", "earliest"), [(None, NOON), (NOON - 600 * SECOND, NOON - 600 * SECOND)])
def test_without_a_stamp_the_sighting_is_all_there_is(absent: datetime | None, earliest: datetime) -> None:
    found = arrival_of(arrived(absent=absent), ())
    assert (found.earliest, found.latest, found.source) == (earliest, NOON, "ours")


def test_measurements_of_a_clock_are_intersected() -> None:
    assert clock_offset((offset(-5.0, 3.0), offset(1.0, 9.0)), "gmail") == (1.0, 3.0)


def test_a_clock_that_was_set_starts_anew() -> None:
    assert clock_offset((offset(-1.0, 1.0), offset(59.0, 61.0)), "gmail") == (59.0, 61.0)


def test_other_mailboxes_and_other_evidence_say_nothing_about_a_clock() -> None:
    other = (offset(59.0, 61.0, "outlook"), WatchBegan(at=NOON, mailbox="gmail"))
    assert clock_offset(other, "gmail") == (0.0, 0.0)


@pytest.mark.parametrize(
    ("due", "verdict"),
    [
        (NOON, Timeliness.IN_TIME),
        (NOON - 1 * SECOND, Timeliness.BORDERLINE_IN_TIME),
        (NOON - 2 * SECOND, Timeliness.BORDERLINE_IN_TIME),
        (NOON - 3 * SECOND, Timeliness.LATE),
    ],
)
def test_only_what_is_surely_after_the_deadline_is_late(due: datetime, verdict: Timeliness) -> None:
    arrival = Arrival(earliest=NOON - 2 * SECOND, latest=NOON, best=NOON, source="ours")
    assert timeliness(arrival, due) is verdict
