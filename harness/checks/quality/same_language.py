"""Does the desk answer in the customer's language? (RULES.md 11; seed 002, point 3)

Failed only where two independent readers agree on the answer's language, and it is not the customer's.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_judged, passed
from harness.domain.scenario import Severity
from harness.manners.letters import letters_of, no_letter
from harness.manners.tongues import tongue


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    assert case.opening is not None
    ours = tongue(f"{case.opening.subject}\n{case.opening.text}")
    letters = letters_of(case)
    for letter in letters:
        theirs = letter.turn.reading.language
        if ours and theirs and theirs == tongue(letter.text) and theirs != ours:
            return failed(f"The customer wrote in “{ours}”, the answer is in “{theirs}”.", letter.searched())
    whole = [letter.searched() for letter in letters]
    if ours and all(letter.language == ours for letter in letters):
        return passed(f"Customer and desk both write in “{ours}”.", *whole)
    return not_judged("Which language is written is not sure.", "language", *whole)


CHECK = Check(
    key="same_language",
    question="Does the desk answer in the customer's language?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="002",
    rule="The mail is written in the same language as the customer's own words.",
)
