"""What the watched mailboxes yield: each mail to its conversation, each canary home, each note into the waves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from harness.domain.confirmation import awaits_link, confirming_link
from harness.domain.evidence import Arrived, CanaryReturned, MailboxEvidence, MailboxFailed, WatchBegan
from harness.domain.scenario import Probe
from harness.engine.book import Book
from harness.engine.doors import Doors
from harness.engine.matching import Clues, Register, canary_reference
from harness.ports import NewMail

_RECIPIENT_FIELDS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "Resent-To")
_IDENTIFIER = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, kw_only=True)
class News:
    """What the engine is told: a conversation got a mail, a mailbox became usable or unusable, a canary came home."""

    conversation: str = ""
    mailbox: str = ""
    canary: str = ""
    """Its reference."""


class Observer:
    """Records everything before the mailbox goes on watching, so that nothing is lost in between."""

    def __init__(
        self,
        doors: Doors,
        book: Book,
        waves: Sequence[str],
        probes: Mapping[str, Probe],
        tell: Callable[[News], None],
    ) -> None:
        self._doors = doors
        self._book = book
        self._waves = tuple(waves)
        self._probes = probes
        self._tell = tell
        self._register = Register()
        for probe in probes.values():
            self.learn(probe)

    def learn(self, probe: Probe) -> None:
        """Make the conversation findable by everything known about it so far."""
        conversation = self._book.open(probe).conversation
        tickets = {ticket for turn in conversation.theirs for ticket in turn.reading.ticket_references[:1]}
        tickets |= {ticket for turn in conversation.ours if turn.form for ticket in turn.form.ticket_references[:1]}
        self._register.enter(probe, conversation.known_ids(), tickets)

    async def take(self, mail: NewMail) -> None:
        with self._doors.clock.hold():
            if reference := canary_reference(mail.raw):
                self._doors.journal.mark(mail.mailbox, mail.mark)
                await self.note(_canary(mail, reference))
                return
            match = self._match(mail)
            if match is None:
                self._doors.journal.mark(mail.mailbox, mail.mark)
                return
            self._record(mail, *match)

    async def note(self, evidence: MailboxEvidence) -> None:
        with self._doors.clock.hold():
            for wave in self._waves:
                self._doors.journal.add(wave, [evidence])
            match evidence:
                case WatchBegan(mailbox=mailbox) | MailboxFailed(mailbox=mailbox):
                    self._tell(News(mailbox=mailbox))
                case CanaryReturned(reference=reference):
                    self._tell(News(canary=reference))
                case _:
                    return

    def _match(self, mail: NewMail) -> tuple[str, str] | None:
        return (
            self._register.match(mail.mailbox, _header_clues(mail.raw))
            or self._register.match(mail.mailbox, _reading_clues(mail.raw))
            or self._asked_to_confirm(mail)
        )

    def _asked_to_confirm(self, mail: NewMail) -> tuple[str, str] | None:
        """Mails to confirm by often carry nothing of ours: one that links to a desk that is to send one is that one."""
        waiting = [
            probe
            for probe in self._probes.values()
            if probe.mailbox == mail.mailbox and awaits_link(self._book.open(probe).conversation)
        ]
        if not waiting:
            return None
        from harness.reading import read

        reading = read(mail.raw)
        meant = [probe.id for probe in waiting if confirming_link(reading, probe.desk.hosts)]
        return (meant[0], "confirmation") if len(meant) == 1 else None

    def _record(self, mail: NewMail, conversation: str, matched_by: str) -> None:
        probe = self._probes[conversation]
        page = self._book.open(probe)
        if not self._book.arrive(page, _arrived(mail, matched_by), mail.raw, mail.mark):
            self._book.reload(page)  # another run recorded it first: to this one it is news all the same
        self.learn(probe)
        self._tell(News(conversation=conversation))


def _canary(mail: NewMail, reference: str) -> CanaryReturned:
    return CanaryReturned(
        at=mail.seen_at,
        mailbox=mail.mailbox,
        reference=reference,
        folder=mail.folder,
        delivered_at=mail.delivered_at,
    )


def _arrived(mail: NewMail, matched_by: str) -> Arrived:
    return Arrived(
        at=mail.seen_at,
        mailbox=mail.mailbox,
        folder=mail.folder,
        placement=mail.placement,
        uidvalidity=mail.uidvalidity,
        uid=mail.uid,
        delivered_at=mail.delivered_at,
        absent_at=mail.absent_at,
        raw_sha256=hashlib.sha256(mail.raw).hexdigest(),
        size=len(mail.raw),
        matched_by=matched_by,
    )


def _header_clues(raw: bytes) -> Clues:
    """The cheap look: headers, and the raw bytes for a reference that no encoding hides."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:262_144])
    fields = [str(value) for name in _RECIPIENT_FIELDS for value in headers.get_all(name, [])]
    thread = [str(value) for name in ("In-Reply-To", "References") for value in headers.get_all(name, [])]
    return Clues(
        recipients=frozenset(address.lower() for _, address in getaddresses(fields)),
        texts=(str(headers.get("Subject", "")), raw[:262_144].decode("latin-1")),
        thread=tuple(identifier for value in thread for identifier in _IDENTIFIER.findall(value)),
        tickets=(),
    )


def _reading_clues(raw: bytes) -> Clues:
    """The whole look, for what the cheap one did not settle: encoded bodies, ticket numbers."""
    from harness.reading import read

    reading = read(raw)
    return Clues(
        recipients=frozenset(one.address.lower() for one in (*reading.to, *reading.cc)),
        texts=(reading.subject, reading.text),
        thread=(*reading.in_reply_to, *reading.references),
        tickets=reading.ticket_references,
    )
