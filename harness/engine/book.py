"""The open conversations in memory: each one's evidence as the journal holds it, and the readings of its mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from harness.domain.conversation import Conversation, fold
from harness.domain.errors import Rival
from harness.domain.evidence import Arrived, Entry, Evidence, Intended
from harness.domain.message import Reading, SentText
from harness.domain.scenario import Probe
from harness.journal.journal import Journal
from harness.ports import FolderMark


@dataclass(kw_only=True)
class Page:
    """One conversation: its probe, its entries so far, and the fold over them."""

    probe: Probe
    authserv_ids: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    conversation: Conversation = field(default_factory=Conversation)

    @property
    def last_seq(self) -> int:
        return self.entries[-1].seq if self.entries else 0


class Book:
    """Loads conversations from the journal, appends to both, and keeps the two alike."""

    def __init__(self, journal: Journal, authserv_ids: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._journal = journal
        self._authserv_ids = authserv_ids or {}
        self._pages: dict[str, Page] = {}

    def open(self, probe: Probe) -> Page:
        """The conversation's page, loaded from the journal the first time."""
        if probe.id not in self._pages:
            page = Page(probe=probe, authserv_ids=self._authserv_ids.get(probe.mailbox, ()))
            self._pages[probe.id] = page
            self.reload(page)
        return self._pages[probe.id]

    def close(self, probe: str) -> None:
        """Forget a conversation that needs no further look; the journal keeps it."""
        self._pages.pop(probe, None)

    def page(self, probe: str) -> Page | None:
        return self._pages.get(probe)

    def reload(self, page: Page) -> None:
        """Read the conversation anew: somebody else may have appended to it."""
        page.entries[:] = self._journal.entries(page.probe.id)
        self._fold(page)

    def append(self, page: Page, evidence: Sequence[Evidence], kept: Sequence[bytes] = ()) -> None:
        """Append to the journal, then to the page.

        Raises:
            Rival: another process was first; the page has been reloaded, decide again.
        """
        try:
            self._journal.append(page.probe.id, page.last_seq, evidence, kept)
        except Rival:
            self.reload(page)
            raise
        for item in evidence:
            page.entries.append(Entry(stream=page.probe.id, seq=page.last_seq + 1, evidence=item))
        self._fold(page)

    def arrive(self, page: Page, arrived: Arrived, raw: bytes, mark: FolderMark) -> bool:
        """Record an arrival; False when it was known before."""
        if _is_renumbered(page, arrived):
            self._journal.mark(arrived.mailbox, mark)
            return False
        seq = self._journal.arrive(page.probe.id, arrived, raw, mark)
        if seq is None:
            return False
        if seq != page.last_seq + 1:
            self.reload(page)
            return True
        page.entries.append(Entry(stream=page.probe.id, seq=seq, evidence=arrived))
        self._read(page, arrived, raw)
        self._fold(page)
        return True

    def _fold(self, page: Page) -> None:
        for entry in page.entries:
            if isinstance(entry.evidence, Arrived) and entry.evidence.raw_sha256 not in page.readings:
                self._read(page, entry.evidence, self._journal.blob(entry.evidence.raw_sha256))
        page.conversation = fold(page.entries, page.readings)

    def _read(self, page: Page, arrived: Arrived, raw: bytes) -> None:
        from harness.reading import read

        page.readings[arrived.raw_sha256] = read(
            raw,
            sent=_said_before(page, arrived),
            authserv_ids=page.authserv_ids,
            received_at=arrived.delivered_at or arrived.at,
        )


def _is_renumbered(page: Page, arrived: Arrived) -> bool:
    """The same bytes under another UIDVALIDITY: the folder was rebuilt, the mail came once (RFC 9051, 2.3.1.1).

    A mail that really came twice differs at least in the Received line of its last hop.
    """
    known = [entry.evidence for entry in page.entries if isinstance(entry.evidence, Arrived)]
    return any(
        one.raw_sha256 == arrived.raw_sha256
        and (one.mailbox, one.folder) == (arrived.mailbox, arrived.folder)
        and one.uidvalidity != arrived.uidvalidity
        for one in known
    )


def _said_before(page: Page, arrived: Arrived) -> tuple[SentText, ...]:
    """What we had said by then, the newest first."""
    said = [entry.evidence for entry in page.entries if isinstance(entry.evidence, Intended)]
    return tuple(SentText(subject=one.subject, text=one.text) for one in reversed(said) if one.at <= arrived.at)
