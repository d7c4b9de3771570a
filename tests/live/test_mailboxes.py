"""Real mailboxes at real providers, for whoever has some: SHOPPER_LIVE names their shopper.yaml."""

from __future__ import annotations

import os

import pytest

from tests.loopback.test_commands import shopper

PROJECT = os.environ.get("SHOPPER_LIVE", "")


@pytest.mark.skipif(not PROJECT, reason="no real mailboxes: SHOPPER_LIVE names no shopper.yaml")
def test_every_mailbox_of_a_real_project_is_ready() -> None:
    code, said = shopper("doctor", "-c", PROJECT, "--limit", "300")

    assert code == 0, said
