"""Can the desk's mail be answered? What is known about it from the desk's own words and from trying."""

from __future__ import annotations

import re
from enum import Enum

from harness.domain.case import Case
from harness.domain.conversation import OurState, OurTurn, TheirTurn
from harness.domain.message import Flag, MailKind
from harness.domain.scenario import Answer
from harness.domain.support_hours import business_seconds
from harness.domain.verdict import Cite, Layer

_NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:(?:no|do[._-]?not|dont)[._-]?(?:reply|responder)|(?:keine|nicht)[._-]?antworte?n?"
    r"|ne[._-]?pas[._-]?repondre|nao[._-]?responda|non[._-]?rispondere|niet[._-]?beantwoorden)",
    re.IGNORECASE,
)


class ReplyPath(Enum):
    """METRICS.md, "reply path"; `UNTRIED` where the customer did not answer and nothing speaks against it."""

    OPEN = "open"
    NO_REPLY_ADDRESS = "no_reply_address"
    BOUNCED = "bounced"
    LOGIN_REQUIRED = "login_required"
    SWALLOWED = "swallowed"
    SAYS_NO = "says_no"
    UNTRIED = ""


SHUT = frozenset(ReplyPath) - {ReplyPath.OPEN, ReplyPath.UNTRIED}
"""What the customer says on these paths reaches nobody, so nobody is late with an answer to it."""


def reply_path(case: Case) -> tuple[ReplyPath, tuple[Cite, ...]]:
    """The state of the way back, with what it rests on; the worst that is proven wins."""
    tries = case.later_words
    for bounce in case.bounces:
        if any(turn.seq < bounce.seq for turn in tries):
            said = bounce.reading.bounce.quote if bounce.reading.bounce else ""
            return ReplyPath.BOUNCED, (Cite(layer=Layer.BODY, seq=bounce.seq, quote=said),)
    desk_mails = (*case.acknowledgements, *case.humans)
    for turn in desk_mails:
        address = answer_address(turn)
        if _NO_REPLY.search(address):
            return ReplyPath.NO_REPLY_ADDRESS, (Cite(layer=Layer.HEADER, seq=turn.seq, quote=address),)
    for turn in desk_mails:
        for flag, path in ((Flag.LOGIN_REQUIRED, ReplyPath.LOGIN_REQUIRED), (Flag.DEAD_END, ReplyPath.SAYS_NO)):
            if flag in turn.reading.flags:
                return path, (flag_cite(turn),)
    return _tried(case, tries)


def answer_address(turn: TheirTurn) -> str:
    """Reply-To before From (RFC 5322, section 3.6.2)."""
    reading = turn.reading
    return reading.reply_to[0].address if reading.reply_to else reading.sender.address


def flag_cite(turn: TheirTurn) -> Cite:
    """The sentence by which a mail forbids an answer, or its first words where the reader kept no sentence."""
    says = {Flag.LOGIN_REQUIRED.value, Flag.DEAD_END.value, "unmonitored"}
    quotes = [reason.quote for reason in turn.reading.reasons if reason.says in says and reason.quote]
    text = turn.reading.new_text
    if quotes and quotes[0] in text:
        start = text.index(quotes[0])
        return Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=quotes[0], start=start, end=start + len(quotes[0]))
    return Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=text[:300], start=0, end=min(300, len(text)))


def _tried(case: Case, tries: tuple[OurTurn, ...]) -> tuple[ReplyPath, tuple[Cite, ...]]:
    asked = case.questions_back
    if not asked:
        is_open = tries and case.is_settled and not _failed_to_answer(case)
        return (ReplyPath.OPEN, ()) if is_open else (ReplyPath.UNTRIED, ())
    for turn in case.arrivals:
        late_acknowledgement = turn.reading.kind is MailKind.ACKNOWLEDGEMENT and case.is_about_opening(turn)
        if turn.seq > asked[0].seq and not late_acknowledgement:
            return ReplyPath.OPEN, (Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject),)
    return (ReplyPath.SWALLOWED, ()) if _has_vanished(case, asked[0]) else (ReplyPath.UNTRIED, ())


def _failed_to_answer(case: Case) -> bool:
    """An answer of ours that never got out: a polite ending that did is no proof of what it would have met."""
    steps = case.probe.steps
    stuck = (turn for turn in case.conversation.ours if turn.state in (OurState.FAILED, OurState.REFUSED))
    return any(isinstance(steps[turn.step], Answer) for turn in stuck)


def _has_vanished(case: Case, word: OurTurn) -> bool:
    """Silence after a follow-up proves that it was lost only where the desk has shown that it answers at all.

    A slow desk may just not have come to it: it gets twice the business time its first answer took.
    """
    first = case.rounds[0] if case.rounds else None
    if not case.is_over or first is None or first.reply is None or first.reply.seq > word.seq:
        return False
    hours = case.probe.desk.hours
    took = business_seconds(hours, first.word.at, case.arrival(first.reply).best)
    return business_seconds(hours, word.at, case.now) > 2 * took
