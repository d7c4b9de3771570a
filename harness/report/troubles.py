"""What went wrong, question by question, for page one. Counts only what was judged; nothing is decided here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from harness.domain.scenario import Severity
from harness.domain.verdict import Finding, ProbeResult, Verdict, WaveResult
from harness.domain.wording import count

_JUDGED = (Verdict.PASSED, Verdict.FAILED)
_MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A question that was answered with no at least once.

    Attributes:
        failed, judged: conversations.
        where: which mailboxes, in words.
        example: the sentence of the first failure; `result` is its conversation.
        remark: it failed nowhere as a `must`.
    """

    question: str
    failed: int
    judged: int
    where: str
    example: str
    result: ProbeResult
    remark: bool


@dataclass(frozen=True, kw_only=True)
class Unmeasured:
    """A reason of ours for not measuring, and how many conversations it cost."""

    sentence: str
    conversations: int
    mailboxes: str


def troubles(wave: WaveResult) -> tuple[Trouble, ...]:
    """Musts before remarks, then the most frequent first."""
    rows: dict[str, list[tuple[ProbeResult, Finding]]] = {}
    for result in wave.results:
        for finding in result.findings:
            if finding.verdict in _JUDGED and result.verdict is not Verdict.INCONCLUSIVE:
                rows.setdefault(finding.check, []).append((result, finding))
    found = [one for judged in rows.values() if (one := _trouble(wave, judged)) is not None]
    return tuple(sorted(found, key=lambda one: (one.remark, -one.failed)))


def unmeasured(wave: WaveResult) -> tuple[Unmeasured, ...]:
    """Why conversations could not be measured, the most frequent reason first."""
    ours = [one for one in wave.results if one.verdict is Verdict.INCONCLUSIVE]
    counted = Counter(one.sentence for one in ours)
    return tuple(
        Unmeasured(
            sentence=sentence,
            conversations=number,
            mailboxes=", ".join(dict.fromkeys(one.probe.mailbox for one in ours if one.sentence == sentence)),
        )
        for sentence, number in counted.most_common()
    )


def _trouble(wave: WaveResult, judged: list[tuple[ProbeResult, Finding]]) -> Trouble | None:
    failed = [(result, finding) for result, finding in judged if finding.verdict is Verdict.FAILED]
    if not failed:
        return None
    result, finding = min(failed, key=lambda one: one[1].severity is Severity.SHOULD)
    return Trouble(
        question=finding.question,
        failed=len(failed),
        judged=len(judged),
        where=_where(wave, [one for one, _ in failed]),
        example=finding.sentence,
        result=result,
        remark=finding.severity is Severity.SHOULD,
    )


def _where(wave: WaveResult, failed: list[ProbeResult]) -> str:
    everywhere = dict.fromkeys(one.probe.mailbox for one in wave.results)
    seen = dict.fromkeys(one.probe.mailbox for one in failed)
    if len(seen) == len(everywhere) > 1:
        return "every mailbox"
    named = ", ".join(list(seen)[:_MOST_NAMED])
    more = len(seen) - _MOST_NAMED
    return f"{named} and {count(more, 'more', 'more')}" if more > 0 else named
