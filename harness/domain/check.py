"""The shape of a check: one question, its weight, and a pure answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harness.domain.case import CanaryState, Case, Round
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Place, Severity
from harness.domain.times import NEVER_LOOKED, Timeliness, timeliness
from harness.domain.verdict import Cite, Finding, Layer, ProbeResult, Verdict
from harness.domain.wording import spell


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a check found, before severity and weight are put to it."""

    verdict: Verdict
    sentence: str
    cites: tuple[Cite, ...] = ()
    reason_code: str = ""
    borderline: bool = False
    judged_by: str = ""
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question put to a conversation.

    Attributes:
        severity: by itself; a scenario's `checks:` may say otherwise, and `must_if` raises it.
        critical: failing it makes the probe's score 0.
        seed: where the rule comes from (RULES.md), "" for METRICS.md.
        rule: what a model may be asked where the check cannot judge, in plain words; "" where none may be.
    """

    key: str
    question: str
    judge: Callable[[Case], Answer]
    severity: Severity = Severity.MUST
    weight: float = 1.0
    critical: bool = False
    seed: str = ""
    rule: str = ""
    must_if: Callable[[Case], bool] | None = None

    def put(self, case: Case) -> Finding | None:
        """The finding, or None where the scenario switched the check off."""
        severity = case.probe.scenario.checks.get(self.key, self._severity(case))
        if severity is Severity.OFF:
            return None
        answer = self.judge(case)
        return Finding(
            check=self.key,
            question=self.question,
            verdict=answer.verdict,
            severity=severity,
            sentence=answer.sentence,
            weight=self.weight,
            critical=self.critical,
            borderline=answer.borderline,
            reason_code=answer.reason_code,
            cites=answer.cites,
            judged_by=answer.judged_by,
            place=answer.place,
        )

    def _severity(self, case: Case) -> Severity:
        return Severity.MUST if self.must_if is not None and self.must_if(case) else self.severity


@dataclass(frozen=True, kw_only=True)
class WaveCheck:
    """One question put to all results of a wave. A scenario's `checks:` may switch it off or raise it."""

    key: str
    question: str
    judge: Callable[[Sequence[ProbeResult]], tuple[Answer, ...]]
    severity: Severity = Severity.SHOULD

    def put(self, results: Sequence[ProbeResult]) -> tuple[Finding, ...]:
        """What a scenario says counts for its own conversations; no comparison goes beyond one scenario."""
        return tuple(
            Finding(
                check=self.key,
                question=self.question,
                verdict=answer.verdict,
                severity=severity,
                sentence=answer.sentence,
                cites=answer.cites,
                place=answer.place,
            )
            for severity in (Severity.MUST, Severity.SHOULD)
            for answer in self.judge([one for one in results if self._severity(one) is severity])
        )

    def _severity(self, result: ProbeResult) -> Severity:
        return result.probe.scenario.checks.get(self.key, self.severity)


def passed(sentence: str, *cites: Cite, borderline: bool = False) -> Answer:
    return Answer(verdict=Verdict.PASSED, sentence=sentence, cites=cites, borderline=borderline)


def failed(sentence: str, *cites: Cite, place: Place | None = None) -> Answer:
    return Answer(verdict=Verdict.FAILED, sentence=sentence, cites=cites, place=place)


def waiting(sentence: str) -> Answer:
    return Answer(verdict=Verdict.WAITING, sentence=sentence)


def not_applicable(sentence: str) -> Answer:
    return Answer(verdict=Verdict.NOT_APPLICABLE, sentence=sentence)


def not_judged(sentence: str, code: str, *cites: Cite) -> Answer:
    return Answer(verdict=Verdict.NOT_JUDGED, sentence=sentence, reason_code=code, cites=cites)


def inconclusive(sentence: str, code: str, *cites: Cite) -> Answer:
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        sentence=f"Could not be measured: {sentence}",
        reason_code=code,
        cites=cites,
    )


def judge_time(case: Case, one: Round, due: datetime, kept: Answer, broken: Answer) -> Answer:
    """Was the round's reply, which is there, in time? A miss within the uncertainty is borderline, not a breach.

    A late reply is not held against the desk when a mail before it may have been a person's.
    """
    assert one.reply is not None
    match timeliness(case.arrival(one.reply), due):
        case Timeliness.IN_TIME:
            return kept
        case Timeliness.BORDERLINE_IN_TIME | Timeliness.BORDERLINE_LATE as doubtful:
            return replace(kept, borderline=True, sentence=f"{kept.sentence} {_borderline(case, one.reply, doubtful)}")
        case Timeliness.LATE:
            return _unsure(case, one.word.seq, one.reply.seq) or broken


def silence(case: Case, sentence: str, *cites: Cite, place: Place | None = None, since: int = 0) -> Answer:
    """A silence that is over its time: the desk's, unless we cannot be sure that we would have heard.

    Args:
        since: seq of the word that nobody answered; only a doubtful mail after it could be the answer.
    """
    trouble = case.trouble()
    if trouble is not None:
        return inconclusive(trouble.sentence, trouble.code)
    if case.canary in (CanaryState.WAITING, CanaryState.NONE):
        return waiting("The mail to ourselves that proves our own provider is still on its way.")
    return _unsure(case, since) or failed(sentence, *cites, place=place)


def not_sent(case: Case) -> Answer | None:
    """The answer of every check while there is no enquiry to judge; None when there is one."""
    if case.is_delivered:
        return None
    if case.probe.opening is None:
        return not_applicable("The scenario sends nothing.")
    opening = case.opening
    if opening is not None and opening.form is not None and not opening.form.may_have_arrived:
        return not_applicable("The form did not take the enquiry.")
    trouble = case.trouble()
    if trouble is not None:
        return inconclusive(trouble.sentence, trouble.code)
    return waiting("The enquiry has not been sent yet.")


def time_cite(case: Case, turn: TheirTurn) -> Cite:
    """When a mail arrived, and by whose clock."""
    arrival = case.arrival(turn)
    return Cite(
        layer=Layer.TIME,
        seq=turn.seq,
        quote=turn.reading.subject,
        at=arrival.best,
        clock=arrival.source,
        note=arrival.note,
    )


def _borderline(case: Case, turn: TheirTurn, doubtful: Timeliness) -> str:
    """Why a miss is no breach: the promise fell due when nobody could see whether the mail was there."""
    arrival = case.arrival(turn)
    unseen = spell((arrival.latest - arrival.earliest).total_seconds())
    if arrival.earliest == NEVER_LOOKED:
        return "Borderline: when exactly it came, nobody can tell."
    which = "late" if doubtful is Timeliness.BORDERLINE_LATE else "in time"
    says = "" if arrival.server_at is None else f"; by the server's clock it was {which}"
    return f"Borderline: it came somewhere in {unseen} in which the promise fell due{says}. That is no breach."


def _unsure(case: Case, since: int, before: int | None = None) -> Answer | None:
    mails = [turn for turn in case.unsure if turn.seq > since and (before is None or turn.seq < before)]
    if not mails:
        return None
    return not_judged(
        "A mail came of which we are not sure whether a person or a robot wrote it.",
        "unsure_kind",
        *(Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in mails),
    )
