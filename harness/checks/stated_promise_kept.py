"""Did the desk keep the time it stated itself, in its acknowledgement or on the form's page? (RULES.md 5; seed 004)

The clock of a stated time starts when the customer reads it: at the arrival of the acknowledgement, or when the page
said so. Of several the one that falls due first counts. A must: "the worst is 24 hours and no reply".
"""

from __future__ import annotations

from harness.domain.case import Case, Round
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
from harness.domain.scenario import Expected
from harness.domain.stated import strictest
from harness.domain.wording import spell


def judge(case: Case) -> Answer:
    if case.expects(Expected.REPLY) is None:
        return not_applicable("The scenario expects no reply.")
    if (answer := not_sent(case)) is not None:
        return answer
    stated = strictest(case)
    if stated is None:
        return not_applicable("The desk stated no time.")
    assert case.opening is not None
    said, due = f"The desk said “{stated.promise.text}”", stated.due_at
    if case.humans:
        late = spell((case.arrival(case.humans[0]).best - due).total_seconds())
        cites = (stated.cite, time_cite(case, case.humans[0]))
        one = Round(word=case.opening, reply=case.humans[0])
        broken = failed(f"{said}; the answer came {late} later than that.", *cites)
        return judge_time(case, one, due, passed(f"{said} and kept it.", *cites), broken)
    if case.now < due:
        if case.is_over:
            return not_applicable("It was not due yet when the conversation ended.")
        return waiting(f"{said}: it has until {due:%Y-%m-%d %H:%M} UTC.")
    return silence(case, f"{said} and did not answer by then.", stated.cite)


CHECK = Check(
    key="stated_promise_kept",
    question="Did the desk keep the time it stated?",
    judge=judge,
    weight=2.0,
    seed="004",
)
