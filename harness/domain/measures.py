"""One conversation in numbers (METRICS.md, "Metrics"); seconds throughout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from harness.domain.advance import horizon_of
from harness.domain.case import Case, Round
from harness.domain.reply_path import reply_path
from harness.domain.support_hours import business_seconds
from harness.domain.verdict import Finding, Metrics, Verdict


def measure(case: Case, findings: Sequence[Finding]) -> Metrics:
    """The metrics of a probe; empty while nothing was delivered."""
    if not case.is_delivered or case.opening is None:
        return Metrics()
    started = case.opening.at
    human = case.arrival(case.humans[0]).best if case.humans else None
    acknowledged = case.arrival(case.acknowledgements[0]).best if case.acknowledgements else None
    return Metrics(
        acknowledgement_time_seconds=_seconds(started, acknowledged),
        first_reply_time_seconds=_seconds(started, human),
        first_reply_business_seconds=business_seconds(case.probe.desk.hours, started, human) if human else None,
        next_reply_time_seconds=tuple(_waited(case, one) for one in case.rounds[1:] if one.reply is not None),
        requester_wait_time_seconds=sum(_waited(case, one) for one in case.rounds),
        longest_silence_seconds=_longest_silence(case),
        replies_to_solution=_replies_to_solution(case),
        first_reply_coverage=_coverage(case),
        reply_path=reply_path(case)[0].value,
        thread_integrity=_integrity(findings) if case.humans else None,
        ticket_multiplicity=_multiplicity(case),
        placement=_placement(case),
        delivered=True,
        never_replied=_never_replied(findings),
    )


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds()


def _waited(case: Case, one: Round) -> float:
    end = case.arrival(one.reply).best if one.reply is not None else _end(case)
    return max(0.0, (end - one.word.at).total_seconds())


def _end(case: Case) -> datetime:
    """Until when the conversation is counted: its end, its horizon, or now."""
    horizon = horizon_of(case.probe, case.conversation) or case.now
    ended = case.conversation.ended.at if case.conversation.ended else case.now
    return min(horizon, ended, case.now)


def _longest_silence(case: Case) -> float | None:
    """Between messages of the desk while the customer's matter is open; an unanswered word keeps it open."""
    assert case.opening is not None
    stamps = [case.opening.at, *sorted(case.arrival(turn).best for turn in case.arrivals)]
    if case.rounds and case.rounds[-1].reply is None:
        stamps.append(max(_end(case), stamps[-1]))
    return max(((later - earlier).total_seconds() for earlier, later in pairwise(stamps)), default=None)


def _coverage(case: Case) -> float | None:
    """Share of the scenario's questions whose words stand in the first human reply."""
    answered = _answered(case, 1)
    return None if answered is None or not case.humans else sum(answered) / len(answered)


def _replies_to_solution(case: Case) -> int | None:
    """After how many human messages every question of the scenario is answered; None while one is open."""
    for number in range(1, len(case.humans) + 1):
        answered = _answered(case, number)
        if answered is not None and all(answered):
            return number
    return None


def _answered(case: Case, replies: int) -> list[bool] | None:
    """For each question with words to look for: do the first replies hold one of them?"""
    asked = [one for one in case.probe.scenario.questions if one.answered_by]
    text = "\n".join(turn.reading.new_text for turn in case.humans[:replies]).lower()
    return [any(word.lower() in text for word in one.answered_by) for one in asked] if asked else None


def _integrity(findings: Sequence[Finding]) -> bool:
    keys = ("same_ticket", "one_ticket", "thread_headers")
    return not any(one.check in keys and one.verdict is Verdict.FAILED for one in findings)


def _multiplicity(case: Case) -> int | None:
    mails = [turn for turn in case.acknowledgements if case.is_about_opening(turn)]
    return len({turn.reading.ticket_references[0] for turn in mails if turn.reading.ticket_references}) or None


def _placement(case: Case) -> str:
    """The worst place any mail of the desk's landed in."""
    places = {turn.arrived.placement for turn in case.arrivals}
    if not places:
        return "missing" if case.is_over else ""
    return next((place for place in ("junk", "promotions") if place in places), "inbox")


def _never_replied(findings: Sequence[Finding]) -> bool | None:
    """As the check says, so that an own failure or an open case is neither."""
    verdict = next((one.verdict for one in findings if one.check == "answered_by_person"), None)
    return {Verdict.PASSED: False, Verdict.FAILED: True}.get(verdict) if verdict is not None else None
