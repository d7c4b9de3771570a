"""Commands that only read the user's files: init, validate, list, plan, schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from harness.cli.app import app
from harness.cli.options import DEFAULT, Config, Desks, Mailboxes, Scenarios, Shard, Tags, Words


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Where.")] = Path()) -> None:
    """Write a first project: shopper.yaml, a scenario, .env."""
    from harness.loading.init import write_project

    for path in write_project(folder):
        typer.echo(f"wrote {path}")
    typer.echo("Fill in shopper.yaml and .env, then try `shopper plan`. Nothing is sent before `shopper run`.")


@app.command()
def validate(config: Config = DEFAULT, scenarios: Scenarios = None) -> None:
    """Tell every mistake in all files; sends nothing."""
    from harness import wiring
    from harness.domain.wording import count

    loaded = wiring.load(config, os.environ, scenarios or [])
    scenarios_found = count(len(loaded.scenarios), "scenario")
    typer.echo(f"In order: {scenarios_found}, {count(len(loaded.project.mailboxes), 'mailbox', 'mailboxes')}.")


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
    from harness import wiring
    from harness.commands.options import selection
    from harness.commands.waves import plan_lines

    loaded = wiring.load(config, os.environ, scenarios or [])
    for line in plan_lines(loaded, selection(tag, words, mailbox, desk, shard)):
        typer.echo(line)


@app.command()
def schema(which: Annotated[str, typer.Argument(help='"project", "scenario" or "results".')] = "scenario") -> None:
    """Print a draft-07 JSON Schema, for editors."""
    from harness.commands.explaining import schema_text

    typer.echo(schema_text(which))
