"""The connector for every desk: a command of the user's."""

from __future__ import annotations

import sys

import pytest

from harness.desks.command import CommandAgent
from harness.domain.errors import CannotMeasure
from harness.domain.scenario import Desk


def desk(*command: str) -> Desk:
    return Desk(key="acme", name="Acme", agent_command=command)


async def test_the_command_gets_ticket_and_message_and_its_first_line_is_kept() -> None:
    script = "import json,sys; d=json.load(sys.stdin); print(d['ticket'], d['message']); print('more')"

    said = await CommandAgent().answer(desk(sys.executable, "-c", script), "AB-1", "Hello")

    assert said == "AB-1 Hello"


async def test_a_command_that_fails_is_our_trouble_with_its_last_words() -> None:
    with pytest.raises(CannotMeasure, match="no such ticket"):
        await CommandAgent().answer(desk(sys.executable, "-c", "import sys; sys.exit('no such ticket')"), "", "x")


async def test_a_command_that_does_not_exist_is_said() -> None:
    with pytest.raises(CannotMeasure, match="does not start"):
        await CommandAgent().answer(desk("/no/such/command"), "AB-1", "x")
