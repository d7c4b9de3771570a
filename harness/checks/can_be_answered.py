"""Can the desk's mail be answered, and does the answer arrive anywhere? Critical (RULES.md 33; seed 004, point 3)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import (
    Answer,
    Check,
    failed,
    inconclusive,
    not_applicable,
    not_judged,
    not_sent,
    passed,
    silence,
    waiting,
)
from harness.domain.reply_path import ReplyPath, reply_path


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    path, cites = reply_path(case)
    match path:
        case ReplyPath.OPEN:
            accepted = "The customer's last mail was accepted and did not come back as undeliverable."
            return passed("The customer's answer got through." if cites else accepted, *cites)
        case ReplyPath.NO_REPLY_ADDRESS:
            return failed(f"The mail comes from {cites[0].quote}, which says itself that answers are not read.", *cites)
        case ReplyPath.BOUNCED:
            return failed("The customer's answer came back as undeliverable.", *cites)
        case ReplyPath.SAYS_NO:
            return failed("The mail says that it cannot be answered.", *cites)
        case ReplyPath.SWALLOWED:
            sentence = "The customer's answer was accepted and then vanished: nothing ever came back to it."
            return silence(case, sentence, since=case.questions_back[0].seq)
        case ReplyPath.LOGIN_REQUIRED:
            return not_applicable("Answering needs a login: see that finding.")
        case ReplyPath.UNTRIED:
            return _untried(case)


def _untried(case: Case) -> Answer:
    """Nothing of the customer's has gone out on this path, or it is too early to tell what became of it."""
    trouble = case.trouble()
    if trouble is not None and trouble.code in ("ours", "refused_by_provider"):
        return inconclusive(trouble.sentence, trouble.code)
    if not case.later_words:
        return not_applicable("The customer has not answered yet.")
    if case.is_settled and not case.humans:
        return not_applicable("Nobody ever answered: see that finding.")
    if case.is_settled:
        return not_judged("The conversation ended too soon to tell a lost answer from a slow desk.", "horizon")
    return waiting("No answer to the customer's answer yet.")


CHECK = Check(
    key="can_be_answered", question="Can the desk be answered?", judge=judge, weight=3.0, critical=True, seed="004"
)
