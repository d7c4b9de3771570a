"""Kinds of mail and promises on a labelled folder: `make accuracy` (CORPUS=... for another one)."""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from pathlib import Path

from benches import forms, outcomes
from harness.reading import read
from harness.reading.promises import find_promises

NAMES = {"ack": "acknowledgement"}


def main() -> None:
    forms.main()
    outcomes.main()
    corpus = Path(os.environ.get("CORPUS", "../shared/corpus"))
    if not (corpus / "mail" / "labels.tsv").is_file():
        print(f"No labelled mails in {corpus}: set CORPUS to a folder with mail/labels.tsv and promises.tsv.")
        return
    _kinds(corpus / "mail")
    _promises(corpus / "promises.tsv")


def _kinds(folder: Path) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    begun = time.perf_counter()
    with (folder / "labels.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        kind = read((folder / row["file"]).read_bytes()).kind.value
        seen[NAMES.get(row["class"], row["class"]), kind] += 1
    spent = 1000 * (time.perf_counter() - begun) / max(1, len(rows))
    print(f"{len(rows)} mails, {spent:.1f} ms each")
    scores = []
    for name in sorted({truth for truth, _ in seen}):
        right = seen[name, name]
        found = sum(n for (_, said), n in seen.items() if said == name)
        real = sum(n for (truth, _), n in seen.items() if truth == name)
        precision, recall = right / max(1, found), right / max(1, real)
        scores.append(2 * precision * recall / max(1e-9, precision + recall))
        confused = ", ".join(
            f"{said} {n}" for (truth, said), n in sorted(seen.items()) if truth == name and said != name
        )
        print(f"  {name:16} n {real:3}  precision {precision:.2f}  recall {recall:.2f}  taken for: {confused or '-'}")
    print(f"  macro F1 {sum(scores) / len(scores):.2f}")


def _promises(file: Path) -> None:
    right = wrong = missed = negatives = taken = 0
    with file.open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened, delimiter="\t"):
            found = [one for one in find_promises(row["sentence"], language=row["language"]) if not one.vague]
            if row["kind"] == "duration":
                right += bool(found)
                missed += not found
            elif row["kind"] == "none":
                negatives += 1
                taken += bool(found)
            elif found:
                wrong += 1
    print(
        f"promises of a duration: found {right}, missed {missed}; none: taken {taken} of {negatives}; others misread {wrong}"
    )


if __name__ == "__main__":
    main()
