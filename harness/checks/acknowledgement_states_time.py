"""Does the acknowledgement, or the form's page, say when to expect an answer? (RULES.md 4; seed 004, point 6)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.message import PromiseWhat, StatedPromise
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    stated = _stated(case)
    for promise, cite in stated:
        if not promise.vague:
            return passed(f"It says when to expect an answer: “{promise.text}”.", cite)
    if not case.acknowledgements:
        return not_applicable("There is no acknowledgement to look into.")
    for promise, cite in stated:
        return failed(f"It says only “{promise.text}”, which is no time.", cite)
    first = case.acknowledgements[0]
    text = first.reading.new_text
    cite = Cite(layer=Layer.NEW_TEXT, seq=first.seq, quote=text, start=0, end=len(text), note="the whole text was searched")
    return failed("The acknowledgement does not say when to expect an answer.", cite)


def _stated(case: Case) -> list[tuple[StatedPromise, Cite]]:
    found: list[tuple[StatedPromise, Cite]] = []
    for turn in case.acknowledgements:
        for promise in turn.reading.promises:
            if promise.what is PromiseWhat.ANSWER:
                cite = Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=promise.text, start=promise.start, end=promise.end)
                found.append((promise, cite))
    if case.opening is not None and case.opening.form is not None:
        for promise in case.opening.form.promises:
            found.append((promise, Cite(layer=Layer.PAGE, seq=case.opening.seq, quote=promise.text)))
    return found


CHECK = Check(
    key="acknowledgement_states_time",
    question="Does the desk say when to expect an answer?",
    judge=judge,
    severity=Severity.SHOULD,
    seed="004",
)
