"""Never "it works for me" (RULES.md 28; seed 001, point 2).

"We cannot reproduce it" fails only where the letter stops there: asking for more is honest work.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed
from harness.domain.scenario import Severity
from harness.manners.letters import forbidden, letters_of, no_letter

_GOES_ON = ("ask", "steps", "next_step", "done")


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    for letter in letters_of(case):
        span = letter.find("not_reproducible")
        if span is not None and letter.language and letter.says(*_GOES_ON) is None:
            return failed("It only says that the fault does not show here.", letter.cite_sentence(span))
    return forbidden(case, "works_for_me", "“It works for me” is no answer.", "Nobody says that it works for him.")


CHECK = Check(
    key="never_works_for_me",
    question="Does the desk take the problem seriously (never “works for me”)?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="001",
)
