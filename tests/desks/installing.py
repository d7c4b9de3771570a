"""Helpdesks nobody here wrote, each in a virtualenv of its own below `.desks/`, pinned by name, version and hash."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SITES = Path(__file__).parent / "sites"
_NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Connection(?:Error|Reset|Refused)"
    r"|Temporary failure in name resolution|Network is unreachable|getaddrinfo failed"
)


def installed(desk: str) -> Path:
    """The virtualenv of a desk, made now if its pins have changed. Skips the test where no package index answers."""
    folder, reason = _install(desk)
    if reason:
        pytest.skip(reason)
    return folder


@cache
def _install(desk: str) -> tuple[Path, str]:
    """(virtualenv, why there is none). One process at a time: the workers of pytest-xdist wait for the first."""
    pins = SITES / f"{desk}.txt"
    wanted = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()
    folder = ROOT / ".desks" / desk
    stamp = folder / ".installed"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / f".{desk}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text("utf-8") == wanted:
            return folder, ""
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        ended = subprocess.run(
            [*pip, "--retries", "1", "--require-hashes", "-r", str(pins)], check=False, capture_output=True, text=True
        )
        if ended.returncode and _NO_NETWORK.search(ended.stderr):
            return folder, f"{desk} is not installed, and the package index does not answer"
        assert ended.returncode == 0, ended.stderr[-2000:]
        stamp.write_text(wanted, "utf-8")
        return folder, ""
