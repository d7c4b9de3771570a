"""Can the desk's mail be answered, and does the answer arrive anywhere? Critical (RULES.md 33; seed 004, point 3)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.reply_path import ReplyPath, reply_path


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    path, cites = reply_path(case)
    match path:
        case ReplyPath.OPEN:
            return passed("The customer's answer got through.", *cites)
        case ReplyPath.NO_REPLY_ADDRESS:
            return failed(f"The mail comes from {cites[0].quote}, which says itself that answers are not read.", *cites)
        case ReplyPath.BOUNCED:
            return failed("The customer's answer came back as undeliverable.", *cites)
        case ReplyPath.SAYS_NO:
            return failed("The mail says that it cannot be answered.", *cites)
        case ReplyPath.SWALLOWED:
            return silence(case, "The customer's answer was accepted and then vanished: nothing ever came back to it.")
        case ReplyPath.LOGIN_REQUIRED:
            return not_applicable("Answering needs a login: see that finding.")
        case ReplyPath.UNTRIED:
            return waiting("No answer to the customer's answer yet.") if case.follow_ups else not_applicable("Not tried.")


CHECK = Check(
    key="can_be_answered", question="Can the desk be answered?", judge=judge, weight=3.0, critical=True, seed="004"
)
