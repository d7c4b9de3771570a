"""Filling: every understood control that is in sight, once, each value read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.channels.form.lexicon import EVERY, names
from harness.channels.form.scanning import frame_named, script
from harness.domain.form import Control, FormOverrides, Role, Submission

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

PATIENCE = 4000.0
"""Real milliseconds one control may take."""
_PRESS = "e => { if (!(e.checked === true || e.getAttribute('aria-checked') === 'true')) e.click(); }"
_NOT_READ = frozenset(["select", "combobox", "file", "radio", "aria-radio"])
_CHOICES = "e => [...e.options].map(o => ({value: o.value, text: o.textContent.trim(), off: o.disabled}))"
_OPTIONS = "[role=option]:visible, .ant-select-item-option:visible, [class*=option]:visible, [role=listbox] li:visible"


@dataclass(frozen=True, kw_only=True)
class Values:
    """What goes into which control."""

    submission: Submission
    overrides: FormOverrides = field(default_factory=FormOverrides)

    def value_for(self, control: Control) -> str:
        """ "" where nothing is to be typed."""
        if control.value:
            return control.value
        given = self.submission.fields
        named = next((text for name, text in given.items() if name.lower() in _names_of(control)), "")
        return named or self._by_role(control)

    def _by_role(self, control: Control) -> str:
        told = self.submission
        first, _, last = told.name.partition(" ")
        values: Mapping[Role, str] = {
            Role.NAME: told.name or f"{told.first_name} {told.last_name}".strip(),
            Role.FIRST_NAME: told.first_name or first,
            Role.LAST_NAME: told.last_name or last or told.name,
            Role.EMAIL: told.email,
            Role.CONFIRM_EMAIL: told.email,
            Role.SUBJECT: told.subject,
            Role.MESSAGE: told.message,
            Role.PHONE: told.phone if control.required else "",
        }
        return values.get(control.role, "")


async def fill_controls(page: Page, controls: tuple[Control, ...], values: Values, typed: dict[str, str]) -> str:
    """Fill what is in sight and read it back; `typed` takes selector -> value.

    Returns: what went wrong with something that matters, "" when all is well.
    """
    from playwright.async_api import Error

    ticked: set[str] = set()
    for control in controls:
        if control.later or control.selector in typed or control.group in ticked:
            continue
        frame = await frame_named(page, control.frame)
        try:
            put = await _fill_one(frame.locator(control.selector).first, control, values)
        except Error as error:
            if control.required or control.role in (Role.EMAIL, Role.MESSAGE):
                return f"{_called(control)} could not be filled: {str(error).splitlines()[0][:150]}"
            continue
        if put is None:
            if control.required and not control.filled:
                return f"{_called(control)} must be filled and no value was given for it"
            continue
        typed[control.selector] = put
        ticked.update([control.group] if control.group else [])
    return await _read_back(page, controls, typed)


# --- private ---------------------------------------------------------------------------------------------------------


async def _fill_one(locator: Locator, control: Control, values: Values) -> str | None:
    """What was put in; None for a control left alone."""
    if control.role in (Role.NEWSLETTER, Role.CAPTCHA) or control.kind == "password":
        return None
    if control.role is Role.ATTACHMENT:
        return await _attach(locator, values.submission)
    value = values.value_for(control)
    if control.kind in ("checkbox", "aria-checkbox"):
        return await _tick(locator) if (control.role is Role.CONSENT and control.required) or value else None
    if control.kind in ("radio", "aria-radio"):
        return await _pick_radio(locator, control, value)
    if control.kind == "select":
        return await _choose(locator, value, required=control.required)
    if control.kind == "combobox":
        return await _choose_painted(locator, value) if value or control.required else None
    if not value or control.role is Role.CONSENT:
        return None
    await locator.fill(value, timeout=PATIENCE)
    return value


async def _attach(locator: Locator, submission: Submission) -> str | None:
    file = submission.attachment
    if file is None:
        return None
    await locator.set_input_files(
        {"name": file.name, "mimeType": file.media_type, "buffer": file.data}, timeout=PATIENCE
    )
    return file.name


async def _tick(locator: Locator) -> str:
    """A box drawn by its label cannot always be clicked itself."""
    from playwright.async_api import Error

    try:
        await locator.check(timeout=1200)
    except Error:
        await locator.evaluate(_PRESS)
    return "ticked"


async def _pick_radio(locator: Locator, control: Control, value: str) -> str | None:
    if not value and not (control.required and control.role is Role.CATEGORY):
        return None
    if value:
        by_label = locator.locator("xpath=ancestor::*[self::form or self::body][1]").get_by_label(value, exact=False)
        if await by_label.count():
            locator = by_label.first
    await _tick(locator)
    return value or control.label


async def _choose(locator: Locator, value: str, *, required: bool) -> str | None:
    options = [one for one in await locator.evaluate(_CHOICES) if one["value"] and not one["off"]]
    wanted = value.strip().lower()
    if wanted:
        fit = [one for one in options if one["text"].lower() == wanted or one["value"].lower() == wanted]
        fit = fit or [one for one in options if wanted in one["text"].lower()]
    elif required:
        fit = [options[n] for n in likely_first([str(one["text"]) for one in options])]
    else:
        return None
    if not fit:
        return None
    await locator.select_option(value=fit[0]["value"], timeout=PATIENCE)
    return str(fit[0]["text"])


def likely_first(texts: list[str]) -> list[int]:
    """Places of the options, the harmless ones ("Other", "A question") before the rest."""
    real = [n for n, text in enumerate(texts) if text.strip()]
    return sorted(real, key=lambda n: not names("topic", texts[n], EVERY))


async def _choose_painted(locator: Locator, value: str) -> str | None:
    """A select made of boxes: open it, then click the option."""
    from playwright.async_api import Error

    await locator.click(timeout=PATIENCE)
    options = locator.page.locator(_OPTIONS)
    with suppress(Error):
        await options.first.wait_for(timeout=1500)
    texts = [text.strip() for text in await options.all_inner_texts()]
    wanted = value.strip().lower()
    fit = [n for n, text in enumerate(texts) if text and (wanted in text.lower() if wanted else True)]
    if not fit:
        return None
    await options.nth(fit[0]).click(timeout=PATIENCE)
    return texts[fit[0]]


async def _read_back(page: Page, controls: tuple[Control, ...], typed: dict[str, str]) -> str:
    """Ask each frame once for what its controls hold now."""
    filled = [one for one in controls if one.selector in typed and one.kind not in _NOT_READ]
    for name in dict.fromkeys(one.frame for one in filled):
        frame = await frame_named(page, name)
        here = [one for one in filled if one.frame == name]
        plain = [one for one in here if " >> " not in one.selector]
        held = dict(zip(plain, await frame.evaluate(script("held.js"), [one.selector for one in plain]), strict=True))
        for control in here:
            value = held[control] if control in held else await _held_by(frame.locator(control.selector).first)
            if control.kind in ("checkbox", "aria-checkbox"):
                if value != "ticked":
                    return f"{_called(control)} could not be ticked"
            elif _squeezed(str(value)) != _squeezed(typed[control.selector]):
                return f"{_called(control)} does not hold what was typed"
    return ""


async def _held_by(locator: Locator) -> str:
    return str(await locator.evaluate("e => e.value !== undefined ? e.value : e.innerText"))


def _squeezed(text: str) -> str:
    """Letters and digits only: pages rewrite line ends and the blanks in telephone numbers."""
    return re.sub(r"[\W_]+", "", text)


def _names_of(control: Control) -> tuple[str, ...]:
    plain = control.label.strip(" *:").lower()
    return control.role.value, control.label.lower(), plain


def _called(control: Control) -> str:
    return repr(control.label or control.role.value)
