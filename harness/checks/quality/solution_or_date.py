"""Is there a solution, or a next step with a date? (RULES.md 19; seed 000, "Provide a solution")"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, passed
from harness.domain.scenario import Purpose, Severity
from harness.manners.letters import Letter, lacking_help, letters_of, no_letter, reports_trouble
from harness.manners.phrases import Span


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if not reports_trouble(case) and case.probe.scenario.purpose is not Purpose.HOW_TO:
        return not_applicable("The customer wants no solution.")
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.steps() or letter.deed() or letter.says("workaround")) is not None:
            return passed("There is a solution, or a step towards it.", letter.cite_sentence(span))
        if (span := _dated(letter)) is not None:
            return passed("There is a next step with a date.", letter.cite(span))
    sentence = "There is neither a solution nor a next step with a date."
    return lacking_help(case, letters, sentence, "done", "steps", "workaround", "next_step", "when")


def _dated(letter: Letter) -> Span | None:
    return next((span for span in letter.sentences_with("when") if letter.holds(span, "next_step", "mending")), None)


CHECK = Check(
    key="solution_or_date",
    question="Is there a solution, or a next step with a date?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=1.0,
    seed="000",
    rule="The mail gives a solution, or says which step comes next and when.",
)
