"""Did each later human reply come in time, counted from the oldest unanswered word? (METRICS.md)"""

from __future__ import annotations

from harness.domain.case import Case, Round, promised
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.promise import Span, due_at
from harness.domain.scenario import Expected
from harness.domain.times import Timeliness, timeliness
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import spell


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    judged = [answer for one in case.rounds[1:] if (answer := _round(case, one)) is not None]
    if not judged:
        return not_applicable("The customer did not write again, or no time is promised for that.")
    order = ("failed", "inconclusive", "not judged", "waiting", "passed", "not applicable")
    return min(judged, key=lambda answer: order.index(answer.verdict.value))


def _round(case: Case, one: Round) -> Answer | None:
    step = case.expected_after(one.word.step, Expected.REPLY)
    span: Span | None = promised(step, case.probe.promises.next_reply)
    if span is None or step is None or _is_shut(case):
        return None
    due = due_at(one.word.at, span, case.probe.desk.hours)
    if one.reply is None:
        if case.now < due and not case.is_over:
            return waiting(f"A person has time to answer until {due:%Y-%m-%d %H:%M} UTC.")
        return silence(case, f"Nobody answered the customer's follow-up within {span}.", place=step.place)
    arrival = case.arrival(one.reply)
    took = spell((arrival.best - one.word.at).total_seconds())
    cite = Cite(layer=Layer.TIME, seq=one.reply.seq, quote=one.reply.reading.subject, at=arrival.best, clock=arrival.source)
    if timeliness(arrival, due) is Timeliness.LATE:
        return failed(f"The next reply took {took}; {span} were promised.", cite, place=step.place)
    return passed(f"The next reply took {took}; {span} were promised.", cite)


def _is_shut(case: Case) -> bool:
    """A follow-up that could not reach anybody is the reply path's finding, not a late reply."""
    from harness.domain.reply_path import ReplyPath, reply_path

    path, _ = reply_path(case)
    return path in (ReplyPath.BOUNCED, ReplyPath.NO_REPLY_ADDRESS)


CHECK = Check(key="next_reply_in_time", question="Did later replies come in time?", judge=judge, weight=2.0)
