"""Reading FETCH answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.channels.email.arrivals import Listed, Offset, batches, instant, read_fetch
from harness.ports import FolderMark, NewMail

NOON = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)


def test_lines_and_literals_are_read_wherever_the_uid_stands() -> None:
    answer = [
        b'1 (UID 7 INTERNALDATE "09-Nov-2026 12:00:00 +0000" RFC822.SIZE 120)',
        (b"2 (UID 8 BODY[] {3}", b"abc"),
        b")",
        (b"3 (BODY[] {3}", b"def"),
        b" UID 9)",
        None,
    ]

    assert list(read_fetch(answer)) == [
        Listed(uid=7, delivered_at=NOON, size=120),
        Listed(uid=8, raw=b"abc"),
        Listed(uid=9, raw=b"def"),
    ]


def test_an_answer_without_uids_holds_nothing() -> None:
    assert list(read_fetch([b"1 (FLAGS (\\Seen))", b""])) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 9-Nov-2026 13:00:00 +0100", NOON),
        ("09-Nov-2026 12:00:00 +0000", NOON),
        ("31-Feb-2026 12:00:00 +0000", None),
        ("09-Nox-2026 12:00:00 +0000", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_an_instant_or_nothing(text: str, expected: datetime | None) -> None:
    assert instant(text) == expected


def test_big_mails_are_fetched_one_by_one_and_small_ones_together() -> None:
    sizes = [1_000_000, 2_000_000, 3_000_000, 9_000_000, 10]
    listed = [Listed(uid=uid, size=size) for uid, size in enumerate(sizes, start=1)]

    assert [[one.uid for one in batch] for batch in batches(listed)] == [[1, 2], [3], [4], [5]]


def sighting(*, absent: float, seen: float, delivered: float | None) -> NewMail:
    return NewMail(
        mailbox="jane",
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=1,
        raw=b"",
        seen_at=NOON + timedelta(seconds=seen),
        absent_at=NOON + timedelta(seconds=absent),
        delivered_at=None if delivered is None else NOON + timedelta(seconds=delivered),
        mark=FolderMark(folder="INBOX", uidvalidity=1, uidnext=2),
    )


def test_each_narrow_sighting_narrows_the_offset() -> None:
    once = Offset().narrowed(sighting(absent=0, seen=2, delivered=60))
    twice = once.narrowed(sighting(absent=10, seen=11, delivered=70))

    assert once == Offset(low=58, high=61)
    assert twice == Offset(low=59, high=61)


def test_a_wide_sighting_or_one_without_a_stamp_tells_nothing() -> None:
    known = Offset(low=1, high=2)

    assert known.narrowed(sighting(absent=0, seen=60, delivered=1)) == known
    assert known.narrowed(sighting(absent=0, seen=1, delivered=None)) == known


def test_a_clock_that_was_set_right_meanwhile_is_measured_anew() -> None:
    assert Offset(low=58, high=61).narrowed(sighting(absent=0, seen=1, delivered=0)) == Offset(low=-1, high=1)
