"""The embedded world: a wave against it, or the world served by hand."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from harness import wiring
from harness.commands.options import Manner, Outputs
from harness.commands.reports import exit_code, write_reports
from harness.commands.waves import NOTHING_MATCHED, plan_wave, work
from harness.engine.judging import judge_wave
from harness.loading.load import Loaded
from harness.loading.plan import Selection


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
        probes = plan_wave(loaded, Selection(words=words), wave, world.clock.now())
        if not probes:
            print(NOTHING_MATCHED, file=sys.stderr)
            return 5
        journal = wiring.open_journal(project)
        manner = Manner(browser=browser, poll=0.02, safety=1.0, quiet=outputs.quiet, verbose=outputs.verbose)
        try:
            await work(loaded, journal, world.clock, probes, None, manner)
            result = judge_wave(journal, wave, world.clock.now(), wiring.believed(project))
            write_reports(replace(result, title="Demo wave"), journal, folder, outputs)
            return exit_code(result, "")
        finally:
            journal.close()


async def serve_world(faults: tuple[str, ...], folder: Path, say: Callable[[str], None]) -> None:
    """Serve the embedded world in real time until interrupted, and write a project into `folder` that points at it."""
    import asyncio

    from harness.demo.project import PASSWORD, TOKEN, local_part, open_world
    from harness.demo.serving import TEMPO, served_pace, write_served_project

    async with open_world(faults, served_pace(wiring.real_clock().now())) as world:
        config = write_served_project(folder, world)
        say(f"Desk: {world.web.url}/ and support@, sales@, premium@acme.test")
        say(f"It acknowledges after {TEMPO.acknowledges:.0f} s; support answers after {TEMPO.support:.0f} s.")
        for key, one in world.mail.providers.items():
            secret = f"token {TOKEN}" if one.traits.oauth_only else f"password {PASSWORD}"
            ports = f"IMAP (TLS) 127.0.0.1:{one.imap_port}, SMTP (STARTTLS) 127.0.0.1:{one.smtp_port}"
            name = f"{local_part(key)}@{one.traits.domain}"
            user = " (signs in as jane)" if one.traits.login_by_local_part else ""
            say(f"{key}: {name}{user}, {secret}, {ports}")
        say(f"In another terminal: shopper run -c {config} --wait 2m")
        say("Stop with Ctrl-C.")
        await asyncio.Event().wait()


def chosen_faults(named: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Those of a file first, then those of the command line. Raises ScenarioMistakes for a file with mistakes."""
    from harness.demo.fault_file import faults_in

    return tuple(dict.fromkeys((*(faults_in(file) if file is not None else ()), *named)))


def fault_lines() -> Iterator[str]:
    """What the embedded world can do wrong, in groups."""
    from harness.demo.catalogue import catalogue_lines

    return catalogue_lines()


def scenario_pack() -> Path:
    """The scenarios that ship: beside the package in a checkout, inside it when installed."""
    beside = Path(__file__).resolve().parent.parent.parent / "scenarios"
    return beside if beside.is_dir() else Path(__file__).resolve().parent.parent / "scenarios"
