"""Words to calls to exit codes; no logic. Heavy rooms are imported inside the commands that need them."""

from __future__ import annotations

import sys

import typer

from harness.cli import demo, forms, mailboxes, mails, project, sites, waves
from harness.cli.app import app, name_of

__all__ = ["app", "main"]

_FILES = (demo, forms, mailboxes, mails, project, sites, waves)
"""Importing a file of commands registers them."""
_ORDER = (
    *("init", "validate", "list", "plan", "run", "collect", "status", "report", "regrade", "clean"),
    *("read", "form", "find", "doctor", "login", "schema", "demo"),
)
"""As a user meets them; whatever is not named here comes last."""
app.registered_commands.sort(key=lambda one: [*_ORDER, name_of(one)].index(name_of(one)))


def main() -> None:
    """The command `shopper`. Faults of ours become one sentence and an exit code, never a traceback."""
    from harness.domain.errors import HarnessFault

    try:
        app()
    except HarnessFault as fault:
        typer.echo(str(fault), err=True)
        sys.exit(fault.exit_code)
