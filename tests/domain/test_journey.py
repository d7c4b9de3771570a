"""The way of a mail: differences of hops as they are, platform time against transit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.journey import journey
from harness.domain.message import Hop
from harness.domain.times import Arrival

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def hop(after: float | None) -> Hop:
    at = None if after is None else NOON + after * SECOND
    return Hop(by="b.example", sender="a.example", protocol="ESMTPS", at=at, raw="")


def came(after: float) -> Arrival:
    at = NOON + after * SECOND
    return Arrival(earliest=at - SECOND, latest=at, best=at, source="ours")


def test_the_first_stamp_of_the_answer_parts_the_desks_time_from_the_posts() -> None:
    found = journey([hop(7200), hop(7203)], came(7205), NOON)

    assert (found.platform_seconds, found.transit_seconds) == (7200, 5)
    assert [leg.seconds for leg in found.legs] == [None, 3]
    assert found.skew == 0


def test_a_clock_that_is_ahead_shows_as_negative_skew_and_is_not_clamped() -> None:
    found = journey([hop(100), hop(40), hop(103)], came(105), NOON)

    assert [leg.seconds for leg in found.legs] == [None, -60, 63]
    assert [leg.is_skewed for leg in found.legs] == [False, True, False]
    assert found.skew == 60


def test_a_stamp_that_cannot_be_read_is_left_out_and_the_next_counts_from_the_one_before_it() -> None:
    found = journey([hop(10), hop(None), hop(14)], came(15), NOON)

    assert [leg.seconds for leg in found.legs] == [None, None, 4]


def test_without_stamps_nothing_is_split() -> None:
    found = journey([hop(None)], came(15), NOON)

    assert (found.left_at, found.platform_seconds, found.transit_seconds) == (None, None, None)
    assert journey([hop(1)], came(15), None).platform_seconds is None


@settings(deadline=None)
@given(st.lists(st.integers(-500, 500), min_size=1, max_size=8), st.integers(-500, 5000))
def test_the_differences_add_up_to_the_whole_way_whatever_the_clocks_say(stamps: list[int], arrived: int) -> None:
    found = journey([hop(one) for one in stamps], came(arrived), NOON)
    assert found.platform_seconds is not None
    assert found.transit_seconds is not None

    differences = sum(leg.seconds or 0 for leg in found.legs)

    assert found.platform_seconds + found.transit_seconds == arrived
    assert found.platform_seconds + differences == stamps[-1]
