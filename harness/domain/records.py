"""Every promise of a conversation and what became of it (METRICS.md, "promise").

One record for the acknowledgement and one for each stretch of waiting, against the scenario's `within` or, where it
says nothing, the desk's settings; and one for the time the desk stated itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from harness.domain.case import CanaryState, Case, Round, promised
from harness.domain.promise import Span, due_at
from harness.domain.reply_path import SHUT, reply_path
from harness.domain.scenario import Expect, Expected
from harness.domain.stated import strictest, vague_words
from harness.domain.support_hours import business_seconds
from harness.domain.times import Timeliness, timeliness
from harness.domain.verdict import PromiseRecord, PromiseState


def promise_records(case: Case) -> tuple[PromiseRecord, ...]:
    """The records in the order in which a customer meets them."""
    if not case.is_delivered:
        return ()
    return (*_acknowledgement(case), *_replies(case), *_stated(case))


def _acknowledgement(case: Case) -> tuple[PromiseRecord, ...]:
    step = case.expects(Expected.ACKNOWLEDGEMENT)
    span = promised(step, case.probe.promises.acknowledgement)
    if span is None or case.opening is None or not case.expects_mail:
        return ()
    one = Round(word=case.opening, reply=next(iter(case.acknowledgements), None))
    record = _record(case, "acknowledgement", step, span, one.word.at)
    assert record.due_at is not None
    if one.reply is None and any(case.arrival(turn).best <= record.due_at for turn in case.humans):
        return ()
    return (_fate(case, record, one),)


def _replies(case: Case) -> tuple[PromiseRecord, ...]:
    found: list[PromiseRecord] = []
    for number, one in enumerate(case.rounds):
        what, settings = ("next reply", case.probe.promises.next_reply)
        if number == 0:
            what, settings = ("first reply", case.probe.promises.first_reply)
        step = case.expected_after(one.word.step, Expected.REPLY)
        span = promised(step, settings)
        if step is None or span is None:
            continue
        record = _record(case, what, step, span, one.word.at)
        lost = number > 0 and one.reply is None and reply_path(case)[0] in SHUT
        found.append(replace(record, state=PromiseState.UNMEASURED) if lost else _fate(case, record, one))
    return tuple(found)


def _stated(case: Case) -> tuple[PromiseRecord, ...]:
    if case.opening is None or case.expects(Expected.REPLY) is None:
        return ()
    stated = strictest(case)
    if stated is None:
        return _vague(case)
    text = stated.promise.text
    record = PromiseRecord(
        what="first reply",
        source="stated",
        promised=text,
        state=PromiseState.WAITING,
        started_at=stated.started_at,
        due_at=stated.due_at,
        quote=text,
        seq=stated.cite.seq,
    )
    return (_fate(case, record, Round(word=case.opening, reply=next(iter(case.humans), None))),)


def _vague(case: Case) -> tuple[PromiseRecord, ...]:
    found = vague_words(case)
    if found is None:
        return ()
    promise, seq = found
    return (
        PromiseRecord(
            what="first reply",
            source="stated",
            promised=promise.text,
            state=PromiseState.VAGUE,
            quote=promise.text,
            seq=seq,
        ),
    )


def _record(case: Case, what: str, step: Expect | None, span: Span, started: datetime) -> PromiseRecord:
    own = step is not None and step.within is not None
    return PromiseRecord(
        what=what,
        source="scenario" if own else "settings",
        promised=str(span),
        state=PromiseState.WAITING,
        started_at=started,
        due_at=due_at(started, span, case.probe.desk.hours),
        place=step.place if step is not None else None,
    )


def _fate(case: Case, record: PromiseRecord, one: Round) -> PromiseRecord:
    assert record.due_at is not None
    if one.reply is None:
        return _open(case, _clocks(case, record, case.now))
    arrival = case.arrival(one.reply)
    kept = timeliness(arrival, record.due_at)
    return replace(
        _clocks(case, record, arrival.best),
        state=PromiseState.BROKEN if kept is Timeliness.LATE else PromiseState.KEPT,
        stopped_at=arrival.best,
        by=(arrival.best - record.due_at).total_seconds(),
        borderline=kept.is_borderline,
    )


def _open(case: Case, record: PromiseRecord) -> PromiseRecord:
    """Without an answer: broken when due, unless we could not have heard it (METRICS.md, "SLA attainment")."""
    assert record.due_at is not None
    if case.now < record.due_at:
        return replace(record, state=PromiseState.UNMEASURED) if case.is_over else record
    if case.trouble() is not None or case.unsure:
        return replace(record, state=PromiseState.UNMEASURED)
    if case.canary is not CanaryState.RETURNED:
        return record
    return replace(record, state=PromiseState.BROKEN, by=(case.now - record.due_at).total_seconds())


def _clocks(case: Case, record: PromiseRecord, until: datetime) -> PromiseRecord:
    assert record.started_at is not None
    return replace(
        record,
        calendar_seconds=(until - record.started_at).total_seconds(),
        business_seconds=business_seconds(case.probe.desk.hours, record.started_at, until),
    )
