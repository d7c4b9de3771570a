"""Does the desk offer to be contacted again? (RULES.md 30; seed 000, "Be their partner")"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, passed
from harness.domain.scenario import Severity
from harness.manners.letters import lacking, letters_of, no_letter


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.says("offer")) is not None:
            return passed("The customer is invited to write again.", letter.cite_sentence(span))
    return lacking(case, letters, "No answer invites the customer to write again.", "offer")


CHECK = Check(
    key="offers_contact",
    question="Is the customer invited to write again?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail invites the customer to write, call or ask again.",
)
