"""Did the first human reply keep the time the scenario or the desk's settings promise? (METRICS.md; seeds 000, 004)

Broken at the due time, answer or not. The scenario's `within` stands in place of the settings' promise. Calendar and
business time are both in the sentence, calendar first.
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
from harness.domain.promise import due_at
from harness.domain.scenario import Expected
from harness.domain.support_hours import business_seconds
from harness.domain.wording import spell, spell_opening


def judge(case: Case) -> Answer:
    step = case.expects(Expected.REPLY)
    span = promised(step, case.probe.promises.first_reply)
    if span is None or step is None:
        return not_applicable("No time is promised for the first reply, or none is expected.")
    if (answer := not_sent(case)) is not None:
        return answer
    assert case.opening is not None
    due = due_at(case.opening.at, span, case.probe.desk.hours)
    if case.humans:
        took, late = _times(case, due)
        cite = time_cite(case, case.humans[0])
        kept = passed(f"The first reply took {took}; promised: {span}.", cite)
        broken = failed(f"The first reply took {took}; promised: {span}. It was {late} late.", cite, place=step.place)
        return judge_time(case, Round(word=case.opening, reply=case.humans[0]), due, kept, broken)
    if case.now < due:
        if case.is_over:
            return not_applicable("It was not due yet when the conversation ended.")
        return waiting(f"A person has time to answer until {due:%Y-%m-%d %H:%M} UTC.")
    return silence(case, f"No person had answered when the time was over; promised: {span}.", place=step.place)


def _times(case: Case, due: datetime) -> tuple[str, str]:
    assert case.opening is not None
    started, came = case.opening.at, case.arrival(case.humans[0]).best
    business = business_seconds(case.probe.desk.hours, started, came)
    took = f"{spell((came - started).total_seconds())} ({spell_opening(business)} of business time)"
    return took, spell((came - due).total_seconds())


CHECK = Check(
    key="first_reply_in_time", question="Did the first reply come in time?", judge=judge, weight=2.0, seed="000"
)
