"""Commands about mails and mailboxes: read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli.app import app


@app.command()
def read(paths: Annotated[list[Path], typer.Argument(help="Mails or folders of mails.")]) -> None:
    """Explain mails: kind and why, new text, promise, ticket, agent."""
    from harness.commands.explaining import explain_mails

    for line in explain_mails(paths):
        typer.echo(line)
