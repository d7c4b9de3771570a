"""What `shopper doctor` found: a table on a terminal, plain lines elsewhere, JSON on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from harness.domain.checkup import Answer, Checkup, Health, worst
from harness.domain.wording import count

_SIGNS = {
    Health.FINE: ("✓", "green"),
    Health.WARNING: ("!", "yellow"),
    Health.BROKEN: ("✗", "red"),
    Health.SKIPPED: ("·", "bright_black"),
}
_WORDS = {Health.FINE: "ok", Health.WARNING: "warning", Health.BROKEN: "BROKEN", Health.SKIPPED: "-"}


def print_checkups(checkups: Sequence[Checkup], out: TextIO) -> None:
    """To a terminal with signs and colours, else as plain lines that a person or grep can read."""
    if not out.isatty():
        for line in plain_lines(checkups):
            print(line, file=out)
        return
    from rich.console import Console

    console = Console(file=out, highlight=False)
    for checkup in checkups:
        _print_one(checkup, console)
    console.print(sentence(checkups), style=_SIGNS[worst(one.health for one in checkups)][1], markup=False)


@contextmanager
def waiting(text: str, out: TextIO) -> Iterator[None]:
    """Says on a terminal that something is going on; nothing elsewhere."""
    if not out.isatty():
        yield
        return
    from rich.console import Console

    with Console(file=out).status(text):
        yield


def plain_lines(checkups: Sequence[Checkup]) -> Iterator[str]:
    """ "gmail: signs in: ok: by password ...", and what to do on a line of its own."""
    for checkup in checkups:
        for answer in checkup.answers:
            yield f"{checkup.subject}: {answer.question}: {_WORDS[answer.health]}: {answer.said}"
            if answer.remedy:
                yield f"    to do: {answer.remedy}"
    yield sentence(checkups)


def sentence(checkups: Sequence[Checkup]) -> str:
    """All of it in one line."""
    broken = [one.subject for one in checkups if one.health is Health.BROKEN]
    warned = [one.subject for one in checkups if one.health is Health.WARNING]
    if broken:
        return f"Not ready: {', '.join(broken)}."
    if warned:
        return f"Ready, with {count(len(warned), 'warning')}: {', '.join(warned)}."
    return "Everything is ready."


def as_json(checkups: Sequence[Checkup]) -> str:
    """For machines; the same words, and all figures in seconds, days or bytes as their names say."""
    told = [
        {
            "subject": checkup.subject,
            "about": checkup.about,
            "health": checkup.health.value,
            "answers": [_answer(answer) for answer in checkup.answers],
        }
        for checkup in checkups
    ]
    healthy = worst(one.health for one in checkups) is not Health.BROKEN
    return json.dumps({"version": 1, "ready": healthy, "checkups": told}, indent=1, ensure_ascii=False)


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "question": answer.question,
        "health": answer.health.value,
        "said": answer.said,
        "remedy": answer.remedy,
        "figures": dict(answer.figures),
    }


def _print_one(checkup: Checkup, console: object) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    assert isinstance(console, Console)
    sign, colour = _SIGNS[checkup.health]
    title = Text.assemble((f"{sign} ", colour), (checkup.subject, "bold"), (f"  {checkup.about}", "bright_black"))
    table = Table.grid(padding=(0, 2))
    for style in ("", "bright_black", ""):
        table.add_column(style=style, overflow="fold")
    for answer in checkup.answers:
        mark, tone = _SIGNS[answer.health]
        said = Text(answer.said, style="" if answer.health in {Health.FINE, Health.SKIPPED} else tone)
        if answer.remedy:
            said.append(f"\n→ {answer.remedy}", style="default")
        table.add_row(Text(mark, style=tone), answer.question, said)
    console.print(title)
    console.print(Padding(table, (0, 0, 1, 2)))
