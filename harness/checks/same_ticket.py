"""Does the customer's answer stay in the same ticket? (FAULTS.md 7, 8, 9)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.conversation import TheirTurn
from harness.domain.message import MailKind
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.later_words:
        return not_applicable("The customer did not answer.")
    first = case.later_words[0]
    before = tuple(turn for turn in case.arrivals if turn.seq < first.seq)
    after = tuple(turn for turn in case.arrivals if turn.seq > first.seq)
    known = _references(before)
    for turn in after:
        other = [one for one in turn.reading.ticket_references[:1] if known and one not in known]
        if other:
            old = Cite(layer=Layer.HEADER, seq=before[0].seq, quote=known[0])
            new = Cite(layer=Layer.HEADER, seq=turn.seq, quote=other[0])
            return failed(f"The customer's answer opened a second ticket: {known[0]}, then {other[0]}.", old, new)
    return _continued(case, known, after)


def _continued(case: Case, known: tuple[str, ...], after: tuple[TheirTurn, ...]) -> Answer:
    ours = case.conversation.known_ids()
    for turn in after:
        same = [one for one in turn.reading.ticket_references if one in known]
        if same:
            return passed(f"It stayed one ticket: {same[0]}.", Cite(layer=Layer.HEADER, seq=turn.seq, quote=same[0]))
        if turn.reading.kind is MailKind.HUMAN and ours & {*turn.reading.references, *turn.reading.in_reply_to}:
            return passed("The thread goes on.", Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject))
    if not case.is_over:
        return waiting("Nothing has come back to the customer's answer yet.")
    if not case.follow_ups:
        return not_applicable("Only a polite ending followed, and nothing came back to it.")
    from harness.domain.reply_path import ReplyPath, reply_path

    if reply_path(case)[0] is not ReplyPath.OPEN:
        return not_applicable("The customer's answer did not get through.")
    return silence(case, "Nothing that came back shows in which ticket the customer's answer landed.")


def _references(turns: tuple[TheirTurn, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for turn in turns for one in turn.reading.ticket_references))


CHECK = Check(key="same_ticket", question="Does it stay the same ticket?", judge=judge, weight=2.0)
