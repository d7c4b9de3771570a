"""The desk at work: takes enquiries in, acknowledges, answers in business hours, threads, and plays its faults."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from harness.clock import LeapingClock
from harness.demo.desk.answers import write_answer
from harness.demo.desk.faults import DeskFault
from harness.demo.desk.outgoing import Outgoing, compose
from harness.demo.desk.tickets import Cabinet, Enquiry, Ticket, read_enquiry
from harness.demo.desk.words import AGENTS, is_closing
from harness.domain.support_hours import SupportHours, due_after


@dataclass(frozen=True, kw_only=True)
class Tempo:
    """How fast the desk works: the robot in seconds, agents in business seconds by the address written to."""

    acknowledges: float = 20.0
    support: float = 3 * 3600.0
    sales: float = 3 * 3600.0
    premium: float = 3600.0

    def answers(self, inbox: str) -> float:
        return {"sales": self.sales, "premium": self.premium}.get(inbox, self.support)


class Post(Protocol):
    def route(self, via: str, sender: str, recipient: str, raw: bytes) -> None: ...


class SupportDesk:
    """One embedded desk at one domain."""

    def __init__(self, clock: LeapingClock, post: Post, hours: SupportHours, tempo: Tempo | None = None) -> None:
        self.faults: set[DeskFault] = set()
        self.domain = "acme.test"
        self.tempo = tempo or Tempo()
        self.broken_provider = "outlook.test"
        self.cabinet = Cabinet()
        self._clock = clock
        self._post = post
        self._hours = hours
        self._tasks: set[asyncio.Task[None]] = set()

    # --- taking in ---------------------------------------------------------------------------------------------------

    async def take_mail(self, sender: str, recipient: str, raw: bytes) -> str:
        """The mail intake, called by the domain's MX. Returns the SMTP answer."""
        inbox = recipient.partition("@")[0]
        if inbox not in ("support", "sales", "premium", "noreply"):
            return f"550 5.1.1 <{recipient}> no such mailbox here"
        if DeskFault.INTAKE_DEAD in self.faults or inbox == "noreply" or not sender:
            return "250 2.0.0 OK"
        if DeskFault.ONE_PROVIDER_FAILS in self.faults and sender.endswith("@" + self.broken_provider):
            return "250 2.0.0 OK"
        enquiry = read_enquiry(raw, recipient)
        if not enquiry.automatic and enquiry.address:
            self.receive(enquiry)
        return "250 2.0.0 OK"

    def submit(self, enquiry: Enquiry) -> str:
        """The web form's intake. Returns the ticket number to show, "" for none."""
        if DeskFault.FORM_SWALLOWED in self.faults:
            return ""
        return self.receive(enquiry)

    def receive(self, enquiry: Enquiry) -> str:
        """An enquiry or a customer's answer; returns its ticket number."""
        ticket = self._find(enquiry)
        if ticket is None:
            return self._open(enquiry)
        ticket.rounds += 1
        self.cabinet.remember(ticket, enquiry.message_id)
        if DeskFault.ANSWER_SWALLOWED in self.faults or is_closing(enquiry.text):
            return ticket.number
        if DeskFault.ECHO in self.faults:
            self._later(timedelta(seconds=self.tempo.acknowledges), lambda: self._send_echo(ticket, enquiry))
        self._answer_later(ticket, enquiry)
        return ticket.number

    def ask_to_confirm(self, enquiry: Enquiry, link: str) -> str:
        """A robot's mail with a link that must be followed before anybody reads the enquiry. Returns ""."""
        text = (
            f"Dear {enquiry.name or 'customer'},\n\nPlease confirm your request by clicking this link:\n{link}\n\n"
            "Without that nobody will see it.\nAcme Support"
        )
        out = Outgoing(subject="Please confirm your request", text=text, automatic=True)
        slip = Ticket(number="ACME-0", enquiry=enquiry)
        self._later(timedelta(seconds=self.tempo.acknowledges), lambda: self._send(slip, out))
        return ""

    def now(self) -> datetime:
        """The desk's own clock."""
        return self._clock.now()

    async def stop(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- threading ---------------------------------------------------------------------------------------------------

    def _find(self, enquiry: Enquiry) -> Ticket | None:
        ticket = self._match(enquiry)
        if ticket is None:
            return None
        answered = ticket.rounds > 0 or "answered" in ticket.ids
        if DeskFault.ANSWER_TO_ACKNOWLEDGEMENT_OPENS_TICKET in self.faults and not answered:
            return None
        if DeskFault.SECOND_ANSWER_OPENS_TICKET in self.faults and ticket.rounds >= 1:
            return None
        return ticket

    def _match(self, enquiry: Enquiry) -> Ticket | None:
        """By which marks the desk knows an answer again: all of them, or only those its faults leave."""
        if DeskFault.COLLEAGUE_OPENS_TICKET in self.faults and enquiry.copied:
            return None
        if DeskFault.KNOWS_REFERENCES_ONLY in self.faults:
            return self.cabinet.by_ids(enquiry.references)
        if DeskFault.KNOWS_ENGLISH_REPLIES_ONLY in self.faults:
            return self.cabinet.by_tag(enquiry.subject) if enquiry.subject.lower().startswith("re:") else None
        if DeskFault.KNOWS_SUBJECT_TAG_ONLY in self.faults:
            return self.cabinet.by_tag(enquiry.subject)
        if DeskFault.KNOWS_OWN_MAILS_ONLY in self.faults:
            return self.cabinet.by_ids(one for one in enquiry.in_reply_to if one.endswith(f"@{self.domain}>"))
        return self.cabinet.find(enquiry)

    def _open(self, enquiry: Enquiry) -> str:
        ticket = self.cabinet.open(enquiry)
        tickets = [ticket]
        if DeskFault.DOUBLE_TICKET in self.faults:
            tickets.append(self.cabinet.open(enquiry))
        for one in tickets:
            self._acknowledge(one)
        self._answer_later(ticket, enquiry)
        return ticket.number

    # --- answering ---------------------------------------------------------------------------------------------------

    def _acknowledge(self, ticket: Ticket) -> None:
        if DeskFault.NO_ACKNOWLEDGEMENT in self.faults:
            return
        soon = timedelta(seconds=self.tempo.acknowledges)
        late = timedelta(minutes=45) if DeskFault.LATE_ACKNOWLEDGEMENT in self.faults else soon
        self._later(late, lambda: self._send_acknowledgement(ticket))
        if DeskFault.DOUBLE_ACKNOWLEDGEMENT in self.faults:
            self._later(late + timedelta(seconds=30), lambda: self._send_acknowledgement(ticket))
        if DeskFault.LOOP in self.faults:
            for turn in range(1, 7):
                self._later(late + turn * timedelta(seconds=40), lambda: self._send_acknowledgement(ticket))

    def _answer_later(self, ticket: Ticket, enquiry: Enquiry) -> None:
        turn = ticket.rounds if DeskFault.OTHER_AGENT in self.faults else 0
        agent = AGENTS[(int(ticket.number.rpartition("-")[2]) + turn) % len(AGENTS)]
        self._at(self._due(enquiry), lambda: self._send_answer(ticket, enquiry, agent))

    def _due(self, enquiry: Enquiry) -> datetime:
        now = self._clock.now()
        seconds = self.tempo.answers(enquiry.inbox)
        if {DeskFault.LATE_REPLY, DeskFault.LATE_WITHOUT_A_WORD} & self.faults:
            seconds = 27 * 3600.0
        elif enquiry.inbox != "premium" and DeskFault.STATED_PROMISE_BROKEN in self.faults:
            seconds = 6 * 3600.0
        elif DeskFault.SALES_FIRST in self.faults:
            seconds = {"sales": 600.0, "premium": 3600.0}.get(enquiry.inbox, 5 * 3600.0)
        return due_after(self._hours, now, seconds)

    def _send_acknowledgement(self, ticket: Ticket) -> None:
        promised = "4 hours" if DeskFault.STATED_PROMISE_BROKEN in self.faults else "24 hours"
        text = (
            f"Dear {ticket.enquiry.name or 'customer'},\n\nWe have received your request “{ticket.enquiry.subject}”.\n"
            f"Your ticket number is {ticket.number}. We will reply within {promised}.\n"
            f"{self._dead_end()}\nAcme Support"
        )
        subject = f"[{ticket.number}] We received your request: {ticket.enquiry.subject}"
        self._send(ticket, Outgoing(subject=subject, text=text, automatic=True))

    def _send_echo(self, ticket: Ticket, enquiry: Enquiry) -> None:
        """Roundup and django-helpdesk mail the customer's own words back to him."""
        subject = f"[{ticket.number}] (Updated) {ticket.enquiry.subject}"
        self._send(ticket, Outgoing(subject=subject, text=enquiry.text, automatic=True, echo=True))

    def _send_answer(self, ticket: Ticket, enquiry: Enquiry, agent: str) -> None:
        text = write_answer(enquiry.name, enquiry.text, agent, self.faults)
        dead_end = self._dead_end()
        if dead_end:
            text += f"\n\n{dead_end}"
        out = Outgoing(
            subject=f"Re: [{ticket.number}] {ticket.enquiry.subject}",
            text=text,
            automatic=False,
            agent="" if DeskFault.NO_AGENT_NAME in self.faults else agent,
            html_only=DeskFault.HTML_ONLY in self.faults,
            in_reply_to=enquiry.message_id,
            attachments=self._returned(enquiry),
        )
        ticket.ids.append("answered")
        self._send(ticket, out)

    def _returned(self, enquiry: Enquiry) -> tuple[tuple[str, str, bytes], ...]:
        """The agent sends the customer's file back with the answer."""
        if DeskFault.ATTACHMENT_DAMAGED in self.faults:
            return tuple((name, kind, data[: len(data) // 2]) for name, kind, data in enquiry.attachments)
        return enquiry.attachments

    def _dead_end(self) -> str:
        if DeskFault.USE_THE_FORM in self.faults:
            return "You cannot reply to this e-mail. Please create a new support request using the form."
        if DeskFault.LOGIN_TO_ANSWER in self.faults:
            return "To reply, please log in to your account at the customer portal."
        return ""

    def _send(self, ticket: Ticket, out: Outgoing) -> None:
        if DeskFault.UMLAUTS_DAMAGED in self.faults:
            out = replace(out, subject=_damaged(out.subject), text=_damaged(out.text))
        letter = compose(self, ticket, out, self._clock.now())
        if letter.message_id != ticket.enquiry.message_id:
            self.cabinet.remember(ticket, letter.message_id)
        self._post.route(self.domain, letter.sender, ticket.enquiry.address, letter.raw)

    # --- time --------------------------------------------------------------------------------------------------------

    def _later(self, delay: timedelta, work: Callable[[], None]) -> None:
        self._at(self._clock.now() + delay, work)

    def _at(self, when: datetime, work: Callable[[], None]) -> None:
        unpin = self._clock.pin()
        task = asyncio.get_running_loop().create_task(self._appointment(unpin, when, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _appointment(
        self, unpin: Callable[[], None], when: datetime, work: Callable[[], None]
    ) -> Coroutine[Any, Any, None]:
        async def keep() -> None:
            with self._clock.hold():
                unpin()
                await self._clock.wait(when)
                work()

        return keep()


def _damaged(text: str) -> str:
    """UTF-8 read as Latin-1: the classic."""
    return text.encode("utf-8").decode("latin-1")
