"""Forms on several pages, and fields that appear after a choice: fill what is in sight, look again, go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harness.channels.form.assigning import is_fillable
from harness.channels.form.buttons import find_submit
from harness.channels.form.filling import Values, fill_controls
from harness.channels.form.finding import plan_form
from harness.channels.form.scanning import frame_named, scan_page
from harness.channels.form.steps import groups_with_orphans, plan_step
from harness.domain.form import Control, FormOverrides, FormPlan, PlanVerdict, Role

if TYPE_CHECKING:
    from playwright.async_api import Page

STEPS = 6
"""The most pages a form may have."""
_MOVES = frozenset(["select", "combobox", "radio", "aria-radio"])
"""Controls after which a page may show others."""
_CHOICES = frozenset(["select", "combobox", "radio", "aria-radio"])


@dataclass(kw_only=True)
class Walk:
    """One way through a form.

    Attributes:
        typed: selector -> what was put in, on the present page of the form.
        told: label and value of everything put in so far.
        met: every control met on the way; a page drawn anew may use a selector again.
        had: the roles that were filled.
        before_next: awaited before a button that leads on is pressed: a page may be sent by it.
    """

    page: Page
    values: Values
    typed: dict[str, str] = field(default_factory=dict)
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    met: dict[tuple[str, str], Control] = field(default_factory=dict)
    had: set[Role] = field(default_factory=set)
    before_next: Callable[[], Awaitable[None]] | None = None

    async def through(self, plan: FormPlan) -> FormPlan:
        """Fill page after page until the button that sends is in sight.

        Returns: the plan with every control met; `unsure`, with the reason, where something stands in the way.
        """
        for _ in range(STEPS):
            plan, problem = await self._fill(plan)
            if problem:
                return self._whole(replace(plan, verdict=PlanVerdict.UNSURE, why=problem))
            if await self._in_sight(plan, plan.submit):
                return self._whole(self._checked(plan))
            chosen = await self._choose(plan)
            if chosen is not None:
                plan = chosen
                continue
            if not plan.next or not await self._press_next(plan):
                why = "the form does not go on: a page of it asks for something that is not understood"
                return self._whole(replace(plan, verdict=PlanVerdict.UNSURE, why=why))
            plan = await self._look(plan)
        return self._whole(replace(plan, verdict=PlanVerdict.UNSURE, why=f"the form has more than {STEPS} pages"))

    async def confirmation(self) -> tuple[str, str] | None:
        """Frame and button of a page that only shows what was typed and asks to send it; None: there is none."""
        for scan in await scan_page(self.page, FormOverrides()):
            language = scan.data["lang"]
            if any(row["tag"] == "textarea" and row["visible"] for row in scan.data["rows"]):
                return None  # the form itself, shown again
            for number, rows in groups_with_orphans(scan.data):
                asks = number < 0 or any(is_fillable(row, language) for row in rows)
                button = "" if asks else find_submit([row for row in rows if row["visible"]], [], None, language)
                if button:
                    return scan.name, button
        return None

    # --- private -----------------------------------------------------------------------------------------------------

    async def _fill(self, plan: FormPlan) -> tuple[FormPlan, str]:
        """Fill what is in sight; look again when a choice may have shown more."""
        for _ in range(3):
            before = set(self.typed)
            problem = await fill_controls(self.page, plan.controls, self.values, self.typed)
            fresh = set(self.typed) - before
            self._note(tuple(control for control in plan.controls if not control.later))
            moved = any(control.kind in _MOVES for control in plan.controls if control.selector in fresh)
            if problem or not (moved or plan.partial):
                return plan, problem
            await self.page.wait_for_timeout(120)
            known = {control.selector for control in plan.controls if not control.later}
            plan = await self._look(plan)
            if {control.selector for control in plan.controls if not control.later} <= known:
                return plan, ""
        return plan, ""

    async def _choose(self, plan: FormPlan) -> FormPlan | None:
        """Without a button that leads on, an open choice may: the harmless option is taken. None: there is none."""
        open_choices = [
            replace(one, required=True, role=Role.CATEGORY)
            for one in plan.controls
            if one.kind in _CHOICES and not one.later and one.selector not in self.typed
        ]
        if plan.next or not open_choices:
            return None
        before = set(self.typed)
        await fill_controls(self.page, tuple(open_choices[:1]), self.values, self.typed)
        self._note(tuple(open_choices[:1]))
        await self.page.wait_for_timeout(120)
        return await self._look(plan) if set(self.typed) - before else None

    async def _look(self, plan: FormPlan) -> FormPlan:
        """The page as it stands now: the whole form if it shows, else its present page."""
        overrides = self.values.overrides
        scans = await scan_page(self.page, overrides)
        whole = plan_form(plan.url, scans, overrides)
        if whole.verdict is PlanVerdict.NO_FORM or whole.partial or self.had & {Role.EMAIL, Role.MESSAGE}:
            step = plan_step(plan.url, scans, overrides, begun=True)
            whole = step if step is not None else whole
        return replace(whole, opened_by=plan.opened_by, consent=plan.consent, contacts=plan.contacts)

    async def _press_next(self, plan: FormPlan) -> bool:
        from playwright.async_api import Error

        frame = await frame_named(self.page, plan.frame)
        if self.before_next is not None:
            await self.before_next()
        before = await frame.evaluate("() => location.href + document.body.innerText")
        try:
            await frame.locator(plan.next).first.click(timeout=3000)
        except Error:
            return False
        with suppress(Error):
            await self.page.wait_for_load_state("domcontentloaded", timeout=10_000)
            changed = "before => document.body && location.href + document.body.innerText !== before"
            await (await frame_named(self.page, plan.frame)).wait_for_function(changed, arg=before, timeout=3000)
            self.typed = {}
            return True
        return False

    async def _in_sight(self, plan: FormPlan, selector: str) -> bool:
        if not selector:
            return False
        if not (plan.next or plan.partial or any(control.later for control in plan.controls)):
            return True  # a form of one page: it was seen when the page was looked at
        return await (await frame_named(self.page, plan.frame)).locator(selector).first.is_visible()

    def _note(self, controls: tuple[Control, ...]) -> None:
        for control in controls:
            key = (control.selector, control.label)
            self.met[key] = control
            if control.selector in self.typed:
                self.told[key] = self.typed[control.selector]
                self.had.add(control.role)

    def _checked(self, plan: FormPlan) -> FormPlan:
        """Ready only when an address and a message went in somewhere on the way."""
        if plan.verdict is not PlanVerdict.READY:
            return plan
        missing = [role.value for role in (Role.EMAIL, Role.MESSAGE) if role not in self.had]
        if missing:
            why = f"no place was found for the {' and the '.join(missing)}"
            return replace(plan, verdict=PlanVerdict.UNSURE, why=why)
        return plan

    def _whole(self, plan: FormPlan) -> FormPlan:
        last = {(control.selector, control.label): control for control in plan.controls}
        return replace(plan, controls=tuple((self.met | last).values()), partial=False)
