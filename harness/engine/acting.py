"""Effects, one step at a time: intent before effect, outcome after.

What if the process dies right here? Between intent and outcome the journal holds an open intent with a lease. Whoever
comes later waits the lease out, then looks for the mail in Sent: found, it is recorded as reconciled; surely not
there, it is sent again with the same Message-ID; otherwise the conversation cannot be measured. A form cannot be
looked up, so it is never submitted again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from harness.domain.advance import Act, Confirm, End, Reconcile, Rest, Sleep, advance
from harness.domain.conversation import Conversation
from harness.domain.errors import CannotMeasure, HarnessFault, ProviderUnreachable, Rival
from harness.domain.evidence import (
    AgentAnswered,
    EffectFailed,
    Ended,
    Evidence,
    Intended,
    MailRefused,
    MailSent,
    RealIdLearned,
    WaitEnded,
)
from harness.domain.scenario import AgentAnswer, Answer, AttachedFile, Close, Expect, Find, Probe, Send, Submit, Wait
from harness.engine.book import Book, Page
from harness.engine.confirming import Confirmer
from harness.engine.doors import Doors
from harness.engine.searching import Searcher
from harness.engine.submitting import FormSubmitter
from harness.ports import Accepted, Refused

if TYPE_CHECKING:
    from harness.channels.email.letters import Composed

COPY_FILED_WITHIN = timedelta(seconds=5)
LEASE = timedelta(minutes=15)
"""Longer than any submission may take, and than a provider needs to file its Sent copy."""


class Performer:
    """Takes the steps of one conversation that are due now."""

    def __init__(self, doors: Doors, book: Book, failures: Mapping[str, HarnessFault]) -> None:
        self._doors = doors
        self._book = book
        self._failures = failures
        self._forms = FormSubmitter(doors, book)
        self._searcher = Searcher(doors, book)
        self._confirmer = Confirmer(doors, book)

    async def take_steps(self, page: Page) -> None:
        """Act until nothing is due. A rival's append is no error: the page is read anew and decided again."""
        while True:
            try:
                if not await self._take_one(page):
                    return
            except Rival:
                continue

    async def _take_one(self, page: Page) -> bool:
        now = self._doors.clock.now()
        match advance(page.probe, page.conversation, now):
            case Act(step=step):
                await self._act(page, step)
            case Confirm(link=link):
                await self._confirmer.follow(page, link.step, link.seq, link.url)
            case Reconcile(step=step, after=after):
                if now < after:
                    return False
                await self._reconcile(page, step)
            case End(reason=reason):
                self._book.append(page, [Ended(at=now, reason=reason)])
            case Sleep() | Rest():
                return False
        return True

    async def _act(self, page: Page, index: int) -> None:
        now = self._doors.clock.now()
        match page.probe.steps[index]:
            case Send() | Answer() | Close():
                await self._say(page, index)
            case Submit() as step:
                await self._forms.submit(page, index, step)
            case AgentAnswer() as step:
                await self._play_agent(page, index, step)
            case Find():
                await self._searcher.search(page, index)
            case Wait():
                self._book.append(page, [WaitEnded(at=now, step=index)])
            case Expect():
                raise AssertionError("an expect is never acted upon")

    # --- mail --------------------------------------------------------------------------------------------------------

    async def _say(self, page: Page, index: int) -> None:
        known = self._failures.get(page.probe.mailbox)
        if known is not None:
            self._book.append(page, [_failed(self._doors.clock.now(), index, known)])
            return
        try:
            composed = self._compose(page, index)
        except HarnessFault as fault:
            self._book.append(page, [_failed(self._doors.clock.now(), index, fault)])
            return
        self._book.append(page, [self._intend(page, index, composed)], [composed.letter.raw])
        await self._submit(page, index, composed)

    def _compose(self, page: Page, index: int) -> Composed:
        from harness.channels.email.letters import compose_answer, compose_opening, naming_itself

        probe, now = page.probe, self._doors.clock.now()
        step = probe.steps[index]
        identifier = message_id(probe, index)
        assert isinstance(step, Send | Answer | Close)
        files = {} if isinstance(step, Close) else self._files(step.attach)
        if isinstance(step, Send):
            composed = compose_opening(probe, step, message_id=identifier, now=now, attachments=files)
        else:
            composed = compose_answer(
                probe, step, conversation=page.conversation, message_id=identifier, now=now, attachments=files
            )
        if not self._doors.accounts[probe.mailbox].replaces_ids:
            return composed
        return naming_itself(composed, opens=isinstance(step, Send))

    def _files(self, attached: tuple[AttachedFile, ...]) -> dict[str, bytes]:
        return {one.sha256: self._doors.journal.blob(one.sha256) for one in attached}

    def _intend(self, page: Page, index: int, composed: Composed) -> Intended:
        now = self._doors.clock.now()
        step = page.probe.steps[index]
        return Intended(
            at=now,
            step=index,
            effect="mail",
            lease_until=now + LEASE,
            message_id=composed.letter.message_id,
            to=", ".join(composed.letter.recipients),
            subject=composed.subject,
            text=composed.text,
            raw_sha256=hashlib.sha256(composed.letter.raw).hexdigest(),
            like=getattr(step, "like", ""),
            in_reply_to=composed.in_reply_to,
        )

    async def _submit(self, page: Page, index: int, composed: Composed) -> None:
        account = self._doors.accounts[page.probe.mailbox]
        try:
            outcome = await account.submitter.send(composed.letter)
        except ProviderUnreachable as fault:
            if fault.permanent:
                self._book.append(page, [_failed(self._doors.clock.now(), index, fault)])
            return  # it may have been accepted: the open intent is settled when its lease is over
        except HarnessFault as fault:
            self._book.append(page, [_failed(self._doors.clock.now(), index, fault)])
            return
        self._book.append(page, [_said(index, composed.letter.message_id, outcome)])
        account.mailbox.expect()
        if isinstance(outcome, Accepted) and account.files_sent:
            await self._learn_real_id(page, index, composed.letter.message_id)

    async def _learn_real_id(self, page: Page, index: int, identifier: str) -> None:
        """Best effort: matching does not rest on it. Some providers file the copy a moment later."""
        account, clock = self._doors.accounts[page.probe.mailbox], self._doors.clock
        try:
            copy = await account.mailbox.sent_copy(identifier, page.probe.reference)
            if copy is None:
                await clock.wait(clock.now() + COPY_FILED_WITHIN)
                copy = await account.mailbox.sent_copy(identifier, page.probe.reference)
        except HarnessFault:
            return
        if copy is not None and copy.message_id not in ("", identifier):
            learned = RealIdLearned(at=self._doors.clock.now(), step=index, message_id=copy.message_id)
            self._book.append(page, [learned])

    # --- after a crash -----------------------------------------------------------------------------------------------

    async def _reconcile(self, page: Page, index: int) -> None:
        turn = page.conversation.our_turn(index)
        assert turn is not None
        if turn.effect != "mail":
            self._book.append(page, [_lost(self._doors.clock.now(), index, "whether the form was submitted")])
            return
        identifier = turn.message_ids[0] if turn.message_ids else ""
        account = self._doors.accounts[page.probe.mailbox]
        try:
            copy = await account.mailbox.sent_copy(identifier, page.probe.reference)
        except HarnessFault:
            self._book.append(page, [_lost(self._doors.clock.now(), index, "whether the mail was accepted")])
            return
        now = self._doors.clock.now()
        if copy is None:
            await self._send_again(page, index)
            return
        found: list[Evidence] = [
            MailSent(at=copy.delivered_at or turn.at, step=index, message_id=identifier, reconciled=True)
        ]
        if copy.message_id not in ("", identifier):
            found.append(RealIdLearned(at=now, step=index, message_id=copy.message_id))
        self._book.append(page, found)

    async def _send_again(self, page: Page, index: int) -> None:
        """Surely not sent: once more, with the same Message-ID and a new lease."""
        composed = self._compose(page, index)
        self._book.append(page, [self._intend(page, index, composed)], [composed.letter.raw])
        await self._submit(page, index, composed)

    # --- the agent's side --------------------------------------------------------------------------------------------

    async def _play_agent(self, page: Page, index: int, step: AgentAnswer) -> None:
        now = self._doors.clock.now
        tickets = _tickets(page.conversation)
        try:
            if self._doors.agent is None:
                raise CannotMeasure("Playing the agent", "no connector is configured")
            answer = await self._doors.agent.answer(page.probe.desk, tickets[0] if tickets else "", step.message)
        except HarnessFault as fault:
            self._book.append(page, [_failed(now(), index, fault)])
            return
        self._book.append(page, [AgentAnswered(at=now(), step=index, answer=answer)])


def _tickets(conversation: Conversation) -> list[str]:
    """The desk's numbers as it told them: in its mails, and on the page that answered the form."""
    mails = [ticket for turn in conversation.theirs for ticket in turn.reading.ticket_references]
    return mails + [ticket for turn in conversation.ours if turn.form for ticket in turn.form.ticket_references]


def message_id(probe: Probe, index: int) -> str:
    """The same id for the same step of the same probe, however often it is tried (RFC 5322, section 3.6.4)."""
    digest = hashlib.sha256(f"{probe.id}/{index}".encode()).hexdigest()[:24]
    return f"<{digest}@{probe.address.rpartition('@')[2] or 'localhost'}>"


def _said(index: int, identifier: str, outcome: Accepted | Refused) -> Evidence:
    match outcome:
        case Accepted(at=at, answer=answer):
            return MailSent(at=at, step=index, message_id=identifier, answer=answer)
        case Refused(at=at, code=code, answer=answer, recipient=recipient):
            return MailRefused(at=at, step=index, code=code, answer=answer, recipient=recipient)


def _failed(at: datetime, index: int, fault: HarnessFault) -> EffectFailed:
    return EffectFailed(
        at=at, step=index, wanted=fault.wanted, got=fault.got, remedy=fault.remedy, permanent=fault.permanent
    )


def _lost(at: datetime, index: int, what: str) -> EffectFailed:
    return EffectFailed(at=at, step=index, wanted=f"Finding out {what}", got="an earlier run ended in the middle of it")
