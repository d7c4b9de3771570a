"""A wave in numbers (METRICS.md, "Honest numbers"): n beside each, never counted as infinite, our failures apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, inf

from harness.checks import CHECKS, WAVE_CHECKS
from harness.domain.evidence import (
    CanaryReturned,
    CanarySent,
    MailboxEvidence,
    MailboxFailed,
    WatchGap,
)
from harness.domain.promise import Span
from harness.domain.scenario import Severity
from harness.domain.times import clock_offset
from harness.domain.verdict import Finding, Number, ProbeResult, PromiseState, Verdict, WaveResult
from harness.domain.wording import count, spell, spell_opening

P90_FROM = 10
"""Fewer probes give no ninetieth percentile."""

OFF_FROM = 2.0
"""Seconds a mailbox server's clock may be off before it is worth a word."""


@dataclass(frozen=True, kw_only=True)
class WaveFacts:
    """What is known about a wave beside its results."""

    wave: str
    title: str
    started_at: datetime
    judged_at: datetime
    mailboxes: Sequence[MailboxEvidence] = ()


def tally(facts: WaveFacts, results: Sequence[ProbeResult]) -> WaveResult:
    """Judge a wave as a whole."""
    findings = tuple(one for check in WAVE_CHECKS for one in check.put(results))
    verdict = _verdict(results, findings)
    scores = [result.score for result in results if result.score is not None]
    return WaveResult(
        wave=facts.wave,
        title=facts.title,
        started_at=facts.started_at,
        judged_at=facts.judged_at,
        verdict=verdict,
        sentence=_sentence(results, findings),
        results=tuple(results),
        findings=findings,
        numbers=_numbers(results),
        score=sum(scores) / len(scores) if scores else None,
        weights={check.key: check.weight for check in CHECKS},
        horizon_text=_horizon(results),
        mailbox_notes=_notes(facts.mailboxes),
    )


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The percentile by nearest rank; `values` may hold infinity and must not be empty."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _verdict(results: Sequence[ProbeResult], findings: Sequence[Finding]) -> Verdict:
    verdicts = {result.verdict for result in results}
    verdicts |= {one.verdict for one in findings if one.severity is Severity.MUST}
    for verdict in (Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.WAITING):
        if verdict in verdicts:
            return verdict
    return Verdict.PASSED


def _sentence(results: Sequence[ProbeResult], findings: Sequence[Finding]) -> str:
    total = len(results)
    if not total:
        return "No conversation was planned."
    parts = [*_parts(results, total)]
    if findings:
        parts.append(f"{count(len(findings), 'finding')} across conversations")
    return "; ".join(parts) + "."


def _parts(results: Sequence[ProbeResult], total: int) -> Iterator[str]:
    tally_of = {verdict: sum(result.verdict is verdict for result in results) for verdict in Verdict}
    kept = tally_of[Verdict.PASSED]
    if kept == total:
        yield f"All {total} conversations went as promised" if total > 1 else "The conversation went as promised"
        return
    yield f"{kept} of {count(total, 'conversation')} went as promised"
    if tally_of[Verdict.FAILED]:
        yield f"in {tally_of[Verdict.FAILED]} a promise or a rule was broken"
    if tally_of[Verdict.WAITING]:
        yield f"{tally_of[Verdict.WAITING]} still {'waits' if tally_of[Verdict.WAITING] == 1 else 'wait'}"
    if tally_of[Verdict.INCONCLUSIVE]:
        yield f"{tally_of[Verdict.INCONCLUSIVE]} could not be measured"


def _numbers(results: Sequence[ProbeResult]) -> tuple[Number, ...]:
    """The five headline numbers, then further ones. Our own failures leave every denominator but their own line."""
    measured = [result for result in results if result.verdict is not Verdict.INCONCLUSIVE]
    return (
        _share(measured, "answered_by_person", "Answered by a person"),
        _first_reply(measured),
        _promises(measured),
        _share(measured, "same_ticket", "Stayed one ticket"),
        _share(measured, "can_be_answered", "Can be answered"),
        _share(measured, "acknowledged", "Acknowledged in time"),
        _never(measured),
        _unmeasured(results, len(results) - len(measured)),
    )


def _share(results: Sequence[ProbeResult], key: str, label: str) -> Number:
    verdicts = [one.verdict for result in results for one in result.findings if one.check == key]
    judged = [verdict for verdict in verdicts if verdict in (Verdict.PASSED, Verdict.FAILED)]
    share = sum(verdict is Verdict.PASSED for verdict in judged) / len(judged) if judged else None
    return Number(key=key, label=label, value=_percent(share), n=len(judged), raw=share)


def _first_reply(results: Sequence[ProbeResult]) -> Number:
    label, horizon = "First reply, median", _horizon(results)
    times = _times(results, lambda result: result.metrics.first_reply_time_seconds)
    business = _times(results, lambda result: result.metrics.first_reply_business_seconds)
    if not times:
        return Number(key="first_reply_time", label=label, value="–", n=0)
    median = nearest_rank(times, 0.5)
    note = f"business time {_spell(nearest_rank(business, 0.5), horizon, spell_opening)}"
    if len(times) >= P90_FROM:
        note += f"; nine in ten within {_spell(nearest_rank(times, 0.9), horizon)}"
    raw = None if median == inf else median
    return Number(key="first_reply_time", label=label, value=_spell(median, horizon), n=len(times), note=note, raw=raw)


def _times(results: Sequence[ProbeResult], of: Callable[[ProbeResult], float | None]) -> list[float]:
    """One time for each delivered probe that awaits a reply; never is infinity, still open is left out."""
    found = []
    for result in results:
        time = of(result)
        if time is not None:
            found.append(time)
        elif result.metrics.never_replied:
            found.append(inf)
    return found


def _promises(results: Sequence[ProbeResult]) -> Number:
    states = [one.state for result in results for one in result.promises]
    kept, broken = states.count(PromiseState.KEPT), states.count(PromiseState.BROKEN)
    share = kept / (kept + broken) if kept + broken else None
    return Number(
        key="promises_kept",
        label="Promises kept",
        value=_percent(share),
        n=kept + broken,
        note=f"{kept} kept, {broken} broken",
        raw=share,
    )


def _never(results: Sequence[ProbeResult]) -> Number:
    known = [result.metrics.never_replied for result in results if result.metrics.never_replied is not None]
    share = sum(known) / len(known) if known else None
    note = f"within {_horizon(results)}" if known else ""
    return Number(
        key="never_replied", label="Never answered", value=_percent(share), n=len(known), note=note, raw=share
    )


def _unmeasured(results: Sequence[ProbeResult], number: int) -> Number:
    note = "ours, not the desk's: left out of every other number" if number else ""
    return Number(
        key="inconclusive", label="Could not be measured", value=str(number), n=len(results), note=note, raw=number
    )


def _horizon(results: Sequence[ProbeResult]) -> str:
    """The longest horizon in words; the same clock first, as spans of business time compare by their own length."""
    horizons = [result.probe.scenario.horizon for result in results]
    return str(max(horizons, key=_length)) if horizons else ""


def _length(span: Span) -> float:
    return span.calendar_seconds or span.business_seconds or (span.business_days or 0.0) * 86400.0


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _spell(seconds: float, horizon: str, spelling: Callable[[float], str] = spell) -> str:
    return f"more than {horizon}" if seconds == inf else spelling(seconds)


def _notes(evidence: Sequence[MailboxEvidence]) -> Mapping[str, tuple[str, ...]]:
    """Sentences about each mailbox, in the order of events."""
    keys = dict.fromkeys(one.mailbox for one in evidence)
    return {key: _mailbox(tuple(one for one in evidence if one.mailbox == key)) for key in keys}


def _mailbox(evidence: Sequence[MailboxEvidence]) -> tuple[str, ...]:
    lines: list[str] = []
    sent: datetime | None = None
    for one in evidence:
        match one:
            case CanarySent(at=at):
                sent = sent or at
            case CanaryReturned(at=at) if sent is not None:
                lines.append(f"The mail to ourselves came back after {spell((at - sent).total_seconds())}.")
                sent = None
            case WatchGap(since=since, at=at):
                lines.append(f"Not watched for {spell((at - since).total_seconds())} ({one.why}).")
            case MailboxFailed():
                lines.append(f"{one.wanted}: {one.got}. {one.remedy}".strip())
            case _:
                continue
    lines += _clock(evidence)
    return (*lines, "The mail to ourselves has not come back.") if sent is not None else tuple(lines)


def _clock(evidence: Sequence[MailboxEvidence]) -> list[str]:
    """A word about a clock that is surely off by more than two seconds (METRICS.md, "Offset of a server's clock")."""
    found = clock_offset(evidence, evidence[-1].mailbox) if evidence else None
    if found is None:
        return []
    low, high = found
    if low <= OFF_FROM and high >= -OFF_FROM:
        return []
    return [f"Its clock is {low:+.0f} to {high:+.0f} s off ours; times are corrected."]
