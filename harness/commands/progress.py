"""What a user sees while a wave is worked on: a live bar on a terminal, plain lines everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TextIO

from harness.domain.conversation import OurTurn, TheirTurn
from harness.engine.session import Progress

Tell = Callable[[Progress], None]

_ENDS = {
    "done": "over",
    "horizon": "watched to the horizon",
    "not measured": "could not be measured",
    "refused": "refused by our own provider",
}


@contextmanager
def progress(
    total: int, *, quiet: bool, verbose: bool, say: Callable[[str], None] | None = None, out: TextIO | None = None
) -> Iterator[Tell]:
    """Yields what the session tells its progress to.

    Args:
        total: conversations in this wave.
        verbose: a line for each message as well.
        say: takes plain lines instead of `out`.
    """
    out = out or sys.stdout
    if quiet:
        yield lambda _: None
    elif say is not None:
        yield Lines(say, verbose)
    elif out.isatty():
        with _bar(total, verbose, out) as tell:
            yield tell
    else:
        yield Lines(lambda line: print(line, file=out, flush=True), verbose)


class Lines:
    """One line for each conversation that has come to rest; with `verbose` one for each message, too."""

    def __init__(self, say: Callable[[str], None], verbose: bool) -> None:
        self.over: set[str] = set()
        self._say = say
        self._verbose = verbose
        self._told: dict[str, int] = {}

    def __call__(self, told: Progress) -> None:
        name = f"{told.probe.title} [{told.probe.mailbox}]"
        if self._verbose:
            turns = told.conversation.turns
            for turn in turns[self._told.get(told.probe.id, 0) :]:
                self._say(f"  {name} {_turn(turn)}")
            self._told[told.probe.id] = len(turns)
        ended = told.conversation.ended
        if told.resting and ended is not None and told.probe.id not in self.over:
            self.over.add(told.probe.id)
            self._say(f"  {name}: {_ENDS.get(ended.reason, ended.reason)}")


def _turn(turn: OurTurn | TheirTurn) -> str:
    if isinstance(turn, OurTurn):
        return f"{_clock(turn.at)} > {turn.effect} {turn.state.value}: {turn.subject}"
    what = "our own words, sent back" if turn.is_echo else turn.reading.kind.value.replace("_", " ")
    return f"{_clock(turn.arrived.at)} < {what}: {turn.reading.subject}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}"


@contextmanager
def _bar(total: int, verbose: bool, out: TextIO) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(file=out), transient=True) as bar:
        task = bar.add_task("conversations over", total=total)
        lines = Lines(lambda line: bar.console.print(line, markup=False, highlight=False), verbose)

        def tell(told: Progress) -> None:
            lines(told)
            bar.update(task, completed=len(lines.over))

        yield tell
