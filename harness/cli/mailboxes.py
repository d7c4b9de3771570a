"""Commands about our own side: doctor, login."""

from __future__ import annotations

import os
from enum import Enum
from typing import Annotated

import typer

from harness.cli.app import app, end_with, wait_for
from harness.cli.options import DEFAULT, Browser, Config, Mailboxes


class Flow(Enum):
    """As the user says it."""

    DEVICE = "device"
    LOOPBACK = "loopback"
    PASTE = "paste"


@app.command()
def doctor(
    config: Config = DEFAULT,
    mailbox: Mailboxes = None,
    canary: Annotated[bool, typer.Option(help="Send a mail from each mailbox to itself.")] = True,
    limit: Annotated[float, typer.Option("--limit", help="Seconds a canary may take.")] = 60.0,
    browser: Browser = "",
    json: Annotated[bool, typer.Option("--json", help="Say it as JSON, for machines.")] = False,
) -> None:
    """Is everything ready: logins, folders, clocks, tokens, limits, the browser? Exit code 3 if not."""
    from harness import wiring
    from harness.commands.mailboxes import Examination, doctor

    project = wiring.load(config, os.environ).project
    chosen = tuple(mailbox or ())
    wanted = Examination(mailboxes=chosen, canary=canary, browser=browser, json=json, limit=limit)
    end_with(doctor(project, wanted, os.environ))


@app.command()
def login(
    mailbox: Annotated[str, typer.Argument(help="The mailbox's name in shopper.yaml.")],
    config: Config = DEFAULT,
    flow: Annotated[Flow | None, typer.Option("--flow", help="How; the provider's usual way if not said.")] = None,
) -> None:
    """Sign in to a mailbox by consent in a browser (OAuth2), and keep the token."""
    from harness import wiring
    from harness.channels.email.consent import Dialogue
    from harness.channels.email.provider_record import LoginFlow
    from harness.commands.mailboxes import log_in

    dialogue = Dialogue(say=typer.echo, ask=typer.prompt, show=lambda page: bool(typer.launch(page)))
    project = wiring.load(config, os.environ).project
    wait_for(log_in(project, mailbox, LoginFlow(flow.value) if flow else None, dialogue))
