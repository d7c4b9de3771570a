"""Does the customer's answer stay in the same ticket? (FAULTS.md 7 to 10; METRICS.md, "thread integrity")

A must, unless the customer's mail program changed the subject: a desk that threads by the subject's tag alone is then
only warned. `same_ticket: false` beside an `expect` switches the question off. A second ticket for the enquiry itself
is another check's finding.
"""

from __future__ import annotations

from harness.domain.case import LOOP_FROM, Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.conversation import TheirTurn
from harness.domain.message import Flag, MailKind
from harness.domain.reply_path import ReplyPath, reply_path
from harness.domain.scenario import Answer as AnswerStep
from harness.domain.scenario import Expect, Severity
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if any(isinstance(step, Expect) and step.same_ticket is False for step in case.probe.steps):
        return not_applicable("The scenario does not ask for it.")
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.later_words:
        return not_applicable("The customer did not answer.")
    before = tuple(turn for turn in case.arrivals if case.is_about_opening(turn))
    after = tuple(turn for turn in case.arrivals if turn not in before)
    known = _known(case, before)
    return _second(known, before, after) or _continued(case, known, after)


def _second(known: tuple[Cite, ...], before: tuple[TheirTurn, ...], after: tuple[TheirTurn, ...]) -> Answer | None:
    """A mail that answers a later word under another number, or that announces a new ticket without any number."""
    numbers = {cite.quote for cite in known}
    for turn in after:
        theirs = turn.reading.ticket_references
        if known and theirs and theirs[0] not in numbers:
            sentence = f"The customer's answer opened a second ticket: {known[0].quote}, then {theirs[0]}."
            return failed(sentence, known[0], Cite(layer=Layer.HEADER, seq=turn.seq, quote=theirs[0]))
    anew = [turn for turn in after if _announces(turn)]
    if not known and anew and any(_announces(turn) for turn in before) and len(anew) < LOOP_FROM - 1:
        subjects = [Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in anew]
        return failed("The customer's answer was acknowledged as a new enquiry.", *subjects)
    return None


def _continued(case: Case, known: tuple[Cite, ...], after: tuple[TheirTurn, ...]) -> Answer:
    ours, numbers = case.conversation.known_ids(), {cite.quote for cite in known}
    for turn in after:
        same = [one for one in turn.reading.ticket_references[:1] if one in numbers]
        if same:
            return passed(f"It stayed one ticket: {same[0]}.", Cite(layer=Layer.HEADER, seq=turn.seq, quote=same[0]))
        if turn.is_human and ours & {*turn.reading.references, *turn.reading.in_reply_to}:
            return passed("The thread goes on.", Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject))
    if not case.questions_back:
        return not_applicable("Nothing was expected back to the customer's last word.")
    if not case.is_over:
        return waiting("Nothing has come back to the customer's answer yet.")
    if after or reply_path(case)[0] is not ReplyPath.OPEN:
        return not_applicable("Nothing that came back says in which ticket the customer's answer is.")
    return silence(case, "Nothing came back to the customer's answer.", since=case.questions_back[0].seq)


def _known(case: Case, before: tuple[TheirTurn, ...]) -> tuple[Cite, ...]:
    """The numbers under which the desk keeps the enquiry, from its mails and from the form's page."""
    found = [
        Cite(layer=Layer.HEADER, seq=turn.seq, quote=one) for turn in before for one in turn.reading.ticket_references
    ]
    if case.opening is not None and case.opening.form is not None:
        page = case.opening.form.ticket_references
        found += [Cite(layer=Layer.PAGE, seq=case.opening.seq, quote=one) for one in page]
    return tuple(found)


def _announces(turn: TheirTurn) -> bool:
    return turn.reading.kind is MailKind.ACKNOWLEDGEMENT and Flag.NEW_TICKET in turn.reading.flags


def _keeps_subject(case: Case) -> bool:
    """Neither by `subject:` nor by the dialect that changes it."""
    answers = [step for step in case.probe.steps if isinstance(step, AnswerStep)]
    return not any(step.subject or step.like == "changed_subject" for step in answers)


CHECK = Check(
    key="same_ticket",
    question="Does it stay the same ticket?",
    judge=judge,
    severity=Severity.SHOULD,
    must_if=_keeps_subject,
    weight=2.0,
)
