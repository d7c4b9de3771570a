"""Did the first human reply keep the time the scenario or the desk's settings promise? (METRICS.md; seeds 000, 004)"""

from __future__ import annotations

from harness.domain.case import Case, promised
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.promise import due_at
from harness.domain.scenario import Expected
from harness.domain.support_hours import business_seconds
from harness.domain.times import Timeliness, timeliness
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import spell


def judge(case: Case) -> Answer:
    step = case.expects(Expected.REPLY)
    span = promised(step, case.probe.promises.first_reply)
    if span is None or step is None:
        return not_applicable("No time is promised for the first reply, or none is expected.")
    if (answer := not_sent(case)) is not None:
        return answer
    assert case.opening is not None
    started, hours = case.opening.at, case.probe.desk.hours
    due = due_at(started, span, hours)
    if not case.humans:
        if case.now < due and not case.is_over:
            return waiting(f"A person has time to answer until {due:%Y-%m-%d %H:%M} UTC.")
        return silence(case, f"No person had answered when {span} were over.", place=step.place)
    first = case.humans[0]
    arrival = case.arrival(first)
    both = f"{spell((arrival.best - started).total_seconds())} ({spell(business_seconds(hours, started, arrival.best))} of business time)"
    cite = Cite(layer=Layer.TIME, seq=first.seq, quote=first.reading.subject, at=arrival.best, clock=arrival.source)
    match timeliness(arrival, due):
        case Timeliness.LATE:
            late = spell((arrival.best - due).total_seconds())
            return failed(f"The first reply took {both}; {span} were promised: {late} late.", cite, place=step.place)
        case verdict:
            borderline = verdict is Timeliness.BORDERLINE_IN_TIME
            return passed(f"The first reply took {both}; {span} were promised.", cite, borderline=borderline)


CHECK = Check(
    key="first_reply_in_time", question="Did the first reply come in time?", judge=judge, weight=2.0, seed="000"
)
