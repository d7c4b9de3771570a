"""Judge one conversation: pure, repeatable at will, the same for the same evidence and the same `now`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harness.checks import CHECKS
from harness.domain.case import Case
from harness.domain.evidence import Opinion
from harness.domain.measures import measure
from harness.domain.next_due import next_due
from harness.domain.records import promise_records
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Finding, Layer, ProbeResult, Verdict

FILLABLE = frozenset({"language", "off_list", "unclear"})
"""Reasons for which a check could not judge that a language model may know better about."""


def judge(case: Case) -> ProbeResult:
    """Every check's finding, every promise's fate, the metrics, and one verdict.

    Nothing is said about a time after the last watch of the mailbox ended: what nobody looked for is not silence.
    """
    case = replace(case, now=case.heard_until)
    put = (one for check in CHECKS if (one := check.put(case)) is not None)
    findings = tuple(_verbatim(case, filled(case, one)) for one in put)
    verdict = _verdict(case, findings)
    promises = promise_records(case)
    return ProbeResult(
        probe=case.probe,
        verdict=verdict,
        sentence=_sentence(verdict, findings),
        findings=findings,
        promises=promises,
        metrics=measure(case, findings),
        conversation=case.conversation,
        score=_score(verdict, findings),
        next_due=next_due(case, promises) if verdict is Verdict.WAITING or not case.is_over else None,
        journeys={turn.seq: case.journey(turn) for turn in case.conversation.theirs},
    )


def _verdict(case: Case, findings: Sequence[Finding]) -> Verdict:
    """A failed must fails; then what we could not measure; then what is still open (PRODUCT.md, "Verdicts")."""
    musts = [one.verdict for one in findings if one.severity is Severity.MUST]
    for verdict in (Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.WAITING):
        if verdict in musts:
            return verdict
    return Verdict.PASSED if case.is_over else Verdict.WAITING


def _sentence(verdict: Verdict, findings: Sequence[Finding]) -> str:
    """The first must that decided, else the first remark, else what could not be judged."""
    if verdict is not Verdict.PASSED:
        deciding = (one.sentence for one in findings if one.verdict is verdict and one.severity is Severity.MUST)
        return next(deciding, "So far as promised; the story is not over yet.")
    for one in findings:
        if one.verdict is Verdict.FAILED:
            return f"As promised, with a remark: {one.sentence}"
    for one in findings:
        if one.verdict is Verdict.NOT_JUDGED and one.severity is Severity.MUST:
            return f"Nothing went wrong that we are sure of, but: {one.sentence}"
    return "Everything went as promised."


def _score(verdict: Verdict, findings: Sequence[Finding]) -> float | None:
    """METRICS.md, "Honest numbers", 5. None while something that matters is open, or could not be seen."""
    judged = [one for one in findings if one.verdict in (Verdict.PASSED, Verdict.FAILED) and not one.judged_by]
    if any(one.critical and one.verdict is Verdict.FAILED for one in judged):
        return 0.0
    open_verdicts = (Verdict.WAITING, Verdict.INCONCLUSIVE)
    is_open = any(one.verdict in open_verdicts for one in findings if one.severity is Severity.MUST)
    weights = sum(one.weight for one in judged)
    if verdict in open_verdicts or is_open or not weights:
        return None
    return sum(one.weight for one in judged if one.verdict is Verdict.PASSED) / weights


def filled(case: Case, finding: Finding) -> Finding:
    """A model's recorded opinion may stand where no rule could judge: never in the place of a verdict, never as a must.

    Where a finding cites several mails, one that keeps the rule is enough, and all have to break it.
    """
    if finding.verdict is not Verdict.NOT_JUDGED or finding.reason_code not in FILLABLE:
        return finding
    opinions = (one for one in case.conversation.opinions if one.source == "judge" and one.check == finding.check)
    latest = {one.mail: one for one in opinions}
    cited = dict.fromkeys(cite.seq for cite in finding.cites)
    asked = [latest[seq] for seq in cited if seq in latest]
    cites = {one.mail: cite for one in asked if (cite := _opinion_cite(case, one)) is not None}
    told = [one for one in asked if one.mail in cites]
    deciding = [one for one in told if one.verdict == "passed"][:1] or (told if len(told) == len(cited) else [])
    if not deciding:
        why = next((one.why for one in asked if one.why), "")
        return replace(finding, sentence=f"{finding.sentence} A model was asked. {why}") if why else finding
    first = deciding[0]
    verdict, word = (Verdict.PASSED, "yes") if first.verdict == "passed" else (Verdict.FAILED, "no")
    return replace(
        finding,
        verdict=verdict,
        severity=Severity.SHOULD if finding.severity is Severity.MUST else finding.severity,
        critical=False,
        sentence=f"No rule could judge this; {first.model}, a language model, says {word}.",
        reason_code="",
        cites=tuple(cites[one.mail] for one in deciding),
        judged_by=first.model,
    )


def _opinion_cite(case: Case, opinion: Opinion) -> Cite | None:
    """The opinion's quotation with its place; None where it has no verdict, or where the mail does not say so."""
    turn = next((one for one in case.conversation.theirs if one.seq == opinion.mail), None)
    if turn is None or opinion.verdict not in ("passed", "failed") or not opinion.quote:
        return None
    start = turn.reading.new_text.find(opinion.quote)
    if start < 0:
        return None
    end = start + len(opinion.quote)
    note = f"judged by {opinion.model}"
    return Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=opinion.quote, start=start, end=end, note=note)


def _verbatim(case: Case, finding: Finding) -> Finding:
    """A quotation with offsets must stand there word for word; otherwise nothing may rest on it."""
    texts = {turn.seq: turn.reading.new_text for turn in case.conversation.theirs}
    if all(_stands(cite, texts) for cite in finding.cites):
        return finding
    return replace(
        finding,
        verdict=Verdict.NOT_JUDGED,
        sentence="The quotation this would rest on does not stand in the mail.",
        reason_code="quote",
        cites=(),
        borderline=False,
    )


def _stands(cite: Cite, texts: Mapping[int, str]) -> bool:
    if cite.layer is not Layer.NEW_TEXT or cite.start is None:
        return True
    return texts.get(cite.seq, "")[cite.start : cite.end] == cite.quote
