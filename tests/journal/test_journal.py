"""The journal: nothing lost, nothing twice, rivals refused."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.domain.errors import JournalTrouble, Rival
from harness.domain.evidence import Arrived, CanarySent, Ended, Evidence, FormAnswered, Intended, MailSent
from harness.domain.form import Control, FormOutcome, FormPlan, OutcomeKind, PlanVerdict, Role
from harness.domain.message import StatedPromise
from harness.journal.journal import Journal
from harness.ports import FolderMark
from tests.engine.probes import probe

NOW = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
RAW = b"From: a@b.example\r\n\r\nHello"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal.at(tmp_path / "reports" / "journal.sqlite")


def intended(step: int = 0) -> Intended:
    return Intended(at=NOW, step=step, effect="mail", lease_until=NOW + timedelta(minutes=10), message_id="<1@x>")


def arrived(uid: int = 7) -> Arrived:
    return Arrived(
        at=NOW,
        mailbox="own",
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=uid,
        delivered_at=NOW,
        absent_at=None,
        raw_sha256=hashlib.sha256(RAW).hexdigest(),
        size=len(RAW),
        matched_by="address",
    )


def test_evidence_comes_back_as_it_went_in(journal: Journal) -> None:
    outcome = FormOutcome(
        kind=OutcomeKind.ACCEPTED,
        text="Thank you",
        promises=(StatedPromise(text="t", start=0, end=1, seconds=60.0),),
        plan=FormPlan(url="u", verdict=PlanVerdict.READY, controls=(Control(role=Role.EMAIL, selector="#e"),)),
    )
    evidence: list[Evidence] = [
        intended(),
        MailSent(at=NOW, step=0, message_id="<1@x>"),
        FormAnswered(at=NOW, step=1, outcome=outcome),
    ]

    journal.append("c", 0, evidence, [b"kept"])

    assert [entry.evidence for entry in journal.entries("c")] == evidence
    assert [entry.seq for entry in journal.entries("c")] == [1, 2, 3]
    assert journal.blob(hashlib.sha256(b"kept").hexdigest()) == b"kept"


def test_a_rivals_append_is_refused_and_nothing_of_it_is_written(journal: Journal) -> None:
    journal.append("c", 0, [intended()])

    with pytest.raises(Rival):
        journal.append("c", 0, [Ended(at=NOW, reason="done")], [b"lost"])

    assert len(journal.entries("c")) == 1
    with pytest.raises(KeyError):
        journal.blob(hashlib.sha256(b"lost").hexdigest())


def test_an_arrival_is_recorded_once_however_often_it_is_shown(journal: Journal) -> None:
    mark = FolderMark(folder="INBOX", uidvalidity=1, uidnext=8)

    assert journal.arrive("c", arrived(), RAW, mark) == 1
    assert journal.arrive("c", arrived(), RAW, mark) is None

    assert len(journal.entries("c")) == 1
    assert journal.marks("own") == {"INBOX": mark}


def test_what_is_due_and_what_rests(journal: Journal) -> None:
    probes = [probe("a"), probe("b")]
    journal.open_wave("w", "A wave", NOW, probes)
    journal.set_due({"a": None, "b": NOW + timedelta(hours=1)})

    assert journal.probes("w") == tuple(probes)
    assert journal.open_probes() == (probes[1],)
    assert (journal.waves()[0].conversations, journal.waves()[0].open) == (2, 1)


def test_openings_are_counted_for_the_budget(journal: Journal) -> None:
    journal.open_wave("w", "A wave", NOW, [probe("a"), probe("b")])
    journal.append("a", 0, [intended()])

    assert journal.openings_since("acme", NOW - timedelta(days=1)) == 1
    assert journal.openings_since("acme", NOW + timedelta(seconds=1)) == 0
    assert journal.openings_since("other", NOW - timedelta(days=1)) == 0


def test_a_journal_outlives_its_process(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    first = Journal.at(file)
    first.add("w", [CanarySent(at=NOW, mailbox="own", reference="CANARY-1")])
    first.close()

    second = Journal.at(file)

    assert len(second.entries("w")) == 1
    second.close()


def test_a_file_that_is_no_journal_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    file.write_bytes(b"this is no database, but it is long enough to be taken for one" * 20)

    with pytest.raises(JournalTrouble, match="not a database"):
        Journal.at(file)


def test_a_full_disk_is_said_and_nothing_recorded_is_lost(tmp_path: Path) -> None:
    journal = Journal.at(tmp_path / "journal.sqlite")
    journal.append("c", 0, [intended()])
    with journal._writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    with pytest.raises(JournalTrouble, match=r"full.*shopper collect"):
        journal.append("c", 1, [Ended(at=NOW, reason="done")], [b"x" * 5_000_000])

    assert len(journal.entries("c")) == 1
    journal.close()


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    journal = Journal.at(file)
    with journal._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE about SET schema_version = 99")
    journal.close()

    with pytest.raises(JournalTrouble, match="newer version"):
        Journal.at(file)
