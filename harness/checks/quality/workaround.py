"""For a fault the desk knows: does it give a way round it? (RULES.md 21; seed 002, point 1)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, passed
from harness.domain.scenario import Purpose, Severity
from harness.manners.letters import lacking_help, letters_of, no_letter
from harness.manners.phrases import link


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if case.probe.scenario.purpose is not Purpose.KNOWN_BUG:
        return not_applicable("The customer does not report a fault that is publicly known.")
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.steps() or letter.says("workaround")) is not None:
            return passed("There is a way round the fault.", letter.cite_sentence(span))
        if (span := link(letter.text)) is not None:
            return passed("There is a link to more.", letter.cite(span))
    return lacking_help(
        case, letters, "The fault is known, and no way round it is given.", "workaround", "steps", "a link"
    )


CHECK = Check(
    key="workaround",
    question="Is there a way round a known fault?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="002",
    rule="The mail tells the customer a way to work on until the fault is mended, or where to follow its state.",
)
