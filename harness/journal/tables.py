"""The journal's tables. Evidence is only ever inserted; the other tables are indexes that evidence could rebuild."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 1

metadata = MetaData()

about = Table("about", metadata, Column("schema_version", Integer, nullable=False))

waves = Table(
    "waves",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("started_at", Float, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("wave", String, ForeignKey("waves.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("desk", String, nullable=False),
    Column("mailbox", String, nullable=False),
    Column("probe", Text, nullable=False),
    # When the conversation needs a look, seconds since 1970 (UTC); null: never again by itself.
    Column("due", Float, nullable=True),
)
Index("conversations_by_due", conversations.c.due)

# (stream, seq) is the lock of the whole house: a rival's append fails and it walks away.
events = Table(
    "events",
    metadata,
    Column("stream", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("kind", String, nullable=False),
    Column("evidence", Text, nullable=False),
    PrimaryKeyConstraint("stream", "seq"),
)
Index("events_by_kind", events.c.kind, events.c.at)

# An arrival is recorded once, however often a server or a reconnection shows it (RFC 9051, section 2.3.1.1).
arrivals = Table(
    "arrivals",
    metadata,
    Column("mailbox", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("uidvalidity", Integer, nullable=False),
    Column("uid", Integer, nullable=False),
    Column("stream", String, nullable=False),
    PrimaryKeyConstraint("mailbox", "folder", "uidvalidity", "uid"),
)

marks = Table(
    "marks",
    metadata,
    Column("mailbox", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("uidvalidity", Integer, nullable=False),
    Column("uidnext", Integer, nullable=False),
    PrimaryKeyConstraint("mailbox", "folder"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)
