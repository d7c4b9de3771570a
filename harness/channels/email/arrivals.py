"""Reading FETCH answers: which mails are new, when the server filed them, and what that tells about its clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from harness.ports import NewMail

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]+)"')
_BATCH = 4 * 1024 * 1024
_NARROW = 10.0
"""Seconds: a sighting whose interval is wider says too little about the server's clock."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A mail in a folder, by UID. `delivered_at`: INTERNALDATE; `size` in bytes; `raw` where it was asked for."""

    uid: int
    delivered_at: datetime | None = None
    size: int = 0
    raw: bytes | None = None


def read_fetch(answer: Sequence[object]) -> Iterator[Listed]:
    """What imaplib makes of a FETCH answer: lines, and (line, literal) pairs whose rest stands in the next line."""
    for number, part in enumerate(answer):
        literal: bytes | None = None
        if isinstance(part, tuple):
            following = answer[number + 1] if number + 1 < len(answer) else b""
            line, literal = part[0] + b" " + (following if isinstance(following, bytes) else b""), part[1]
        elif isinstance(part, bytes) and not (number and isinstance(answer[number - 1], tuple)):
            line = part
        else:
            continue
        if uid := _UID.search(line):
            dated, size = _INTERNALDATE.search(line), _SIZE.search(line)
            yield Listed(
                uid=int(uid.group(1)),
                delivered_at=instant(dated.group(1).decode("latin-1")) if dated else None,
                size=int(size.group(1)) if size else 0,
                raw=literal,
            )


def batches(listed: Sequence[Listed]) -> Iterator[list[Listed]]:
    """Mails to be fetched by one command each: as many as fit into four megabytes, at least one."""
    batch: list[Listed] = []
    for one in listed:
        if batch and sum(mail.size for mail in batch) + one.size > _BATCH:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


_MONTHS = {
    name: n
    for n, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}


def instant(text: str) -> datetime | None:
    """INTERNALDATE (RFC 9051, section 9, date-time): " 7-Nov-2026 10:00:00 +0100"; None when it is nonsense."""
    found = re.fullmatch(r"\s*(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})", text)
    if found is None or found.group(2).title() not in _MONTHS:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    try:
        stamp = f"{year}-{_MONTHS[month.title()]:02d}-{int(day):02d}T{hour}:{minute}:{second}{zone[:3]}:{zone[3:]}"
        return datetime.fromisoformat(stamp).astimezone(UTC)
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class Offset:
    """A server's clock is between `low` and `high` seconds ahead of ours (METRICS.md, "Time")."""

    low: float = float("-inf")
    high: float = float("inf")

    def narrowed(self, mail: NewMail) -> Offset:
        """What is known after one more sighting; sightings that contradict what was known replace it."""
        if mail.absent_at is None or mail.delivered_at is None:
            return self
        if (mail.seen_at - mail.absent_at).total_seconds() > _NARROW:
            return self
        low = (mail.delivered_at - mail.seen_at).total_seconds()
        high = (mail.delivered_at - mail.absent_at).total_seconds() + 1  # INTERNALDATE is cut to whole seconds
        both = Offset(low=max(low, self.low), high=min(high, self.high))
        return both if both.low <= both.high else Offset(low=low, high=high)
