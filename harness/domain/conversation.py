"""The conversation: a fold over evidence. It is never stored; it can be computed again at any time.

Theory. A conversation is a list of turns. Our turns come from `Intended` and what became of it; the desk's turns from
`Arrived` and what the mail says (its `Reading`), and from the page that answered a form. An `Intended` without an
outcome is an *open intent*: the process died in the middle, and only the engine may settle it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from harness.domain.evidence import (
    AgentAnswered,
    Arrived,
    ConfirmationBegan,
    ConfirmationDone,
    EffectFailed,
    Ended,
    Entry,
    FormAnswered,
    Intended,
    MailRefused,
    MailSent,
    Opinion,
    RealIdLearned,
    Searched,
    StoredShot,
    WaitEnded,
)
from harness.domain.form import FormOutcome
from harness.domain.message import Flag, MailKind, Reading


class OurState(Enum):
    """What became of something we said."""

    INTENDED = "intended"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class OurTurn:
    """Something the customer said. `at`: sent (250) or clicked; the intent's time while neither is known.

    `message_ids`: every id known to be this mail's: the one we gave and the one the provider put in its place.
    """

    seq: int
    step: int
    at: datetime
    effect: str
    state: OurState
    to: str = ""
    subject: str = ""
    text: str = ""
    like: str = ""
    in_reply_to: str = ""
    message_ids: tuple[str, ...] = ()
    raw_sha256: str = ""
    lease_until: datetime | None = None
    answer: str = ""
    code: int = 0
    fault: EffectFailed | None = None
    form: FormOutcome | None = None
    shots: tuple[StoredShot, ...] = ()
    reconciled: bool = False


@dataclass(frozen=True, kw_only=True)
class TheirTurn:
    """A mail that came back, with its four stamps and what it says."""

    seq: int
    arrived: Arrived
    reading: Reading

    @property
    def seen_at(self) -> datetime:
        return self.arrived.at

    @property
    def is_human(self) -> bool:
        return self.reading.kind is MailKind.HUMAN

    @property
    def is_echo(self) -> bool:
        """Nothing but the customer's own words, sent back by a robot."""
        return not self.is_human and Flag.ECHOES_CUSTOMER in self.reading.flags


Turn = OurTurn | TheirTurn


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """All turns in the order of the journal, the steps that are over, and whether it has ended.

    A mail that was delivered twice is one turn; the journal keeps both arrivals.
    """

    turns: tuple[Turn, ...] = ()
    steps_over: Mapping[int, datetime] = field(default_factory=dict)
    """`wait`, `agent` and `find` steps that are over: index -> when."""
    searches: tuple[tuple[int, Searched], ...] = ()
    """Every look around the desk's site, with its place in the journal."""
    confirming: ConfirmationBegan | None = None
    """The link of a confirmation mail is being followed, or was."""
    ended: Ended | None = None
    opinions: tuple[Opinion, ...] = ()
    """What models said about its mails; evidence like any other, but not a turn."""
    last_seq: int = 0

    @property
    def ours(self) -> tuple[OurTurn, ...]:
        return tuple(turn for turn in self.turns if isinstance(turn, OurTurn))

    @property
    def theirs(self) -> tuple[TheirTurn, ...]:
        return tuple(turn for turn in self.turns if isinstance(turn, TheirTurn))

    @property
    def opening(self) -> OurTurn | None:
        return next(iter(self.ours), None)

    @property
    def open_intent(self) -> OurTurn | None:
        """The intent whose outcome nobody recorded, if there is one."""
        return next((turn for turn in self.ours if turn.state is OurState.INTENDED), None)

    def our_turn(self, step: int) -> OurTurn | None:
        """The latest turn made by this step: a repeated intent replaces the one before it."""
        return next((turn for turn in reversed(self.ours) if turn.step == step), None)

    def known_ids(self) -> frozenset[str]:
        """Every Message-ID known to be ours."""
        return frozenset(identifier for turn in self.ours for identifier in turn.message_ids)


def fold(entries: Iterable[Entry], readings: Mapping[str, Reading]) -> Conversation:
    """Turn a conversation's evidence into the conversation.

    Args:
        entries: one conversation's stream, in order.
        readings: the reading of every arrived mail, by the SHA-256 of its bytes.
    """
    conversation = Conversation()
    for entry in entries:
        conversation = replace(_take(conversation, entry, readings), last_seq=entry.seq)
    return conversation


def _take(conversation: Conversation, entry: Entry, readings: Mapping[str, Reading]) -> Conversation:
    match entry.evidence:
        case Intended() as intended:
            return _append(conversation, _begin(entry.seq, intended))
        case Arrived() as arrived:
            reading = readings[arrived.raw_sha256]
            if any(_is_same_mail(turn.reading, reading) for turn in conversation.theirs):
                return conversation
            return _append(conversation, TheirTurn(seq=entry.seq, arrived=arrived, reading=reading))
        case WaitEnded(step=step, at=at) | AgentAnswered(step=step, at=at):
            return replace(conversation, steps_over={**conversation.steps_over, step: at})
        case ConfirmationBegan() | ConfirmationDone() | Searched():
            return _beside_mail(conversation, entry)
        case Ended() as ended:
            return replace(conversation, ended=ended)
        case Opinion() as opinion:
            return replace(conversation, opinions=(*conversation.opinions, opinion))
        case _:
            return _settle(conversation, entry)


def _beside_mail(conversation: Conversation, entry: Entry) -> Conversation:
    """What we did in a browser that is no word of the customer's."""
    match entry.evidence:
        case ConfirmationBegan() as began:
            return replace(conversation, confirming=began)
        case ConfirmationDone() as done:
            return _confirmed(conversation, done)
        case Searched(step=step, at=at) as searched:
            found = (*conversation.searches, (entry.seq, searched))
            return replace(conversation, searches=found, steps_over={**conversation.steps_over, step: at})
        case _:
            return conversation


def _confirmed(conversation: Conversation, done: ConfirmationDone) -> Conversation:
    """What the page behind the link said is added to what the form's page said."""
    turns = tuple(
        replace(turn, form=_with(turn.form, done.outcome), shots=(*turn.shots, *done.shots))
        if isinstance(turn, OurTurn) and turn.step == done.step and turn.form is not None
        else turn
        for turn in conversation.turns
    )
    return replace(conversation, turns=turns)


def _with(form: FormOutcome, confirmed: FormOutcome) -> FormOutcome:
    said = f"{form.text}\n{confirmed.text}".strip()
    if not confirmed.is_accepted:
        return replace(form, text=said)
    references = confirmed.ticket_references or form.ticket_references
    promises = confirmed.promises or form.promises
    return replace(form, text=said, ticket_references=references, promises=promises)


def _is_same_mail(one: Reading, other: Reading) -> bool:
    """A provider may deliver one mail twice. An id alone proves nothing: Roundup's mails carry the customer's."""
    if not one.message_id or one.message_id != other.message_id:
        return False
    return (one.claimed_at, one.subject, one.text) == (other.claimed_at, other.subject, other.text)


def _append(conversation: Conversation, turn: Turn) -> Conversation:
    """A repeated intent of the same step (same Message-ID, after a crash) takes the place of the first."""
    if isinstance(turn, OurTurn):
        kept = tuple(
            old
            for old in conversation.turns
            if not (isinstance(old, OurTurn) and old.step == turn.step and old.state is not OurState.SENT)
        )
        return replace(conversation, turns=(*kept, turn))
    return replace(conversation, turns=(*conversation.turns, turn))


def _begin(seq: int, intended: Intended) -> OurTurn:
    return OurTurn(
        seq=seq,
        step=intended.step,
        at=intended.at,
        effect=intended.effect,
        state=OurState.INTENDED,
        to=intended.to,
        subject=intended.subject,
        text=intended.text,
        like=intended.like,
        in_reply_to=intended.in_reply_to,
        message_ids=(intended.message_id,) if intended.message_id else (),
        raw_sha256=intended.raw_sha256,
        lease_until=intended.lease_until,
    )


def _settle(conversation: Conversation, entry: Entry) -> Conversation:
    """Apply the outcome of one of our turns; an outcome without an intent begins a failed turn of its own."""
    step = getattr(entry.evidence, "step", None)
    turns = list(conversation.turns)
    for index in reversed(range(len(turns))):
        turn = turns[index]
        if isinstance(turn, OurTurn) and turn.step == step:
            turns[index] = _outcome(turn, entry)
            return replace(conversation, turns=tuple(turns))
    if isinstance(entry.evidence, EffectFailed | FormAnswered):
        stub = OurTurn(
            seq=entry.seq, step=entry.evidence.step, at=entry.evidence.at, effect="", state=OurState.INTENDED
        )
        return replace(conversation, turns=(*turns, _outcome(stub, entry)))
    return conversation


def _outcome(turn: OurTurn, entry: Entry) -> OurTurn:
    match entry.evidence:
        case MailSent(at=at, answer=answer, reconciled=reconciled):
            return replace(turn, state=OurState.SENT, at=at, answer=answer, reconciled=reconciled)
        case RealIdLearned(message_id=real):
            return turn if real in turn.message_ids else replace(turn, message_ids=(*turn.message_ids, real))
        case MailRefused(at=at, code=code, answer=answer):
            return replace(turn, state=OurState.REFUSED, at=at, code=code, answer=answer)
        case FormAnswered(at=at, outcome=outcome, shots=shots):
            at = outcome.clicked_at or at
            return replace(turn, state=OurState.SENT, effect="form", at=at, form=outcome, shots=shots)
        case EffectFailed() as fault:
            return replace(turn, state=OurState.FAILED, fault=fault)
        case _:
            return turn
