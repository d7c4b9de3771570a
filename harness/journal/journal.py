"""The journal: the single source of truth for resuming and for reporting.

Everything is committed before a method returns, with `synchronous=FULL`: an intent that was recorded survives the loss
of power, not only of the process. One file holds it all, so a wave can be carried to another machine.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from harness.domain.errors import JournalTrouble, Rival
from harness.domain.evidence import Arrived, Entry, Evidence
from harness.domain.scenario import Probe
from harness.journal import tables
from harness.journal.codec import decode_evidence, decode_probe, encode_evidence, encode_probe
from harness.journal.forgetting import forget, over_before
from harness.ports import FolderMark

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_TRIES = 200
"""Twentieths of a second that opening may take while another process turns a new journal to WAL."""


@dataclass(frozen=True, kw_only=True)
class WaveRow:
    """One wave as listed: how many conversations it has, and how many still need a look."""

    id: str
    title: str
    started_at: datetime
    conversations: int
    open: int


class Journal:
    """Evidence in streams, on one SQLite file (or any URL SQLAlchemy knows)."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine = _engine(url)
        self._writer = self._engine.execution_options(writes=True)
        self._prepare()

    @classmethod
    def at(cls, file: Path) -> Journal:
        """Open or create the journal in this file.

        Raises:
            JournalTrouble: the folder cannot be written, or the file is something else.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalTrouble(f"Opening the journal {file}", error.strerror or str(error)) from error
        return cls(f"sqlite:///{file}")

    def close(self) -> None:
        self._engine.dispose()

    # --- waves and probes --------------------------------------------------------------------------------------------

    def open_wave(
        self, wave: str, title: str, started_at: datetime, probes: Sequence[Probe], kept: Iterable[bytes] = ()
    ) -> None:
        """Record a wave with all its probes, and the files they attach (`kept`), before anything is sent."""
        rows = [
            {
                "id": probe.id,
                "wave": wave,
                "position": position,
                "desk": probe.desk.key,
                "mailbox": probe.mailbox,
                "probe": encode_probe(probe),
                "due": started_at.timestamp(),
            }
            for position, probe in enumerate(probes)
        ]
        with self._writing("Recording the wave") as connection:
            _keep(connection, kept)
            connection.execute(insert(tables.waves).values(id=wave, title=title, started_at=started_at.timestamp()))
            if rows:
                connection.execute(insert(tables.conversations), rows)

    def waves(self) -> tuple[WaveRow, ...]:
        """All waves, the newest first."""
        c = tables.conversations.c
        query = (
            select(tables.waves, func.count(c.id), func.count(c.due))
            .outerjoin(tables.conversations, c.wave == tables.waves.c.id)
            .group_by(tables.waves.c.id)
            .order_by(tables.waves.c.started_at.desc(), tables.waves.c.id.desc())
        )
        with self._engine.connect() as connection:
            return tuple(
                WaveRow(id=row[0], title=row[1], started_at=_instant(row[2]), conversations=row[3], open=row[4])
                for row in connection.execute(query)
            )

    def probes(self, wave: str) -> tuple[Probe, ...]:
        """The wave's probes in the order they were planned."""
        c = tables.conversations.c
        query = select(c.probe).where(c.wave == wave).order_by(c.position)
        with self._engine.connect() as connection:
            return tuple(decode_probe(text) for (text,) in connection.execute(query))

    def open_probes(self) -> tuple[Probe, ...]:
        """Probes of any wave that still need a look."""
        c = tables.conversations.c
        query = select(c.probe).where(c.due.is_not(None)).order_by(c.wave, c.position)
        with self._engine.connect() as connection:
            return tuple(decode_probe(text) for (text,) in connection.execute(query))

    def set_due(self, dues: Mapping[str, datetime | None]) -> None:
        """When these conversations need the next look; None: never again by themselves."""
        rows = [{"key": key, "when": None if at is None else at.timestamp()} for key, at in dues.items()]
        if not rows:
            return
        from sqlalchemy import bindparam

        statement = (
            update(tables.conversations)
            .where(tables.conversations.c.id == bindparam("key"))
            .values(due=bindparam("when"))
        )
        with self._writing("Recording what is due") as connection:
            connection.execute(statement, rows)

    def openings_since(self, desk: str, since: datetime) -> int:
        """How many enquiries were begun to this desk since then, over all waves: for the daily budget."""
        c, e = tables.conversations.c, tables.events.c
        query = (
            select(func.count(func.distinct(e.stream)))
            .join(tables.conversations, c.id == e.stream)
            .where(c.desk == desk, e.kind == "intended", e.seq == 1, e.at >= since.timestamp())
        )
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def sendings_since(self, mailbox: str, since: datetime) -> int:
        """How many mails of conversations were sent from this mailbox since then: for the provider's daily limit."""
        c, e = tables.conversations.c, tables.events.c
        query = (
            select(func.count())
            .select_from(tables.events)
            .join(tables.conversations, c.id == e.stream)
            .where(c.mailbox == mailbox, e.kind == "mail_sent", e.at >= since.timestamp())
        )
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    # --- evidence ----------------------------------------------------------------------------------------------------

    def append(self, stream: str, after: int, evidence: Sequence[Evidence], kept: Iterable[bytes] = ()) -> int:
        """Append to a stream whose last entry is `after`, together with blobs; all or nothing.

        Returns:
            The new last seq.

        Raises:
            Rival: somebody else appended first; read again, then decide again.
            JournalTrouble: it cannot be written, for example because the disk is full.
        """
        with self._writing("Recording evidence") as connection:
            _keep(connection, kept)
            return _append(connection, stream, after, evidence)

    def add(self, stream: str, evidence: Sequence[Evidence]) -> int:
        """Append at the end, wherever it is: for what does not depend on what came before (a wave's stream)."""
        with self._writing("Recording evidence") as connection:
            return _append(connection, stream, _last(connection, stream), evidence)

    def arrive(self, stream: str, arrived: Arrived, raw: bytes, mark: FolderMark) -> int | None:
        """Record one arrival with its bytes, and that watching has come past it.

        Returns:
            Its seq, or None when this arrival was recorded before.
        """
        key = {
            "mailbox": arrived.mailbox,
            "folder": arrived.folder,
            "uidvalidity": arrived.uidvalidity,
            "uid": arrived.uid,
        }
        with self._writing("Recording an arrival") as connection:
            _mark(connection, arrived.mailbox, mark)
            if _is_known(connection, key):
                return None
            connection.execute(insert(tables.arrivals).values(**key, stream=stream))
            _keep(connection, [raw])
            return _append(connection, stream, _last(connection, stream), [arrived])

    def mark(self, mailbox: str, mark: FolderMark) -> None:
        """Watching has come past everything below this mark."""
        with self._writing("Recording where watching stands") as connection:
            _mark(connection, mailbox, mark)

    def marks(self, mailbox: str) -> dict[str, FolderMark]:
        """Where watching stands, by folder; empty for a mailbox never watched."""
        c = tables.marks.c
        query = select(c.folder, c.uidvalidity, c.uidnext).where(c.mailbox == mailbox)
        with self._engine.connect() as connection:
            return {
                folder: FolderMark(folder=folder, uidvalidity=validity, uidnext=uidnext)
                for folder, validity, uidnext in connection.execute(query)
            }

    def entries(self, stream: str) -> tuple[Entry, ...]:
        """The stream's entries in order; empty for an unknown stream."""
        c = tables.events.c
        query = select(c.seq, c.evidence).where(c.stream == stream).order_by(c.seq)
        with self._engine.connect() as connection:
            return tuple(
                Entry(stream=stream, seq=seq, evidence=decode_evidence(text)) for seq, text in connection.execute(query)
            )

    def blob(self, sha256: str) -> bytes:
        """The bytes kept under this hash. Raises KeyError if there are none."""
        c = tables.blobs.c
        with self._engine.connect() as connection:
            found = connection.execute(select(c.bytes).where(c.sha256 == sha256)).scalar_one_or_none()
        if found is None:
            raise KeyError(sha256)
        return bytes(found)

    # --- retention ---------------------------------------------------------------------------------------------------

    def over_before(self, before: datetime) -> tuple[str, ...]:
        """Waves begun before this instant in which nothing is open any more, the oldest first."""
        with self._engine.connect() as connection:
            return over_before(connection, before)

    def forget(self, waves: Sequence[str]) -> None:
        """Remove waves with everything that only they kept, and give the space back."""
        with self._writing("Forgetting old waves") as connection:
            forget(connection, waves)
        with closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")  # SQLite refuses it within a transaction

    # --- private -----------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        with self._writing("Opening the journal") as connection:
            tables.metadata.create_all(connection)
            version = connection.execute(select(tables.about.c.schema_version)).scalar_one_or_none()
            if version is None:
                connection.execute(insert(tables.about).values(schema_version=tables.SCHEMA_VERSION))
            elif version > tables.SCHEMA_VERSION:
                got = (
                    f"it was written by a newer version (schema {version}, this version knows {tables.SCHEMA_VERSION})"
                )
                raise JournalTrouble("Opening the journal", got, "Update mystery-shopper, or use another journal.")

    @contextmanager
    def _writing(self, wanted: str) -> Iterator[Connection]:
        try:
            with self._writer.begin() as connection:
                yield connection
        except IntegrityError as error:
            raise Rival(
                wanted, "another run appended to the same conversation first", "Nothing was written."
            ) from error
        except (OperationalError, DatabaseError) as error:
            raise JournalTrouble(wanted, _plain(error), _remedy(error)) from error


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if url.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA busy_timeout=30000")
            _turn_to_wal(connection)
            connection.execute("PRAGMA synchronous=FULL")

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            # Taking the write lock at once makes "read the last seq, then insert" safe between processes.
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _turn_to_wal(connection: Any) -> None:
    """SQLite does not wait for its lock here, whatever busy_timeout says: two that open a new journal collide."""
    for _ in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            threading.Event().wait(0.05)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _append(connection: Connection, stream: str, after: int, evidence: Sequence[Evidence]) -> int:
    rows = [
        {
            "stream": stream,
            "seq": after + offset,
            "at": item.at.timestamp(),
            "kind": item.kind,
            "evidence": encode_evidence(item),
        }
        for offset, item in enumerate(evidence, start=1)
    ]
    if rows:
        connection.execute(insert(tables.events), rows)
    return after + len(rows)


def _last(connection: Connection, stream: str) -> int:
    c = tables.events.c
    return int(connection.execute(select(func.coalesce(func.max(c.seq), 0)).where(c.stream == stream)).scalar_one())


def _keep(connection: Connection, blobs: Iterable[bytes]) -> None:
    c = tables.blobs.c
    for blob in blobs:
        sha256 = hashlib.sha256(blob).hexdigest()
        if connection.execute(select(c.sha256).where(c.sha256 == sha256)).first() is None:
            connection.execute(insert(tables.blobs).values(sha256=sha256, bytes=blob))


def _is_known(connection: Connection, key: Mapping[str, Any]) -> bool:
    c = tables.arrivals.c
    where = [c[name] == value for name, value in key.items()]
    return connection.execute(select(c.stream).where(*where)).first() is not None


def _mark(connection: Connection, mailbox: str, mark: FolderMark) -> None:
    c = tables.marks.c
    values = {"uidvalidity": mark.uidvalidity, "uidnext": mark.uidnext}
    changed = connection.execute(
        update(tables.marks).where(c.mailbox == mailbox, c.folder == mark.folder).values(**values)
    )
    if not changed.rowcount:
        connection.execute(insert(tables.marks).values(mailbox=mailbox, folder=mark.folder, **values))


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _plain(error: DatabaseError) -> str:
    """SQLite's own words, without SQLAlchemy's wrapping and without the values of the statement."""
    return str(error.orig).strip() if error.orig is not None else type(error).__name__


def _remedy(error: DatabaseError) -> str:
    said = _plain(error)
    if "full" in said:
        return "Free some space, then run `shopper collect`: nothing recorded so far is lost."
    if "not a database" in said:
        return "Choose another folder for `reports:`, or remove that file."
    if "readonly" in said or "unable to open" in said:
        return "Make the reports folder writable."
    if "disk I/O" in said:
        return "Is the disk full or broken? Then run `shopper collect`: nothing recorded so far is lost."
    return "Run the command again."
