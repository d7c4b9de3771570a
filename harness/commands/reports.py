"""Reports and states of waves that are in the journal; nothing here sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from harness import wiring
from harness.commands.options import Outputs
from harness.domain.errors import HarnessFault, UsageError
from harness.domain.scenario import Project
from harness.domain.verdict import NextDue, ProbeResult, Verdict, WaveResult
from harness.engine.guards import quiet_until
from harness.engine.judging import judge_wave
from harness.journal.journal import Journal
from harness.report.masking import Mask


def rewrite_report(project: Project, wave: str, outputs: Outputs) -> WaveResult:
    """Judge a wave anew and write its report; nothing is sent.

    Raises:
        UsageError: there is no such wave.
    """
    journal = wiring.open_journal(project)
    try:
        rows = journal.waves()
        if not wave and not rows:
            raise UsageError("Writing a report", "there is no wave yet", "Start one with `shopper run`.")
        result = judge_wave(journal, wave or rows[0].id, wiring.real_clock().now(), wiring.believed(project))
        write_reports(result, journal, Path(project.reports), outputs)
        return result
    finally:
        journal.close()


def status_lines(project: Project) -> Iterator[str]:
    """Waves, the newest first, and what each still waits for."""
    journal = wiring.open_journal(project)
    try:
        rows = journal.waves()
        for row in rows:
            result = judge_wave(journal, row.id, wiring.real_clock().now(), wiring.believed(project))
            yield f"{row.id}  {result.sentence} {next_line(result)}".rstrip()
        if not rows:
            yield "No wave yet. Start one with `shopper run`."
    finally:
        journal.close()


def next_line(result: WaveResult) -> str:
    """What is due next in the wave and in which conversation; "" when all are over."""
    open_still = [(due, one.probe) for one in result.results if (due := _due_of(one, result.judged_at)) is not None]
    if not open_still:
        return ""
    due, probe = min(open_still, key=lambda one: one[0].at)
    whose = f"({probe.title} [{probe.mailbox}])"
    if due.at <= result.judged_at:
        return f"Due now: {due.what} {whose}; `shopper collect` looks."
    return f"Next, {due.at:%Y-%m-%d %H:%M} UTC: {due.what} {whose}."


def _due_of(one: ProbeResult, now: datetime) -> NextDue | None:
    """Quiet hours put an enquiry off, whatever is planned."""
    due = one.next_due
    if due is None or one.conversation.opening is not None:
        return due
    quiet = quiet_until(one.probe.desk, one.probe.limits.quiet, now)
    return due if quiet is None else replace(due, at=max(quiet, due.at))


def exit_code(result: WaveResult, fail_on: str) -> int:
    """PRODUCT.md, "Exit codes": the desk's failures before ours, ours before waiting."""
    verdicts = {result.verdict, *(one.verdict for one in result.results)}
    if Verdict.FAILED in verdicts:
        return 1
    if Verdict.INCONCLUSIVE in verdicts:
        return 3
    return 4 if Verdict.WAITING in verdicts and fail_on == "waiting" else 0


_MOST_LINES = 5


def write_reports(result: WaveResult, journal: Journal, folder: Path, outputs: Outputs) -> None:
    """Page, JUnit and JSON into the wave's own folder below `folder`, and wherever the user wants them besides.

    Raises:
        HarnessFault: no room, no such folder, no permission; the wave itself is kept.
    """
    try:
        _write_reports(result, journal, folder, outputs)
    except OSError as error:
        where = error.filename or folder / result.wave
        got = error.strerror or str(error)
        remedy = f"The wave is kept: mend that, then run `shopper report --wave {result.wave}`."
        raise HarnessFault(f"Writing the report to {where}", got, remedy) from error


def _write_reports(result: WaveResult, journal: Journal, folder: Path, outputs: Outputs) -> None:
    from harness.report.html import write_html
    from harness.report.junit import write_junit
    from harness.report.masking import mask_for
    from harness.report.results import read_summary, write_json

    mask = mask_for(result, show_names=outputs.show_names)
    own = folder / result.wave
    own.mkdir(parents=True, exist_ok=True)
    older = [row.id for row in journal.waves() if row.started_at < result.started_at]
    previous = next(
        (folder / wave / "results.json" for wave in older if (folder / wave / "results.json").is_file()), None
    )
    summary = read_summary(previous.read_text("utf-8")) if previous is not None else None
    for page in filter(None, (own / "index.html", outputs.html)):
        write_html(result, page, blob=journal.blob, mask=mask, previous=summary, lean=outputs.lean)
    for path in filter(None, (own / "results.json", outputs.json)):
        path.write_text(write_json(result, mask), "utf-8")
    for path in filter(None, (own / "junit.xml", outputs.junit)):
        path.write_text(write_junit(result, mask), "utf-8")
    print(result.sentence)
    for line in console_lines(result, mask):
        print(line)
    print(f"Report: {own / 'index.html'}")


def console_lines(result: WaveResult, mask: Mask) -> Iterator[str]:
    """What went wrong and what could not be measured, a line each; the page tells the rest."""
    from harness.report.troubles import troubles, unmeasured

    for one in [one for one in troubles(result) if not one.remark][:_MOST_LINES]:
        yield f"  failed: {one.question} {one.failed} of {one.judged}, for example: {mask(one.example)}"
    for ours in unmeasured(result)[:_MOST_LINES]:
        yield f"  {ours.conversations} from {ours.mailboxes}: {mask(ours.sentence)}"
