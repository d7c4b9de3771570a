"""What a check may look at: one conversation, what is known about its mailbox, and one `now`; and views of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from harness.domain.advance import horizon_of
from harness.domain.conversation import Conversation, OurState, OurTurn, TheirTurn
from harness.domain.evidence import CanaryReturned, CanarySent, MailboxEvidence, MailboxFailed, WatchBegan
from harness.domain.message import Flag, MailKind
from harness.domain.promise import Span
from harness.domain.scenario import Answer, Close, Expect, Expected, Probe
from harness.domain.times import Arrival, arrival_of


class CanaryState(Enum):
    """What the canary of this mailbox tells about silence."""

    RETURNED = "returned"
    WAITING = "waiting"
    LOST = "lost"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why nothing can be said about the desk. `code`: "login", "provider", "canary_lost", "refused", "ours"."""

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
    def arrivals(self) -> tuple[TheirTurn, ...]:
        """Mails from the desk: everything but notices of our own provider's machines."""
        return tuple(turn for turn in self.conversation.theirs if turn.reading.kind is not MailKind.BOUNCE)

    @property
    def acknowledgements(self) -> tuple[TheirTurn, ...]:
        kinds = (MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED)
        echo = Flag.ECHOES_CUSTOMER
        return tuple(turn for turn in self.arrivals if turn.reading.kind in kinds and echo not in turn.reading.flags)

    @property
    def humans(self) -> tuple[TheirTurn, ...]:
        return tuple(turn for turn in self.arrivals if turn.is_human)

    @property
    def bounces(self) -> tuple[TheirTurn, ...]:
        return tuple(turn for turn in self.conversation.theirs if turn.reading.kind is MailKind.BOUNCE)

    @property
    def unsure(self) -> tuple[TheirTurn, ...]:
        """Mails that may or may not be a person's."""
        return tuple(turn for turn in self.arrivals if turn.reading.kind is MailKind.UNKNOWN)

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
        sent = [one for one in self.mailbox if isinstance(one, CanarySent)]
        if not sent:
            return CanaryState.NONE
        if any(isinstance(one, CanaryReturned) for one in self.mailbox):
            return CanaryState.RETURNED
        patience = timedelta(seconds=self.probe.limits.canary_wait)
        return CanaryState.WAITING if self.now < sent[0].at + patience else CanaryState.LOST

    def arrival(self, turn: TheirTurn) -> Arrival:
        return arrival_of(turn.arrived, self.mailbox)

    def expects(self, what: Expected) -> Expect | None:
        """The first `expect` of this kind in the scenario."""
        return next((step for step in self.probe.steps if isinstance(step, Expect) and step.what is what), None)

    def expected_after(self, index: int, what: Expected) -> Expect | None:
        """The first `expect` of this kind after a step."""
        later = self.probe.steps[index + 1 :]
        return next((step for step in later if isinstance(step, Expect) and step.what is what), None)

    def trouble(self) -> Trouble | None:
        """Why silence, or the lack of an enquiry, cannot be held against the desk; None when it can."""
        for turn in self.conversation.ours:
            if turn.fault is not None:
                return Trouble(code="ours", sentence=f"{turn.fault.wanted}: {turn.fault.got}. {turn.fault.remedy}".strip())
            if turn.state is OurState.REFUSED:
                return Trouble(
                    code="refused",
                    sentence=f"our own provider refused our mail: “{turn.code} {turn.answer}”. "
                    "That says something about the provider, not about the desk.",
                )
        return self._deafness()

    def _deafness(self) -> Trouble | None:
        failed = [one for one in self.mailbox if isinstance(one, MailboxFailed)]
        began = [one for one in self.mailbox if isinstance(one, WatchBegan)]
        if failed and (not began or began[-1].at < failed[-1].at):
            last = failed[-1]
            return Trouble(code="login", sentence=f"{last.wanted}: {last.got}. {last.remedy}".strip())
        if self.canary is CanaryState.LOST:
            return Trouble(
                code="canary_lost",
                sentence=f"a mail from mailbox {self.probe.mailbox!r} to itself did not come back either, "
                "so silence proves nothing about the desk.",
            )
        return None


def promised(step: Expect | None, settings: Span | None) -> Span | None:
    """What the scenario says, else what the desk's settings promise."""
    return step.within if step is not None and step.within is not None else settings


def _got_out(turn: OurTurn) -> bool:
    return turn.form is None or turn.form.may_have_arrived
