"""The application itself and how a command ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import typer
from typer.models import CommandInfo

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A mystery shopper for customer support: writes as a customer does, and checks what comes back.",
)


def name_of(command: CommandInfo) -> str:
    return str(command.name or getattr(command.callback, "__name__", ""))


def end_with(work: Coroutine[Any, Any, int]) -> None:
    """Do the work and end with the exit code that it yields."""
    raise typer.Exit(wait_for(work))


def wait_for(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)
