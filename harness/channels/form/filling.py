"""Filling: every known control once, each value read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.domain.form import Control, FormPlan, Role, Submission

if TYPE_CHECKING:
    from playwright.async_api import Frame


async def fill(frame: Frame, plan: FormPlan, submission: Submission) -> str:
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
