"""The desk's letters: headers as its faults have them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape
from typing import Protocol

from harness.demo.desk.faults import DeskFault
from harness.demo.desk.tickets import Ticket

LONG_ADDRESS = 48
"""Characters of a customer's address from which on a fault leaves Reply-To out (Automattic/wp-calypso#65884)."""
_ids = itertools.count(1)


class House(Protocol):
    faults: set[DeskFault]
    domain: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What the desk says, before headers."""

    subject: str
    text: str
    automatic: bool
    agent: str = ""
    echo: bool = False
    html_only: bool = False
    in_reply_to: str = ""
    attachments: tuple[tuple[str, str, bytes], ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeskLetter:
    sender: str
    message_id: str
    raw: bytes


def compose(house: House, ticket: Ticket, out: Outgoing, now: datetime) -> DeskLetter:
    """A letter to the ticket's customer."""
    inbox = ticket.enquiry.inbox if ticket.enquiry.inbox in ("sales", "premium") else "support"
    sender = f"{_sender(house, inbox)}@{house.domain}"
    message = EmailMessage(policy=SMTP)
    name = f"{out.agent} (Acme Support)" if out.agent else "Acme Support"
    message["From"] = formataddr((name, sender))
    message["To"] = ticket.enquiry.address
    message["Subject"] = out.subject.replace("\n", " ")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(house, ticket, out)
    if DeskFault.DEAD_REPLY_TO in house.faults:
        message["Reply-To"] = f"ticket-{ticket.number.lower()}@{house.domain}"
    if DeskFault.REPLY_TO_DROPPED in house.faults and len(ticket.enquiry.address) <= LONG_ADDRESS:
        message["Reply-To"] = f"{inbox}@{house.domain}"
    _thread(message, house, ticket, out)
    _mark(message, house, out)
    if out.html_only:
        message.set_content(f"<p>{escape(out.text).replace(chr(10), '<br>')}</p>", subtype="html")
    else:
        message.set_content(out.text + "\n")
    for file, kind, data in out.attachments:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=file)
    # The desk's application hands its letters to the desk's own mail host, which leaves its stamp.
    stamp = f"Received: from app.{house.domain} by mail.{house.domain} with ESMTP id {next(_ids):06x};"
    received = f"{stamp}\r\n\t{format_datetime(now)}\r\n".encode()
    return DeskLetter(sender=sender, message_id=str(message["Message-ID"]), raw=received + message.as_bytes())


def _sender(house: House, inbox: str) -> str:
    if DeskFault.NO_REPLY_SENDER in house.faults:
        return "noreply"
    return "mailer" if DeskFault.REPLY_TO_DROPPED in house.faults else inbox


def _message_id(house: House, ticket: Ticket, out: Outgoing) -> str:
    if out.automatic and DeskFault.ACKNOWLEDGEMENT_WITH_CUSTOMERS_ID in house.faults and ticket.enquiry.message_id:
        return ticket.enquiry.message_id
    return f"<{ticket.number.lower()}.{next(_ids)}@{house.domain}>"


def _thread(message: EmailMessage, house: House, ticket: Ticket, out: Outgoing) -> None:
    known = [one for one in ticket.ids if one.startswith("<")]
    if DeskFault.NO_THREAD_HEADERS in house.faults and not out.automatic:
        return
    if not known:
        return
    message["In-Reply-To"] = out.in_reply_to or known[0]
    message["References"] = " ".join(dict.fromkeys([*known, *([out.in_reply_to] if out.in_reply_to else [])]))


def _mark(message: EmailMessage, house: House, out: Outgoing) -> None:
    if out.automatic and DeskFault.NO_MARKS_ON_ACKNOWLEDGEMENT not in house.faults:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    if not out.automatic and DeskFault.ROBOT_HEADERS_ON_ANSWERS in house.faults:
        message["Auto-Submitted"] = "auto-generated"
        message["Precedence"] = "bulk"
        message["X-Mailer"] = "Zendesk Mailer"
