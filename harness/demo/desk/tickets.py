"""Tickets, and how a mail finds its ticket: by header, by subject tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import parseaddr

_TAG = re.compile(r"\[(ACME-\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Enquiry:
    """What came in, by mail or by form. `address` is where answers go."""

    address: str
    name: str
    subject: str
    text: str
    inbox: str
    message_id: str = ""
    references: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    copied: bool = False
    """Somebody else stands in Cc."""
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    automatic: bool = False


@dataclass(kw_only=True)
class Ticket:
    """One case of the desk's. `ids`: every Message-ID that belongs to it."""

    number: str
    enquiry: Enquiry
    ids: list[str] = field(default_factory=list)
    rounds: int = 0


class Cabinet:
    """All tickets."""

    def __init__(self) -> None:
        self.tickets: dict[str, Ticket] = {}
        self._by_id: dict[str, str] = {}
        self._next = 1041

    def open(self, enquiry: Enquiry) -> Ticket:
        self._next += 1
        ticket = Ticket(number=f"ACME-{self._next}", enquiry=enquiry)
        self.tickets[ticket.number] = ticket
        self.remember(ticket, enquiry.message_id)
        return ticket

    def remember(self, ticket: Ticket, message_id: str) -> None:
        if message_id:
            ticket.ids.append(message_id)
            self._by_id[message_id] = ticket.number

    def find(self, enquiry: Enquiry) -> Ticket | None:
        """By header first, then by the number in the subject."""
        return self.by_ids((*enquiry.references, *enquiry.in_reply_to)) or self.by_tag(enquiry.subject)

    def by_ids(self, identifiers: Iterable[str]) -> Ticket | None:
        """By the last id that is known."""
        known = [self._by_id[one] for one in identifiers if one in self._by_id]
        return self.tickets[known[-1]] if known else None

    def by_tag(self, subject: str) -> Ticket | None:
        tag = _TAG.search(subject)
        return self.tickets.get(tag.group(1)) if tag else None


def read_enquiry(raw: bytes, recipient: str) -> Enquiry:
    """A mail as the desk takes it in."""
    message = BytesParser(EmailMessage, policy=SMTP).parsebytes(raw)
    name, address = parseaddr(str(message.get("Reply-To") or message.get("From", "")))
    body = message.get_body(("plain", "html"))
    return Enquiry(
        address=address,
        name=name,
        subject=str(message.get("Subject", "")),
        text=str(body.get_content()) if body is not None else "",
        inbox=recipient.partition("@")[0],
        message_id=str(message.get("Message-ID", "")),
        references=_identifiers(message, "References"),
        in_reply_to=_identifiers(message, "In-Reply-To"),
        copied=bool(message.get("Cc")),
        attachments=tuple(
            (part.get_filename() or "file", part.get_content_type(), _bytes_of(part))
            for part in message.iter_attachments()
        ),
        automatic=str(message.get("Auto-Submitted", "no")) != "no",
    )


def _identifiers(message: EmailMessage, name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"<[^<>\s]+>", str(message.get(name, ""))))


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
