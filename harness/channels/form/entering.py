"""The ways in: the page itself, the cookie banner in front of it, and the click that opens a form."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from harness.channels.form.buttons import find_openers
from harness.channels.form.finding import FrameScan, plan_form
from harness.channels.form.lexicon import ATTRIBUTES, EVERY, expression
from harness.channels.form.scanning import frame_named, scan_page, script
from harness.channels.form.steps import plan_step
from harness.channels.form.unreachable import error_code, why_not_loaded
from harness.domain.errors import CannotMeasure
from harness.domain.form import FormOutcome, FormOverrides, FormPlan, OutcomeKind, PlanVerdict

if TYPE_CHECKING:
    from playwright.async_api import Page

PAGE_TIMEOUT = 20_000.0
"""Real milliseconds a page may take."""
_OUR_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "ERR_NETWORK_ACCESS_DENIED", "ERR_PROXY_")
"""Chromium's words for trouble on this side of the wire."""
OPENERS = 4
"""How many buttons may be tried before a page counts as one without a form."""
_HAS_FORM = "() => document.querySelector('textarea,[contenteditable]:not([contenteditable=false])')"
LOOKS = 5
"""How often a page is looked at after such a click."""
LATE = 2000.0
"""Real milliseconds a page may take to draw its form after it is loaded."""


async def open_page(page: Page, url: str) -> FormOutcome | None:
    """None when the page is there; else what stands in its place."""
    from playwright.async_api import Error

    try:
        response = await page.goto(url, wait_until="domcontentloaded")
        with suppress(Error):
            await page.wait_for_load_state("load", timeout=5000)
    except Error as error:
        if (code := error_code(error)).startswith(_OUR_NETWORK):
            raise CannotMeasure(f"Opening {url}", f"this machine's own network fails ({code})") from error
        # No answer at all is a silence: it counts against the desk only if our own mail works at the same time.
        return FormOutcome(kind=OutcomeKind.TIMEOUT, text=f"the page did not load: {why_not_loaded(error)}", url=url)
    if response is not None and response.status >= 400:
        text = f"the page answered HTTP {response.status}"
        return FormOutcome(kind=OutcomeKind.HTTP_ERROR, text=text, status=response.status, url=url)
    return None


async def answer_banner(page: Page, choice: str) -> str:
    """Answer a cookie banner: "reject" (the default), "accept", or "leave". Returns what was done, "" if nothing."""
    from playwright.async_api import Error

    if choice == "leave":
        return ""
    ask = {
        "cookies": expression("cookies", ATTRIBUTES),
        "reject": expression("reject", EVERY),
        "accept": expression("accept_only", EVERY),
        "choice": choice,
    }
    for frame in page.frames:
        with suppress(Error):
            done = await frame.evaluate(script("banner.js"), ask)
            if done:
                only = "; nothing else was offered" if done["only"] else ""
                return f"{done['kind']}: {done['text']!r}{only}"
    return ""


async def find_plan(page: Page, url: str, overrides: FormOverrides) -> FormPlan:
    """The form's plan, after the answer to a cookie banner and the clicks it takes to see the form.

    Raises:
        playwright's Error: what stands under `before` is not there to be clicked.
    """
    scans = await scan_page(page, overrides)
    consent = await answer_banner(page, overrides.cookies) if any(one.data["banner"] for one in scans) else ""
    for words in overrides.before:
        await page.get_by_text(words, exact=False).first.click()
    if consent or overrides.before:
        await page.wait_for_timeout(100)
        scans = await scan_page(page, overrides)
    plan = await _planned(page, scans, url, overrides)
    return replace(plan, consent=consent, opened_by=overrides.before or plan.opened_by)


# --- private ---------------------------------------------------------------------------------------------------------


async def _planned(page: Page, scans: list[FrameScan], url: str, overrides: FormOverrides) -> FormPlan:
    """A page that draws itself late is waited for; a form behind a click is opened."""
    from playwright.async_api import Error

    plan = plan_form(url, scans, overrides)
    if plan.verdict is not PlanVerdict.NO_FORM:
        return plan
    if not any(row["tag"] == "textarea" for one in scans for row in one.data["rows"]):
        with suppress(Error):
            await page.wait_for_function(_HAS_FORM, timeout=LATE)
            plan = plan_form(url, await scan_page(page, overrides), overrides)
    if plan.verdict is PlanVerdict.NO_FORM and not overrides.before:
        step = plan_step(url, await scan_page(page, overrides), overrides)
        return step or await _try_openers(page, url, overrides, plan)
    return plan


async def _try_openers(page: Page, url: str, overrides: FormOverrides, nothing: FormPlan) -> FormPlan:
    """Click what may open a form, one after the other, until one shows."""
    tried: list[str] = []
    path: list[str] = []
    for _ in range(OPENERS):
        openers = [
            (scan.name, row)
            for scan in await scan_page(page, overrides, links=True)
            for row in find_openers(scan.data["rows"], scan.data["lang"])
            if row["selector"] not in tried
        ]
        if not openers:
            return nothing
        name, row = openers[0]
        tried.append(row["selector"])
        if not await _press(page, name, row["selector"]):
            continue
        path.append(row["text"])
        plan = await _plan_soon(page, url, overrides)
        if plan.verdict is not PlanVerdict.NO_FORM:
            return replace(plan, opened_by=tuple(path))
    return nothing


async def _plan_soon(page: Page, url: str, overrides: FormOverrides) -> FormPlan:
    """What the click has opened; a dialog may take a moment to come."""
    plan = FormPlan(url=url, verdict=PlanVerdict.NO_FORM)
    for _ in range(LOOKS):
        await page.wait_for_timeout(150)
        scans = await scan_page(page, overrides)
        plan = plan_form(url, scans, overrides)
        if plan.verdict is PlanVerdict.NO_FORM:
            plan = plan_step(url, scans, overrides) or plan
        if plan.verdict is not PlanVerdict.NO_FORM:
            break
    return plan


async def _press(page: Page, frame: str, selector: str) -> bool:
    from playwright.async_api import Error

    address = page.url
    try:
        await (await frame_named(page, frame)).locator(selector).first.click(timeout=5000)
    except Error:
        return False
    return page.url.partition("#")[0] == address.partition("#")[0]
