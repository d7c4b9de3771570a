"""The way of one mail: how long the desk had it, how long it travelled, and what each host's clock said on the way.

METRICS.md, "Time": the difference of each hop, a negative one shown as skew, never clamped; platform time (our word
reached the desk, the answer left it) against transit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from harness.domain.message import Hop
from harness.domain.times import Arrival


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One Received line. `seconds` after the stamp before it; negative is skew between two clocks, None: no stamp."""

    hop: Hop
    seconds: float | None

    @property
    def is_skewed(self) -> bool:
        return self.seconds is not None and self.seconds < 0


@dataclass(frozen=True, kw_only=True)
class Journey:
    """From the customer's word to the answer in the mailbox.

    Attributes:
        started_at: our word was accepted by our provider, or the form was clicked; None where it answers nothing.
        left_at: the oldest stamp of the answer, by the clock of the host that wrote it; None without a stamp.
        platform_seconds: from `started_at` to `left_at`, the way to the desk included; negative is skew.
        transit_seconds: from `left_at` to the arrival; negative is skew.
    """

    started_at: datetime | None
    left_at: datetime | None
    arrival: Arrival
    legs: tuple[Leg, ...] = ()

    @property
    def platform_seconds(self) -> float | None:
        if self.started_at is None or self.left_at is None:
            return None
        return (self.left_at - self.started_at).total_seconds()

    @property
    def transit_seconds(self) -> float | None:
        return None if self.left_at is None else (self.arrival.best - self.left_at).total_seconds()

    @property
    def skew(self) -> float:
        """The largest contradiction between two clocks on the way, in seconds; 0 where there is none."""
        told = [leg.seconds for leg in self.legs] + [self.transit_seconds, self.platform_seconds]
        return -min([seconds for seconds in told if seconds is not None and seconds < 0], default=0.0)


def journey(hops: Sequence[Hop], arrival: Arrival, started_at: datetime | None) -> Journey:
    """The way of a mail. `hops`: oldest first."""
    legs: list[Leg] = []
    before: datetime | None = None
    for hop in hops:
        seconds = None if before is None or hop.at is None else (hop.at - before).total_seconds()
        legs.append(Leg(hop=hop, seconds=seconds))
        before = hop.at or before
    left_at = next((hop.at for hop in hops if hop.at is not None), None)
    return Journey(started_at=started_at, left_at=left_at, arrival=arrival, legs=tuple(legs))
