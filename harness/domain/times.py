"""When did a mail arrive? An interval, not a point (METRICS.md, "Time").

Truth lies between the last time a mail was proven absent and the first time it was seen. Where nobody was watching,
the mailbox server's own stamp, corrected by the measured offset of its clock, is the only honest one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from harness.domain.evidence import Arrived, MailboxEvidence, OffsetMeasured

NARROW = timedelta(seconds=90)
"""An interval of proven absence and sighting no wider than this needs no help from the server's clock."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """When a mail arrived: surely not before `earliest`, surely not after `latest`; `best` is printed.

    `source`: "ours" (we watched) or "server" (from the server's clock, corrected by the offset).
    """

    earliest: datetime
    latest: datetime
    best: datetime
    source: str


class Timeliness(Enum):
    IN_TIME = "in time"
    LATE = "late"
    BORDERLINE_IN_TIME = "borderline, taken as in time"


def arrival_of(arrived: Arrived, mailbox: Iterable[MailboxEvidence]) -> Arrival:
    """The interval in which a mail arrived, by the evidence of this mailbox."""
    low, high = clock_offset(mailbox, arrived.mailbox)
    if arrived.absent_at is not None and arrived.at - arrived.absent_at <= NARROW:
        return Arrival(earliest=arrived.absent_at, latest=arrived.at, best=arrived.at, source="ours")
    if arrived.delivered_at is None:
        return Arrival(earliest=arrived.absent_at or arrived.at, latest=arrived.at, best=arrived.at, source="ours")
    best = arrived.delivered_at - timedelta(seconds=(low + high) / 2)
    earliest = arrived.delivered_at - timedelta(seconds=high)
    latest = arrived.delivered_at + timedelta(seconds=1 - low)
    if arrived.absent_at is not None:
        earliest = max(earliest, arrived.absent_at)
    return Arrival(
        earliest=min(earliest, arrived.at),
        latest=min(max(latest, earliest), arrived.at),
        best=min(max(best, earliest), arrived.at),
        source="server",
    )


def timeliness(arrival: Arrival, deadline: datetime) -> Timeliness:
    """In time if the upper end is, late if the lower end is; between, the benefit of the doubt is the desk's."""
    if arrival.latest <= deadline:
        return Timeliness.IN_TIME
    if arrival.earliest > deadline:
        return Timeliness.LATE
    return Timeliness.BORDERLINE_IN_TIME


def clock_offset(mailbox: Iterable[MailboxEvidence], key: str) -> tuple[float, float]:
    """Seconds the server's clock is ahead of ours, as (low, high); (0, 0) while nothing is measured.

    Each measurement bounds the offset; they are intersected, and a contradiction (a clock that was set) starts anew.
    """
    low, high = float("-inf"), float("inf")
    for evidence in mailbox:
        if isinstance(evidence, OffsetMeasured) and evidence.mailbox == key:
            both = max(low, evidence.low), min(high, evidence.high)
            low, high = both if both[0] <= both[1] else (evidence.low, evidence.high)
    if low == float("-inf") or high == float("inf"):
        return 0.0, 0.0
    return low, high
