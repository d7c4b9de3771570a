"""A page that gives no answer: a silence of the desk's, unless it is this machine that is cut off."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.entering import open_page
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
