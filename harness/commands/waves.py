"""Waves: plan them, run them, come back to them."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import IO

from harness import wiring
from harness.commands.options import Manner, Outputs, Stay
from harness.commands.progress import progress
from harness.commands.reports import exit_code, write_reports
from harness.domain.scenario import Expect, Expected, Probe, Project
from harness.domain.verdict import ProbeResult
from harness.domain.wording import count
from harness.engine.guards import check_budget, check_doors, quiet_until
from harness.engine.judging import judge_wave
from harness.engine.session import Session
from harness.journal.journal import Journal
from harness.loading.load import Loaded
from harness.loading.plan import Selection, plan_probes
from harness.ports import Clock, Reviewer

NOTHING_MATCHED = "No scenario matches: nothing was sent. `shopper list` shows names, tags and mailboxes."


def plan_lines(loaded: Loaded, chosen: Selection) -> Iterator[str]:
    """What would be sent to whom, a line for each conversation."""
    probes = plan_wave(loaded, chosen, "plan", wiring.real_clock().now())
    for probe in probes:
        opening = probe.opening
        target = ""
        if opening is not None and opening.kind == "send":
            target = probe.desk.addresses[opening.to].address
        elif opening is not None:
            target = probe.desk.forms[opening.form].url
        subject = opening.subject if opening is not None else ""
        yield f"{probe.title}  {probe.address} -> {target}  “{subject}”"
    yield from quiet_lines(probes, wiring.real_clock().now())
    yield f"{count(len(probes), 'conversation')} would be started. Nothing was sent."


async def run_wave(loaded: Loaded, chosen: Selection, stay: Stay, outputs: Outputs) -> int:
    """Open a wave, work on it, judge it, write its report. Returns the exit code."""
    clock = wiring.real_clock()
    now = clock.now()
    wave = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    probes = plan_wave(loaded, chosen, wave, now)
    if not probes:
        print(NOTHING_MATCHED, file=sys.stderr)
        return 5
    reviewers = wiring.open_reviewers(loaded.project, semantic=stay.semantic, judge=stay.judge)
    journal = wiring.open_journal(loaded.project)
    try:
        manner = Manner(browser=stay.browser, quiet=outputs.quiet, verbose=outputs.verbose)
        await work(loaded, journal, clock, probes, stay.span, manner)
        await ask_models(journal, wave, clock, reviewers)
        result = judge_wave(journal, wave, clock.now(), wiring.believed(loaded.project))
        write_reports(result, journal, Path(loaded.project.reports), outputs)
        return exit_code(result, stay.fail_on)
    finally:
        journal.close()


async def collect(project: Project, stay: Stay, outputs: Outputs) -> int:
    """Go on with every open conversation of every wave. Returns the worst exit code of the waves touched."""
    clock = wiring.real_clock()
    reviewers = wiring.open_reviewers(project, semantic=stay.semantic, judge=stay.judge)
    journal = wiring.open_journal(project)
    try:
        probes = journal.open_probes()
        waves = dict.fromkeys(probe.wave for probe in probes) or dict.fromkeys(row.id for row in journal.waves()[:1])
        if probes:
            async with wiring.open_doors(
                project, journal, clock, probes, browser=stay.browser, environ=os.environ
            ) as doors:
                with progress(len(probes), quiet=outputs.quiet, verbose=outputs.verbose) as tell:
                    await Session(doors, probes, tell).run(stay.span)
        codes = [0 if waves else 5]
        for wave in waves:
            await ask_models(journal, wave, clock, reviewers)
            result = judge_wave(journal, wave, clock.now(), wiring.believed(project))
            write_reports(result, journal, Path(project.reports), outputs)
            codes.append(exit_code(result, stay.fail_on))
        return next((code for code in (1, 3, 4, 5) if code in codes), 0)
    finally:
        journal.close()


async def run_probes(
    loaded: Loaded, probes: Sequence[Probe], wait: str, shared: str = "", manner: Manner | None = None
) -> tuple[ProbeResult, ...]:
    """Run some probes as one wave and judge them; for the pytest plugin. Quiet unless the manner says otherwise.

    Processes that give the same word as `shared` share one wave: the first runs it, the others wait for that and judge
    from the journal. Should the first die, its wave is judged as far as it came; nothing is sent again.
    """
    clock = wiring.real_clock()
    journal = wiring.open_journal(loaded.project)
    try:
        with _claimed(Path(loaded.project.reports) / f".wave-of-{shared}" if shared else None) as claim:
            wave = claim.read()
            if not wave:
                wave = probes[0].wave
                claim.write(wave)
                claim.flush()
                await work(loaded, journal, clock, probes, Stay(wait=wait).span, manner or Manner(quiet=True))
        return judge_wave(journal, wave, clock.now(), wiring.believed(loaded.project)).results
    finally:
        journal.close()


def plan_wave(loaded: Loaded, chosen: Selection, wave: str, now: datetime) -> tuple[Probe, ...]:
    """The probes of a wave; none if nothing matches."""
    return plan_probes(loaded, chosen, wave=wave, now=now, plus_address=wiring.plus_address)


async def work(
    loaded: Loaded, journal: Journal, clock: Clock, probes: Sequence[Probe], wait: timedelta | None, manner: Manner
) -> None:
    """Check the guard rails, record the wave, then work on it. Nothing is recorded or sent if a check refuses."""
    project = loaded.project
    async with wiring.open_doors(
        project,
        journal,
        clock,
        probes,
        browser=manner.browser,
        environ=os.environ,
        poll=manner.poll,
        safety=manner.safety,
    ) as doors:
        check_budget(doors, probes)
        check_doors(doors, probes)
        journal.open_wave(probes[0].wave, f"Wave {probes[0].wave}", clock.now(), probes, loaded.files.values())
        for line in quiet_lines(probes, clock.now()):
            (manner.say or _print)(line)
        with progress(len(probes), quiet=manner.quiet, verbose=manner.verbose, say=manner.say) as tell:
            await Session(doors, probes, tell).run(wait)


def quiet_lines(probes: Sequence[Probe], now: datetime) -> list[str]:
    """A line for each desk whose quiet hours hold: a run that sends nothing must say why."""
    ends = {probe.desk.name: quiet_until(probe.desk, probe.limits.quiet, now) for probe in probes}
    return [
        f"Quiet hours (limits.quiet) of {desk} until {end:%Y-%m-%d %H:%M} UTC: nothing new is sent before. "
        "`shopper collect` after that sends it."
        for desk, end in ends.items()
        if end is not None
    ]


async def ask_models(journal: Journal, wave: str, clock: Clock, reviewers: Sequence[Reviewer]) -> None:
    """Let models say what they make of a wave, if any may be asked."""
    if reviewers:
        from harness.engine.consulting import consult

        recorded = await consult(journal, wave, clock, reviewers)
        print(f"Models were asked: {count(recorded, 'opinion')} recorded.")


def waiting_line(probes: Sequence[Probe], wait: str) -> str:
    """What a run is about to wait for, and how long."""
    desks = ", ".join(dict.fromkeys(probe.desk.name for probe in probes))
    expects = [step.what for probe in probes for step in probe.steps if isinstance(step, Expect)]
    what = ", ".join(dict.fromkeys(one.value for one in expects if one is not Expected.NOTHING)) or "the end"
    return f"{count(len(probes), 'conversation')} with {desks}: waiting at most {wait} for {what} ..."


# --- private ---------------------------------------------------------------------------------------------------------


def _print(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _claimed(file: Path | None) -> Iterator[IO[str]]:
    """The file that names the shared wave, held by one process at a time; in memory if nobody shares."""
    if file is None:
        yield StringIO()
        return
    import fcntl

    with file.open("a+", encoding="utf-8") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        claim.seek(0)
        yield claim
