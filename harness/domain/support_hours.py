"""Business time: when a desk is open, and how much of that lies between two instants.

Local opening times are turned into instants day by day through the IANA zone, so a clock change makes an opening day
neither longer nor shorter than its hands say (shared definition: METRICS.md, "Business time").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_LONGEST_LOOK_AHEAD = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One weekly opening interval in local time; minutes after midnight, `closes` up to 1440."""

    weekday: int
    """Monday is 0."""
    opens: int
    closes: int


@dataclass(frozen=True, kw_only=True)
class SupportHours:
    """When a desk answers. No openings at all means: always open."""

    timezone: str = "UTC"
    openings: tuple[Opening, ...] = ()
    holidays: frozenset[date] = field(default_factory=frozenset)
    text: str = "always open"
    """As the user wrote it, for the report."""

    @property
    def always_open(self) -> bool:
        return not self.openings

    @property
    def business_day_seconds(self) -> float:
        """One opening day's hours: the weekly hours shared evenly by the days that open at all."""
        if self.always_open:
            return 86400.0
        minutes = sum(opening.closes - opening.opens for opening in self.openings)
        return 60.0 * minutes / len({opening.weekday for opening in self.openings})


def business_seconds(hours: SupportHours, start: datetime, end: datetime) -> float:
    """Seconds of [start, end) in which the desk is open; 0.0 when `end` is not after `start`."""
    if end <= start:
        return 0.0
    if hours.always_open:
        return (end - start).total_seconds()
    total = 0.0
    for opens, closes in _intervals(hours, start):
        if opens >= end:
            break
        total += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
    return total


def due_after(hours: SupportHours, start: datetime, seconds: float) -> datetime:
    """The earliest instant at which `seconds` of business time have passed since `start`.

    Raises:
        ValueError: the desk does not open often enough within ten years.
    """
    if hours.always_open or seconds <= 0:
        return start + timedelta(seconds=max(0.0, seconds))
    left = seconds
    for opens, closes in _intervals(hours, start):
        begin = max(opens, start)
        room = (closes - begin).total_seconds()
        if room >= left:
            return begin + timedelta(seconds=left)
        left -= max(0.0, room)
    raise ValueError(f"{hours.text!r} does not hold {seconds:.0f} open seconds within ten years")


def is_open(hours: SupportHours, at: datetime) -> bool:
    """Whether the desk is open at this instant."""
    if hours.always_open:
        return True
    opens, closes = next(_intervals(hours, at))
    return opens <= at < closes


def next_opening(hours: SupportHours, at: datetime) -> datetime:
    """`at` itself when open, else the next instant the desk opens."""
    if is_open(hours, at):
        return at
    return next(_intervals(hours, at))[0]


def next_closing(hours: SupportHours, at: datetime) -> datetime | None:
    """`at` itself when closed, else the next instant the desk closes; None for a desk that never closes."""
    if hours.always_open:
        return None
    opens, closes = next(_intervals(hours, at))
    return closes if opens <= at else at


def _intervals(hours: SupportHours, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open intervals as UTC instants, in order, beginning with the one that ends after `since`."""
    day = (since.astimezone(ZoneInfo(hours.timezone)) - timedelta(days=1)).date()
    last = day + _LONGEST_LOOK_AHEAD
    while day <= last:
        for opens, closes in _day_intervals(hours, day):
            if closes > since:
                yield opens, closes
        day += timedelta(days=1)
    raise ValueError(f"{hours.text!r} never opens")


@lru_cache(maxsize=4096)
def _day_intervals(hours: SupportHours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    if day in hours.holidays:
        return ()
    zone = ZoneInfo(hours.timezone)
    found = [
        (_instant(day, opening.opens, zone), _instant(day, opening.closes, zone))
        for opening in hours.openings
        if opening.weekday == day.weekday()
    ]
    return tuple(sorted(found))


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Midnight at the end of a day is the next day's first minute."""
    if minutes >= 1440:
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone).astimezone(UTC)
