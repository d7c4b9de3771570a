"""The application itself and how a command ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
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


def end_with(work: Coroutine[Any, Any, int], last_words: str = "") -> None:
    """Do the work and end with the exit code that it yields; interrupted, with `last_words` and 130."""
    raise typer.Exit(wait_for(work, last_words))


def wait_for(work: Coroutine[Any, Any, Any], last_words: str = "") -> Any:
    """What the work yields. SIGTERM, by which CI calls off a job, is taken like Ctrl-C: outcomes are still recorded."""
    try:
        return asyncio.run(_ended_by_both(work))
    except (KeyboardInterrupt, asyncio.CancelledError):
        if last_words:
            typer.echo(last_words, err=True)
        raise typer.Exit(130) from None


async def _ended_by_both(work: Coroutine[Any, Any, Any]) -> Any:
    task = asyncio.current_task()
    assert task is not None
    with suppress(NotImplementedError):  # no signals of this kind on Windows
        # Not by way of SIGINT: the jobs that a script starts in the background ignore it.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work
