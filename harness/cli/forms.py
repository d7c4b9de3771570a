"""Commands about web pages: `form`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli.app import app, end_with
from harness.cli.options import DEFAULT, Config

Values = Annotated[
    list[str] | None, typer.Option("--value", help='A value for a role or a label, as "role=text"; may be repeated.')
]

Before = Annotated[
    list[str] | None, typer.Option("--before", help="Text of a button to click before the form is there.")
]


@app.command()
def form(  # noqa: PLR0913 - one parameter for each option
    url: Annotated[str, typer.Argument(help="The page with the form.")],
    config: Config = DEFAULT,
    allow: Annotated[
        list[str] | None, typer.Option("--allow", help="A host, or host:port, that may be opened without shopper.yaml.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The plan as JSON, nothing else.")] = False,
    submit: Annotated[bool, typer.Option("--submit", help="Fill the form with the values and send it, once.")] = False,
    value: Values = None,
    name: Annotated[str, typer.Option("--name", help="The customer's name.")] = "",
    email: Annotated[str, typer.Option("--email", help="The customer's address.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="The subject.")] = "",
    message: Annotated[str, typer.Option("--message", help="The message.")] = "",
    attach: Annotated[Path | None, typer.Option("--attach", help="A file to attach.")] = None,
    before: Before = None,
    cookies: Annotated[
        str, typer.Option("--cookies", help='Answer to a cookie banner: "reject", "accept", "leave".')
    ] = "",
    dwell: Annotated[float, typer.Option("--dwell", help="Seconds between opening the page and sending.")] = -1.0,
    shots: Annotated[Path | None, typer.Option("--shots", help="Folder for the screenshots of a submission.")] = None,
    trace: Annotated[
        Path | None, typer.Option("--trace", help="Keep a Playwright trace here if it is not accepted.")
    ] = None,
    browser: Annotated[str, typer.Option("--browser", help="The browser's executable.")] = "",
) -> None:
    """Explain a page: which control is what, how sure, and what would be sent. Sends nothing without --submit.

    Ends with 1 where there is no form, 3 where the page does not open.
    """
    from harness.commands.forms import FormTask, run_form

    told = {"name": name, "email": email, "subject": subject, "message": message}
    task = FormTask(
        url=url,
        config=config,
        allow=tuple(allow or ()),
        as_json=as_json,
        submit=submit,
        values={key: text for key, text in told.items() if text},
        pairs=tuple(value or ()),
        attach=attach,
        before=tuple(before or ()),
        cookies=cookies,
        dwell=dwell,
        shots=shots,
        trace=trace,
        browser=browser,
    )
    end_with(run_form(task, typer.echo))
