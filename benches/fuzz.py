"""`make fuzz`: the mail reader against bytes nobody would write (SECONDS=60, EXAMPLES=2000).

First hypothesis bends real samples and invents texts, then atheris follows the branches of the code from the same
samples. What breaks the reader is written to tests/reading/findings/ and read by the tests from then on.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benches.labelled import labelled_mails
from harness.domain.message import SentText
from harness.reading import read
from harness.reading.promises import find_promises

ROOT = Path(__file__).parent.parent
FINDINGS = ROOT / "tests" / "reading" / "findings"
SAMPLES = ROOT / "tests" / "reading" / "samples"


def check(raw: bytes) -> None:
    """Reading holds for any bytes: it raises nothing, and what it quotes stands where it says."""
    reading = read(raw, sent=[SentText(subject="Hello", text="I was charged twice for order 4711.")])
    for promise in reading.promises:
        assert reading.new_text[promise.start : promise.end] == promise.text
    assert reading.size == len(raw)


def guarded(raw: bytes) -> None:
    """The same; bytes that break it are kept before the fault goes on."""
    try:
        check(raw)
    except Exception:
        FINDINGS.mkdir(exist_ok=True)
        (FINDINGS / hashlib.sha256(raw).hexdigest()[:16]).write_bytes(raw)
        raise


def by_hypothesis(examples: int) -> None:
    mails = [one.raw for one in labelled_mails(SAMPLES)]
    quiet = settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))

    @quiet
    @given(st.sampled_from(mails), st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=6)), max_size=8))
    def bent(raw: bytes, changes: list[tuple[int, bytes]]) -> None:
        for at, piece in changes:
            raw = raw[: at % (len(raw) + 1)] + piece + raw[at % (len(raw) + 1) + len(piece) // 2 :]
        guarded(raw)

    @quiet
    @given(st.binary(max_size=3000))
    def invented(raw: bytes) -> None:
        guarded(raw)

    @quiet
    @given(st.text(max_size=2000))
    def said(text: str) -> None:
        for promise in find_promises(text):
            assert text[promise.start : promise.end] == promise.text

    for one in (bent, invented, said):
        one()
        print(f"hypothesis: {one.__name__}, {examples} examples, nothing broke")


def by_atheris(seconds: int) -> int:
    """Returns the exit code of libFuzzer; 0 where atheris is not there (it is made for Linux, Python below 3.14)."""
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here: only hypothesis ran")
        return 0
    with tempfile.TemporaryDirectory() as seeds:
        for number, one in enumerate(labelled_mails(SAMPLES)):
            (Path(seeds) / str(number)).write_bytes(one.raw)
        arguments = [f"-max_total_time={seconds}", "-max_len=6000", "-timeout=20", "-print_final_stats=0", seeds]
        done = subprocess.run([sys.executable, "-m", "benches.fuzz_branches", *arguments], cwd=ROOT, check=False)
    print("atheris: nothing broke" if done.returncode == 0 else "atheris found something: see above")
    return done.returncode


def main() -> int:
    by_hypothesis(int(os.environ.get("EXAMPLES", "2000")))
    return by_atheris(int(os.environ.get("SECONDS", "60")))


if __name__ == "__main__":
    sys.exit(main())
