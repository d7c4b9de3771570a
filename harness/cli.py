"""Words to calls to exit codes; no logic. Heavy rooms are imported inside the commands that need them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A mystery shopper for customer support: writes as a customer does, and checks what comes back.",
)

Config = Annotated[Path, typer.Option("--config", "-c", help="The project file.")]
Scenarios = Annotated[list[Path] | None, typer.Argument(help="Scenario files or folders; all of the project if none.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", "-t", help="Only scenarios with one of these tags.")]
Words = Annotated[str, typer.Option("-k", help="Only scenarios whose name holds these words.")]
Mailboxes = Annotated[list[str] | None, typer.Option("--mailbox", help="Only from these mailboxes.")]
Desks = Annotated[list[str] | None, typer.Option("--desk", help="Only these desks.")]
Shard = Annotated[str, typer.Option("--shard", help="One part of a wave, for example 1/3.")]
WaitFor = Annotated[str, typer.Option("--wait", help='How long to wait for answers: "3m", "1 hour".')]
FailOn = Annotated[str, typer.Option("--fail-on", help='"waiting": exit code 4 while answers are open.')]
Browser = Annotated[str, typer.Option("--browser", help="The browser's executable, for form scenarios.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write the page here as well.")]
Junit = Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML here.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the results as JSON here.")]
Names = Annotated[bool, typer.Option("--show-names", help="Do not mask agents' names.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
WaveId = Annotated[str, typer.Option("--wave", help="Which wave; the newest if none.")]
DEFAULT = Path("shopper.yaml")


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Where.")] = Path()) -> None:
    """Write a first project: shopper.yaml, a scenario, .env."""
    from harness.loading.init import write_project

    for path in write_project(folder):
        typer.echo(f"wrote {path}")
    typer.echo("Fill in shopper.yaml and .env, then try `shopper plan`. Nothing is sent before `shopper run`.")


@app.command()
def validate(config: Config = DEFAULT, scenarios: Scenarios = None) -> None:
    """Read all files and say everything that is wrong with them; sends nothing."""
    from harness import wiring

    loaded = wiring.load(config, os.environ, scenarios or [])
    typer.echo(f"{len(loaded.scenarios)} scenarios and {len(loaded.project.mailboxes)} mailboxes are in order.")


@app.command("list")
def list_scenarios(config: Config = DEFAULT, scenarios: Scenarios = None) -> None:
    """List the scenarios with their tags."""
    from harness import wiring

    for one in wiring.load(config, os.environ, scenarios or []).scenarios:
        typer.echo(f"{one.key:40} {one.title}  [{', '.join(one.tags)}]")


@app.command()
def plan(  # noqa: PLR0913 - one parameter for each option
    config: Config = DEFAULT,
    scenarios: Scenarios = None,
    tag: Tags = None,
    words: Words = "",
    mailbox: Mailboxes = None,
    desk: Desks = None,
    shard: Shard = "1/1",
) -> None:
    """Show what would be sent to whom; sends nothing."""
    from harness import commands, wiring

    loaded = wiring.load(config, os.environ, scenarios or [])
    for line in commands.plan_lines(loaded, commands.selection(tag, words, mailbox, desk, shard)):
        typer.echo(line)


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
) -> None:
    """Send a wave, wait as long as told, judge, and write the report."""
    from harness import commands, wiring

    loaded = wiring.load(config, os.environ, scenarios or [])
    outputs = commands.Outputs(html=html, junit=junit, json=json, show_names=show_names, quiet=quiet)
    chosen = commands.selection(tag, words, mailbox, desk, shard)
    _end(commands.run_wave(loaded, chosen, commands.Stay(wait=wait, browser=browser, fail_on=fail_on), outputs))


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
) -> None:
    """Come back later: read the mailboxes, take due steps, judge anew."""
    from harness import commands, wiring

    project = wiring.load(config, os.environ).project
    outputs = commands.Outputs(html=html, junit=junit, json=json, show_names=show_names, quiet=quiet)
    _end(commands.collect(project, commands.Stay(wait=wait, browser=browser, fail_on=fail_on), outputs))


@app.command()
def status(config: Config = DEFAULT) -> None:
    """Waves and what they still wait for."""
    from harness import commands, wiring

    for line in commands.status_lines(wiring.load(config, os.environ).project):
        typer.echo(line)


@app.command()
def report(
    config: Config = DEFAULT,
    wave: WaveId = "",
    html: Html = None,
    junit: Junit = None,
    json: Json = None,
    show_names: Names = False,
) -> None:
    """Write the report of any wave again. Judges as of now; sends nothing."""
    from harness import commands, wiring

    outputs = commands.Outputs(html=html, junit=junit, json=json, show_names=show_names)
    commands.rewrite_report(wiring.load(config, os.environ).project, wave, outputs)


@app.command()
def regrade(config: Config = DEFAULT, wave: WaveId = "", fail_on: FailOn = "") -> None:
    """Judge the stored evidence of a wave anew, and write its report; sends nothing."""
    from harness import commands, wiring

    outputs = commands.Outputs()
    result = commands.rewrite_report(wiring.load(config, os.environ).project, wave, outputs)
    raise typer.Exit(commands.exit_code(result, fail_on))


@app.command()
def read(paths: Annotated[list[Path], typer.Argument(help="Mails or folders of mails.")]) -> None:
    """Explain mails: kind and why, new text, promise, ticket, agent."""
    from harness import commands

    for line in commands.explain_mails(paths):
        typer.echo(line)


@app.command()
def schema(which: Annotated[str, typer.Argument(help='"project", "scenario" or "results".')] = "scenario") -> None:
    """Print a draft-07 JSON Schema, for editors."""
    from harness import commands

    typer.echo(commands.schema_text(which))


@app.command()
def demo(  # noqa: PLR0913
    fault: Annotated[list[str] | None, typer.Option("--fault", help="A fault to play; `list` names them all.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for journal and report.")] = Path("reports/demo"),
    words: Words = "",
    browser: Browser = "",
    serve: Annotated[bool, typer.Option("--serve", help="Serve the embedded world for use by hand.")] = False,
    show_names: Names = False,
    quiet: Quiet = False,
) -> None:
    """A whole wave against an embedded desk and embedded mail providers: no account, no server."""
    from harness import commands

    if fault == ["list"]:
        typer.echo("\n".join(commands.fault_names()))
        return
    if serve:
        _wait_for(commands.serve_world(tuple(fault or ()), typer.echo))
        return
    outputs = commands.Outputs(show_names=show_names, quiet=quiet)
    _end(commands.run_demo(tuple(fault or ()), out, words, browser, outputs))


def main() -> None:
    """The command `shopper`. Faults of ours become one sentence and an exit code, never a traceback."""
    from harness.domain.errors import HarnessFault

    try:
        app()
    except HarnessFault as fault:
        typer.echo(str(fault), err=True)
        sys.exit(fault.exit_code)
    except KeyboardInterrupt:
        typer.echo("Interrupted. Nothing is lost: `shopper collect` goes on from here.", err=True)
        sys.exit(130)


def _end(work: Coroutine[Any, Any, int]) -> None:
    raise typer.Exit(_wait_for(work))


def _wait_for(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


if __name__ == "__main__":
    main()
