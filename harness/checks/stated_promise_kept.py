"""Did the desk keep the time it stated itself, in its acknowledgement or on the form's page? (RULES.md 5; seed 004)

The clock of a stated time starts when the customer reads it: at the arrival of the acknowledgement, or when the page
said so. Of several the one that falls due first counts. A must: "the worst is 24 hours and no reply".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
from harness.domain.message import PromiseWhat, StatedPromise
from harness.domain.promise import due_of_stated
from harness.domain.scenario import Expected
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import spell


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A time the desk stated: in which words, when its clock started, when it falls due."""

    promise: StatedPromise
    started_at: datetime
    due_at: datetime
    cite: Cite


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


def strictest(case: Case) -> Stated | None:
    """The stated time that falls due first; None where the desk stated none, or only vague ones."""
    return min((*_in_mails(case), *_on_page(case)), key=lambda one: one.due_at, default=None)


def _in_mails(case: Case) -> list[Stated]:
    first_reply = case.humans[0].seq if case.humans else None
    found: list[Stated] = []
    for turn in case.acknowledgements:
        if first_reply is not None and turn.seq > first_reply:
            continue
        for one in turn.reading.promises:
            cite = Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=one.text, start=one.start, end=one.end)
            found += _stated(case, one, case.arrival(turn).best, cite)
    return found


def _on_page(case: Case) -> list[Stated]:
    if case.opening is None or case.opening.form is None:
        return []
    form, seq = case.opening.form, case.opening.seq
    said_at = form.confirmed_at or case.opening.at
    cited = [(one, Cite(layer=Layer.PAGE, seq=seq, quote=one.text)) for one in form.promises]
    return [stated for one, cite in cited for stated in _stated(case, one, said_at, cite)]


def _stated(case: Case, promise: StatedPromise, started: datetime, cite: Cite) -> list[Stated]:
    due = due_of_stated(promise, started, case.probe.desk.hours)
    if promise.what is not PromiseWhat.ANSWER or promise.vague or due is None:
        return []
    return [Stated(promise=promise, started_at=started, due_at=due, cite=cite)]


CHECK = Check(
    key="stated_promise_kept",
    question="Did the desk keep the time it stated?",
    judge=judge,
    weight=2.0,
    seed="004",
)
