"""Did each later human reply come in time, counted from the oldest unanswered word? (METRICS.md)

A follow-up that could not reach anybody, or that nobody may send, is the reply path's finding and not a late reply.
"""

from __future__ import annotations

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
from harness.domain.reply_path import SHUT, reply_path
from harness.domain.scenario import Expected
from harness.domain.verdict import Verdict
from harness.domain.wording import spell

_WORST_FIRST = (
    Verdict.FAILED,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_JUDGED,
    Verdict.WAITING,
    Verdict.PASSED,
    Verdict.NOT_APPLICABLE,
)


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    answers = [answer for one in case.rounds[1:] if (answer := _round(case, one)) is not None]
    if not answers:
        return not_applicable("The customer did not write again, or no time is promised for that.")
    return min(answers, key=lambda answer: _WORST_FIRST.index(answer.verdict))


def _round(case: Case, one: Round) -> Answer | None:
    step = case.expected_after(one.word.step, Expected.REPLY)
    span = promised(step, case.probe.promises.next_reply)
    if span is None or step is None:
        return None
    due = due_at(one.word.at, span, case.probe.desk.hours)
    if one.reply is not None:
        took = spell((case.arrival(one.reply).best - one.word.at).total_seconds())
        cite = time_cite(case, one.reply)
        sentence = f"The next reply took {took}; promised: {span}."
        return judge_time(case, one, due, passed(sentence, cite), failed(sentence, cite, place=step.place))
    if reply_path(case)[0] in SHUT:
        return not_applicable("The customer's follow-up could not get through: see that finding.")
    if case.now < due:
        if case.is_over:
            return not_applicable("It was not due yet when the conversation ended.")
        return waiting(f"A person has time to answer until {due:%Y-%m-%d %H:%M} UTC.")
    sentence = f"Nobody answered the customer's follow-up; promised: {span}."
    return silence(case, sentence, place=step.place, since=one.word.seq)


CHECK = Check(key="next_reply_in_time", question="Did later replies come in time?", judge=judge, weight=2.0)
