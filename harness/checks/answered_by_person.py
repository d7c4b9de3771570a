"""Did a person answer? Critical. Automatic mail never counts (METRICS.md; RULES.md 3; seed 001)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, not_sent, passed, silence, waiting
from harness.domain.scenario import Expected
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    step = case.expects(Expected.REPLY)
    if step is None:
        return not_applicable("The scenario expects no reply.")
    if (answer := not_sent(case)) is not None:
        return answer
    if case.humans:
        first = case.humans[0]
        who = first.reading.agent
        sentence = f"{who} answered." if who else "A person answered."
        return passed(sentence, Cite(layer=Layer.HEADER, seq=first.seq, quote=first.reading.subject))
    if not case.is_over:
        return waiting("No person has answered yet.")
    return silence(case, f"No person answered within {case.probe.scenario.horizon}.", place=step.place)


CHECK = Check(
    key="answered_by_person",
    question="Did a person answer?",
    judge=judge,
    weight=3.0,
    critical=True,
    seed="001",
)
