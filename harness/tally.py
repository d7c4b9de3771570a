"""A wave in numbers (METRICS.md, "Honest numbers"): n beside each, never counted as infinite, our failures apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, inf

from harness.checks import CHECKS, WAVE_CHECKS
from harness.domain.evidence import (
    CanaryReturned,
    CanarySent,
    MailboxEvidence,
    MailboxFailed,
    OffsetMeasured,
    WatchGap,
)
from harness.domain.verdict import Number, ProbeResult, PromiseState, Verdict, WaveResult
from harness.domain.wording import count, spell

P90_FROM = 10
"""Fewer probes give no ninetieth percentile."""


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
    verdict = _verdict(results)
    scores = [result.score for result in results if result.score is not None]
    horizons = {str(result.probe.scenario.horizon) for result in results}
    return WaveResult(
        wave=facts.wave,
        title=facts.title,
        started_at=facts.started_at,
        judged_at=facts.judged_at,
        verdict=verdict,
        sentence=_sentence(results),
        results=tuple(results),
        findings=findings,
        numbers=_numbers(results),
        score=sum(scores) / len(scores) if scores else None,
        weights={check.key: check.weight for check in CHECKS},
        horizon_text=", ".join(sorted(horizons)),
        mailbox_notes=_notes(facts.mailboxes),
    )


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The percentile by nearest rank; `values` may hold infinity and must not be empty."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _verdict(results: Sequence[ProbeResult]) -> Verdict:
    verdicts = {result.verdict for result in results}
    for verdict in (Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.WAITING):
        if verdict in verdicts:
            return verdict
    return Verdict.PASSED


def _sentence(results: Sequence[ProbeResult]) -> str:
    tally_of = {verdict: sum(result.verdict is verdict for result in results) for verdict in Verdict}
    total = len(results)
    kept = tally_of[Verdict.PASSED]
    if kept == total:
        return f"All {total} conversations went as promised." if total > 1 else "The conversation went as promised."
    parts = [f"{kept} of {count(total, 'conversation')} went as promised"]
    if tally_of[Verdict.FAILED]:
        parts.append(f"in {tally_of[Verdict.FAILED]} a promise or a rule was broken")
    if tally_of[Verdict.WAITING]:
        parts.append(f"{tally_of[Verdict.WAITING]} still wait")
    if tally_of[Verdict.INCONCLUSIVE]:
        parts.append(f"{tally_of[Verdict.INCONCLUSIVE]} could not be measured")
    return "; ".join(parts) + "."


def _numbers(results: Sequence[ProbeResult]) -> tuple[Number, ...]:
    numbers = [
        _share(results, "answered_by_person", "Answered by a person"),
        _first_reply(results),
        _promises(results),
        _share(results, "same_ticket", "Stayed one ticket"),
        _share(results, "can_be_answered", "Can be answered"),
        _share(results, "acknowledged", "Acknowledged in time"),
        _never(results),
    ]
    return tuple(numbers)


def _share(results: Sequence[ProbeResult], key: str, label: str) -> Number:
    verdicts = [one.verdict for result in results for one in result.findings if one.check == key]
    judged = [verdict for verdict in verdicts if verdict in (Verdict.PASSED, Verdict.FAILED)]
    share = sum(verdict is Verdict.PASSED for verdict in judged) / len(judged) if judged else None
    return Number(key=key, label=label, value=_percent(share), n=len(judged), raw=share)


def _first_reply(results: Sequence[ProbeResult]) -> Number:
    times = _times(results, lambda result: result.metrics.first_reply_time_seconds)
    business = _times(results, lambda result: result.metrics.first_reply_business_seconds)
    if not times:
        return Number(key="first_reply_time", label="First reply, median", value="–", n=0)
    median = nearest_rank(times, 0.5)
    note = f"business time {_spell(nearest_rank(business, 0.5))}"
    if len(times) >= P90_FROM:
        note += f"; nine in ten within {_spell(nearest_rank(times, 0.9))}"
    return Number(
        key="first_reply_time",
        label="First reply, median",
        value=_spell(median),
        n=len(times),
        note=note,
        raw=None if median == inf else median,
    )


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
    note = f"{kept} kept, {broken} broken"
    return Number(key="promises_kept", label="Promises kept", value=_percent(share), n=kept + broken, note=note, raw=share)


def _never(results: Sequence[ProbeResult]) -> Number:
    known = [result.metrics.never_replied for result in results if result.metrics.never_replied is not None]
    share = sum(known) / len(known) if known else None
    return Number(key="never_replied", label="Never answered", value=_percent(share), n=len(known), raw=share)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _spell(seconds: float) -> str:
    return "never" if seconds == inf else spell(seconds)


def _notes(evidence: Sequence[MailboxEvidence]) -> Mapping[str, tuple[str, ...]]:
    """Sentences about each mailbox, in the order of events."""
    sent: dict[str, datetime] = {}
    notes: dict[str, list[str]] = {}
    offsets: dict[str, OffsetMeasured] = {}
    for one in evidence:
        lines = notes.setdefault(one.mailbox, [])
        match one:
            case CanarySent(at=at):
                sent.setdefault(one.mailbox, at)
            case CanaryReturned(at=at) if one.mailbox in sent:
                took = spell((at - sent.pop(one.mailbox)).total_seconds())
                lines.append(f"The mail to ourselves came back after {took}.")
            case WatchGap(since=since, at=at):
                lines.append(f"Not watched for {spell((at - since).total_seconds())} ({one.why}).")
            case MailboxFailed():
                lines.append(f"{one.wanted}: {one.got}. {one.remedy}".strip())
            case OffsetMeasured():
                offsets[one.mailbox] = one
            case _:
                continue
    for mailbox, offset in offsets.items():
        if max(abs(offset.low), abs(offset.high)) > 2 and (offset.low > 1 or offset.high < 0):
            notes[mailbox].append(f"Its clock is {offset.low:+.0f} to {offset.high:+.0f} s off ours; times are corrected.")
    for mailbox in sent:
        notes[mailbox].append("The mail to ourselves has not come back.")
    return {mailbox: tuple(lines) for mailbox, lines in notes.items()}
