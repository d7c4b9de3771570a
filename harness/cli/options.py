"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
Lean = Annotated[bool, typer.Option("--lean", help="A smaller page: no headers and pictures of what passed.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell each message, too.")]
WaveId = Annotated[str, typer.Option("--wave", help="Which wave; the newest if none.")]
DEFAULT = Path("shopper.yaml")
Semantic = Annotated[
    bool | None,
    typer.Option("--semantic/--no-semantic", help="Compare answers with questions by an embedding (extra `semantic`)."),
]
Judge = Annotated[
    bool | None,
    typer.Option("--judge/--no-judge", help="Ask the language model of shopper.yaml where no rule can judge."),
]
