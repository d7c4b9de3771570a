"""What a check may look at: one conversation, what is known about its mailbox, and one `now`; and views of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from harness.domain.advance import horizon_of
from harness.domain.confirmation import awaits_link
from harness.domain.conversation import Conversation, OurState, OurTurn, TheirTurn
from harness.domain.evidence import (
    CanaryReturned,
    CanarySent,
    EffectFailed,
    MailboxEvidence,
    MailboxFailed,
    Searched,
    WatchBegan,
    WatchEnded,
)
from harness.domain.journey import Journey, journey
from harness.domain.message import Flag, MailKind
from harness.domain.promise import Span
from harness.domain.scenario import Answer, Close, Expect, Expected, Probe
from harness.domain.times import Arrival, arrival_of

LOOP_FROM = 4
"""From this many automatic mails without a word of the customer's in between on, it is a loop."""


class CanaryState(Enum):
    """What the canary of this mailbox tells about silence."""

    RETURNED = "returned"
    WAITING = "waiting"
    LOST = "lost"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why nothing can be said about the desk. `code`: "login", "provider", "canary_lost", "no_canary",
    "refused_by_provider", "ours"."""

    code: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Round:
    """The oldest unanswered word of the customer's, and the first human reply after it, if there is one."""

    word: OurTurn
    reply: TheirTurn | None


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything `judge` hands to a check. `mailbox`: evidence about the probe's mailbox in this wave, in order."""

    probe: Probe
    conversation: Conversation
    now: datetime
    mailbox: Sequence[MailboxEvidence] = field(default_factory=tuple)

    @property
    def opening(self) -> OurTurn | None:
        return self.conversation.opening

    @property
    def is_delivered(self) -> bool:
        """The enquiry left our side: accepted for delivery, or perhaps accepted by the page."""
        opening = self.opening
        return opening is not None and opening.state is OurState.SENT and _got_out(opening)

    @property
    def is_over(self) -> bool:
        """Nothing more is awaited: every step is taken, or the horizon has come."""
        horizon = horizon_of(self.probe, self.conversation)
        return self.conversation.ended is not None or (horizon is not None and self.now >= horizon)

    @property
    def is_settled(self) -> bool:
        """Over, and watched long enough after the last word for a bounce to come (`limits.linger`)."""
        ended = self.conversation.ended
        if ended is None or ended.reason != "done":
            return self.is_over
        return self.now >= ended.at + timedelta(seconds=self.probe.limits.linger)

    @property
    def heard_until(self) -> datetime:
        """Until when our ears were open, at most `now`: what came later nobody has looked for yet."""
        watches = [one for one in self.mailbox if isinstance(one, WatchBegan | WatchEnded) and one.at <= self.now]
        last = watches[-1] if watches else None
        return last.at if isinstance(last, WatchEnded) else self.now

    @property
    def searches(self) -> tuple[tuple[int, Searched], ...]:
        """Every look around the desk's site, with its place in the journal."""
        return self.conversation.searches

    @property
    def arrivals(self) -> tuple[TheirTurn, ...]:
        """Mails from the desk: everything but notices of our own provider's machines, and a mail to confirm by."""
        confirming = self.conversation.confirming
        asked = confirming.seq if confirming is not None else 0
        return tuple(
            turn for turn in self.conversation.theirs if turn.reading.kind is not MailKind.BOUNCE and turn.seq != asked
        )

    @property
    def acknowledgements(self) -> tuple[TheirTurn, ...]:
        """Mails that confirm receipt in words; where the desk sends none, its copy of the enquiry under a number.

        Roundup confirms by nothing else than such a copy: the customer knows from it that the enquiry got in.
        """
        kinds = (MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED)
        robots = tuple(turn for turn in self.arrivals if turn.reading.kind in kinds)
        worded = tuple(turn for turn in robots if Flag.ECHOES_CUSTOMER not in turn.reading.flags)
        copies = (turn for turn in robots if turn.reading.ticket_references and self.is_about_opening(turn))
        return worded or tuple(copies)[:1]

    @property
    def humans(self) -> tuple[TheirTurn, ...]:
        return tuple(turn for turn in self.arrivals if turn.is_human)

    @property
    def bounces(self) -> tuple[TheirTurn, ...]:
        """Mails that came back; a notice that delivery is late is none, the sending server still tries."""
        back = (turn for turn in self.conversation.theirs if turn.reading.kind is MailKind.BOUNCE)
        return tuple(turn for turn in back if turn.reading.bounce is None or not turn.reading.bounce.delayed)

    @property
    def unsure(self) -> tuple[TheirTurn, ...]:
        """Mails that may or may not be a person's; the customer's own words sent back are surely not."""
        unknown = (turn for turn in self.arrivals if turn.reading.kind is MailKind.UNKNOWN)
        return tuple(turn for turn in unknown if Flag.ECHOES_CUSTOMER not in turn.reading.flags)

    @property
    def follow_ups(self) -> tuple[OurTurn, ...]:
        """What the customer said after the enquiry, as far as it got out; polite endings apart."""
        steps = self.probe.steps
        return tuple(
            turn
            for turn in self.conversation.ours
            if turn.state is OurState.SENT and isinstance(steps[turn.step], Answer)
        )

    @property
    def later_words(self) -> tuple[OurTurn, ...]:
        """Answers and polite endings."""
        steps = self.probe.steps
        return tuple(
            turn
            for turn in self.conversation.ours
            if turn.state is OurState.SENT and isinstance(steps[turn.step], Answer | Close)
        )

    @property
    def questions_back(self) -> tuple[OurTurn, ...]:
        """Follow-ups to which the scenario expects something back."""
        return tuple(turn for turn in self.follow_ups if self._awaits_mail(turn.step))

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Each stretch of waiting for a person. Only words that ask for an answer begin one."""
        found: list[Round] = []
        waiting: OurTurn | None = None
        for turn in self.conversation.turns:
            if isinstance(turn, OurTurn):
                asks = turn.state is OurState.SENT and not isinstance(self.probe.steps[turn.step], Close)
                waiting = waiting or (turn if asks and _got_out(turn) else None)
            elif turn.is_human and waiting is not None:
                found.append(Round(word=waiting, reply=turn))
                waiting = None
        return (*found, *([Round(word=waiting, reply=None)] if waiting is not None else []))

    @property
    def canary(self) -> CanaryState:
        """By the latest canary: an earlier one says nothing about today, even if it comes home late."""
        sent = [one for one in self._meanwhile if isinstance(one, CanarySent)]
        if not sent:
            return CanaryState.NONE
        home = {one.reference for one in self.mailbox if isinstance(one, CanaryReturned)}
        if sent[-1].reference in home:
            return CanaryState.RETURNED
        patience = timedelta(seconds=self.probe.limits.canary_wait)
        return CanaryState.WAITING if self.now < sent[-1].at + patience else CanaryState.LOST

    @property
    def _meanwhile(self) -> tuple[MailboxEvidence, ...]:
        """What happened to the mailbox while this conversation was watched: later trouble takes nothing back."""
        ended = self.conversation.ended
        return tuple(one for one in self.mailbox if ended is None or one.at <= ended.at)

    def arrival(self, turn: TheirTurn) -> Arrival:
        """When it came; an answer cannot have come before the enquiry was out."""
        opening = self.opening
        sent = opening is not None and opening.state is OurState.SENT and opening.seq < turn.seq
        if opening is None or not sent:
            return arrival_of(turn.arrived, self.mailbox)
        return arrival_of(turn.arrived, self.mailbox, opening.at)

    def journey(self, turn: TheirTurn) -> Journey:
        """The way of a mail of theirs, from the word of ours that it answers."""
        words = [one for one in self.conversation.ours if one.state is OurState.SENT and one.seq < turn.seq]
        word = words[-1] if words else None
        if word is not None and self.opening is not None and self.is_about_opening(turn) and not turn.is_human:
            word = self.opening
        return journey(turn.reading.hops, self.arrival(turn), word.at if word is not None else None)

    def expects(self, what: Expected) -> Expect | None:
        """The first `expect` of this kind in the scenario."""
        return next((step for step in self.probe.steps if isinstance(step, Expect) and step.what is what), None)

    @property
    def expects_mail(self) -> bool:
        """Whether the scenario first waits for a mail of the desk's: not for a bounce, not for silence."""
        first = next((step for step in self.probe.steps if isinstance(step, Expect)), None)
        return first is not None and first.what in (Expected.ACKNOWLEDGEMENT, Expected.REPLY)

    def expected_after(self, index: int, what: Expected) -> Expect | None:
        """The first `expect` of this kind after a step."""
        later = self.probe.steps[index + 1 :]
        return next((step for step in later if isinstance(step, Expect) and step.what is what), None)

    def is_about_opening(self, turn: TheirTurn) -> bool:
        """Whether a mail of the desk's speaks of the enquiry, not of a later word of the customer's.

        By its threading headers. Where they say nothing, or name ids we do not know (Outlook replaces ours), by its own
        Date: it was written before the later word.
        """
        later = self.later_words
        if not later or turn.seq < later[0].seq:
            return True
        chain = {*turn.reading.in_reply_to, *turn.reading.references}
        if any(chain & set(word.message_ids) for word in later):
            return False
        theirs = {one.reading.message_id for one in self.conversation.theirs}
        strange = chain - self.conversation.known_ids() - theirs
        if self.opening is not None and chain & set(self.opening.message_ids) and not strange:
            return True
        return turn.reading.claimed_at is not None and turn.reading.claimed_at <= later[0].at

    def trouble(self) -> Trouble | None:
        """Why silence, or the lack of an enquiry, cannot be held against the desk; None when it can."""
        for turn in self.conversation.ours:
            if turn.fault is not None:
                return Trouble(code="ours", sentence=_three_parts(turn.fault))
            if turn.state is OurState.REFUSED:
                return Trouble(
                    code="refused_by_provider",
                    sentence=f"our own provider refused our mail: “{turn.code} {turn.answer}”. "
                    "That says something about the provider, not about the desk.",
                )
        if awaits_link(self.conversation) and not self.probe.token and not self.arrivals:
            return Trouble(
                code="confirmation",
                sentence="the form asks for a click in a mail, and no mail could be told to be that one; "
                "a mailbox with plus addresses knows its mails.",
            )
        return self._deafness()

    def _deafness(self) -> Trouble | None:
        failure: MailboxFailed | None = None
        for one in self._meanwhile:
            if isinstance(one, MailboxFailed):
                failure = one
            elif isinstance(one, WatchBegan | CanaryReturned):
                failure = None
        if failure is not None:
            return Trouble(code="login" if failure.permanent else "provider", sentence=_three_parts(failure))
        if self.canary is CanaryState.LOST:
            return Trouble(
                code="canary_lost",
                sentence=f"a mail from mailbox {self.probe.mailbox!r} to itself did not come back either, "
                "so silence proves nothing about the desk.",
            )
        return self._without_canary()

    def _without_canary(self) -> Trouble | None:
        patience = timedelta(seconds=self.probe.limits.canary_wait)
        if self.canary is not CanaryState.NONE or self.opening is None or self.now < self.opening.at + patience:
            return None
        return Trouble(
            code="no_canary",
            sentence=f"no mail from mailbox {self.probe.mailbox!r} to itself was tried, so silence proves nothing.",
        )

    def _awaits_mail(self, index: int) -> bool:
        later = self.probe.steps[index + 1 :]
        return any(isinstance(step, Expect) and step.what is not Expected.NOTHING for step in later)


def promised(step: Expect | None, settings: Span | None) -> Span | None:
    """What the scenario says, else what the desk's settings promise."""
    return step.within if step is not None and step.within is not None else settings


def _three_parts(fault: EffectFailed | MailboxFailed) -> str:
    return f"{fault.wanted}: {fault.got}. {fault.remedy}".strip()


def _got_out(turn: OurTurn) -> bool:
    return turn.form is None or turn.form.may_have_arrived
