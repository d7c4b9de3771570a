"""Does each answer thank the customer, a hostile one too? (RULES.md 6; seed 000, "Thank your customer")"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_judged, passed
from harness.domain.scenario import Severity
from harness.manners.letters import letters_of, no_letter, unreadable


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    cites = []
    for letter in letters_of(case):
        span = letter.says("thanks")
        if span is None and (near := letter.find("praise")) is not None:
            cite = letter.cite_sentence(near)
            return not_judged(
                "It has a kind word for the customer; whether that is thanks is not sure.", "off_list", cite
            )
        if span is None:
            return unreadable([letter]) or failed("An answer does not thank the customer.", letter.searched("thanks"))
        cites.append(letter.cite_sentence(span))
    return passed("Each answer thanks the customer.", *cites)


CHECK = Check(
    key="thanks",
    question="Does each answer thank the customer?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail thanks the customer, for example for writing, for waiting or for details.",
)
