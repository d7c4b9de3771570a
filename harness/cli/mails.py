"""Commands about mails and mailboxes: read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli.app import app


@app.command()
def read(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Mails, folders of mails (Maildir, too), mbox files.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object for each mail, or its `error`.")] = False,
    trust: Annotated[
        list[str] | None, typer.Option("--trust", help="Believe this authserv-id, e.g. mx.google.com.")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="Read these words as if they were a mail.")] = "",
) -> None:
    """Explain mails: kind and why, new text, promise, ticket, agent."""
    from harness.commands.reading_mails import as_json, explained, read_mails, read_words

    found = [*read_mails(paths or [], trust or []), *read_words(text)]
    for one in found:
        if one.broken:
            typer.echo(one.broken, err=True)
        for line in [as_json(one)] if jsonl else explained(one):
            typer.echo(line)
    if not any(not one.broken for one in found):
        raise typer.Exit(2)
