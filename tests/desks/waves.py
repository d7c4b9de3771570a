"""Run the product's own command against a desk, and look at what it says about it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.checks.quality import QUALITY

MANNERS = {check.key for check in QUALITY}
STORIES = Path(__file__).parent / "stories"


@dataclass(frozen=True, kw_only=True)
class Wave:
    """A finished wave: exit code, everything said, the results file, the folder of the project."""

    code: int
    said: str
    results: dict[str, Any]
    folder: Path

    def failed(self) -> set[str]:
        """Checks that failed anywhere, musts and shoulds, over single conversations and over the wave.

        How well an agent writes is left out: here the stories write the agent's words themselves.
        """
        return {one["check"] for one in self.findings() if one["verdict"] == "failed"} - MANNERS

    def findings(self, check: str = "") -> list[dict[str, Any]]:
        every = [*self.results["findings"], *(one for probe in self.probes for one in probe["findings"])]
        return [one for one in every if check in ("", one["check"])]

    @property
    def probes(self) -> list[dict[str, Any]]:
        return list(self.results["probes"])

    def verdicts(self) -> set[str]:
        return {probe["verdict"] for probe in self.probes}

    @property
    def page(self) -> str:
        return next(self.folder.glob("reports/*/index.html")).read_text("utf-8")


def run_wave(config: Path, *words: str, wait: str = "120s") -> Wave:
    """`shopper run` in a process of its own, as its user starts it."""
    folder = config.parent
    command = [sys.executable, "-m", "harness.cli", "run", "-c", str(config), "--wait", wait]
    ended = subprocess.run(
        [*command, "--json", str(folder / "results.json"), *words],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    (folder / "said.txt").write_text(f"{ended.returncode}\n{ended.stdout}{ended.stderr}", "utf-8")
    wave = read_wave(folder)
    assert wave is not None, ended.stdout + ended.stderr
    return wave


def read_wave(folder: Path) -> Wave | None:
    """The wave that was run in this folder, if there is one."""
    if not ((folder / "said.txt").is_file() and (folder / "results.json").is_file()):
        return None
    code, _, said = (folder / "said.txt").read_text("utf-8").partition("\n")
    return Wave(
        code=int(code), said=said, results=json.loads((folder / "results.json").read_text("utf-8")), folder=folder
    )
