"""For a bug: is it mended, or does the desk say when it will be? (RULES.md 22; seed 000, "Be polite")"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, passed
from harness.domain.message import PromiseWhat
from harness.domain.scenario import Severity
from harness.manners.letters import BUGS, Letter, lacking, letters_of, no_letter
from harness.manners.phrases import Span


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if case.probe.scenario.purpose not in BUGS:
        return not_applicable("The customer reports no bug.")
    letters = letters_of(case)
    for letter in letters:
        if (span := _told(letter)) is not None:
            return passed("The desk says that the fault is mended, or when it will be.", letter.cite(span))
        if (span := letter.says("done", "when")) is not None:
            return passed("The desk says what was done, or when.", letter.cite_sentence(span))
    return lacking(case, letters, "Nobody says when the fault will be mended.", "done", "when")


def _told(letter: Letter) -> Span | None:
    fixes = (one for one in letter.turn.reading.promises if one.what is PromiseWhat.FIX and not one.vague)
    return next((Span(start=one.start, end=one.end) for one in fixes), None)


CHECK = Check(
    key="eta_for_bug",
    question="Does the desk say when a bug will be mended?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail says that the fault is mended, or when it will be.",
)
