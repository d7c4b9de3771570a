"""Each suite runs against every implementation of its port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST
from tests.conformance import stages
from tests.conformance.servers import MailServer, NotHere, cyrus_and_exim, dovecot_and_postfix
from tests.demo.post import open_post

EMBEDDED = {traits.key: traits for traits in (GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST)}
REAL = ("dovecot", "cyrus")
ALL = ("fake", *EMBEDDED, *REAL)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[MailServer]:
    try:
        with dovecot_and_postfix() as server:
            yield server
    except NotHere as reason:
        pytest.skip(f"Dovecot and Postfix: {reason}")


@pytest.fixture(scope="session")
def cyrus() -> Iterator[MailServer]:
    try:
        with cyrus_and_exim() as server:
            yield server
    except NotHere as reason:
        pytest.skip(f"Cyrus and Exim: {reason}")


@pytest.fixture(params=ALL)
async def mailbox_stage(request: pytest.FixtureRequest) -> AsyncIterator[stages.MailboxStage]:
    async with AsyncExitStack() as stack:
        if request.param == "fake":
            stage = stages.fake_mailbox()
        elif request.param in REAL:
            stage = stages.real_mailbox(request.getfixturevalue(request.param))
        else:
            world = await stack.enter_async_context(open_post(EMBEDDED[request.param], leaping=False))
            stage = stages.embedded_mailbox(world.providers[request.param], world._clock)
        stack.push_async_callback(stage.close)
        yield stage


@pytest.fixture(params=ALL)
async def submitter_stage(request: pytest.FixtureRequest) -> AsyncIterator[stages.SubmitterStage]:
    async with AsyncExitStack() as stack:
        if request.param == "fake":
            stage = stages.fake_submitter()
        elif request.param in REAL:
            stage = stages.real_submitter(request.getfixturevalue(request.param))
        else:
            world = await stack.enter_async_context(open_post(EMBEDDED[request.param]))
            stage = stages.embedded_submitter(world.providers[request.param], world._clock)
        stack.push_async_callback(stage.close)
        yield stage
