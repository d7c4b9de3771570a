"""Looking around a site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from harness.cli.app import app, end_with
from harness.cli.options import DEFAULT, Browser, Config


@app.command()
def find(
    url: Annotated[str, typer.Argument(help="The home page to start from.")],
    config: Config = DEFAULT,
    allow: Annotated[list[str] | None, typer.Option("--allow", help="A host that may be opened, too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    shots: Annotated[Path | None, typer.Option("--shots", help="A folder for screenshots of the path.")] = None,
    browser: Browser = "",
) -> None:
    """Count the clicks from a home page to a form, an address, a telephone number, a chat."""
    from harness.commands.sites import FindTask, run_find

    task = FindTask(url=url, config=config, allow=tuple(allow or ()), as_json=as_json, shots=shots, browser=browser)
    end_with(run_find(task, os.environ, typer.echo))
