"""Does the desk offer to be contacted again? (RULES.md 30; seed 000, "Be their partner")"""

from __future__ import annotations

import re

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_judged, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Verdict
from harness.manners.letters import Letter, lacking, letters_of, no_letter
from harness.manners.phrases import Span

_ASKED = re.compile(r"[?？]")
_NUMBER = re.compile(r"(?<![\w+])(?:\+|0)\d[\d ()/-]{6,16}\d\b")


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.says("offer")) is not None:
            return passed("The customer is invited to write again.", letter.cite_sentence(span))
    answer = lacking(case, letters, "No answer invites the customer to write again.", "offer")
    doubt = next((cite for letter in letters if (cite := _perhaps(letter)) is not None), None)
    if answer.verdict is Verdict.FAILED and doubt is not None:
        return not_judged("This may invite the customer to write again.", "off_list", doubt)
    return answer


def _perhaps(letter: Letter) -> Cite | None:
    """A question, a condition ("if it is not there by Friday, ...") or a telephone number."""
    if (span := letter.find("condition")) is not None:
        return letter.cite_sentence(span)
    number = _NUMBER.search(letter.text) or _ASKED.search(letter.text)
    return None if number is None else letter.cite_sentence(Span(start=number.start(), end=number.end()))


CHECK = Check(
    key="offers_contact",
    question="Is the customer invited to write again?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail invites the customer to write, call or ask again.",
)
