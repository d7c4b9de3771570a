"""Figures of the whole way, medians of five, printed with the machine: `make bench`.

Not timed tests: nothing here passes or fails. Each figure runs in this process or in one child, on loopback only.
"""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benches import forms_speed
from harness import wiring
from harness.channels.email.canary import compose_canary
from harness.channels.email.submission import SmtpSubmitter
from harness.channels.email.watching import ImapMailbox, Pacing
from harness.demo.project import demo_project, open_world
from harness.domain.evidence import MailboxEvidence, WatchBegan
from harness.domain.scenario import Probe
from harness.domain.verdict import Verdict
from harness.engine.judging import judge_wave
from harness.engine.session import Session
from harness.journal.journal import Journal
from harness.loading.documents import Mistakes
from harness.loading.load import Loaded, load_scenarios
from harness.loading.plan import Selection, plan_probes
from harness.ports import NewMail
from harness.report.html import write_html
from harness.report.masking import mask_for

SCENARIOS = Path(__file__).parent.parent / "scenarios"
ROUNDS = 5
MANY = 1000


def main() -> None:
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"shopper --help, CPU: {statistics.median(_help_cpu() for _ in range(ROUNDS)):.2f} s (median of {ROUNDS})")
    demos = [_demo() for _ in range(ROUNDS)]
    print(f"shopper demo: {statistics.median(demos):.1f} s (median of {ROUNDS})")
    trips = asyncio.run(_round_trips(200))
    ordered = sorted(trips)
    print(f"mail round trip, embedded: p50 {1000 * ordered[100]:.1f} ms, p99 {1000 * ordered[197]:.1f} ms, n = 200")
    asyncio.run(_thousand())
    forms_speed.main()


def _help_cpu() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "harness.cli", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def _demo() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        words = [sys.executable, "-m", "harness.cli", "demo", "-q", "--out", folder]
        subprocess.run(words, check=True, capture_output=True)
        return time.perf_counter() - begun


class _Counting:
    """A sink that tells when a mail was handed over."""

    def __init__(self) -> None:
        self.got = asyncio.Event()
        self.ready = asyncio.Event()

    async def take(self, mail: NewMail) -> None:
        self.got.set()

    async def note(self, evidence: MailboxEvidence) -> None:
        if isinstance(evidence, WatchBegan):
            self.ready.set()


async def _round_trips(count: int) -> list[float]:
    """Submit on the gmail-like provider until the watcher hands the mail over."""
    async with open_world() as world:
        settings = demo_project(world, SCENARIOS, Path()).mailboxes["gmail"]
        submitter = SmtpSubmitter(settings, world.clock, pace=0.0)
        mailbox = ImapMailbox(settings, world.clock, Pacing(poll=0.02))
        sink = _Counting()
        watching = asyncio.create_task(mailbox.watch({}, sink))
        await sink.ready.wait()
        times = []
        for number in range(count):
            sink.got.clear()
            begun = time.perf_counter()
            await submitter.send(compose_canary(settings, f"CANARY-{number:08d}", world.clock.now()))
            await sink.got.wait()
            times.append(time.perf_counter() - begun)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await submitter.close()
        await mailbox.close()
        return times


async def _thousand() -> None:
    """A thousand clean conversations by mail, the whole way, and their report."""
    folder = Path(tempfile.mkdtemp())
    async with open_world() as world:
        project = demo_project(world, SCENARIOS, folder)
        mistakes = Mistakes()
        scenarios, files = load_scenarios(
            project, wiring.vocabulary(), mistakes, [SCENARIOS / "billing/refund-by-mail.yaml"]
        )
        loaded = Loaded(project=project, scenarios=scenarios, files=files)
        probes: list[Probe] = []
        while len(probes) < MANY:
            batch = plan_probes(
                loaded, Selection(), wave=f"w{len(probes)}", now=world.clock.now(), plus_address=wiring.plus_address
            )
            probes += [replace(probe, wave="w") for probe in batch]
        probes = probes[:MANY]
        journal = Journal.at(folder / "journal.sqlite")
        journal.open_wave("w", "A thousand", world.clock.now(), probes)
        begun = time.perf_counter()
        async with wiring.open_doors(project, journal, world.clock, probes, poll=0.02) as doors:
            await Session(doors, probes).run(None)
        worked = time.perf_counter() - begun
        result = judge_wave(journal, "w", world.clock.now(), wiring.believed(project))
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings = sum(one.verdict is Verdict.FAILED for probe in result.results for one in probe.findings)
    print(f"{MANY} conversations by mail: {worked:.0f} s, {taken:.0f} MB at most, {findings} findings")
    begun = time.perf_counter()
    page = folder / "index.html"
    write_html(result, page, blob=journal.blob, mask=mask_for(result, show_names=False))
    print(f"report of {MANY}: {time.perf_counter() - begun:.1f} s, {page.stat().st_size / 1e6:.1f} MB")
    journal.close()


if __name__ == "__main__":
    main()
