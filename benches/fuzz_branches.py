"""The part of `make fuzz` that atheris runs, in a process of its own: libFuzzer ends it when it is done."""

from __future__ import annotations

import sys

from atheris import Fuzz, Setup, instrument_imports  # type: ignore[attr-defined]

with instrument_imports(include=["harness.reading"]):
    from benches.fuzz import guarded

if __name__ == "__main__":
    Setup(sys.argv, guarded)
    Fuzz()
