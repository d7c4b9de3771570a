"""The command `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli.app import app, end_with, wait_for
from harness.cli.options import Browser, Names, Quiet, Verbose, Words


@app.command()
def demo(  # noqa: PLR0913
    fault: Annotated[list[str] | None, typer.Option("--fault", help="A fault to play; `list` tells them all.")] = None,
    faults: Annotated[
        Path | None,
        typer.Option("--faults", help="A YAML file: `faults: [late-reply, bye@gmail]`."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for journal and report, or for the served project.")
    ] = Path("reports/demo"),
    words: Words = "",
    browser: Browser = "",
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve the embedded world in real time, with a project for it.")
    ] = False,
    show_names: Names = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """A whole wave against an embedded desk: no account."""
    from harness.commands.demo import chosen_faults, fault_lines, run_demo, serve_world
    from harness.commands.options import Outputs

    if fault == ["list"]:
        typer.echo("\n".join(fault_lines()))
        return
    chosen = chosen_faults(fault or (), faults)
    if serve:
        wait_for(serve_world(chosen, out, typer.echo))
        return
    outputs = Outputs(show_names=show_names, quiet=quiet, verbose=verbose)
    end_with(run_demo(chosen, out, words, browser, outputs))
