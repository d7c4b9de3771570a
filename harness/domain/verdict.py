"""Verdicts, findings, results: what judging yields and what the report shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from harness.domain.conversation import Conversation
from harness.domain.journey import Journey
from harness.domain.scenario import Place, Probe, Severity


class Verdict(Enum):
    """`INCONCLUSIVE` is ours (login, network, provider) and never charged to the desk."""

    PASSED = "passed"
    FAILED = "failed"
    WAITING = "waiting"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"
    NOT_JUDGED = "not judged"


class Layer(Enum):
    """Where a quotation stands."""

    HEADER = "header"
    NEW_TEXT = "new_text"
    BODY = "body"
    PAGE = "page"
    TIME = "time"
    OURS = "ours"
    SERVER = "server"


@dataclass(frozen=True, kw_only=True)
class Cite:
    """One piece of what a finding rests on.

    Attributes:
        seq: the evidence's place in the conversation's stream (0: in the wave's stream, see `note`).
        quote: verbatim words; "" where the evidence is a time or an absence.
        start, end: offsets of the quote in its layer's text, where it has one.
        at: the instant it speaks of; `clock` says whose: "ours", "server", "sender".
        searched: the quote is all of its layer's text, in which something was looked for (`note`); where nothing was
            found, the words themselves prove nothing.
    """

    layer: Layer
    seq: int = 0
    quote: str = ""
    start: int | None = None
    end: int | None = None
    at: datetime | None = None
    clock: str = ""
    note: str = ""
    searched: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A check's answer.

    Attributes:
        check: key of the check ("same_ticket").
        question: the question it answers, for people.
        sentence: what was found, in words a support manager understands.
        reason_code: for `not judged` and `inconclusive`: why ("language", "canary_lost", "login", ...).
        critical: failing it makes the probe's score 0.
        judged_by: the model whose opinion it rests on, "" where a rule judged; such a verdict is in no score.
        place: the line of the scenario that asked for it.
    """

    check: str
    question: str
    verdict: Verdict
    severity: Severity
    sentence: str
    weight: float = 1.0
    critical: bool = False
    borderline: bool = False
    reason_code: str = ""
    cites: tuple[Cite, ...] = ()
    judged_by: str = ""
    place: Place | None = None


class PromiseState(Enum):
    KEPT = "kept"
    BROKEN = "broken"
    WAITING = "waiting"
    UNMEASURED = "unmeasured"
    NONE = "none"
    VAGUE = "vague"


@dataclass(frozen=True, kw_only=True)
class PromiseRecord:
    """One promise and what became of it.

    Attributes:
        what: "acknowledgement", "first reply", "next reply".
        source: "scenario", "settings" or "stated" (the desk's own words, then `quote` and `seq` are set).
        promised: as text ("24 hours").
        started_at, due_at, stopped_at: instants, UTC; `stopped_at` None while unanswered.
        calendar_seconds, business_seconds: from start to stop (or to judging when still open).
        by: seconds late (positive) or early (negative) against `due_at`.
    """

    what: str
    source: str
    promised: str
    state: PromiseState
    started_at: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    calendar_seconds: float | None = None
    business_seconds: float | None = None
    by: float | None = None
    borderline: bool = False
    quote: str = ""
    seq: int = 0
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """METRICS.md, per probe; None where there is nothing to count. Seconds."""

    acknowledgement_time_seconds: float | None = None
    first_reply_time_seconds: float | None = None
    first_reply_business_seconds: float | None = None
    next_reply_time_seconds: tuple[float, ...] = ()
    requester_wait_time_seconds: float | None = None
    longest_silence_seconds: float | None = None
    replies_to_solution: int | None = None
    first_reply_coverage: float | None = None
    reply_path: str = ""
    """open, no_reply_address, bounced, login_required, swallowed, or "" where not tried."""
    thread_integrity: bool | None = None
    ticket_multiplicity: int | None = None
    placement: str = ""
    delivered: bool = False
    """The enquiry left our side: mail accepted for delivery, or form accepted by the page."""
    never_replied: bool | None = None
    """No human reply by the horizon; None while waiting or not measured."""


@dataclass(frozen=True, kw_only=True)
class NextDue:
    """What a conversation that is not over waits for next. `what` reads on: "the first reply is due"."""

    at: datetime
    what: str


@dataclass(frozen=True, kw_only=True)
class ProbeResult:
    """One conversation, judged. `score` is None while nothing could be judged."""

    probe: Probe
    verdict: Verdict
    sentence: str
    findings: tuple[Finding, ...]
    promises: tuple[PromiseRecord, ...]
    metrics: Metrics
    conversation: Conversation
    score: float | None = None
    next_due: NextDue | None = None
    """What it waits for next, while it is not over."""
    journeys: Mapping[int, Journey] = field(default_factory=dict)
    """The way of each of the desk's mails, by its seq, with the interval of its arrival."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """One headline number: `value` is a sentence-ready text, `n` how many probes it rests on."""

    key: str
    label: str
    value: str
    n: int
    note: str = ""
    raw: float | None = None


@dataclass(frozen=True, kw_only=True)
class WaveResult:
    """One wave, judged.

    Attributes:
        numbers: the five headline numbers, then any others.
        findings: of checks over several probes (provider parity, sales against support).
        weights: check key -> weight, printed with the method.
        horizon_text: the longest horizon, printed with the never-replied rate.
    """

    wave: str
    title: str
    started_at: datetime
    judged_at: datetime
    verdict: Verdict
    sentence: str
    results: tuple[ProbeResult, ...]
    findings: tuple[Finding, ...] = ()
    numbers: tuple[Number, ...] = ()
    score: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    horizon_text: str = ""
    mailbox_notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Mailbox key -> sentences about it: canary times, gaps, clock offset, failures."""
