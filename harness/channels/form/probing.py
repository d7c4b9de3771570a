"""One form, once: open, find, fill, read back, photograph, click, and read what the page answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from harness.channels.form.clicking import PAGE_TIMEOUT, BeforeClick, click_once
from harness.channels.form.entering import find_plan, open_page
from harness.channels.form.filling import Values
from harness.channels.form.hosts import HostGuard, host_of, is_allowed
from harness.channels.form.scanning import frame_named
from harness.channels.form.walking import Walk
from harness.clock import Gate
from harness.domain.errors import CannotMeasure
from harness.domain.form import (
    FieldOverride,
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
    from playwright.async_api import Browser, Page

INVENTED = Submission(
    name="Jane Doe",
    first_name="Jane",
    last_name="Doe",
    email="jane.doe@example.com",
    subject="A question about my order",
    message="Hello, I have a question about my order. When will it arrive?",
    phone="+41 44 000 00 00",
    fields={"order": "100234"},
)
"""Typed, but never sent, into the first pages of a form that shows its fields one page after the other."""


@dataclass(kw_only=True)
class _Visit:
    """One page in a context of its own. `went_well`: no trace need be kept."""

    page: Page
    guard: HostGuard
    opened_at: datetime
    went_well: bool = False


class _Once:
    """Calls back once: the first page of several that is sent counts as the submission."""

    def __init__(self, then: BeforeClick) -> None:
        self._then: BeforeClick | None = then

    async def call(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            await then()


class BrowserForms:
    """See `ports.Forms`. One browser for the run, one fresh context for each probe."""

    def __init__(self, browser: Browser, clock: Clock, *, room: int = 2, trace: Path | None = None) -> None:
        self._browser = browser
        self._clock = clock
        self._gate = Gate(clock, room)
        self._trace = trace

    async def submit(
        self, desk: Desk, form: DeskForm, submission: Submission, before_click: BeforeClick
    ) -> FormOutcome:
        form = replace(form, overrides=_with_fields(form.overrides, submission.fields))
        async with self._gate.enter(), self._visit(desk.hosts) as visit:
            opened = await self._open(visit, form)
            if isinstance(opened, FormOutcome):
                return opened
            once = _Once(before_click)
            values = Values(submission=submission, overrides=form.overrides)
            walk = Walk(page=visit.page, values=values, before_next=once.call)
            plan = opened
            if plan.verdict is PlanVerdict.READY:
                plan = _on_the_desk(await walk.through(plan), visit.page.url, desk.hosts)
            if plan.verdict is not PlanVerdict.READY:
                shots = (await _shot(visit.page, "form"),)
                return self._told(replace(_left_alone(plan), shots=shots), visit, plan, walk)
            return await self._send(visit, form, (plan, walk), once.call)

    async def inspect(self, url: str, overrides: FormOverrides, hosts: tuple[str, ...]) -> FormPlan:
        """Which control is what. Nothing is sent: while it looks, no request may change anything anywhere."""
        async with self.inspecting(url, overrides, hosts) as (_, plan):
            return plan

    @asynccontextmanager
    async def inspecting(
        self, url: str, overrides: FormOverrides, hosts: tuple[str, ...]
    ) -> AsyncIterator[tuple[Page, FormPlan]]:
        """The page as it stands when its plan is made, and the plan. Raises CannotMeasure: it does not open."""
        async with self._gate.enter(), self._visit(hosts) as visit:
            visit.guard.sealed = True
            opened = await self._open(visit, DeskForm(key="form", url=url, overrides=overrides))
            if isinstance(opened, FormOutcome):
                raise CannotMeasure(f"Opening {url}", opened.text)
            if opened.partial and opened.verdict is PlanVerdict.READY:
                walk = Walk(page=visit.page, values=Values(submission=INVENTED, overrides=overrides))
                opened = _reached(await walk.through(opened), visit.guard)
            yield visit.page, opened

    # --- opening -----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _visit(self, hosts: tuple[str, ...]) -> AsyncIterator[_Visit]:
        from playwright.async_api import Error

        try:
            context = await self._browser.new_context(viewport={"width": 1100, "height": 900})
        except Error as error:
            raise CannotMeasure("Opening a page", "the browser has ended", "Run `shopper collect` again.") from error
        context.set_default_timeout(PAGE_TIMEOUT)
        guard = HostGuard(hosts)
        try:
            await guard.watch(context)
            if self._trace is not None:
                await context.tracing.start(screenshots=True, snapshots=True)
            visit = _Visit(page=await context.new_page(), guard=guard, opened_at=self._clock.now())
            yield visit
            if self._trace is not None:
                await context.tracing.stop(path=None if visit.went_well else self._trace)
        finally:
            with suppress(Error):
                await context.close()

    async def _open(self, visit: _Visit, form: DeskForm) -> FormPlan | FormOutcome:
        """The form's plan; an outcome when the page is not there or lies elsewhere."""
        from playwright.async_api import Error

        stands_in_place = await open_page(visit.page, form.url)
        visit.opened_at = self._clock.now()
        if stands_in_place is not None:
            if visit.guard.stopped:
                return _elsewhere(form.url, visit.guard.stopped[0])
            return replace(stands_in_place, opened_at=visit.opened_at)
        try:
            return await find_plan(visit.page, form.url, form.overrides)
        except Error as error:
            why = f"what stands under `before:` could not be clicked: {str(error).splitlines()[0][:150]}"
            return FormPlan(url=form.url, verdict=PlanVerdict.UNSURE, why=why)

    # --- sending -----------------------------------------------------------------------------------------------------

    async def _send(
        self, visit: _Visit, form: DeskForm, what: tuple[FormPlan, Walk], before_click: BeforeClick
    ) -> FormOutcome:
        plan, walk = what
        await self._clock.wait(visit.opened_at + timedelta(seconds=form.dwell))
        frame = await frame_named(visit.page, plan.frame)
        filled, snapshot = await asyncio.gather(_shot(visit.page, "filled form"), _snapshot(visit.page))
        outcome = await click_once(visit.page, frame, plan.submit, before_click, self._clock)
        if plan.submit == plan.next and not outcome.is_accepted:
            outcome = await self._confirm(visit, walk, outcome)
        answered = await _shot(visit.page, "answer")
        if visit.guard.stopped and not outcome.is_accepted and not outcome.request:
            text = f"the form sends to {visit.guard.stopped[-1]}, none of the desk's hosts; it was not let through"
            outcome = replace(outcome, kind=OutcomeKind.UNSURE, text=text, reason=None)
        visit.went_well = outcome.is_accepted
        outcome = replace(outcome, shots=(filled, answered), snapshot=snapshot)
        return self._told(outcome, visit, plan, walk)

    async def _confirm(self, visit: _Visit, walk: Walk, shown: FormOutcome) -> FormOutcome:
        """Press send on a page that shows once more what was typed: the same submission, not a second one."""
        found = await walk.confirmation()
        if found is None:
            return shown

        async def recorded() -> None:
            return

        frame = await frame_named(visit.page, found[0])
        outcome = await click_once(visit.page, frame, found[1], recorded, self._clock)
        return replace(outcome, clicked_at=shown.clicked_at)

    def _told(self, outcome: FormOutcome, visit: _Visit, plan: FormPlan, walk: Walk) -> FormOutcome:
        typed = tuple((label or selector, value[:500]) for (selector, label), value in walk.told.items())
        return replace(
            outcome,
            plan=plan,
            typed=typed,
            opened_at=visit.opened_at,
            stopped=tuple(visit.guard.stopped[:10]),
            browser=f"Chromium {self._browser.version}",
        )


# --- private ---------------------------------------------------------------------------------------------------------


def _with_fields(overrides: FormOverrides, fields: Mapping[str, str]) -> FormOverrides:
    """Labels that the scenario gives values for are understood: they settle a control like an override."""
    roles = {role.value for role in Role}
    told = {name: FieldOverride(label=name, value=value) for name, value in fields.items() if name not in roles}
    return replace(overrides, fields={**told, **overrides.fields})


def _reached(plan: FormPlan, guard: HostGuard) -> FormPlan:
    """A way through choices that led to no message is no support form; pages that must be sent cannot be seen."""
    if plan.verdict is PlanVerdict.UNSURE and guard.stopped:
        why = "the form's next page is only shown when this one is sent; --submit tries it"
        return replace(plan, why=why)
    if plan.verdict is not PlanVerdict.UNSURE or plan.control(Role.MESSAGE) or plan.control(Role.EMAIL):
        return plan
    why = "no form with fields for an address and a message"
    return FormPlan(url=plan.url, verdict=PlanVerdict.NO_FORM, contacts=plan.contacts, why=why)


def _on_the_desk(plan: FormPlan, address: str, hosts: tuple[str, ...]) -> FormPlan:
    """`unsure` for a form that sends elsewhere: it is known before the click."""
    for where in (plan.action, address):
        if where and not is_allowed(where, hosts):
            why = f"the form sends to {host_of(where)}, none of the desk's hosts; add it to `hosts:` if it is yours"
            return replace(plan, verdict=PlanVerdict.UNSURE, why=why)
    return plan


def _elsewhere(url: str, stopped: str) -> FormOutcome:
    text = f"the page leads to {stopped}, none of the desk's hosts; it was not opened"
    return FormOutcome(kind=OutcomeKind.UNSURE, text=text, url=url, stopped=(stopped,))


async def _shot(page: Page, name: str) -> Shot:
    from playwright.async_api import Error

    try:
        data = await page.screenshot(type="jpeg", quality=55)
    except Error:
        data = b""
    return Shot(name=name, media_type="image/jpeg", data=data)


async def _snapshot(page: Page) -> str:
    from playwright.async_api import Error

    with suppress(Error):
        return (await page.locator("body").aria_snapshot())[:8000]
    return ""


def _left_alone(plan: FormPlan) -> FormOutcome:
    kinds = {
        PlanVerdict.NO_FORM: (OutcomeKind.NO_FORM, None),
        PlanVerdict.LOGIN: (OutcomeKind.REFUSED, RefusalReason.LOGIN),
        PlanVerdict.CAPTCHA: (OutcomeKind.REFUSED, RefusalReason.CAPTCHA),
    }
    kind, reason = kinds.get(plan.verdict, (OutcomeKind.UNSURE, None))
    contacts = f" (but {', '.join(plan.contacts)})" if plan.contacts else ""
    return FormOutcome(kind=kind, reason=reason, text=plan.why + contacts, plan=plan, url=plan.url)
