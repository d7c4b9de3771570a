"""Was the enquiry acknowledged, and in time? A must only where the scenario expects it (FAULTS.md 3, 4; seed 004).

The time is the scenario's `within`, else the settings' promise. Without either, and without an `expect:
acknowledgement`, the check is not applicable; so it is when a person answered before the time was over.
"""

from __future__ import annotations

from datetime import datetime

from harness.domain.case import Case, Round, promised
from harness.domain.check import (
    Answer,
    Check,
    failed,
    judge_time,
    not_applicable,
    not_sent,
    passed,
    silence,
    time_cite,
    waiting,
)
from harness.domain.promise import Span, due_at
from harness.domain.scenario import Expected, Place, Severity
from harness.domain.wording import spell


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    step = case.expects(Expected.ACKNOWLEDGEMENT)
    span = promised(step, case.probe.promises.acknowledgement)
    if step is None and (span is None or not case.expects_mail):
        return not_applicable("No acknowledgement is promised or expected.")
    assert case.opening is not None
    due = due_at(case.opening.at, span, case.probe.desk.hours) if span is not None else None
    place = step.place if step is not None else None
    if case.acknowledgements:
        return _came(case, span, due, place)
    return _missing(case, span, due, place)


def _missing(case: Case, span: Span | None, due: datetime | None, place: Place | None) -> Answer:
    if due is not None and any(case.arrival(turn).best <= due for turn in case.humans):
        return not_applicable("A person answered before an acknowledgement was due.")
    if not case.is_over and (due is None or case.now < due):
        return waiting("No acknowledgement yet.")
    if due is not None and case.now < due:
        return not_applicable("It was not due yet when the conversation ended.")
    return silence(case, f"No acknowledgement came{f' within {span}' if span else ''}.", place=place)


def _came(case: Case, span: Span | None, due: datetime | None, place: Place | None) -> Answer:
    assert case.opening is not None
    first = case.acknowledgements[0]
    cite = time_cite(case, first)
    took = spell((case.arrival(first).best - case.opening.at).total_seconds())
    if due is None:
        return passed(f"Acknowledged after {took}.", cite)
    kept = passed(f"Acknowledged after {took}; promised: {span}.", cite)
    broken = failed(f"The acknowledgement came after {took}; promised: {span}.", cite, place=place)
    return judge_time(case, Round(word=case.opening, reply=first), due, kept, broken)


CHECK = Check(
    key="acknowledged",
    question="Was the enquiry acknowledged in time?",
    judge=judge,
    severity=Severity.SHOULD,
    must_if=lambda case: case.expects(Expected.ACKNOWLEDGEMENT) is not None,
    seed="004",
)
