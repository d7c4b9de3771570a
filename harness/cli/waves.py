"""Commands about waves: run, collect, status, report, regrade, clean."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from harness.cli.app import app, end_with
from harness.cli.options import (
    DEFAULT,
    Browser,
    Config,
    Desks,
    FailOn,
    Html,
    Json,
    Judge,
    Junit,
    Lean,
    Mailboxes,
    Names,
    Quiet,
    Scenarios,
    Semantic,
    Shard,
    Tags,
    Verbose,
    WaitFor,
    WaveId,
    Words,
)

INTERRUPTED = "Interrupted. Nothing is lost: `shopper collect` goes on from here."


@app.command()
def run(  # noqa: PLR0913
    config: Config = DEFAULT,
    scenarios: Scenarios = None,
    tag: Tags = None,
    words: Words = "",
    mailbox: Mailboxes = None,
    desk: Desks = None,
    shard: Shard = "1/1",
    wait: WaitFor = "0s",
    fail_on: FailOn = "",
    browser: Browser = "",
    html: Html = None,
    junit: Junit = None,
    json: Json = None,
    show_names: Names = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    semantic: Semantic = None,
    judge: Judge = None,
) -> None:
    """Send a wave, wait as long as told, judge, and write the report."""
    from harness import wiring
    from harness.commands.options import Outputs, Stay, selection
    from harness.commands.waves import run_wave

    loaded = wiring.load(config, os.environ, scenarios or [])
    outputs = Outputs(html=html, junit=junit, json=json, show_names=show_names, quiet=quiet, verbose=verbose)
    chosen = selection(tag, words, mailbox, desk, shard)
    stay = Stay(wait=wait, browser=browser, fail_on=fail_on, semantic=semantic, judge=judge)
    end_with(run_wave(loaded, chosen, stay, outputs), INTERRUPTED)


@app.command()
def collect(  # noqa: PLR0913
    config: Config = DEFAULT,
    wait: WaitFor = "0s",
    fail_on: FailOn = "",
    browser: Browser = "",
    html: Html = None,
    junit: Junit = None,
    json: Json = None,
    show_names: Names = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    semantic: Semantic = None,
    judge: Judge = None,
) -> None:
    """Come back later: read mail, take due steps, judge."""
    from harness import wiring
    from harness.commands.options import Outputs, Stay
    from harness.commands.waves import collect as collect_waves

    project = wiring.load(config, os.environ).project
    outputs = Outputs(html=html, junit=junit, json=json, show_names=show_names, quiet=quiet, verbose=verbose)
    stay = Stay(wait=wait, browser=browser, fail_on=fail_on, semantic=semantic, judge=judge)
    end_with(collect_waves(project, stay, outputs), INTERRUPTED)


@app.command()
def status(config: Config = DEFAULT) -> None:
    """Waves and what they still wait for."""
    from harness import wiring
    from harness.commands.reports import status_lines

    for line in status_lines(wiring.load(config, os.environ).project):
        typer.echo(line)


@app.command()
def report(  # noqa: PLR0913
    config: Config = DEFAULT,
    wave: WaveId = "",
    html: Html = None,
    junit: Junit = None,
    json: Json = None,
    show_names: Names = False,
    lean: Lean = False,
) -> None:
    """Write the report of any wave again. Judges as of now; sends nothing."""
    from harness import wiring
    from harness.commands.options import Outputs
    from harness.commands.reports import rewrite_report

    outputs = Outputs(html=html, junit=junit, json=json, show_names=show_names, lean=lean)
    rewrite_report(wiring.load(config, os.environ).project, wave, outputs)


@app.command()
def regrade(config: Config = DEFAULT, wave: WaveId = "", fail_on: FailOn = "") -> None:
    """Judge the evidence of a wave anew; sends nothing."""
    from harness import wiring
    from harness.commands.options import Outputs
    from harness.commands.reports import exit_code, rewrite_report

    outputs = Outputs()
    result = rewrite_report(wiring.load(config, os.environ).project, wave, outputs)
    raise typer.Exit(exit_code(result, fail_on))


@app.command()
def clean(
    config: Config = DEFAULT,
    wave: Annotated[str, typer.Option("--wave", help="Only this wave, however young.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only shown.")] = False,
) -> None:
    """Forget waves older than `limits.retention`."""
    from harness import wiring
    from harness.commands.cleaning import clean_lines

    for line in clean_lines(wiring.load(config, os.environ).project, wave, sure=yes):
        typer.echo(line)
