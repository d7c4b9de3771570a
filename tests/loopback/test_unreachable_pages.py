"""A page that gives no answer: a silence of the desk's, unless it is this machine that is cut off."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.entering import open_page
from harness.channels.form.unreachable import why_not_loaded
from harness.domain.errors import CannotMeasure
from harness.domain.form import OutcomeKind

NOBODY = "http://127.0.0.1:9/support"
"""The discard port: nobody listens."""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser(find_browser("", os.environ)) as opened:
        yield opened


async def test_a_host_that_takes_no_connection_gives_no_answer_and_no_verdict_by_itself(browser: Browser) -> None:
    page = await browser.new_page()

    outcome = await open_page(page, NOBODY)

    assert outcome is not None
    assert (outcome.kind, outcome.may_have_arrived) == (OutcomeKind.TIMEOUT, False)
    assert "did not load" in outcome.text


async def test_a_network_of_ours_that_fails_is_never_the_desks_fault(browser: Browser) -> None:
    context = await browser.new_context(offline=True)
    page = await context.new_page()

    with pytest.raises(CannotMeasure, match="own network fails"):
        await open_page(page, NOBODY)


async def test_nobody_is_shown_the_browser_s_own_words(browser: Browser) -> None:
    page = await browser.new_page()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        outcome = await open_page(page, f"http://127.0.0.1:{taken.getsockname()[1]}/support")

    assert outcome is not None
    assert outcome.text == "the page did not load: the host refuses the connection"


SAID = {
    "Page.goto: net::ERR_NAME_NOT_RESOLVED at http://nobody.invalid/\nCall log:": "no host of that name is known",
    "Page.goto: Timeout 20000ms exceeded.\nCall log:": "it was not there after 20 seconds",
    "Page.goto: net::ERR_QUIC_PROTOCOL_ERROR at http://a.test/": "the browser says ERR_QUIC_PROTOCOL_ERROR",
    "Page.goto: Target page, context or browser has been closed": "Target page, context or browser has been closed",
    "": "Exception",
}


@pytest.mark.parametrize("said", SAID)
def test_each_reason_has_words_of_its_own_or_the_browser_s_constant(said: str) -> None:
    assert why_not_loaded(Exception(*([said] if said else []))) == SAID[said]
