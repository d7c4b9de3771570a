"""Retention: forget waves that are older than `limits.retention`, in the journal and in the reports folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.scenario import Project
from harness.domain.wording import count


def clean_lines(project: Project, wave: str, *, sure: bool) -> Iterator[str]:
    """What would be forgotten, a line each; with `sure` it is.

    Args:
        wave: this wave only, however young; "" for all that are older than the project's retention.

    Raises:
        UsageError: there is no such wave, or it still waits for answers.
    """
    journal = wiring.open_journal(project)
    try:
        now = wiring.real_clock().now()
        over = journal.over_before(now if wave else now - timedelta(seconds=project.limits.retention))
        chosen = tuple(one for one in over if wave in ("", one))
        if wave and not chosen:
            raise UsageError(
                f"Forgetting wave {wave!r}", "it is unknown or still waits for answers", "See `shopper status`."
            )
        yield from (f"  {one}" for one in chosen)
        if sure and chosen:
            journal.forget(chosen)
            for one in chosen:
                _remove_report(Path(project.reports), one)
        done = "forgotten, with evidence and reports" if sure else "would be forgotten; add --yes to do it"
        yield f"{count(len(chosen), 'wave')} {done}." if chosen else "Nothing is old enough to be forgotten."
    finally:
        journal.close()


def _remove_report(reports: Path, wave: str) -> None:
    """Only a folder that lies right below the reports folder and holds a report of ours."""
    folder = reports / wave
    if folder.parent == reports and (folder / "results.json").is_file():
        shutil.rmtree(folder)
