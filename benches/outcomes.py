"""What pages answer, on labelled texts: our own and a folder's `forms/messages.json`; part of `make accuracy`."""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from harness.channels.form.outcome import After, read_outcome
from harness.domain.form import OutcomeKind

OWN = Path(__file__).parent.parent / "tests" / "channels" / "form" / "answers.tsv"


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A text and the truth. `verdict`: "accepted", "needs_confirmation" or "refused_<reason>".

    `duration`: ISO 8601 where the label names it so; `promised`: whether any time is promised.
    """

    text: str
    verdict: str
    number: str = ""
    duration: str = ""
    promised: bool = False


@dataclass(kw_only=True)
class Marks:
    confirmed: int = 0
    confirmations: int = 0
    refused: int = 0
    refusals: int = 0
    wrongly_accepted: int = 0
    reasons: int = 0
    numbers_right: int = 0
    numbers: int = 0
    promises_right: int = 0
    promises: int = 0
    missed: list[str] = field(default_factory=list)


def main() -> None:
    corpus = Path(os.environ.get("CORPUS", "../shared/corpus"))
    _print("own texts", mark(own_texts()))
    if (corpus / "forms" / "messages.json").is_file():
        _print(str(corpus), mark(messages(corpus / "forms" / "messages.json")))


def own_texts() -> list[Labelled]:
    with OWN.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Labelled(
            text=row["text"],
            verdict=f"{row['kind']}_{row['reason']}" if row["reason"] else row["kind"],
            number=row["ticket"],
            duration=row["duration"],
            promised=bool(row["duration"]),
        )
        for row in rows
    ]


def messages(file: Path) -> list[Labelled]:
    return [
        Labelled(
            text=one["text"],
            verdict=one["verdict"],
            number=one["number"] or "",
            promised=bool(one["promise_hours"]),
        )
        for one in json.loads(file.read_text("utf-8"))
    ]


def mark(samples: Iterable[Labelled]) -> Marks:
    """Read each text as new on an otherwise empty page, and count."""
    marks = Marks()
    for one in samples:
        outcome = read_outcome(After(before="", text=one.text))
        if one.verdict.startswith("refused"):
            marks.refusals += 1
            right = outcome.kind is OutcomeKind.REFUSED
            marks.refused += right
            marks.wrongly_accepted += outcome.is_accepted
            marks.reasons += bool(right and outcome.reason and f"refused_{outcome.reason.value}" == one.verdict)
        else:
            marks.confirmations += 1
            right = outcome.is_accepted
            marks.confirmed += right
        if one.number:
            marks.numbers += 1
            marks.numbers_right += outcome.ticket_references[:1] == (one.number,)
        if one.promised:
            marks.promises += 1
            spans = [each.duration for each in outcome.promises if not each.vague]
            marks.promises_right += spans == [one.duration] if one.duration else bool(spans)
        if not right:
            marks.missed.append(f"{one.verdict}, read as {outcome.kind.value}: {one.text}")
    return marks


def _print(name: str, marks: Marks) -> None:
    def share(part: int, whole: int) -> str:
        return f"{part}/{whole} ({part / max(1, whole):.0%})"

    print(f"answers of pages, {name}:")
    print(f"  confirmations recognised {share(marks.confirmed, marks.confirmations)}; bar 92 %")
    print(f"  refusals recognised {share(marks.refused, marks.refusals)}; bar 88 %; with their reason {marks.reasons}")
    print(f"  refusals called accepted: {marks.wrongly_accepted}; bar 0")
    print(f"  ticket numbers {share(marks.numbers_right, marks.numbers)}; bar 95 %")
    print(f"  promises {share(marks.promises_right, marks.promises)}; bar 95 %")
    for line in marks.missed:
        print(f"    {line}")


if __name__ == "__main__":
    begun = time.perf_counter()
    main()
    print(f"{time.perf_counter() - begun:.1f} s")
