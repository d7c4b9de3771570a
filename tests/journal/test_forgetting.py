"""Old waves are forgotten whole; what others still need stays."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.domain.evidence import Arrived, Ended
from harness.journal.journal import Journal
from harness.ports import FolderMark
from tests.engine.probes import probe

OLD = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
NEW = OLD + timedelta(days=500)
MARK = FolderMark(folder="INBOX", uidvalidity=1, uidnext=9)


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def wave(journal: Journal, name: str, started_at: datetime, raw: bytes, uid: int) -> None:
    """A wave of one conversation, over, with one mail."""
    one = replace(probe(f"{name}-c"), wave=name)
    journal.open_wave(name, name, started_at, [one])
    arrived = Arrived(
        at=started_at,
        mailbox="own",
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=uid,
        delivered_at=started_at,
        absent_at=None,
        raw_sha256=digest(raw),
        size=len(raw),
        matched_by="address",
    )
    journal.arrive(one.id, arrived, raw, MARK)
    journal.add(one.id, [Ended(at=started_at, reason="done")])
    journal.set_due({one.id: None})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    found = Journal.at(tmp_path / "journal.sqlite")
    wave(found, "old", OLD, b"only the old wave has this", 1)
    wave(found, "new", NEW, b"the new wave has this", 2)
    return found


def test_only_waves_before_the_instant_with_nothing_open_are_over(journal: Journal) -> None:
    journal.open_wave("waiting", "waiting", OLD, [replace(probe("w-c"), wave="waiting")])

    assert journal.over_before(NEW) == ("old",)


def test_a_forgotten_wave_leaves_neither_evidence_nor_mails(journal: Journal) -> None:
    journal.forget(["old"])

    assert [row.id for row in journal.waves()] == ["new"]
    assert journal.entries("old-c") == ()
    with pytest.raises(KeyError):
        journal.blob(digest(b"only the old wave has this"))


def test_what_another_wave_names_is_kept(journal: Journal) -> None:
    wave(journal, "newer", NEW, b"only the old wave has this", 3)

    journal.forget(["old"])

    assert journal.blob(digest(b"only the old wave has this")) == b"only the old wave has this"
    assert len(journal.entries("new-c")) == 2


def test_watching_still_knows_where_it_stands(journal: Journal) -> None:
    journal.forget(["old", "new"])

    assert journal.marks("own") == {"INBOX": MARK}
