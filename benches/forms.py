"""Forms on labelled folders: fields, whole forms, and what must never happen; part of `make accuracy`."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tests.forms.scoring import Tally, score
from tests.forms.serving import OWN


def main() -> None:
    corpus = Path(os.environ.get("CORPUS", "../shared/corpus"))
    for folder in (OWN, corpus / "forms"):
        if (folder / "labels.json").is_file():
            _print(folder, asyncio.run(score(folder)))


def _print(folder: Path, tally: Tally) -> None:
    def share(part: int, whole: int) -> str:
        return f"{part}/{whole} ({part / max(1, whole):.0%})"

    print(f"forms in {folder.name or folder}: {tally.pages} pages with a support form")
    print(f"  e-mail, message and submit right {share(tally.core, tally.pages)}; bar 97 %")
    print(f"  whole form right {share(tally.whole, tally.pages)}; bar 90 %")
    print(f"  controls right {share(tally.right, tally.controls)}")
    print(f"  wrong but sure {share(len(tally.wrong_but_sure), tally.pages)}; bar 2 % at most")
    print(f"  posted {tally.sent}, with address and message {share(tally.sent_right, tally.sent)}")
    print(f"  pages without a support form left alone {share(tally.left_alone, tally.negatives)}; bar all")
    print(f"  honeypot filled, wrong form, captcha answered, newsletter ticked: {len(tally.faults)}; bar 0")
    for line in (*tally.missed, *tally.faults):
        print(f"    {line}")


if __name__ == "__main__":
    main()
