"""The one click and what is seen after it, in a real browser."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.clicking import click_once
from harness.channels.form.following import LinkFollower
from harness.clock import RealClock
from harness.domain.errors import CannotMeasure
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason

FIELD = '<label>Message <textarea name="message"></textarea></label>'


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser(find_browser("", os.environ)) as opened:
        yield opened


async def clicked(browser: Browser, body: str, *, answers: str = "drop") -> FormOutcome:
    """Show a page, click its button; its form's request is answered so: "drop", "ok", or as a page."""
    page: Page = await browser.new_page()
    begun: list[str] = []

    async def noted() -> None:
        begun.append("click")

    async def answer(route: object) -> None:
        if route.request.method == "GET":  # type: ignore[attr-defined]
            await route.fulfill(body=body, content_type="text/html")  # type: ignore[attr-defined]
        elif answers == "drop":
            await route.abort("connectionreset")  # type: ignore[attr-defined]
        else:
            await route.fulfill(body=answers, content_type="text/html")  # type: ignore[attr-defined]

    await page.context.route("**/*", answer)
    await page.goto("http://desk.test/support")
    outcome = await click_once(page, page.main_frame, "#go", noted, RealClock())
    assert len(begun) == (1 if outcome.clicked_at else 0)
    return outcome


async def test_a_connection_that_breaks_after_the_click_is_no_answer(browser: Browser) -> None:
    outcome = await clicked(browser, f'<form method="post">{FIELD}<button id="go">Send</button></form>')

    assert outcome.kind is OutcomeKind.TIMEOUT
    assert outcome.text.startswith("the form got no answer")
    assert outcome.may_have_arrived


async def test_a_form_that_the_browser_holds_back_is_refused_and_names_the_field(browser: Browser) -> None:
    form = f'<form method="post">{FIELD}<input name="phone" required><button id="go">Send</button></form>'

    outcome = await clicked(browser, form)

    assert (outcome.kind, outcome.reason) == (OutcomeKind.REFUSED, RefusalReason.VALIDATION)
    assert outcome.invalid_fields == ("phone",)


async def test_a_text_that_a_script_writes_into_the_page_is_read(browser: Browser) -> None:
    script = (
        "fetch('/api',{method:'POST'}).then(()=>document.querySelector('#said').textContent="
        "'Vielen Dank! Ihre Ticketnummer ist 55102.')"
    )
    body = f'<div>{FIELD}<button id="go" type="button" onclick="{script}">Senden</button><p id="said"></p></div>'

    outcome = await clicked(browser, body, answers="ok")

    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.ticket_references == ("55102",)
    assert outcome.request == "POST /api 200"


async def test_fields_that_the_page_marks_are_named(browser: Browser) -> None:
    script = "document.querySelector('textarea').setAttribute('aria-invalid','true')"
    body = f'<div>{FIELD}<button id="go" type="button" onclick="{script}">Send</button></div>'

    outcome = await clicked(browser, body)

    assert (outcome.reason, outcome.invalid_fields) == (RefusalReason.VALIDATION, ("message",))


async def test_an_answer_in_a_window_of_its_own_is_read(browser: Browser) -> None:
    form = f'<form method="post" target="_blank">{FIELD}<button id="go">Send</button></form>'

    outcome = await clicked(browser, form, answers="<h1>Thank you! Your message was sent.</h1>")

    assert outcome.kind is OutcomeKind.ACCEPTED


async def test_a_link_that_leads_nowhere_is_no_answer(browser: Browser) -> None:
    outcome = await LinkFollower(browser, RealClock()).follow("http://127.0.0.1:9/confirm", ("127.0.0.1:9",))

    assert outcome.kind is OutcomeKind.TIMEOUT


async def test_a_link_on_another_host_is_not_opened(browser: Browser) -> None:
    outcome = await LinkFollower(browser, RealClock()).follow("http://127.0.0.1:9/confirm", ("acme.example",))

    assert outcome.kind is OutcomeKind.TIMEOUT


async def test_without_a_browser_nothing_can_be_followed(browser: Browser) -> None:
    await browser.close()

    with pytest.raises(CannotMeasure, match="the browser has ended"):
        await LinkFollower(browser, RealClock()).follow("http://127.0.0.1:9/", ("127.0.0.1:9",))
