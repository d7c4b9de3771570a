"""Is the answer about what was asked? (RULES.md 14; seed 004, point 7)

Only an embedding model can say (extra `semantic`, off by itself): its figure is evidence in the journal, and judged
here. Near zero is off topic; the middle is not judged; English only.
"""

from __future__ import annotations

from dataclasses import replace

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.scenario import Severity
from harness.manners.letters import letter_of, no_letter

OFF, ON = 0.05, 0.45
"""Cosine of question and answer. On ten questions and answers of our own no right answer was below 0.18, and no answer
to another question above 0.42; short answers that repeat nothing of the question fall between."""


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter = letter_of(case.humans[0])
    opinions = case.conversation.opinions
    likeness = next((one for one in opinions if one.source == "semantic" and one.mail == letter.turn.seq), None)
    if likeness is None:
        return not_applicable("No model was asked (extra `semantic`).")
    cite = letter.searched(likeness.model)
    if likeness.score is None:
        return not_judged(likeness.why or "The model could not say.", likeness.code or "language", cite)
    told = f"{likeness.score:.2f} like the question, says {likeness.model}"
    if likeness.score < OFF:
        off = failed(f"The first answer is about something else ({told}).", cite)
        return replace(off, judged_by=likeness.model)
    if likeness.score >= ON:
        on = passed(f"The first answer is about what was asked ({told}).", cite)
        return replace(on, judged_by=likeness.model)
    return not_judged(f"Whether the answer is about what was asked is not sure ({told}).", "unclear", cite)


CHECK = Check(
    key="on_topic",
    question="Is the answer about what was asked?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
    rule="The mail is about the matter that the customer asked about.",
)
