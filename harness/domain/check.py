"""The shape of a check: one question, its weight, and a pure answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.domain.case import CanaryState, Case
from harness.domain.scenario import Place, Severity
from harness.domain.verdict import Cite, Finding, Layer, ProbeResult, Verdict


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a check found, before severity and weight are put to it."""

    verdict: Verdict
    sentence: str
    cites: tuple[Cite, ...] = ()
    reason_code: str = ""
    borderline: bool = False
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question put to a conversation.

    Attributes:
        severity: by itself; a scenario's `checks:` may say otherwise, and `must_if` raises it.
        critical: failing it makes the probe's score 0.
        seed: where the rule comes from (RULES.md), "" for METRICS.md.
    """

    key: str
    question: str
    judge: Callable[[Case], Answer]
    severity: Severity = Severity.MUST
    weight: float = 1.0
    critical: bool = False
    seed: str = ""
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
            place=answer.place,
        )

    def _severity(self, case: Case) -> Severity:
        return Severity.MUST if self.must_if is not None and self.must_if(case) else self.severity


@dataclass(frozen=True, kw_only=True)
class WaveCheck:
    """One question put to all results of a wave."""

    key: str
    question: str
    judge: Callable[[Sequence[ProbeResult]], tuple[Answer, ...]]
    severity: Severity = Severity.SHOULD

    def put(self, results: Sequence[ProbeResult]) -> tuple[Finding, ...]:
        return tuple(
            Finding(
                check=self.key,
                question=self.question,
                verdict=answer.verdict,
                severity=self.severity,
                sentence=answer.sentence,
                cites=answer.cites,
                place=answer.place,
            )
            for answer in self.judge(results)
        )


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


def silence(case: Case, sentence: str, *cites: Cite, place: Place | None = None) -> Answer:
    """A silence that is over its time: the desk's, unless we cannot be sure that we would have heard."""
    trouble = case.trouble()
    if trouble is not None:
        return Answer(
            verdict=Verdict.INCONCLUSIVE,
            sentence=f"Could not be measured: {trouble.sentence}",
            reason_code=trouble.code,
        )
    if case.canary in (CanaryState.WAITING, CanaryState.NONE):
        return waiting("The mail to ourselves that proves our own provider is still on its way.")
    if case.unsure:
        return not_judged(
            "A mail came of which we are not sure whether a person or a robot wrote it.",
            "unsure_kind",
            *(Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in case.unsure),
        )
    return failed(sentence, *cites, place=place)


def not_sent(case: Case) -> Answer | None:
    """The answer of every check while there is no enquiry to judge; None when there is one."""
    if case.is_delivered:
        return None
    trouble = case.trouble()
    if trouble is not None:
        return Answer(
            verdict=Verdict.INCONCLUSIVE, sentence=f"Could not be measured: {trouble.sentence}", reason_code=trouble.code
        )
    if case.opening is None or case.opening.form is None:
        return waiting("The enquiry has not been sent yet.")
    return not_applicable("The form did not take the enquiry.")

