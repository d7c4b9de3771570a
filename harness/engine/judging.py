"""Judge a wave from the journal, at any time, as often as one likes: nothing is sent, nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from harness.domain.case import Case
from harness.domain.errors import UsageError
from harness.domain.evidence import MailboxEvidence
from harness.domain.verdict import WaveResult
from harness.engine.book import Book
from harness.journal.journal import Journal
from harness.judge import judge
from harness.tally import WaveFacts, tally


def judge_wave(
    journal: Journal, wave: str, now: datetime, authserv_ids: Mapping[str, tuple[str, ...]] | None = None
) -> WaveResult:
    """The wave's result as of `now`.

    Raises:
        UsageError: the journal knows no such wave.
    """
    row = next((one for one in journal.waves() if one.id == wave), None)
    if row is None:
        known = ", ".join(one.id for one in journal.waves()[:5]) or "none yet"
        raise UsageError(f"Judging wave {wave!r}", "the journal does not know it", f"Known: {known}.")
    mailboxes = mailbox_evidence(journal, wave)
    book = Book(journal, authserv_ids)
    results = []
    for probe in journal.probes(wave):
        conversation = book.open(probe).conversation
        own = tuple(one for one in mailboxes if one.mailbox == probe.mailbox)
        results.append(judge(Case(probe=probe, conversation=conversation, now=now, mailbox=own)))
        book.close(probe.id)
    facts = WaveFacts(wave=wave, title=row.title, started_at=row.started_at, judged_at=now, mailboxes=mailboxes)
    return tally(facts, results)


def mailbox_evidence(journal: Journal, wave: str) -> tuple[MailboxEvidence, ...]:
    """What the wave's own stream tells about mailboxes."""
    return tuple(entry.evidence for entry in journal.entries(wave) if isinstance(entry.evidence, MailboxEvidence))
