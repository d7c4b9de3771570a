"""Which control is what. Evidence in order: override, `autocomplete`, type, accessible name, placeholder, text in
front, name and id. Only what a person can see counts; doubt means `unsure`, and nothing is submitted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.channels.form.lexicon import says
from harness.domain.form import Control, FormOverrides, FormPlan, PlanVerdict, Role

_AUTOCOMPLETE = {
    "email": Role.EMAIL,
    "name": Role.NAME,
    "given-name": Role.FIRST_NAME,
    "family-name": Role.LAST_NAME,
    "tel": Role.PHONE,
}
_TYPES = {
    "email": Role.EMAIL,
    "tel": Role.PHONE,
    "file": Role.ATTACHMENT,
    "textarea": Role.MESSAGE,
    "editable": Role.MESSAGE,
}
_BY_WORDS = (
    Role.NEWSLETTER,
    Role.CONFIRM_EMAIL,
    Role.EMAIL,
    Role.FIRST_NAME,
    Role.LAST_NAME,
    Role.PHONE,
    Role.ORDER,
    Role.SUBJECT,
    Role.CATEGORY,
    Role.NAME,
    Role.MESSAGE,
    Role.ATTACHMENT,
    Role.CONSENT,
    Role.CAPTCHA,
)
_NOT_FILLED = frozenset(["hidden", "submit", "button", "reset", "image", "password", "search"])


@dataclass(frozen=True, kw_only=True)
class FrameScan:
    """What scan.js saw in one frame. `name`: "" for the page itself, else the frame's address."""

    name: str
    data: dict[str, Any]


def plan_form(url: str, scans: Sequence[FrameScan], overrides: FormOverrides) -> FormPlan:
    """The best form of the page, or why there is none to be sure of."""
    candidates = [plan for scan in scans for plan in _candidates(url, scan, overrides)]
    contacts = tuple(dict.fromkeys(link for scan in scans for link in scan.data["links"]))
    if not candidates:
        login = any(scan.data["password"] for scan in scans)
        verdict = PlanVerdict.LOGIN if login else PlanVerdict.NO_FORM
        why = "a login stands before it" if login else "no form with fields for an address and a message"
        return FormPlan(url=url, verdict=verdict, contacts=contacts, why=why)
    candidates.sort(key=_quality, reverse=True)
    best = replace(candidates[0], contacts=contacts)
    if len(candidates) > 1 and _quality(candidates[1]) == _quality(best) and not overrides.form:
        return replace(best, verdict=PlanVerdict.UNSURE, why="two forms look alike; name one with `form:`")
    return _settle(best, scans)


def _candidates(url: str, scan: FrameScan, overrides: FormOverrides) -> list[FormPlan]:
    rows = scan.data["rows"]
    numbers = sorted({row["form"] for row in rows if row["visible"]})
    plans = []
    for number in numbers:
        controls = _controls([row for row in rows if row["form"] == number], scan.name, overrides)
        plan = FormPlan(
            url=url,
            verdict=PlanVerdict.READY,
            controls=controls,
            submit=overrides.submit or _submit(rows, number),
            frame=scan.name,
            form=number,
            traps=tuple(_traps([row for row in rows if row["form"] == number])),
        )
        if plan.control(Role.EMAIL) and plan.control(Role.MESSAGE) and plan.submit:
            plans.append(plan)
    return plans


def _controls(rows: list[dict[str, Any]], frame: str, overrides: FormOverrides) -> tuple[Control, ...]:
    found: list[Control] = []
    taken: Counter[Role] = Counter()
    for row in rows:
        if not row["visible"] or row["disabled"] or row["type"] in _NOT_FILLED or row["tag"] == "button":
            continue
        role, confidence, reason = _role(row, overrides)
        if role is Role.EMAIL and taken[Role.EMAIL]:
            role, reason = Role.CONFIRM_EMAIL, f"second e-mail field; {reason}"
        if role is not Role.UNKNOWN and taken[role] and role not in (Role.CONSENT, Role.NEWSLETTER):
            role, confidence = Role.UNKNOWN, 0.0
        taken[role] += 1
        found.append(
            Control(
                role=role,
                selector=f'[data-shopper="{row["index"]}"]',
                label=row["label"] or row["placeholder"] or row["before"] or row["name"],
                kind=row["type"],
                confidence=confidence,
                reasons=(reason,) if reason else (),
                required=row["required"],
                frame=frame,
                index=row["index"],
            )
        )
    return tuple(found)


def _role(row: dict[str, Any], overrides: FormOverrides) -> tuple[Role, float, str]:
    label = row["label"] or row["placeholder"] or row["before"]
    for name, override in overrides.fields.items():
        if override.label and override.label.lower() in label.lower():
            return _named(name), 1.0, f"override by label {override.label!r}"
        if override.selector and override.selector in (f"#{row['id']}", f"[name={row['name']}]"):
            return _named(name), 1.0, f"override by selector {override.selector!r}"
    token = row["autocomplete"].rpartition(" ")[2]
    if token in _AUTOCOMPLETE:
        return _AUTOCOMPLETE[token], 0.98, f"autocomplete={token}"
    if row["type"] in ("checkbox", "radio"):
        return _tick(row, label)
    if row["type"] in _TYPES and not (row["type"] == "email" and says("confirm_email", label)):
        return _TYPES[row["type"]], 0.95, f"type={row['type']}"
    return _by_words(row, label)


def _named(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        return Role.UNKNOWN


def _tick(row: dict[str, Any], label: str) -> tuple[Role, float, str]:
    text = f"{label} {row['name']}"
    if says("newsletter_optin", text):
        return Role.NEWSLETTER, 0.9, f"label {label!r}"
    if row["type"] == "checkbox" and (says("consent", text) or row["required"]):
        return Role.CONSENT, 0.8, f"label {label!r}"
    return Role.UNKNOWN, 0.0, ""


def _by_words(row: dict[str, Any], label: str) -> tuple[Role, float, str]:
    places = (
        ("label", row["label"], 0.9),
        ("placeholder", row["placeholder"], 0.8),
        ("text in front", row["before"], 0.7),
    )
    for where, text, confidence in places:
        for role in _BY_WORDS:
            if text and says(role.value, text):
                if role is Role.CATEGORY and row["tag"] != "select":
                    continue
                return (Role.CATEGORY if row["tag"] == "select" else role), confidence, f"{where} {text!r}"
    spelt = re.sub(r"[_\-\[\]]+", " ", f"{row['name']} {row['id']}")
    for role in _BY_WORDS:
        if says(role.value, spelt):
            return (Role.CATEGORY if row["tag"] == "select" else role), 0.6, f"name {row['name'] or row['id']!r}"
    return (Role.CATEGORY, 0.4, "a choice") if row["tag"] == "select" else (Role.UNKNOWN, 0.0, "")


def _submit(rows: list[dict[str, Any]], form: int) -> str:
    buttons = [
        row
        for row in rows
        if row["form"] == form
        and row["visible"]
        and not row["disabled"]
        and (row["type"] in ("submit", "image", "button") or row["tag"] == "button")
    ]
    spoken = [row for row in buttons if says("submit", f"{row['text']} {row['value']} {row['label']}")]
    real = [row for row in buttons if row["type"] in ("submit", "image")]
    chosen = [row for row in spoken if row in real] or spoken or real
    return f'[data-shopper="{chosen[-1]["index"]}"]' if chosen else ""


def _traps(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"hidden field {row['name'] or row['id']!r}"
        for row in rows
        if not row["visible"] and row["type"] in ("text", "email", "url", "tel", "textarea")
    ]


def _quality(plan: FormPlan) -> tuple[int, float]:
    known = {control.role for control in plan.controls} - {Role.UNKNOWN, Role.NEWSLETTER, Role.CAPTCHA}
    surest = sum(control.confidence for control in plan.controls if control.role in (Role.EMAIL, Role.MESSAGE))
    return len(known), surest


def _settle(plan: FormPlan, scans: Sequence[FrameScan]) -> FormPlan:
    """Ready, or why not."""
    unknown = tuple(
        control.label or control.selector
        for control in plan.controls
        if control.role is Role.UNKNOWN and control.required and control.kind != "radio"
    )
    if any(scan.data["captcha"] for scan in scans) or plan.control(Role.CAPTCHA):
        return replace(plan, verdict=PlanVerdict.CAPTCHA, why="a captcha stands before the form; it is never bypassed")
    if unknown:
        names = ", ".join(repr(one) for one in unknown)
        why = f"required and unknown: {names}; name them under `fields:` of the form"
        return replace(plan, verdict=PlanVerdict.UNSURE, required_unknown=unknown, why=why)
    return plan
