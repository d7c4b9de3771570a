"""Does the desk own the problem, or does it blame the customer? (RULES.md 7 and 9; seeds 000 and 001, point 4)

Blame has clear words. Owning a problem has many: where none of them is found, nothing is said.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.scenario import Severity
from harness.manners.letters import is_angry, letters_of, no_letter, reports_trouble, unreadable


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.find("blame")) is not None:
            return failed("The answer puts the blame on the customer.", letter.cite_sentence(span))
    if not reports_trouble(case) and not is_angry(case):
        return not_applicable("The customer reports no problem, and nobody blames anyone.")
    for letter in letters:
        if (span := letter.says("ownership")) is not None:
            return passed("The desk owns the problem.", letter.cite_sentence(span))
    searched = [letter.searched("ownership", "blame") for letter in letters]
    sentence = "Nobody is blamed, but whether the desk owns the problem is not sure."
    return unreadable(letters) or not_judged(sentence, "off_list", *searched)


CHECK = Check(
    key="owns_it",
    question="Does the desk own the problem?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="001",
    rule="The mail takes responsibility for the problem, and does not put the blame on the customer or on others.",
)
