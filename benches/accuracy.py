"""How well mails are read, on a labelled folder: `make accuracy` (CORPUS=... for another one).

Three tables: kinds with their confusion matrix and reasons of bounces, new text, promises. VERBOSE=1 lists each mistake.
Before them: forms, the outcomes of forms, and how well the checks on quality judge labelled answers.
"""

from __future__ import annotations

import difflib
import os
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from benches import forms, outcomes, quality
from benches.labelled import NAMES, Labelled, Sentence, labelled_mails, labelled_sentences
from harness.domain.message import Reading, StatedPromise
from harness.reading import read
from harness.reading.promises import find_promises

ALIKE = 0.95
"""New text counts as found when it is at least so similar to what the label says."""


def main() -> None:
    forms.main()
    outcomes.main()
    quality.main()
    corpus = Path(os.environ.get("CORPUS", "../shared/corpus"))
    if not corpus.is_dir():
        corpus = Path(__file__).parent.parent / "tests" / "reading" / "samples"
    verbose = bool(os.environ.get("VERBOSE"))
    print(f"Mails and sentences of {corpus}")
    mails = labelled_mails(corpus)
    if mails:
        readings, spent = _read_all(mails)
        print_kinds(mails, readings, verbose)
        print_new_text(mails, readings, verbose)
        print(f"  {1000 * spent / len(mails):.1f} ms of CPU a mail, {longest(mails):.0f} ms the slowest")
    sentences = labelled_sentences(corpus)
    if sentences:
        print_promises(sentences, verbose)


def _read_all(mails: list[Labelled]) -> tuple[list[Reading], float]:
    read(mails[0].raw)  # word lists are compiled once
    for one in mails:
        read(one.raw)
    begun = time.process_time()
    readings = [read(one.raw) for one in mails]
    return readings, time.process_time() - begun


def longest(mails: list[Labelled]) -> float:
    """Milliseconds of the mail that takes longest."""
    times = []
    for one in mails:
        begun = time.process_time()
        read(one.raw)
        times.append(1000 * (time.process_time() - begun))
    return max(times)


def scores(pairs: Counter[tuple[str, str]]) -> dict[str, tuple[int, float, float, float]]:
    """For each true kind: how many, precision, recall, F1."""
    found: dict[str, tuple[int, float, float, float]] = {}
    for name in sorted({truth for truth, _ in pairs}):
        right = pairs[name, name]
        said = sum(n for (_, other), n in pairs.items() if other == name)
        real = sum(n for (truth, _), n in pairs.items() if truth == name)
        precision, recall = right / max(1, said), right / max(1, real)
        found[name] = (real, precision, recall, 2 * precision * recall / max(1e-9, precision + recall))
    return found


def pairs_of(mails: list[Labelled], readings: list[Reading]) -> Counter[tuple[str, str]]:
    """How often each kind was taken for which."""
    return Counter(
        (mail.kind, NAMES.get(reading.kind.value, reading.kind.value))
        for mail, reading in zip(mails, readings, strict=True)
    )


def print_kinds(mails: list[Labelled], readings: list[Reading], verbose: bool) -> None:
    pairs = pairs_of(mails, readings)
    table = scores(pairs)
    names = [*table, "unknown"]
    print(f"\nKinds ({len(mails)} mails; rows are true, columns what was said)")
    print("  " + " " * 16 + "".join(f"{name[:8]:>9}" for name in names) + "   precision recall     F1")
    for name, (_, precision, recall, f1) in table.items():
        cells = "".join(f"{pairs[name, said] or '.':>9}" for said in names)
        print(f"  {name:16}{cells}   {precision:9.3f} {recall:6.3f} {f1:6.3f}")
    unknown = sum(n for (_, said), n in pairs.items() if said == "unknown")
    print(f"  macro F1 {sum(one[3] for one in table.values()) / len(table):.3f}, unknown {unknown / len(mails):.1%}")
    reasoned = [(m, r) for m, r in zip(mails, readings, strict=True) if m.reason]
    right = sum(r.bounce is not None and r.bounce.reason.value == m.reason for m, r in reasoned)
    print(f"  reason of bounces right: {right} of {len(reasoned)} ({right / max(1, len(reasoned)):.3f})")
    for mail, reading in zip(mails, readings, strict=True) if verbose else ():
        if mail.kind != NAMES.get(reading.kind.value, reading.kind.value):
            print(f"    {mail.name}: {mail.kind}, taken for {reading.kind.value}: {reading.new_text[:90]!r}")
            print(
                "".join(f"        {one.says} {one.weight:.1f} {one.because[:80]}\n" for one in reading.reasons), end=""
            )
        elif mail.reason and (reading.bounce is None or reading.bounce.reason.value != mail.reason):
            print(f"    {mail.name}: {mail.reason}, taken for {reading.bounce}")


def print_new_text(mails: list[Labelled], readings: list[Reading], verbose: bool) -> None:
    told = [(mail, reading) for mail, reading in zip(mails, readings, strict=True) if mail.new_text]
    alike = 0
    for mail, reading in told:
        similarity = likeness(reading.new_text, mail.new_text)
        alike += similarity >= ALIKE
        if verbose and similarity < ALIKE:
            print(
                f"    {mail.name}: {similarity:.2f}\n      got  {reading.new_text[-200:]!r}\n      want {mail.new_text[-200:]!r}"
            )
    print(f"\nNew text at least {ALIKE:.0%} similar: {alike} of {len(told)} ({alike / max(1, len(told)):.3f})")


def likeness(one: str, other: str) -> float:
    """Similarity of two texts, white space apart."""
    return difflib.SequenceMatcher(None, " ".join(one.split()), " ".join(other.split()), autojunk=False).ratio()


def print_promises(sentences: list[Sentence], verbose: bool) -> None:
    right = wrong = missed = taken = vague = 0
    for one in sentences:
        found = find_promises(one.text, now=datetime.fromisoformat(one.reference))
        timed = next((promise for promise in found if not promise.vague), None)
        is_right = timed is not None and value_of(timed) == one.expected
        promised = one.kind in ("duration", "deadline")
        right += promised and is_right
        wrong += timed is not None and not is_right
        missed += promised and not is_right
        taken += one.kind == "none" and timed is not None
        vague += one.kind == "vague" and any(promise.vague for promise in found)
        if verbose and (is_right != promised or (timed is not None and not promised)):
            print(f"    {one.kind} {one.expected}, found {timed and value_of(timed)}: {one.text}")
    negatives = sum(one.kind == "none" for one in sentences)
    print(f"\nPromises ({len(sentences)} sentences)")
    print(f"  precision {right / max(1, right + wrong):.3f}  recall {right / max(1, right + missed):.3f}")
    print(f"  no promises taken for one: {taken} of {negatives}")
    print(f"  vague ones told as vague: {vague} of {sum(one.kind == 'vague' for one in sentences)}")


def value_of(promise: StatedPromise) -> str:
    """What a label states: the duration, or the deadline on the writer's clock."""
    return promise.duration or promise.local_deadline or ""


if __name__ == "__main__":
    main()
