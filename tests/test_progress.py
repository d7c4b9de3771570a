"""What a user sees while a wave is worked on."""

from __future__ import annotations

import os
import pty
from io import StringIO

from harness.commands.progress import progress
from harness.domain.verdict import ProbeResult
from harness.engine.session import Progress
from harness.judge import judge
from tests.checks.stories import ALL_OVER, HOUR, clean, story


def told(result: ProbeResult, *, resting: bool = True) -> Progress:
    return Progress(probe=result.probe, conversation=result.conversation, resting=resting)


def over() -> Progress:
    return told(judge(clean().case(ALL_OVER)))


def test_each_conversation_that_is_over_is_told_once() -> None:
    out = StringIO()

    with progress(1, quiet=False, verbose=False, out=out) as tell:
        tell(over())
        tell(over())

    assert out.getvalue() == "  A customer was charged twice [gmail]: over\n"


def test_a_conversation_that_goes_on_is_not_told() -> None:
    out = StringIO()

    with progress(1, quiet=False, verbose=False, out=out) as tell:
        tell(told(judge(story().says().case(HOUR)), resting=False))

    assert out.getvalue() == ""


def test_verbose_tells_each_message_once() -> None:
    out = StringIO()

    with progress(1, quiet=False, verbose=True, out=out) as tell:
        tell(told(judge(story().says().acknowledged().case(HOUR)), resting=False))
        tell(over())

    lines = out.getvalue().splitlines()
    assert [line.split("] ")[1].split(" ")[1] for line in lines[:3]] == [">", "<", "<"]
    assert sum("acknowledgement" in line for line in lines) == 1
    assert lines[-1].endswith(": over")


def test_quiet_tells_nothing() -> None:
    out = StringIO()

    with progress(1, quiet=True, verbose=True, out=out) as tell:
        tell(over())

    assert out.getvalue() == ""


def test_a_terminal_gets_a_bar() -> None:
    leader, follower = pty.openpty()

    with os.fdopen(follower, "w") as terminal:
        with progress(1, quiet=False, verbose=False, out=terminal) as tell:
            tell(over())
        shown = ""
        while "1/1" not in shown:
            shown += os.read(leader, 65536).decode()
    os.close(leader)

    assert "charged twice [gmail]: over" in shown
    assert "conversations over" in shown
    assert "1/1" in shown
