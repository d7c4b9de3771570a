"""One form, once: open, find, fill, read back, photograph, click, and read what the page answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.channels.form.finding import FrameScan, plan_form
from harness.channels.form.outcome import After, read_outcome
from harness.clock import Gate
from harness.domain.errors import CannotMeasure, UsageError
from harness.domain.form import (
    Control,
    FormOutcome,
    FormOverrides,
    FormPlan,
    OutcomeKind,
    PlanVerdict,
    RefusalReason,
    Role,
    Shot,
    Submission,
)
from harness.domain.scenario import Desk, DeskForm
from harness.ports import Clock

if TYPE_CHECKING:
    from playwright.async_api import Browser, Frame, Page, Response

BeforeClick = Callable[[], Awaitable[None]]
PAGE_TIMEOUT = 20_000.0
"""Real milliseconds a page may take."""
QUIET_FOR = 0.4
"""Real seconds without change after which the page has said what it has to say."""


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
        problem = await _fill(frame, plan, submission)
        if problem:
            doubt = replace(plan, verdict=PlanVerdict.UNSURE, why=problem)
            return replace(_left_alone(doubt), shots=(await _shot(page, "form"),))
        filled = await _shot(page, "filled form")
        outcome = await self._click(page, frame, plan, before_click)
        answered = await _shot(page, "answer")
        version = self._browser.version
        return replace(outcome, plan=plan, shots=(filled, answered), browser=f"Chromium {version}")

    async def _click(self, page: Page, frame: Frame, plan: FormPlan, before_click: BeforeClick) -> FormOutcome:
        from playwright.async_api import Error

        seen = _Seen(page)
        before, address = await _visible_text(page), page.url
        await before_click()
        clicked_at = self._clock.now()
        try:
            await frame.locator(plan.submit).first.click(no_wait_after=True)
        except Error as error:
            text = f"the button could not be clicked: {str(error).splitlines()[0][:200]}"
            return FormOutcome(kind=OutcomeKind.TIMEOUT, text=text, clicked_at=clicked_at, url=page.url)
        text = await _settled_text(page, before, seen)
        after = After(
            before=before if page.url == address else "",
            text=text,
            url=page.url,
            navigated=page.url != address,
            status=seen.status,
            request=seen.request,
            dialog=seen.dialog,
            invalid=await _invalid(frame),
        )
        return replace(read_outcome(after), clicked_at=clicked_at, confirmed_at=self._clock.now())


class _Seen:
    """What the network and the page's dialogs say after the click."""

    def __init__(self, page: Page) -> None:
        self.status = 0
        self.request = ""
        self.dialog = ""
        page.on("response", self._on_response)
        page.on("dialog", self._on_dialog)

    def _on_response(self, response: Response) -> None:
        if response.request.method == "POST" and not self.request:
            self.status = response.status
            self.request = f"POST {urlsplit(response.url).path} {response.status}"

    async def _on_dialog(self, dialog: Any) -> None:
        self.dialog = str(dialog.message)[:500]
        await dialog.accept()


async def _fill(frame: Frame, plan: FormPlan, submission: Submission) -> str:
    """Fill every known control and read it back; returns what went wrong, "" when all is well."""
    from playwright.async_api import Error

    for control in plan.controls:
        try:
            await _fill_one(frame, control, submission)
        except Error as error:
            if control.role in (Role.EMAIL, Role.MESSAGE) or control.required:
                return (
                    f"{control.label or control.role.value!r} could not be filled: {str(error).splitlines()[0][:150]}"
                )
    for role, value in ((Role.EMAIL, submission.email), (Role.MESSAGE, submission.message)):
        wanted = plan.control(role)
        if wanted is not None and not await _holds(frame, wanted, value):
            return f"{wanted.label!r} does not hold what was typed"
    return ""


async def _fill_one(frame: Frame, control: Control, submission: Submission) -> None:
    locator = frame.locator(control.selector).first
    if control.role is Role.CONSENT:
        if control.required:
            await locator.check(force=True)
        return
    if control.role is Role.ATTACHMENT:
        if submission.attachment is not None:
            file = submission.attachment
            await locator.set_input_files({"name": file.name, "mimeType": file.media_type, "buffer": file.data})
        return
    value = _value(control, submission)
    if control.kind == "select":
        await _choose(locator, value, required=control.required)
    elif value and control.kind not in ("checkbox", "radio"):
        await locator.fill(value)


def _value(control: Control, submission: Submission) -> str:
    given = {
        Role.NAME: submission.name,
        Role.FIRST_NAME: submission.first_name,
        Role.LAST_NAME: submission.last_name,
        Role.EMAIL: submission.email,
        Role.CONFIRM_EMAIL: submission.email,
        Role.SUBJECT: submission.subject,
        Role.MESSAGE: submission.message,
        Role.PHONE: submission.phone if control.required else "",
    }
    named = submission.fields.get(control.role.value, "")
    for name, value in submission.fields.items():
        if name.lower() == control.label.lower():
            named = value
    return named or given.get(control.role, "")


async def _choose(locator: Any, value: str, *, required: bool) -> None:
    if value:
        await locator.select_option(label=value)
    elif required:
        options = await locator.evaluate("e => [...e.options].filter(o => o.value && !o.disabled).map(o => o.value)")
        if options:
            await locator.select_option(value=options[0])


async def _holds(frame: Frame, control: Control, value: str) -> bool:
    read = "e => e.value !== undefined ? e.value : e.innerText"
    held = str(await frame.locator(control.selector).first.evaluate(read))
    return re.sub(r"\s+", " ", held).strip() == re.sub(r"\s+", " ", value).strip()


async def _settled_text(page: Page, before: str, seen: _Seen) -> str:
    """The visible text once something has changed and then stayed the same for a moment."""
    text, quiet, waited = before, 0.0, 0.0
    changed = False
    while waited < PAGE_TIMEOUT / 1000 and not (changed and quiet >= QUIET_FOR):
        await asyncio.sleep(0.1)  # the page has no clock of ours; this is real time
        waited += 0.1
        latest = await _visible_text(page)
        quiet = quiet + 0.1 if latest == text else 0.0
        changed = (
            changed or latest != before or bool(seen.dialog) or (bool(seen.request) and waited > 1.5) or waited > 6
        )
        text = latest
    return text


async def _visible_text(page: Page) -> str:
    from playwright.async_api import Error

    texts = []
    for frame in page.frames:
        with suppress(Error):
            texts.append(str(await frame.evaluate("() => document.body ? document.body.innerText : ''")))
    return "\n".join(texts)


async def _invalid(frame: Frame) -> tuple[str, ...]:
    from playwright.async_api import Error

    selector = "input:invalid,textarea:invalid,select:invalid,[aria-invalid=true]"
    with suppress(Error):
        names = await frame.evaluate("s => [...document.querySelectorAll(s)].map(e => e.name || e.id)", selector)
        return tuple(str(one) for one in names)
    return ()


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
