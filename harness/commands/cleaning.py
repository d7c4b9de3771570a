"""Retention: forget waves that are older than `limits.retention`, in the journal and in the reports folder."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.scenario import Project
from harness.domain.wording import count
from harness.journal.journal import Journal


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
        if wave:
            _check_over(journal, wave)
        over = journal.over_before(now if wave else now - timedelta(seconds=project.limits.retention))
        chosen = tuple(one for one in over if wave in ("", one))
        yield from (f"  {one}" for one in chosen)
        if sure and chosen:
            journal.forget(chosen)
            for one in chosen:
                _remove_report(Path(project.reports), one)
        done = "forgotten, with evidence and reports" if sure else "would be forgotten; add --yes to do it"
        yield f"{count(len(chosen), 'wave')} {done}." if chosen else "Nothing is old enough to be forgotten."
    finally:
        journal.close()


def _check_over(journal: Journal, wave: str) -> None:
    """Raise UsageError for a wave that is unknown, and another for one that still waits."""
    rows = {row.id: row for row in journal.waves()}
    if wave not in rows:
        close = difflib.get_close_matches(wave, rows, n=1)
        remedy = f"Did you mean {close[0]!r}?" if close else "`shopper status` lists those there are."
        raise UsageError(f"Forgetting wave {wave!r}", "there is none of that name", remedy)
    if rows[wave].open:
        got = f"{rows[wave].open} of its {count(rows[wave].conversations, 'conversation')} still open"
        remedy = "`shopper status` says what they wait for; `shopper collect` goes on with them."
        raise UsageError(f"Forgetting wave {wave!r}", got, remedy)


def _remove_report(reports: Path, wave: str) -> None:
    """Only a folder that lies right below the reports folder and holds a report of ours."""
    folder = reports / wave
    if folder.parent == reports and (folder / "results.json").is_file():
        shutil.rmtree(folder)
