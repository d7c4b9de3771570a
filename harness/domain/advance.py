"""What a conversation needs next: a pure look at the conversation and one `now`.

Steps run in order. An `expect` waits for the next message of its kind that answers the customer's last word; a promise
that lapses ends nothing, the conversation is watched until its horizon. Automatic mail is never answered twice: an
`answer` needs a message of the desk's that no earlier step has answered, unless the customer just speaks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from harness.domain.confirmation import LinkToFollow, link_to_follow
from harness.domain.conversation import Conversation, OurState, OurTurn, TheirTurn
from harness.domain.message import MailKind
from harness.domain.promise import Span, due_at
from harness.domain.scenario import (
    AgentAnswer,
    Answer,
    Close,
    Expect,
    Expected,
    Find,
    Probe,
    Send,
    Step,
    Submit,
    Wait,
    WaitUntil,
)
from harness.domain.support_hours import next_closing, next_opening


@dataclass(frozen=True, kw_only=True)
class Act:
    """Perform the effect of this step now."""

    step: int


@dataclass(frozen=True, kw_only=True)
class Reconcile:
    """An effect was begun and never recorded: settle it, not before `after`."""

    step: int
    after: datetime


@dataclass(frozen=True, kw_only=True)
class Confirm:
    """Follow the link of a confirmation mail, once."""

    link: LinkToFollow


@dataclass(frozen=True, kw_only=True)
class Sleep:
    """Nothing to do before `until`, unless a mail arrives."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class End:
    """No step is left to take; `reason` as in `evidence.Ended`."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Ended, and watched long enough: never look again by itself."""


@dataclass(frozen=True, kw_only=True)
class SilenceStart:
    """When an `expect: nothing` began, and the arrivals that earlier steps waited for."""

    at: datetime
    consumed: frozenset[int]


NOTHING_WITHIN = Span(text="1 hour", calendar_seconds=3600.0)
"""How long `expect: nothing` listens unless said."""

Next = Act | Confirm | Reconcile | Sleep | End | Rest


def advance(probe: Probe, conversation: Conversation, now: datetime) -> Next:
    """The one thing to do next. Pure; the same answer for the same arguments, however often it is asked."""
    if conversation.ended is not None:
        return _after_end(probe, conversation, now)
    if (intent := conversation.open_intent) is not None:
        return Reconcile(step=intent.step, after=intent.lease_until or intent.at)
    if (reason := _spoilt(conversation)) is not None:
        return End(reason=reason)
    if (link := link_to_follow(conversation, probe.desk.hosts)) is not None:
        return Confirm(link=link)
    story = _Story(probe=probe, conversation=conversation, now=now)
    position = _walk(story, len(probe.steps))
    return End(reason="done") if position.index == len(probe.steps) else _pending(story, position)


def expected_turn(conversation: Conversation, what: Expected, since: int, consumed: frozenset[int]) -> TheirTurn | None:
    """The first arrival after entry `since`, not yet consumed, that an `expect` of this kind accepts."""
    for turn in conversation.theirs:
        if turn.seq > since and turn.seq not in consumed and _is_expected(turn, what):
            return turn
    return None


def last_word(conversation: Conversation, steps: tuple[Step, ...], before: int) -> OurTurn | None:
    """The customer's latest turn made by a step before this one."""
    own = [turn for turn in conversation.ours if turn.step < before]
    return own[-1] if own else None


def horizon_of(probe: Probe, conversation: Conversation) -> datetime | None:
    """When watching ends, counted from the customer's last word; None before the enquiry is on its way."""
    if not conversation.ours:
        return None
    return due_at(conversation.ours[-1].at, probe.scenario.horizon, probe.desk.hours)


def wait_ends_at(probe: Probe, started: datetime, step: Wait) -> datetime:
    """When a `wait` that began at `started` is over."""
    if step.until is WaitUntil.OPEN:
        return next_opening(probe.desk.hours, started)
    if step.until is WaitUntil.CLOSED:
        return next_closing(probe.desk.hours, started) or started
    return due_at(started, step.span or Span(text="0 seconds", calendar_seconds=0.0), probe.desk.hours)


def silence_begins(probe: Probe, conversation: Conversation, index: int, now: datetime) -> SilenceStart | None:
    """When the `expect: nothing` at `index` began; None while an earlier step is not over."""
    story = _Story(probe=probe, conversation=conversation, now=now)
    position = _walk(story, index)
    if position.index < index:
        return None
    return SilenceStart(at=_step_began(story, position), consumed=position.consumed)


def _after_end(probe: Probe, conversation: Conversation, now: datetime) -> Next:
    assert conversation.ended is not None
    until = conversation.ended.at + timedelta(seconds=probe.limits.linger)
    return Sleep(until=until) if now < until and conversation.ended.reason == "done" else Rest()


def _spoilt(conversation: Conversation) -> str | None:
    """Why no further step makes sense: something of ours did not get out."""
    for turn in conversation.ours:
        if turn.state is OurState.FAILED:
            return "not measured"
        if turn.state is OurState.REFUSED:
            return "refused"
        if turn.form is not None and not turn.form.may_have_arrived:
            return "form"
    return None


@dataclass(frozen=True, kw_only=True)
class _Story:
    probe: Probe
    conversation: Conversation
    now: datetime


@dataclass(frozen=True, kw_only=True)
class _Position:
    """The first step that is not over, the arrivals that earlier steps waited for, and when the last silence ended."""

    index: int = 0
    consumed: frozenset[int] = frozenset()
    silent_until: datetime | None = None


def _walk(story: _Story, end: int) -> _Position:
    """Go through the steps that are over, at most up to `end`."""
    position = _Position()
    while position.index < end:
        further = _past(story, position)
        if further is None:
            return position
        position = further
    return position


def _past(story: _Story, position: _Position) -> _Position | None:
    """The position after this step; None when the step is still to do."""
    index, conversation = position.index, story.conversation
    after = replace(position, index=index + 1)
    match story.probe.steps[index]:
        case Send() | Submit() | Answer() | Close():
            return after if conversation.our_turn(index) is not None else None
        case Wait() | AgentAnswer() | Find():
            return after if index in conversation.steps_over else None
        case Expect(what=Expected.NOTHING) as step:
            over = _silence_over(story, position, step)
            is_over = story.now >= over or any(turn.step > index for turn in conversation.ours)
            return replace(after, silent_until=over) if is_over else None
        case Expect() as step:
            return _past_expect(story, position, step)


def _past_expect(story: _Story, position: _Position, step: Expect) -> _Position | None:
    """Over when the mail came; also when the customer has spoken since, or an awaited reply overtook it."""
    conversation, index = story.conversation, position.index
    word = last_word(conversation, story.probe.steps, index)
    since = word.seq if word is not None else 0
    after = replace(position, index=index + 1)
    found = expected_turn(conversation, step.what, since, position.consumed)
    if found is not None:
        return replace(after, consumed=position.consumed | {found.seq})
    if any(turn.step > index for turn in conversation.ours):
        return after
    if step.what is Expected.ACKNOWLEDGEMENT and _is_followed_by_expect(story.probe, index):
        overtaken = expected_turn(conversation, Expected.REPLY, since, position.consumed)
        return after if overtaken is not None else None
    return None


def _is_followed_by_expect(probe: Probe, index: int) -> bool:
    following = probe.steps[index + 1 : index + 2]
    return bool(following) and isinstance(following[0], Expect)


def _is_expected(turn: TheirTurn, what: Expected) -> bool:
    kind = turn.reading.kind
    match what:
        case Expected.ACKNOWLEDGEMENT:
            return kind in (MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED)
        case Expected.REPLY:
            return kind is MailKind.HUMAN
        case Expected.BOUNCE:
            return kind is MailKind.BOUNCE
        case Expected.NOTHING:
            return False


def _pending(story: _Story, position: _Position) -> Next:
    """What to do about the first step that is not over."""
    horizon = horizon_of(story.probe, story.conversation)
    if horizon is not None and story.now >= horizon:
        return End(reason="horizon")
    match story.probe.steps[position.index]:
        case Wait() as step:
            over = wait_ends_at(story.probe, _step_began(story, position), step)
            return Act(step=position.index) if story.now >= over else Sleep(until=min(over, horizon or over))
        case Expect(what=Expected.NOTHING) as step:
            over = _silence_over(story, position, step)
            return Sleep(until=min(over, horizon or over))
        case Expect():
            return Sleep(until=horizon) if horizon is not None else End(reason="done")
        case _:
            return Act(step=position.index)


def _silence_over(story: _Story, position: _Position, step: Expect) -> datetime:
    """When `expect: nothing` has listened long enough; then the check judges whether it stayed silent."""
    return due_at(_step_began(story, position), step.within or NOTHING_WITHIN, story.probe.desk.hours)


def _step_began(story: _Story, position: _Position) -> datetime:
    """A wait or a silence starts when the step before it was over."""
    conversation = story.conversation
    instants = [story.probe.planned_at]
    instants += [turn.at for turn in conversation.ours if turn.step < position.index]
    instants += [turn.seen_at for turn in conversation.theirs if turn.seq in position.consumed]
    instants += [at for step, at in conversation.steps_over.items() if step < position.index]
    instants += [position.silent_until] if position.silent_until is not None else []
    return max(instants)
