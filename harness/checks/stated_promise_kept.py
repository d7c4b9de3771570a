"""Did the desk keep the time it stated itself, in its acknowledgement or on the form's page? (RULES.md 5; seed 004)"""

from __future__ import annotations

from datetime import datetime

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.message import PromiseWhat, StatedPromise
from harness.domain.promise import due_of_stated
from harness.domain.scenario import Expected
from harness.domain.times import Timeliness, timeliness
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import spell


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    stated = strictest(case)
    if stated is None or case.expects(Expected.REPLY) is None:
        return not_applicable("The desk stated no time, or no reply is expected.")
    promise, due, cite = stated
    if not case.humans:
        if case.now < due and not case.is_over:
            return waiting(f"The desk said “{promise.text}”: it has until {due:%Y-%m-%d %H:%M} UTC.")
        return silence(case, f"The desk said “{promise.text}” and did not answer by then.", cite)
    first = case.humans[0]
    arrival = case.arrival(first)
    reply = Cite(layer=Layer.TIME, seq=first.seq, quote=first.reading.subject, at=arrival.best, clock=arrival.source)
    if timeliness(arrival, due) is Timeliness.LATE:
        late = spell((arrival.best - due).total_seconds())
        return failed(f"The desk said “{promise.text}”; the answer came {late} later than that.", cite, reply)
    return passed(f"The desk said “{promise.text}” and kept it.", cite, reply)


def strictest(case: Case) -> tuple[StatedPromise, datetime, Cite] | None:
    """The stated promise that falls due first, when, and where it stands."""
    found: list[tuple[StatedPromise, datetime, Cite]] = []
    hours = case.probe.desk.hours
    first_reply = case.humans[0].seq if case.humans else None
    for turn in case.acknowledgements:
        if first_reply is not None and turn.seq > first_reply:
            continue
        for promise in turn.reading.promises:
            due = due_of_stated(promise, case.arrival(turn).best, hours)
            if promise.what is PromiseWhat.ANSWER and due is not None:
                span = {"start": promise.start, "end": promise.end}
                found.append((promise, due, Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=promise.text, **span)))
    if case.opening is not None and case.opening.form is not None:
        form = case.opening.form
        for promise in form.promises:
            due = due_of_stated(promise, form.confirmed_at or case.opening.at, hours)
            if due is not None:
                found.append((promise, due, Cite(layer=Layer.PAGE, seq=case.opening.seq, quote=promise.text)))
    return min(found, key=lambda one: one[1], default=None)


CHECK = Check(
    key="stated_promise_kept",
    question="Did the desk keep the time it stated?",
    judge=judge,
    weight=2.0,
    seed="004",
)
