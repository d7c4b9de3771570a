"""An arrival is an interval; being late needs the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.evidence import Arrived, CanaryReturned, CanarySent, OffsetMeasured, WatchBegan
from harness.domain.times import NEVER_LOOKED, Arrival, Timeliness, arrival_of, clock_offset, timeliness

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
    found = arrival_of(arrived(delivered=NOON - 3600 * SECOND), (offset(0.0, 0.0),))
    assert (found.best, found.source, found.note) == (NOON - 3600 * SECOND, "server", "")
    assert (found.earliest, found.latest) == (NOON - 3600 * SECOND, NOON - 3599 * SECOND)


def test_the_servers_stamp_is_corrected_by_the_offset_of_its_clock() -> None:
    found = arrival_of(arrived(delivered=NOON - 3000 * SECOND), (offset(599.0, 601.0),))
    assert found.best == NOON - 3600 * SECOND
    assert (found.earliest, found.latest) == (NOON - 3601 * SECOND, NOON - 3598 * SECOND)


def test_a_stamp_in_the_future_proves_a_wrong_clock_and_nothing_else() -> None:
    found = arrival_of(arrived(delivered=NOON + 300 * SECOND), (), NOON - 900 * SECOND)
    assert (found.earliest, found.latest, found.source) == (NOON - 900 * SECOND, NOON, "ours")
    assert "its clock is wrong" in found.note


def test_a_wide_gap_is_narrowed_by_the_servers_stamp_but_never_before_the_proven_absence() -> None:
    found = arrival_of(arrived(absent=NOON - 600 * SECOND, delivered=NOON - 601 * SECOND), ())
    assert (found.earliest, found.source) == (NOON - 600 * SECOND, "server")


def test_a_clock_that_nobody_measured_may_be_off_by_two_seconds_and_says_so() -> None:
    found = arrival_of(arrived(delivered=NOON - 3600 * SECOND), ())
    assert (found.earliest, found.latest) == (NOON - 3602 * SECOND, NOON - 3597 * SECOND)
    assert found.note == "the offset of that clock was not measured: taken as at most 2 s"


@pytest.mark.parametrize(("absent", "earliest"), [(None, NEVER_LOOKED), (NOON - 600 * SECOND, NOON - 600 * SECOND)])
def test_without_a_stamp_the_sighting_is_all_there_is(absent: datetime | None, earliest: datetime) -> None:
    found = arrival_of(arrived(absent=absent), ())
    assert (found.earliest, found.latest, found.source) == (earliest, NOON, "ours")


def test_measurements_of_a_clock_are_intersected() -> None:
    assert clock_offset((offset(-5.0, 3.0), offset(1.0, 9.0)), "gmail") == (1.0, 3.0)


def test_a_clock_that_was_set_starts_anew() -> None:
    assert clock_offset((offset(-1.0, 1.0), offset(59.0, 61.0)), "gmail") == (59.0, 61.0)


def test_other_mailboxes_and_other_evidence_say_nothing_about_a_clock() -> None:
    other = (offset(59.0, 61.0, "outlook"), WatchBegan(at=NOON, mailbox="gmail"))
    assert clock_offset(other, "gmail") is None


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


def test_what_nobody_watched_for_and_no_server_stamped_is_never_called_late() -> None:
    assert timeliness(arrival_of(arrived(), ()), NOON - 3600 * SECOND) is Timeliness.BORDERLINE_IN_TIME


def test_between_absence_and_sighting_the_servers_stamp_says_which_way_it_leans() -> None:
    found = arrival_of(arrived(absent=NOON - 60 * SECOND, delivered=NOON - 30 * SECOND), (offset(0.0, 0.0),))

    assert timeliness(found, NOON - 20 * SECOND) is Timeliness.BORDERLINE_IN_TIME
    assert timeliness(found, NOON - 40 * SECOND) is Timeliness.BORDERLINE_LATE
    assert timeliness(found, NOON - 61 * SECOND) is Timeliness.LATE


def test_a_stamp_from_before_the_enquiry_is_not_believed() -> None:
    found = arrival_of(arrived(delivered=NOON - 3600 * SECOND), (), NOON - 60 * SECOND)

    assert (found.earliest, found.latest, found.source) == (NOON - 60 * SECOND, NOON, "ours")
    assert "its clock is wrong" in found.note


def test_a_canary_bounds_the_clock_by_when_it_went_and_when_it_came() -> None:
    went = CanarySent(at=NOON, mailbox="gmail", reference="CANARY-1")
    came = CanaryReturned(at=NOON + 5 * SECOND, mailbox="gmail", reference="CANARY-1", delivered_at=NOON + 63 * SECOND)
    assert clock_offset((went, came), "gmail") == (58.0, 64.0)


def test_a_mail_from_before_a_clock_was_set_is_corrected_by_the_offset_of_its_day() -> None:
    def at(second: int, low: float, high: float) -> OffsetMeasured:
        return OffsetMeasured(at=NOON + second * SECOND, mailbox="gmail", low=low, high=high)

    measured = (at(0, -1.0, 1.0), at(100, 59.0, 61.0), at(200, -1.0, 1.0))
    assert clock_offset(measured, "gmail", NOON + 50 * SECOND) == (-1.0, 1.0)
    assert clock_offset(measured, "gmail", NOON + 150 * SECOND) == (59.0, 61.0)
    assert clock_offset(measured, "gmail") == (-1.0, 1.0)


# --- properties ------------------------------------------------------------------------------------------------------

_SECONDS = st.integers(min_value=0, max_value=7200)
_OFF = st.floats(min_value=-300, max_value=300)


@settings(deadline=None)
@given(
    truth=_SECONDS,
    before=st.integers(0, 900),
    after=st.integers(0, 900),
    off=_OFF,
    blur=st.floats(0, 3),
    watched=st.booleans(),
)
def test_the_truth_lies_in_the_interval_however_wrong_the_servers_clock_is(
    truth: int, before: int, after: int, off: float, blur: float, watched: bool
) -> None:
    came = NOON + truth * SECOND
    stamp = (came + timedelta(seconds=off)).replace(microsecond=0)
    mail = arrived(seen=came + after * SECOND, absent=came - before * SECOND if watched else None, delivered=stamp)

    found = arrival_of(mail, (offset(off - blur, off + blur),), NOON)

    assert found.earliest <= came <= found.latest
    assert found.earliest <= found.best <= found.latest


@settings(deadline=None)
@given(
    truth=_SECONDS, due=_SECONDS, before=st.integers(0, 900), after=st.integers(0, 900), off=_OFF, watched=st.booleans()
)
def test_nobody_in_time_is_ever_called_late_and_nobody_late_ever_surely_in_time(
    truth: int, due: int, before: int, after: int, off: float, watched: bool
) -> None:
    came, deadline = NOON + truth * SECOND, NOON + due * SECOND
    stamp = (came + timedelta(seconds=off)).replace(microsecond=0)
    mail = arrived(seen=came + after * SECOND, absent=came - before * SECOND if watched else None, delivered=stamp)

    verdict = timeliness(arrival_of(mail, (offset(off - 0.5, off + 0.5),), NOON), deadline)

    assert verdict is not (Timeliness.LATE if came <= deadline else Timeliness.IN_TIME)


@settings(deadline=None)
@given(off=_OFF, widths=st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=1, max_size=6))
def test_intersecting_true_bounds_keeps_the_true_offset_and_only_narrows(
    off: float, widths: list[tuple[float, float]]
) -> None:
    measured = [offset(off - below, off + above) for below, above in widths]

    found = clock_offset(measured, "gmail")

    assert found is not None
    assert found[0] <= off <= found[1]
    assert found[1] - found[0] <= min(one.high - one.low for one in measured) + 1e-9
