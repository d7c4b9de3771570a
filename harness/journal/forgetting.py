"""Retention: old waves are forgotten whole, with everything that only they kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from harness.journal import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_AT_ONCE = 500
"""Streams or blobs named in one statement: SQLite allows a bounded number of values."""


def over_before(connection: Connection, before: datetime) -> tuple[str, ...]:
    """Waves begun before this instant in which no conversation needs a look any more, the oldest first."""
    c = tables.conversations.c
    query = (
        select(tables.waves.c.id)
        .outerjoin(tables.conversations, c.wave == tables.waves.c.id)
        .where(tables.waves.c.started_at < before.timestamp())
        .group_by(tables.waves.c.id)
        .having(func.count(c.due) == 0)
        .order_by(tables.waves.c.started_at)
    )
    return tuple(connection.execute(query).scalars())


def forget(connection: Connection, waves: Sequence[str]) -> None:
    """Remove these waves: their conversations, evidence and arrivals, then blobs that nothing else names."""
    for wave in waves:
        c = tables.conversations.c
        streams = [wave, *connection.execute(select(c.id).where(c.wave == wave)).scalars()]
        for some in _portions(streams):
            connection.execute(delete(tables.events).where(tables.events.c.stream.in_(some)))
            connection.execute(delete(tables.arrivals).where(tables.arrivals.c.stream.in_(some)))
        connection.execute(delete(tables.conversations).where(c.wave == wave))
        connection.execute(delete(tables.waves).where(tables.waves.c.id == wave))
    named = _named(connection)
    b = tables.blobs.c
    orphans = [one for one in connection.execute(select(b.sha256)).scalars() if one not in named]
    for some in _portions(orphans):
        connection.execute(delete(tables.blobs).where(or_(b.sha256.in_(some))))


def _named(connection: Connection) -> set[str]:
    """Hashes that remaining evidence and probes speak of."""
    texts = (select(tables.events.c.evidence), select(tables.conversations.c.probe))
    return {found for query in texts for (text,) in connection.execute(query) for found in _HASH.findall(text)}


def _portions(items: Sequence[str]) -> list[Sequence[str]]:
    return [items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE)]
