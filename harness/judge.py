"""Judge one conversation: pure, repeatable at will, the same for the same evidence and the same `now`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from harness.checks import CHECKS
from harness.checks.stated_promise_kept import strictest
from harness.domain.advance import horizon_of
from harness.domain.case import Case, Round, promised
from harness.domain.promise import Span, due_at
from harness.domain.reply_path import reply_path
from harness.domain.scenario import Expected, Severity
from harness.domain.support_hours import business_seconds
from harness.domain.times import Timeliness, timeliness
from harness.domain.verdict import (
    Cite,
    Finding,
    Layer,
    Metrics,
    ProbeResult,
    PromiseRecord,
    PromiseState,
    Verdict,
)


def judge(case: Case) -> ProbeResult:
    """Every check's finding, every promise's fate, the metrics, and one verdict."""
    findings = tuple(_verbatim(case, one) for check in CHECKS if (one := check.put(case)) is not None)
    verdict = _verdict(findings)
    return ProbeResult(
        probe=case.probe,
        verdict=verdict,
        sentence=_sentence(verdict, findings),
        findings=findings,
        promises=_promises(case),
        metrics=_metrics(case),
        conversation=case.conversation,
        score=_score(findings),
        next_due=_next_due(case) if verdict is Verdict.WAITING else None,
    )


def _verdict(findings: Sequence[Finding]) -> Verdict:
    """A failed must fails; then what we could not measure; then what is still open (PRODUCT.md, "Verdicts")."""
    musts = [one.verdict for one in findings if one.severity is Severity.MUST]
    for verdict in (Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.WAITING):
        if verdict in musts:
            return verdict
    return Verdict.PASSED


def _sentence(verdict: Verdict, findings: Sequence[Finding]) -> str:
    for one in findings:
        if one.verdict is verdict and one.severity is Severity.MUST and verdict is not Verdict.PASSED:
            return one.sentence
    warnings = [one for one in findings if one.verdict is Verdict.FAILED]
    if warnings:
        return f"As promised, with a remark: {warnings[0].sentence}"
    return "Everything went as promised."


def _score(findings: Sequence[Finding]) -> float | None:
    """METRICS.md, "Honest numbers", 5."""
    judged = [one for one in findings if one.verdict in (Verdict.PASSED, Verdict.FAILED)]
    if not judged or any(one.verdict is Verdict.INCONCLUSIVE and one.severity is Severity.MUST for one in findings):
        return None
    if any(one.critical and one.verdict is Verdict.FAILED for one in judged):
        return 0.0
    return sum(one.weight for one in judged if one.verdict is Verdict.PASSED) / sum(one.weight for one in judged)


def _verbatim(case: Case, finding: Finding) -> Finding:
    """A quotation with offsets must stand there word for word; otherwise nothing may rest on it."""
    texts = {turn.seq: turn.reading.new_text for turn in case.conversation.theirs}
    for cite in finding.cites:
        if cite.layer is Layer.NEW_TEXT and cite.start is not None and not _stands(cite, texts):
            return Finding(
                check=finding.check,
                question=finding.question,
                verdict=Verdict.NOT_JUDGED,
                severity=finding.severity,
                sentence="The quotation this would rest on does not stand in the mail.",
                reason_code="quote",
            )
    return finding


def _stands(cite: Cite, texts: dict[int, str]) -> bool:
    return texts.get(cite.seq, "")[cite.start : cite.end] == cite.quote


# --- promises --------------------------------------------------------------------------------------------------------


def _promises(case: Case) -> tuple[PromiseRecord, ...]:
    if not case.is_delivered or case.opening is None:
        return ()
    records: list[PromiseRecord] = []
    started = case.opening.at
    acknowledge = promised(case.expects(Expected.ACKNOWLEDGEMENT), case.probe.promises.acknowledgement)
    if acknowledge is not None:
        turn = case.acknowledgements[0] if case.acknowledgements else None
        records.append(_record(case, "acknowledgement", acknowledge, Round(word=case.opening, reply=turn)))
    step = case.expects(Expected.REPLY)
    if step is None:
        return tuple(records)
    for number, one in enumerate(case.rounds):
        settings = case.probe.promises.first_reply if number == 0 else case.probe.promises.next_reply
        span = promised(case.expected_after(one.word.step, Expected.REPLY), settings)
        if span is not None and case.expected_after(one.word.step, Expected.REPLY) is not None:
            records.append(_record(case, "first reply" if number == 0 else "next reply", span, one))
    stated = strictest(case)
    if stated is not None:
        promise, due, cite = stated
        records.append(_stated(case, promise.text, (started, due), cite.seq))
    return tuple(records)


def _record(case: Case, what: str, span: Span, one: Round) -> PromiseRecord:
    due = due_at(one.word.at, span, case.probe.desk.hours)
    step_span = case.expects(Expected.ACKNOWLEDGEMENT if what == "acknowledgement" else Expected.REPLY)
    source = "scenario" if step_span is not None and step_span.within == span else "settings"
    return _fate(case, PromiseRecord(
        what=what, source=source, promised=str(span), state=PromiseState.WAITING, started_at=one.word.at, due_at=due
    ), one)


def _stated(case: Case, text: str, times: tuple[datetime, datetime], seq: int) -> PromiseRecord:
    started, due = times
    assert case.opening is not None
    record = PromiseRecord(
        what="first reply",
        source="stated",
        promised=text,
        state=PromiseState.WAITING,
        started_at=started,
        due_at=due,
        quote=text,
        seq=seq,
    )
    reply = case.humans[0] if case.humans else None
    return _fate(case, record, Round(word=case.opening, reply=reply))


def _fate(case: Case, record: PromiseRecord, one: Round) -> PromiseRecord:
    from dataclasses import replace

    assert record.started_at is not None and record.due_at is not None
    hours = case.probe.desk.hours
    if one.reply is None:
        if case.now < record.due_at and not case.is_over:
            return record
        state = PromiseState.UNMEASURED if case.trouble() is not None else PromiseState.BROKEN
        late = (case.now - record.due_at).total_seconds()
        return replace(record, state=state, by=late)
    arrival = case.arrival(one.reply)
    verdict = timeliness(arrival, record.due_at)
    return replace(
        record,
        state=PromiseState.BROKEN if verdict is Timeliness.LATE else PromiseState.KEPT,
        stopped_at=arrival.best,
        calendar_seconds=(arrival.best - record.started_at).total_seconds(),
        business_seconds=business_seconds(hours, record.started_at, arrival.best),
        by=(arrival.best - record.due_at).total_seconds(),
        borderline=verdict is Timeliness.BORDERLINE_IN_TIME,
    )


# --- metrics ---------------------------------------------------------------------------------------------------------


def _metrics(case: Case) -> Metrics:
    if not case.is_delivered or case.opening is None:
        return Metrics()
    started, hours = case.opening.at, case.probe.desk.hours
    first_human = case.arrival(case.humans[0]).best if case.humans else None
    first_ack = case.arrival(case.acknowledgements[0]).best if case.acknowledgements else None
    references = {turn.reading.ticket_references[0] for turn in case.acknowledgements if turn.reading.ticket_references}
    path, _ = reply_path(case)
    awaited = case.expects(Expected.REPLY) is not None and case.trouble() is None
    return Metrics(
        acknowledgement_time_seconds=_seconds(started, first_ack),
        first_reply_time_seconds=_seconds(started, first_human),
        first_reply_business_seconds=business_seconds(hours, started, first_human) if first_human else None,
        next_reply_time_seconds=tuple(
            (case.arrival(one.reply).best - one.word.at).total_seconds() for one in case.rounds[1:] if one.reply
        ),
        requester_wait_time_seconds=_wait(case),
        longest_silence_seconds=_longest_silence(case),
        first_reply_coverage=_coverage(case),
        reply_path=path.value,
        thread_integrity=_integrity(case),
        ticket_multiplicity=len(references) or None,
        placement="junk" if any(turn.arrived.placement == "junk" for turn in case.arrivals) else _inbox(case),
        delivered=True,
        never_replied=None if not awaited else (False if first_human else (True if case.is_over else None)),
    )


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds()


def _inbox(case: Case) -> str:
    return "inbox" if case.arrivals else ("missing" if case.is_over else "")


def _wait(case: Case) -> float:
    end = _end(case)
    return sum(((case.arrival(one.reply).best if one.reply else end) - one.word.at).total_seconds() for one in case.rounds)


def _longest_silence(case: Case) -> float | None:
    stamps = [case.opening.at] if case.opening else []
    stamps += [case.arrival(turn).best for turn in case.arrivals]
    gaps = [(later - earlier).total_seconds() for earlier, later in zip(stamps, stamps[1:], strict=False)]
    return max(gaps, default=None)


def _end(case: Case) -> datetime:
    horizon = horizon_of(case.probe, case.conversation) or case.now
    ended = case.conversation.ended.at if case.conversation.ended else case.now
    return min(horizon, ended, case.now)


def _coverage(case: Case) -> float | None:
    """Share of the scenario's questions whose words stand in the first human reply (METRICS.md, "coverage")."""
    asked = [one for one in case.probe.scenario.questions if one.answered_by]
    if not asked or not case.humans:
        return None
    text = case.humans[0].reading.new_text.lower()
    return sum(any(word.lower() in text for word in one.answered_by) for one in asked) / len(asked)


def _integrity(case: Case) -> bool | None:
    if not case.humans:
        return None
    found = {finding.check: finding.verdict for finding in _thread_findings(case)}
    return Verdict.FAILED not in found.values()


def _thread_findings(case: Case) -> list[Finding]:
    keys = ("same_ticket", "one_ticket", "thread_headers")
    return [one for check in CHECKS if check.key in keys and (one := check.put(case)) is not None]


def _next_due(case: Case) -> datetime:
    """When it is worth looking again: the nearest promise that is open, at the latest the horizon."""
    open_dues = [one.due_at for one in _promises(case) if one.state is PromiseState.WAITING and one.due_at]
    horizon = horizon_of(case.probe, case.conversation) or case.now + timedelta(hours=1)
    return min([*open_dues, horizon])
