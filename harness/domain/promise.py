"""Promises: a stated time, and the instant it falls due."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from harness.domain.message import PromiseCalendar, StatedPromise
from harness.domain.support_hours import SupportHours, due_after


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time as a user or a desk states it.

    Exactly one of the three lengths is set: `calendar_seconds`, `business_seconds` (counted while the desk is open),
    or `business_days` (opening days' hours).
    """

    text: str
    calendar_seconds: float | None = None
    business_seconds: float | None = None
    business_days: float | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def is_business(self) -> bool:
        return self.calendar_seconds is None


def due_at(start: datetime, span: Span, hours: SupportHours) -> datetime:
    """The instant a span that starts at `start` runs out (METRICS.md, "due")."""
    if span.calendar_seconds is not None:
        return start + timedelta(seconds=span.calendar_seconds)
    if span.business_days is not None:
        return due_after(hours, start, span.business_days * hours.business_day_seconds)
    return due_after(hours, start, span.business_seconds or 0.0)


def due_of_stated(stated: StatedPromise, start: datetime, hours: SupportHours) -> datetime | None:
    """When a promise found in the desk's words falls due; None for a vague one."""
    if stated.deadline is not None:
        return stated.deadline
    if stated.business_days is not None:
        return due_after(hours, start, stated.business_days * hours.business_day_seconds)
    if stated.seconds is None:
        return None
    if stated.calendar is PromiseCalendar.BUSINESS:
        return due_after(hours, start, stated.seconds)
    return start + timedelta(seconds=stated.seconds)


@dataclass(frozen=True, kw_only=True)
class Promises:
    """What the desk's settings promise; None where they promise nothing."""

    acknowledgement: Span | None = None
    first_reply: Span | None = None
    next_reply: Span | None = None

    def overridden_by(self, other: Promises) -> Promises:
        """These promises, with whatever `other` states in their place."""
        stated = {f.name: getattr(other, f.name) for f in fields(other) if getattr(other, f.name) is not None}
        return replace(self, **stated)
