"""What the user said on the command line, as values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from harness.domain.errors import UsageError
from harness.loading.durations import parse_span
from harness.loading.plan import Selection


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What to write, beside the report in the reports folder. `lean`: a small page, as for a large wave."""

    html: Path | None = None
    junit: Path | None = None
    json: Path | None = None
    show_names: bool = False
    quiet: bool = False
    verbose: bool = False
    lean: bool = False


@dataclass(frozen=True, kw_only=True)
class Stay:
    """How long to wait for answers, in which browser, what counts as failure, and which models may be asked.

    `semantic`, `judge`: None leaves it to shopper.yaml.
    """

    wait: str = "0s"
    browser: str = ""
    fail_on: str = ""
    semantic: bool | None = None
    judge: bool | None = None

    @property
    def span(self) -> timedelta:
        try:
            return timedelta(seconds=parse_span(self.wait).calendar_seconds or 0.0)
        except ValueError as error:
            raise UsageError("Reading --wait", str(error)) from error


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a wave is worked on: in which browser, what is told; `poll`, `safety`: as in `wiring.open_doors`.

    `say`: takes the lines of progress where they do not belong on standard output.
    """

    browser: str = ""
    poll: float = 30.0
    safety: float = 60.0
    quiet: bool = False
    verbose: bool = False
    say: Callable[[str], None] | None = None


def selection(
    tags: Sequence[str] | None, words: str, mailboxes: Sequence[str] | None, desks: Sequence[str] | None, shard: str
) -> Selection:
    """The user's options as a selection. Raises UsageError for a shard that is none."""
    which, _, of = shard.partition("/")
    if not (which.isdigit() and of.isdigit() and 1 <= int(which) <= int(of)):
        raise UsageError("Reading --shard", f"{shard!r} is no part of a whole", "Write it like 1/3.")
    return Selection(
        tags=tuple(tags or ()),
        words=words,
        mailboxes=tuple(mailboxes or ()),
        desks=tuple(desks or ()),
        shard=(int(which), int(of)),
    )
