"""When did a mail arrive? An interval, not a point (METRICS.md, "Time").

Truth lies between the last time a mail was proven absent and the first time it was seen. Where nobody was watching,
the mailbox server's own stamp, corrected by the measured offset of its clock, is the only honest one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from harness.domain.evidence import Arrived, CanaryReturned, CanarySent, MailboxEvidence, OffsetMeasured

NARROW = timedelta(seconds=90)
"""A watched mailbox is looked into at least once a minute (`Pacing.safety`): in a wider gap nobody was watching."""
UNMEASURED = 2.0
"""Seconds a server's clock may be off either way while nobody has measured it."""
NEVER_LOOKED = datetime(1970, 1, 1, tzinfo=UTC)
"""The earliest arrival of a mail whose server tells no time and which nobody watched for."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """When a mail arrived: surely not before `earliest`, surely not after `latest`; `best` is printed.

    Attributes:
        source: "ours" (we watched) or "server" (from the server's clock, corrected by the offset).
        server_at: the server's stamp, corrected; None where it told none or told nonsense.
        server_blur: seconds by which that may be wrong either way: whole seconds, and the offset's own bounds.
        note: what makes the stamp doubtful, "" when nothing does.
    """

    earliest: datetime
    latest: datetime
    best: datetime
    source: str
    server_at: datetime | None = None
    server_blur: float = 0.0
    note: str = ""


class Timeliness(Enum):
    """A miss smaller than the uncertainty is borderline, not a breach (METRICS.md, "Honest numbers", 4)."""

    IN_TIME = "in time"
    LATE = "late"
    BORDERLINE_IN_TIME = "borderline, in time by the server's clock"
    BORDERLINE_LATE = "borderline, late by the server's clock"

    @property
    def is_borderline(self) -> bool:
        return self in (Timeliness.BORDERLINE_IN_TIME, Timeliness.BORDERLINE_LATE)


def arrival_of(arrived: Arrived, mailbox: Iterable[MailboxEvidence], not_before: datetime = NEVER_LOOKED) -> Arrival:
    """The interval in which a mail arrived, by the evidence of this mailbox.

    Args:
        not_before: an instant before which it cannot have come: our enquiry was not sent yet.
    """
    stamp = _server_stamp(arrived, mailbox)
    floor = min(max(not_before, arrived.absent_at or not_before), arrived.at)
    is_watched = arrived.absent_at is not None and arrived.at - arrived.absent_at <= NARROW
    if stamp is not None and not is_watched and (stamp.latest < floor or stamp.earliest > arrived.at):
        return _seen(arrived, floor, None, "the server's stamp contradicts what we saw, so its clock is wrong")
    if is_watched:
        return _seen(arrived, floor, stamp)
    if stamp is None:
        unknown = "nobody was watching, and the server told no time"
        return _seen(arrived, floor, None, "" if arrived.absent_at is not None else unknown)
    return _by_the_server(arrived, stamp, floor)


def timeliness(arrival: Arrival, deadline: datetime) -> Timeliness:
    """In time if the upper end is, late if the lower end is; between, the server's corrected stamp says which way.

    Without a stamp the benefit of the doubt is the desk's.
    """
    if arrival.latest <= deadline:
        return Timeliness.IN_TIME
    if arrival.earliest > deadline:
        return Timeliness.LATE
    if arrival.server_at is not None and arrival.server_at > deadline:
        return Timeliness.BORDERLINE_LATE
    return Timeliness.BORDERLINE_IN_TIME


def clock_offset(
    mailbox: Iterable[MailboxEvidence], key: str, at: datetime | None = None
) -> tuple[float, float] | None:
    """Seconds the server's clock is ahead of ours, as (low, high); None while nothing is measured.

    Each measurement bounds the offset; they are intersected, and a contradiction (a clock that was set) starts anew.
    A canary bounds it, too: its stamp is from after it was sent and from before it was seen.

    Args:
        at: where a clock was set in between, the offset as of this instant; None for the latest.
    """
    low, high = float("-inf"), float("inf")
    measured: tuple[float, float] | None = None
    for when, lower, upper in _bounds(mailbox, key):
        both = max(low, lower), min(high, upper)
        is_set = both[0] > both[1]
        if is_set and measured is not None and at is not None and at < when:
            return measured
        low, high = (lower, upper) if is_set else both
        measured = low, high
    return measured


def _bounds(mailbox: Iterable[MailboxEvidence], key: str) -> list[tuple[datetime, float, float]]:
    found: list[tuple[datetime, float, float]] = []
    sent: dict[str, datetime] = {}
    for evidence in mailbox:
        match evidence:
            case OffsetMeasured(at=at, mailbox=mailbox_key, low=low, high=high) if mailbox_key == key:
                found.append((at, low, high))
            case CanarySent(at=at, mailbox=mailbox_key, reference=reference) if mailbox_key == key:
                sent[reference] = at
            case CanaryReturned(at=at, mailbox=mailbox_key, reference=reference, delivered_at=stamp) if (
                mailbox_key == key and stamp is not None and reference in sent
            ):
                low = (stamp - at).total_seconds()
                found.append((at, low, max(low, (stamp - sent[reference]).total_seconds() + 1)))
            case _:
                continue
    return found


# --- private ---------------------------------------------------------------------------------------------------------


def _seen(arrived: Arrived, earliest: datetime, stamp: Arrival | None, note: str = "") -> Arrival:
    """By our own clock alone; the server's stamp only decides which way a borderline case leans."""
    return Arrival(
        earliest=min(earliest, arrived.at),
        latest=arrived.at,
        best=arrived.at,
        source="ours",
        server_at=stamp.best if stamp is not None else None,
        server_blur=stamp.server_blur if stamp is not None else 0.0,
        note=note,
    )


def _by_the_server(arrived: Arrived, stamp: Arrival, floor: datetime) -> Arrival:
    """Nobody was watching, or not for longer than the safety fetch: the server's interval, within what we know."""
    earliest = _between(stamp.earliest, floor, arrived.at)
    return Arrival(
        earliest=earliest,
        latest=_between(stamp.latest, earliest, arrived.at),
        best=_between(stamp.best, earliest, arrived.at),
        source="server",
        server_at=stamp.best,
        server_blur=stamp.server_blur,
        note=stamp.note,
    )


def _server_stamp(arrived: Arrived, mailbox: Iterable[MailboxEvidence]) -> Arrival | None:
    """INTERNALDATE, whole seconds cut off, in our time: anywhere in its second and in the offset's bounds."""
    if arrived.delivered_at is None:
        return None
    offset = clock_offset(mailbox, arrived.mailbox, arrived.at)
    low, high = offset or (-UNMEASURED, UNMEASURED)
    note = "" if offset else f"the offset of that clock was not measured: taken as at most {UNMEASURED:.0f} s"
    return Arrival(
        earliest=arrived.delivered_at - timedelta(seconds=high),
        latest=arrived.delivered_at + timedelta(seconds=1 - low),
        best=arrived.delivered_at - timedelta(seconds=(low + high) / 2),
        source="server",
        server_blur=1 + (high - low) / 2,
        note=note,
    )


def _between(at: datetime, earliest: datetime, latest: datetime) -> datetime:
    return max(min(at, latest), min(earliest, latest))
