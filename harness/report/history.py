"""What is new since the last wave."""

from __future__ import annotations

from dataclasses import dataclass

from harness.domain.verdict import Verdict, WaveResult
from harness.report.results import Summary, key_of


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Probes by what became of them: newly broken, mended, still broken; and the change of the score."""

    since: str
    broken: tuple[str, ...]
    mended: tuple[str, ...]
    still: tuple[str, ...]
    score: float | None


def compare(wave: WaveResult, previous: Summary) -> Changes:
    """This wave against an earlier one; probes that were not in both are left out."""
    now = {key_of(result): result for result in wave.results}
    both = [key for key in now if key in previous.verdicts]

    def is_bad(key: str) -> bool:
        return now[key].verdict is Verdict.FAILED

    def was_bad(key: str) -> bool:
        return previous.verdicts[key] == Verdict.FAILED.value

    change = None if wave.score is None or previous.score is None else wave.score - previous.score
    return Changes(
        since=previous.started_at[:10],
        broken=tuple(key for key in both if is_bad(key) and not was_bad(key)),
        mended=tuple(key for key in both if was_bad(key) and now[key].verdict is Verdict.PASSED),
        still=tuple(key for key in both if is_bad(key) and was_bad(key)),
        score=change,
    )
