"""The committed sample report, from one demo wave with a fault that makes it worth reading: `make sample`."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from harness.commands.demo import run_demo
from harness.commands.options import Outputs

FAULTS = ("sales-first", "replies-into-junk@outlook", "answer-to-acknowledgement-opens-ticket", "login-refused@plain")
OUT = Path(__file__).parent.parent / "reports" / "sample"


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    asyncio.run(run_demo(FAULTS, folder, "", "", Outputs(quiet=True, lean=True)))
    page = next(folder.glob("demo-*/index.html"))
    OUT.mkdir(parents=True, exist_ok=True)
    shutil.copy(page, OUT / "index.html")
    print(f"{OUT / 'index.html'}: {page.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
