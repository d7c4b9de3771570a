"""One form, once: open, find, fill, read back, photograph, click, and read what the page answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.channels.form.clicking import PAGE_TIMEOUT, BeforeClick, click_once
from harness.channels.form.filling import fill
from harness.channels.form.finding import FrameScan, plan_form
from harness.clock import Gate
from harness.domain.errors import CannotMeasure, UsageError
from harness.domain.form import (
    FormOutcome,
    FormOverrides,
    FormPlan,
    OutcomeKind,
    PlanVerdict,
    RefusalReason,
    Shot,
    Submission,
)
from harness.domain.scenario import Desk, DeskForm
from harness.ports import Clock

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page


class BrowserForms:
    """See `ports.Forms`. One browser for the run, one fresh context for each probe."""

    def __init__(self, browser: Browser, clock: Clock, *, room: int = 2) -> None:
        self._browser = browser
        self._clock = clock
        self._gate = Gate(clock, room)
        self._script = _script()

    async def submit(
        self, desk: Desk, form: DeskForm, submission: Submission, before_click: BeforeClick
    ) -> FormOutcome:
        async with self._gate.enter(), self._page(desk.hosts) as page:
            opened = await self._open(page, form)
            if opened is not None:
                return opened
            plan = plan_form(form.url, await self._scan(page), form.overrides)
            if plan.verdict is not PlanVerdict.READY:
                return replace(_left_alone(plan), shots=(await _shot(page, "form"),))
            await self._clock.wait(self._clock.now() + timedelta(seconds=form.dwell))
            return await self._fill_and_click(page, plan, submission, before_click)

    async def inspect(self, url: str, overrides: FormOverrides, hosts: tuple[str, ...]) -> FormPlan:
        """Which control is what; nothing is typed or sent."""
        async with self._gate.enter(), self._page(hosts) as page:
            await self._open(page, DeskForm(key="form", url=url, overrides=overrides))
            return plan_form(url, await self._scan(page), overrides)

    # --- opening -----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _page(self, hosts: tuple[str, ...]) -> AsyncIterator[Page]:
        from playwright.async_api import Error

        try:
            context = await self._browser.new_context(viewport={"width": 1100, "height": 900})
        except Error as error:
            raise CannotMeasure("Opening a page", "the browser has ended", "Run `shopper collect` again.") from error
        context.set_default_timeout(PAGE_TIMEOUT)
        try:
            yield await context.new_page()
        finally:
            with suppress(Error):
                await context.close()

    async def _open(self, page: Page, form: DeskForm) -> FormOutcome | None:
        """None when the page is there; else what stands in its place."""
        from playwright.async_api import Error

        try:
            response = await page.goto(form.url, wait_until="domcontentloaded")
            with suppress(Error):
                await page.wait_for_load_state("load", timeout=5000)
            for words in form.overrides.before:
                await page.get_by_text(words, exact=False).first.click()
        except Error as error:
            said = str(error).split("\n")[0]
            kind = OutcomeKind.TIMEOUT if "Timeout" in said else OutcomeKind.HTTP_ERROR
            return FormOutcome(kind=kind, text=f"the page did not load: {said[:200]}", url=form.url)
        if response is not None and response.status >= 400:
            text = f"the page answered HTTP {response.status}"
            return FormOutcome(kind=OutcomeKind.HTTP_ERROR, text=text, status=response.status, url=form.url)
        return None

    async def _scan(self, page: Page) -> list[FrameScan]:
        from playwright.async_api import Error

        scans = []
        for frame in page.frames:
            with suppress(Error):
                name = "" if frame is page.main_frame else frame.url
                scans.append(FrameScan(name=name, data=await frame.evaluate(self._script)))
        return scans

    # --- filling and clicking ----------------------------------------------------------------------------------------

    async def _fill_and_click(
        self, page: Page, plan: FormPlan, submission: Submission, before_click: BeforeClick
    ) -> FormOutcome:
        frame = next((one for one in page.frames if plan.frame and one.url == plan.frame), page.main_frame)
        problem = await fill(frame, plan, submission)
        if problem:
            doubt = replace(plan, verdict=PlanVerdict.UNSURE, why=problem)
            return replace(_left_alone(doubt), shots=(await _shot(page, "form"),))
        filled = await _shot(page, "filled form")
        outcome = await click_once(page, frame, plan.submit, before_click, self._clock)
        answered = await _shot(page, "answer")
        version = self._browser.version
        return replace(outcome, plan=plan, shots=(filled, answered), browser=f"Chromium {version}")


async def _shot(page: Page, name: str) -> Shot:
    from playwright.async_api import Error

    try:
        data = await page.screenshot(type="jpeg", quality=55)
    except Error:
        data = b""
    return Shot(name=name, media_type="image/jpeg", data=data)


def _left_alone(plan: FormPlan) -> FormOutcome:
    kinds = {
        PlanVerdict.NO_FORM: (OutcomeKind.NO_FORM, None),
        PlanVerdict.LOGIN: (OutcomeKind.REFUSED, RefusalReason.LOGIN),
        PlanVerdict.CAPTCHA: (OutcomeKind.REFUSED, RefusalReason.CAPTCHA),
    }
    kind, reason = kinds.get(plan.verdict, (OutcomeKind.UNSURE, None))
    contacts = f" (but {', '.join(plan.contacts)})" if plan.contacts else ""
    return FormOutcome(kind=kind, reason=reason, text=plan.why + contacts, plan=plan, url=plan.url)


def check_host(url: str, hosts: tuple[str, ...]) -> None:
    """Raises UsageError for an address on none of the desk's hosts."""
    host = urlsplit(url).netloc.lower()
    if host not in hosts:
        known = ", ".join(hosts) or "none"
        raise UsageError(f"Opening {url}", f"{host} is none of the desk's hosts ({known})", "Add it to `hosts:`.")


def _script() -> str:
    from importlib import resources

    return resources.files("harness.channels.form").joinpath("scan.js").read_text("utf-8")
