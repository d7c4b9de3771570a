"""What the commands do: each loads, runs the engine, judges, writes, and yields an exit code."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import IO

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.scenario import Probe, Project
from harness.domain.verdict import ProbeResult, Verdict, WaveResult
from harness.domain.wording import count
from harness.engine.guards import check_budget, check_doors
from harness.engine.judging import judge_wave
from harness.engine.session import Progress, Session
from harness.journal.journal import Journal
from harness.loading.durations import parse_span
from harness.loading.load import Loaded
from harness.loading.plan import Selection, plan_probes
from harness.ports import Clock


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What to write, beside the report in the reports folder."""

    html: Path | None = None
    junit: Path | None = None
    json: Path | None = None
    show_names: bool = False
    quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class Stay:
    """How long to wait for answers, in which browser, and what counts as failure."""

    wait: str = "0s"
    browser: str = ""
    fail_on: str = ""

    @property
    def span(self) -> timedelta:
        try:
            return timedelta(seconds=parse_span(self.wait).calendar_seconds or 0.0)
        except ValueError as error:
            raise UsageError("Reading --wait", str(error)) from error


def selection(
    tags: Sequence[str] | None, words: str, mailboxes: Sequence[str] | None, desks: Sequence[str] | None, shard: str
) -> Selection:
    """The user's options as a selection. Raises UsageError for a shard that is none."""
    which, _, of = shard.partition("/")
    if not (which.isdigit() and of.isdigit() and 1 <= int(which) <= int(of)):
        raise UsageError("Reading --shard", f"{shard!r} is no part of a whole", "Write it like 1/3.")
    return Selection(
        tags=tuple(tags or ()),
        words=words,
        mailboxes=tuple(mailboxes or ()),
        desks=tuple(desks or ()),
        shard=(int(which), int(of)),
    )


def plan_lines(loaded: Loaded, chosen: Selection) -> Iterator[str]:
    """What would be sent to whom, a line for each conversation."""
    probes = _plan(loaded, chosen, "plan", wiring.real_clock().now())
    for probe in probes:
        opening = probe.opening
        target = ""
        if opening is not None and opening.kind == "send":
            target = probe.desk.addresses[opening.to].address
        elif opening is not None:
            target = probe.desk.forms[opening.form].url
        subject = opening.subject if opening is not None else ""
        yield f"{probe.title}  {probe.address} -> {target}  “{subject}”"
    yield f"{count(len(probes), 'conversation')} would be started. Nothing was sent."


async def run_wave(loaded: Loaded, chosen: Selection, stay: Stay, outputs: Outputs) -> int:
    """Open a wave, work on it, judge it, write its report. Returns the exit code."""
    clock = wiring.real_clock()
    now = clock.now()
    wave = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    probes = _plan(loaded, chosen, wave, now)
    if not probes:
        return 5
    journal = wiring.open_journal(loaded.project)
    try:
        await _work(loaded, journal, clock, probes, stay.span, (stay.browser, 30.0, outputs.quiet))
        result = judge_wave(journal, wave, clock.now())
        _write(result, journal, Path(loaded.project.reports), outputs)
        return exit_code(result, stay.fail_on)
    finally:
        journal.close()


async def collect(project: Project, stay: Stay, outputs: Outputs) -> int:
    """Go on with every open conversation of every wave. Returns the worst exit code of the waves touched."""
    clock = wiring.real_clock()
    journal = wiring.open_journal(project)
    try:
        probes = journal.open_probes()
        waves = dict.fromkeys(probe.wave for probe in probes) or dict.fromkeys(row.id for row in journal.waves()[:1])
        if probes:
            async with wiring.open_doors(
                project, journal, clock, probes, browser=stay.browser, environ=os.environ
            ) as doors:
                await Session(doors, probes, _teller(outputs.quiet)).run(stay.span)
        codes = [0 if waves else 5]
        for wave in waves:
            result = judge_wave(journal, wave, clock.now())
            _write(result, journal, Path(project.reports), outputs)
            codes.append(exit_code(result, stay.fail_on))
        return next((code for code in (1, 3, 4, 5) if code in codes), 0)
    finally:
        journal.close()


async def run_probes(loaded: Loaded, probes: Sequence[Probe], wait: str, shared: str = "") -> tuple[ProbeResult, ...]:
    """Run some probes as one wave and judge them; for the pytest plugin.

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
                await _work(loaded, journal, clock, probes, Stay(wait=wait).span, ("", 30.0, True))
        return judge_wave(journal, wave, clock.now()).results
    finally:
        journal.close()


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
        result = judge_wave(journal, wave or rows[0].id, wiring.real_clock().now())
        _write(result, journal, Path(project.reports), outputs)
        return result
    finally:
        journal.close()


def status_lines(project: Project) -> Iterator[str]:
    """Waves, the newest first, and what each still waits for."""
    journal = wiring.open_journal(project)
    try:
        rows = journal.waves()
        for row in rows:
            result = judge_wave(journal, row.id, wiring.real_clock().now())
            waiting = [one for one in result.results if one.verdict is Verdict.WAITING]
            due = min((one.next_due for one in waiting if one.next_due), default=None)
            later = f"; next due {due:%Y-%m-%d %H:%M} UTC" if due else ""
            yield f"{row.id}  {result.sentence}{later}"
        if not rows:
            yield "No wave yet. Start one with `shopper run`."
    finally:
        journal.close()


async def run_demo(faults: tuple[str, ...], out: Path, words: str, browser: str, outputs: Outputs) -> int:
    """A wave against the embedded world."""
    from harness.demo.project import demo_project, open_world
    from harness.loading.documents import Mistakes
    from harness.loading.load import load_scenarios

    folder = Path.cwd() / out
    async with open_world(faults) as world:
        project = demo_project(world, scenario_pack(), folder)
        mistakes = Mistakes()
        scenarios, files = load_scenarios(project, wiring.vocabulary(), mistakes)
        mistakes.raise_if_any()
        loaded = Loaded(project=project, scenarios=scenarios, files=files)
        wave = f"demo-{secrets.token_hex(3)}"
        probes = _plan(loaded, Selection(words=words), wave, world.clock.now())
        if not probes:
            return 5
        journal = wiring.open_journal(project)
        try:
            await _work(loaded, journal, world.clock, probes, None, (browser, 0.02, outputs.quiet))
            result = judge_wave(journal, wave, world.clock.now())
            _write(replace(result, title="Demo wave"), journal, folder, outputs)
            return exit_code(result, "")
        finally:
            journal.close()


async def serve_world(faults: tuple[str, ...], say: Callable[[str], None]) -> None:
    """Serve the embedded world in real time until interrupted."""
    import asyncio

    from harness.demo.project import PASSWORD, TOKEN, Pace, open_world

    async with open_world(faults, Pace(start=wiring.real_clock().now(), speed=60.0, leaping=False)) as world:
        say(f"Desk: {world.web.url}/  (its time runs sixty times as fast: an hour is a minute)")
        say("Addresses: support@, sales@, premium@acme.test")
        for key, one in world.mail.providers.items():
            secret = f"token {TOKEN}" if one.traits.oauth_only else f"password {PASSWORD}"
            ports = f"IMAP (TLS) 127.0.0.1:{one.imap_port}, SMTP (STARTTLS) 127.0.0.1:{one.smtp_port}"
            say(f"{key}: jane@{one.traits.domain}, {secret}, {ports}")
        say("Stop with Ctrl-C.")
        await asyncio.Event().wait()


def fault_names() -> tuple[str, ...]:
    from harness.demo import project

    return project.fault_names()


def scenario_pack() -> Path:
    """The scenarios that ship: beside the package in a checkout, inside it when installed."""
    beside = Path(__file__).resolve().parent.parent / "scenarios"
    return beside if beside.is_dir() else Path(__file__).resolve().parent / "scenarios"


def explain_mails(paths: Sequence[Path]) -> Iterator[str]:
    """Each mail in plain words."""
    from harness.reading import read

    files = [file for path in paths for file in (sorted(path.rglob("*.eml")) if path.is_dir() else [path])]
    for file in files:
        try:
            reading = read(file.read_bytes())
        except OSError as error:
            raise UsageError(f"Reading {file}", error.strerror or "cannot be read") from error
        yield f"{file}: {reading.kind.value.replace('_', ' ')}"
        yield from (f"    because {one.because}" for one in reading.reasons)
        yield from (
            f"    says: {flag.value.replace('_', ' ')}" for flag in sorted(reading.flags, key=lambda f: f.value)
        )
        yield from (f"    promise: “{one.text}” {one.duration or 'no time'}" for one in reading.promises)
        if reading.ticket_references:
            yield f"    ticket: {', '.join(reading.ticket_references)}"
        if reading.agent:
            yield f"    signed by: {reading.agent}"
        yield f"    new text: {reading.new_text[:200]!r}"


def schema_text(which: str) -> str:
    """Raises UsageError for a word that names no file."""
    import json

    from harness.loading.schema import project_schema, scenario_schema
    from harness.report.results import results_schema

    known = {"project": project_schema, "scenario": scenario_schema, "results": results_schema}
    if which not in known:
        raise UsageError(f"Printing the schema of {which!r}", "there is none", f"Known: {', '.join(known)}.")
    return json.dumps(known[which](), indent=2, ensure_ascii=False)


def exit_code(result: WaveResult, fail_on: str) -> int:
    """PRODUCT.md, "Exit codes": the desk's failures before ours, ours before waiting."""
    verdicts = {one.verdict for one in result.results}
    if Verdict.FAILED in verdicts:
        return 1
    if Verdict.INCONCLUSIVE in verdicts:
        return 3
    return 4 if Verdict.WAITING in verdicts and fail_on == "waiting" else 0


# --- private ---------------------------------------------------------------------------------------------------------


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


def _plan(loaded: Loaded, chosen: Selection, wave: str, now: datetime) -> tuple[Probe, ...]:
    return plan_probes(loaded, chosen, wave=wave, now=now, plus_address=wiring.plus_address)


async def _work(
    loaded: Loaded,
    journal: Journal,
    clock: Clock,
    probes: Sequence[Probe],
    wait: timedelta | None,
    how: tuple[str, float, bool],
) -> None:
    """Check the guard rails, record the wave, then work on it. Nothing is recorded or sent if a check refuses."""
    browser, poll, quiet = how
    project = loaded.project
    async with wiring.open_doors(
        project, journal, clock, probes, browser=browser, environ=os.environ, poll=poll
    ) as doors:
        check_budget(doors, probes)
        check_doors(doors, probes)
        journal.keep(loaded.files.values())
        journal.open_wave(probes[0].wave, f"Wave {probes[0].wave}", clock.now(), probes)
        await Session(doors, probes, _teller(quiet)).run(wait)


def _teller(quiet: bool) -> Callable[[Progress], None]:
    """Plain lines of progress: one whenever a conversation has come to rest."""

    def tell(progress: Progress) -> None:
        if not quiet and progress.conversation.ended is not None and progress.resting:
            print(
                f"  {progress.probe.title} [{progress.probe.mailbox}]: {progress.conversation.ended.reason}", flush=True
            )

    return tell


def _write(result: WaveResult, journal: Journal, folder: Path, outputs: Outputs) -> None:
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
        write_html(result, page, blob=journal.blob, mask=mask, previous=summary)
    for path in filter(None, (own / "results.json", outputs.json)):
        path.write_text(write_json(result, mask), "utf-8")
    for path in filter(None, (own / "junit.xml", outputs.junit)):
        path.write_text(write_junit(result, mask), "utf-8")
    print(f"{result.sentence}\nReport: {own / 'index.html'}")
