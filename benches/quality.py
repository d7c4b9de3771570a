"""How well the checks on the quality of an answer judge labelled threads: part of `make accuracy`.

A "failed" that is not true accuses a desk that did well: of all mistakes the worst.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benches.threads import Thread, case_of, labelled_threads
from harness.domain.verdict import Finding, Verdict
from harness.judge import judge

THREADS = Path(__file__).parent.parent / "tests" / "checks" / "answers"
JUDGED = (Verdict.PASSED, Verdict.FAILED)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One label with what the check said."""

    thread: Thread
    check: str
    truth: Verdict
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class Score:
    """Of one check, or of all: shares between 0 and 1; precision is 1 where nothing was said."""

    labels: int
    failed_precision: float
    failed_recall: float
    passed_precision: float
    not_judged: float
    """Of the labels that a fair reader could judge."""


def main() -> None:
    told = judged_all(labelled_threads(THREADS))
    print(f"\nQuality of answers ({len({one.thread.name for one in told})} threads, {len(told)} labels)")
    print("  " + " " * 22 + "labels   failed: precision recall   passed: precision   not judged")
    for check in sorted({one.check for one in told}):
        print_row(check, score([one for one in told if one.check == check]))
    print_row("all", score(told))
    print(
        f"  {seen_as_persons(one.thread for one in told):.1%} of the threads: each answer is read as a person's, the whole way"
    )
    for one in told if os.environ.get("VERBOSE") else ():
        if one.truth is not one.finding.verdict:
            print(
                f"    {one.thread.name}: {one.check} is {one.truth.value}, said {one.finding.verdict.value}: {_why(one.finding)}"
            )


def judged_all(threads: Iterable[Thread]) -> list[Judged]:
    """Every label of these threads beside the finding of its check."""
    return [
        Judged(thread=thread, check=key, truth=truth, finding=found[key])
        for thread in threads
        for found in [{one.check: one for one in judge(case_of(thread)).findings}]
        for key, truth in thread.truth.items()
    ]


def seen_as_persons(threads: Iterable[Thread]) -> float:
    """Share of threads in which the reader, who is not told, takes every answer for a person's: only those are judged."""
    cases = [case_of(one, whole_way=True) for one in {one.name: one for one in threads}.values()]
    return _share(sum(len(one.humans) == len(one.conversation.theirs) for one in cases), len(cases))


def score(told: list[Judged]) -> Score:
    pairs = Counter((one.truth, one.finding.verdict) for one in told)
    passed, failed = ([one for one in told if one.finding.verdict is said] for said in JUDGED)
    real = sum(one.truth is Verdict.FAILED for one in told)
    fair = [one for one in told if one.truth in JUDGED]
    return Score(
        labels=len(told),
        failed_precision=_share(pairs[Verdict.FAILED, Verdict.FAILED], len(failed)),
        failed_recall=_share(pairs[Verdict.FAILED, Verdict.FAILED], real),
        passed_precision=_share(pairs[Verdict.PASSED, Verdict.PASSED], len(passed)),
        not_judged=1 - _share(sum(one.finding.verdict in JUDGED for one in fair), len(fair)),
    )


def print_row(name: str, one: Score) -> None:
    print(
        f"  {name:22}{one.labels:6}   {one.failed_precision:17.3f} {one.failed_recall:6.3f}"
        f"   {one.passed_precision:17.3f}   {one.not_judged:10.1%}"
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _why(finding: Finding) -> str:
    quotes = " / ".join(cite.quote[:60].replace("\n", " ") for cite in finding.cites)
    return f"{finding.sentence} [{finding.reason_code}] {quotes}"


if __name__ == "__main__":
    main()
