"""One page of a form with several. Pure: works on what scan.js saw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.channels.form.assigning import assign, control_of, is_fillable
from harness.channels.form.buttons import find_next, find_submit
from harness.channels.form.finding import FrameScan, against, settle, traps
from harness.channels.form.lexicon import names
from harness.channels.form.roles import CHOICES, Row
from harness.domain.form import FormOverrides, FormPlan, PlanVerdict, Role


def plan_step(
    url: str, scans: Sequence[FrameScan], overrides: FormOverrides, *, begun: bool = False
) -> FormPlan | None:
    """One page of a form with several, or a form that shows more after a choice; None when there is none.

    A first page must speak of contact, or ask for a subject or message, and lead on or offer a choice: an address and
    "Continue" alone is a login. With `begun`, one of the following pages of a form that is being filled.
    """
    found: list[tuple[int, FormPlan]] = []
    for scan in scans:
        for number, rows in groups_with_orphans(scan.data):
            plan = _step(url, scan, number, (rows, overrides))
            if plan is not None and (begun or _may_begin(plan, scan)):
                found.append((len([one for one in plan.controls if one.role is not Role.UNKNOWN]), plan))
    return max(found, key=lambda one: one[0])[1] if found else None


def groups_with_orphans(data: dict[str, Any]) -> list[tuple[int, list[Row]]]:
    """The controls of each form, and at the end (-1) all that stand without one."""
    rows = data["rows"]
    numbers = sorted({row["form"] for row in rows if row["form"] >= 0})
    owned = [(number, [row for row in rows if row["form"] == number]) for number in numbers]
    return [*owned, (-1, [row for row in rows if row["form"] < 0])]


# --- private ---------------------------------------------------------------------------------------------------------


def _step(url: str, scan: FrameScan, number: int, what: tuple[list[Row], FormOverrides]) -> FormPlan | None:
    rows, overrides = what
    language = scan.data["lang"]
    fields = [row for row in rows if is_fillable(row, language) and row["visible"]]
    form = scan.data["forms"][number] if number >= 0 else None
    barred = any(row["type"] in ("password", "search") for row in rows) or (
        form is not None and form["role"] == "search"
    )
    given = assign(fields, language, overrides)
    asks = [guess for row, guess in given if guess.role not in (Role.UNKNOWN, Role.NEWSLETTER, Role.CONSENT)]
    on = find_next(rows, language)
    if barred or not fields or not (asks or on):
        return None
    near = fields[-1]
    submit = find_submit([row for row in rows if row["visible"]], scan.data["rows"], near, language)
    if against(scan.data, form, rows, submit) > 0:
        return None
    plan = FormPlan(
        url=url,
        verdict=PlanVerdict.READY,
        controls=tuple(control_of(row, guess, scan.name, overrides) for row, guess in given),
        submit=submit,
        next=on,
        frame=scan.name,
        form=number,
        form_selector=form["selector"] if form else "",
        action=form["action"] if form else "",
        traps=tuple(traps(rows, language)),
        partial=True,
    )
    return _settle_step(plan, scan)


def _may_begin(plan: FormPlan, scan: FrameScan) -> bool:
    form = scan.data["forms"][plan.form] if plan.form >= 0 else None
    around = f"{scan.data['title']} {scan.data['heading']} {form['heading'] if form else ''}"
    roles = {control.role for control in plan.controls}
    speaks = bool(roles & {Role.MESSAGE, Role.SUBJECT}) or names("opener", around)
    leads = bool(plan.next) or any(control.kind in CHOICES | {"radio"} for control in plan.controls)
    return speaks and leads


def _settle_step(plan: FormPlan, scan: FrameScan) -> FormPlan:
    """A page of a form need not hold address and message; what it requires must be understood all the same."""
    settled = settle(plan, [scan])
    return settled if settled.required_unknown or settled.verdict is PlanVerdict.CAPTCHA else plan
