"""Is the answer written in plain words? (RULES.md 10 and 11; seed 000, "Use a simple language")

By the language's own readability formula, where the text is long enough for one, and by the stock phrases of offices.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Verdict
from harness.manners.letters import Letter, letters_of, no_letter, unreadable
from harness.manners.readability import HARD, reading_ease


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    answers = [_letter(one) for one in letters]
    for verdict in (Verdict.FAILED, Verdict.PASSED):
        found = next((one for one in answers if one.verdict is verdict), None)
        if found is not None:
            return found
    return unreadable(letters) or answers[0]


def _letter(letter: Letter) -> Answer:
    if (span := letter.find("stiff")) is not None:
        return failed("It is written in office language.", letter.cite_sentence(span))
    ease = reading_ease(letter.text, letter.language)
    if ease is None:
        return not_applicable("The answer is too short for a readability formula, or its language has none.")
    if ease < HARD:
        return failed(f"It is very hard to read: {ease:.0f} of 100.", letter.searched("readability"))
    return passed(f"It can be read: {ease:.0f} of 100 (30 is very difficult).", letter.searched("readability", "stiff"))


CHECK = Check(
    key="plain_words",
    question="Is the answer written in plain words?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail is written in plain words that a customer without special knowledge understands.",
)
