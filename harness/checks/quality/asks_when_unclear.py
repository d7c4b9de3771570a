"""Does the desk ask where the enquiry is unclear, instead of assuming? (RULES.md 17; seeds 000 and 002)

Only for scenarios that are ambiguous on purpose. "Anything else?" is no question about the matter.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, passed
from harness.domain.scenario import Purpose, Severity
from harness.manners.letters import Letter, lacking, letters_of, no_letter
from harness.manners.phrases import Span, find, sentences


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if case.probe.scenario.purpose is not Purpose.AMBIGUOUS:
        return not_applicable("The enquiry is not ambiguous.")
    letters = letters_of(case)
    for letter in letters:
        if (span := _question(letter)) is not None:
            return passed("The desk asks what is meant.", letter.cite(span))
    return lacking(case, letters, "The enquiry can be read in two ways, and nobody asks which is meant.", "ask")


def _question(letter: Letter) -> Span | None:
    for span in sentences(letter.text):
        sentence = letter.text[span.start : span.end]
        asks = "?" in sentence or "？" in sentence or find("ask", sentence, letter.language) is not None
        if asks and find("offer", sentence, letter.language) is None:
            return span
    return None


CHECK = Check(
    key="asks_when_unclear",
    question="Does the desk ask where the enquiry is unclear?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="002",
    rule="The mail asks the customer what exactly is meant, instead of assuming it.",
)
