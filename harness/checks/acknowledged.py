"""Was the enquiry acknowledged, and in time? A must only where the scenario expects it (FAULTS.md 3, 4; seed 004)."""

from __future__ import annotations

from harness.domain.case import Case, promised
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.promise import due_at
from harness.domain.scenario import Expected, Severity
from harness.domain.times import Timeliness, timeliness
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import spell


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    step = case.expects(Expected.ACKNOWLEDGEMENT)
    span = promised(step, case.probe.promises.acknowledgement)
    if span is None and step is None:
        return not_applicable("No acknowledgement is promised or expected.")
    assert case.opening is not None
    started = case.opening.at
    due = due_at(started, span, case.probe.desk.hours) if span is not None else None
    place = step.place if step is not None else None
    if not case.acknowledgements:
        if not case.is_over and (due is None or case.now < due):
            return waiting("No acknowledgement yet.")
        return silence(case, f"No acknowledgement came{f' within {span}' if span else ''}.", place=place)
    first = case.acknowledgements[0]
    arrival = case.arrival(first)
    cite = Cite(layer=Layer.HEADER, seq=first.seq, quote=first.reading.subject, at=arrival.best, clock=arrival.source)
    took = spell((arrival.best - started).total_seconds())
    if due is None:
        return passed(f"Acknowledged after {took}.", cite)
    match timeliness(arrival, due):
        case Timeliness.LATE:
            return failed(f"The acknowledgement came after {took}; {span} were promised.", cite, place=place)
        case verdict:
            borderline = verdict is Timeliness.BORDERLINE_IN_TIME
            return passed(f"Acknowledged after {took}; {span} were promised.", cite, borderline=borderline)


CHECK = Check(
    key="acknowledged",
    question="Was the enquiry acknowledged in time?",
    judge=judge,
    severity=Severity.SHOULD,
    must_if=lambda case: case.expects(Expected.ACKNOWLEDGEMENT) is not None,
    seed="004",
)
