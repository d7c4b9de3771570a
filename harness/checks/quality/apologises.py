"""Does the desk apologise where something went wrong? (RULES.md 7; seeds 000, 001 and 002)

Only where the scenario says that the customer reports a problem: a plain question needs no apology.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, not_judged, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Verdict
from harness.manners.letters import lacking, letters_of, no_letter, reports_trouble


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if not reports_trouble(case):
        return not_applicable("The customer reports no problem.")
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.says("apology")) is not None:
            return passed("The desk apologises.", letter.cite_sentence(span))
    answer = lacking(case, letters, "Nobody apologises for the problem.", "apology")
    if answer.verdict is Verdict.FAILED:
        for letter in letters:
            if (span := letter.find("ownership") or letter.find("shame")) is not None:
                cite = letter.cite_sentence(span)
                return not_judged("It regrets the problem; whether it apologises is not sure.", "off_list", cite)
    return answer


CHECK = Check(
    key="apologises",
    question="Does the desk apologise for the problem?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail apologises to the customer, or says that its author is sorry.",
)
