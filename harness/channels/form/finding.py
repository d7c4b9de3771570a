"""Which form of a page is for support, and which control is what.

Only what a person can see counts; doubt means `unsure`, and nothing is submitted. Pure: works on what scan.js saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.channels.form.assigning import assign, control_of, is_fillable
from harness.channels.form.buttons import find_next, find_submit
from harness.channels.form.lexicon import EVERY, names
from harness.channels.form.roles import (
    LONG,
    NOT_FILLED,
    TICKS,
    Guess,
    Row,
    guess_role,
    is_trap,
)
from harness.domain.form import FormOverrides, FormPlan, PlanVerdict, Role

SURE = 0.6
"""Below this an e-mail or message field is a guess, and nothing is submitted."""


@dataclass(frozen=True, kw_only=True)
class FrameScan:
    """What scan.js saw in one frame.

    Attributes:
        name: "" for the page itself, else the CSS selector of the frame's element; frames in frames joined by " >> ".
        data: scan.js's answer.
    """

    name: str
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What is looked for. `editors`: rich editors that fill a frame of their own, as (frame, control)."""

    url: str
    overrides: FormOverrides
    editors: tuple[tuple[str, Row], ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A form, or the fields that stand together without a form tag."""

    plan: FormPlan
    score: float
    against: float
    heading: str = ""


def plan_form(url: str, scans: Sequence[FrameScan], overrides: FormOverrides) -> FormPlan:
    """The support form of a page with the role of each control, or why there is none to be sure of."""
    contacts = tuple(dict.fromkeys(link for scan in scans for link in scan.data["links"]))
    bodies = [(scan.name, row) for scan in scans for row in scan.data["rows"] if row["tag"] == "body"]
    editors = [one for one in bodies if one[1]["type"] == "editable"]
    wanted = _Wanted(url=url, overrides=overrides, editors=tuple(editors))
    candidates = [one for scan in scans for one in _candidates(scan, wanted)]
    fit = [one for one in candidates if one.against <= 0 or overrides.form]
    if not fit:
        return _none(url, scans, contacts, refused=bool(candidates))
    fit.sort(key=lambda one: one.score, reverse=True)
    best = replace(fit[0].plan, contacts=contacts)
    if len(fit) > 1 and fit[1].score >= fit[0].score - 0.5 and not overrides.form:
        others = " or ".join(f"`form: {one.plan.form_selector!r}`" for one in fit[:2])
        return replace(best, verdict=PlanVerdict.UNSURE, why=f"two forms look alike; name one: {others}")
    return settle(best, scans)


def groups_of(data: dict[str, Any]) -> list[tuple[int, list[Row]]]:
    """The controls of each form by owner (`element.form`, never DOM containment), then those without a form."""
    rows = data["rows"]
    numbers = sorted({row["form"] for row in rows if row["form"] >= 0})
    owned = [(number, [row for row in rows if row["form"] == number]) for number in numbers]
    return [*owned, *((-1, group) for group in _orphans([row for row in rows if row["form"] < 0]))]


def traps(rows: list[Row], language: str) -> list[str]:
    """Selectors of fields that nobody sees, or that say "leave this empty"."""
    kinds = ("text", "email", "url", "tel", "textarea", "checkbox", "number")
    return [
        row["selector"]
        for row in rows
        if row["type"] in kinds
        and ((not row["visible"] and not row["later"]) or (row["visible"] and is_trap(row, language)))
    ]


def against(data: dict[str, Any], form: dict[str, Any] | None, rows: list[Row], submit: str) -> float:
    """Above zero: a form for a comment, an order or an account, not for support."""
    button = next((row for row in rows if row["selector"] == submit), None)
    said = f"{button['text']} {button['value']}" if button else ""
    heading = form["heading"] if form else ""
    spelt = f"{form['id']} {form['cls']} {form['name']}".lower() if form else ""
    points = 3.0 * any(names(topic, said) for topic in ("comment", "purchase"))
    points += 2.0 * any(names(topic, heading) for topic in ("comment", "purchase"))
    points += 2.0 * any(word in spelt for word in ("commentform", "checkout", "review-form", "guestbook", "register"))
    points += 3.0 * any(row["type"] == "password" and row["visible"] for row in rows)
    points += 2.0 * any(names("purchase", row["label"], EVERY) for row in rows if row["type"] in LONG)
    payment = any(row["autocomplete"].startswith("cc-") for row in rows)
    around = f"{data['title']} {data['heading']} {heading}"
    credit = 1.0 * names("opener", around) + 1.0 * any(names("subject", row["label"]) for row in rows if row["visible"])
    return points + 3.0 * payment - credit if points or payment else 0.0


def settle(plan: FormPlan, scans: Sequence[FrameScan]) -> FormPlan:
    """Ready, or why not: a captcha, a required control that is not understood, a doubtful address or message."""
    understood = {one.group for one in plan.controls if one.group and (one.role is not Role.UNKNOWN or one.filled)}
    unknown = tuple(
        dict.fromkeys(
            control.label or control.selector
            for control in plan.controls
            if control.role is Role.UNKNOWN and control.required and not control.filled and not control.value
            if control.group not in understood
        )
    )
    plan = replace(plan, required_unknown=unknown)
    if _has_captcha(plan, scans):
        return replace(plan, verdict=PlanVerdict.CAPTCHA, why="a captcha stands before the form; it is never answered")
    if plan.required_unknown:
        said = ", ".join(repr(one) for one in plan.required_unknown)
        return replace(plan, verdict=PlanVerdict.UNSURE, why=f"required and unknown: {said}")
    for role in (Role.EMAIL, Role.MESSAGE):
        control = plan.control(role)
        if control is None or control.confidence < SURE:
            return replace(plan, verdict=PlanVerdict.UNSURE, why=f"not sure which control is for the {role.value}")
    return plan


# --- private ---------------------------------------------------------------------------------------------------------


def _candidates(scan: FrameScan, wanted: _Wanted) -> list[_Candidate]:
    found = []
    for number, rows in groups_of(scan.data):
        form = scan.data["forms"][number] if number >= 0 else None
        asked = wanted.overrides.form
        if asked and (form is None or asked not in form["matches"]):
            continue
        candidate = _candidate(scan, number, rows, wanted)
        if candidate is not None:
            found.append(candidate)
    return found


def _candidate(scan: FrameScan, number: int, rows: list[Row], wanted: _Wanted) -> _Candidate | None:
    overrides, language = wanted.overrides, scan.data["lang"]
    given = _given(rows, language, wanted)
    roles = {guess.role for _, guess in given}
    if Role.MESSAGE not in roles or (Role.EMAIL not in roles and not overrides.form):
        return None
    near = next((row for row, guess in given if guess.role is Role.MESSAGE and "frame" not in row), given[-1][0])
    leads = find_next(rows, language)
    submit = overrides.submit or find_submit(rows, scan.data["rows"], near, language) or leads
    if not submit:
        return None
    form = scan.data["forms"][number] if number >= 0 else None
    plan = FormPlan(
        url=wanted.url,
        verdict=PlanVerdict.READY,
        controls=tuple(control_of(row, guess, row.get("frame", scan.name), overrides) for row, guess in given),
        submit=submit,
        next=leads if any(row["later"] for row, _ in given) or submit == leads else "",
        frame=scan.name,
        form=number,
        form_selector=form["selector"] if form else "",
        action=form["action"] if form else "",
        traps=tuple(traps(rows, language)),
    )
    points = against(scan.data, form, rows, submit)
    return _Candidate(plan=plan, score=_score(plan, form, scan.data), against=points)


def _given(rows: list[Row], language: str, wanted: _Wanted) -> list[tuple[Row, Guess]]:
    """The controls with their roles; those of later pages, or of an editor in a frame, where the visible lack some."""
    fields = [row for row in rows if is_fillable(row, language)]
    given = assign(fields, language, wanted.overrides)
    roles = {guess.role for _, guess in given}
    if {Role.EMAIL, Role.MESSAGE} <= roles or not fields:
        return given
    replaced = any(row["tag"] == "textarea" and row["why"] in ("display", "visibility", "size") for row in rows)
    if Role.EMAIL in roles and replaced and wanted.editors:
        frame, row = wanted.editors[0]
        return [*given, ({**row, "frame": frame}, Guess(role=Role.MESSAGE, confidence=0.85, reason="a rich editor"))]
    hidden = [row for row in rows if row["later"] and row["type"] not in NOT_FILLED and not row["disabled"]]
    return assign([*fields, *hidden], language, wanted.overrides) if hidden else given


def _orphans(rows: list[Row]) -> list[list[Row]]:
    """Controls without a form: around each text area, the smallest box that also holds an address and a button."""
    groups: dict[int, list[Row]] = {}
    for anchor in rows:
        if anchor["type"] not in LONG or not (anchor["visible"] or anchor["later"]):
            continue
        for depth in range(len(anchor["path"]) - 2, 0, -1):
            box = anchor["path"][depth]
            inside = [row for row in rows if len(row["path"]) > depth and row["path"][depth] == box]
            if _is_whole(inside):
                groups.setdefault(box, inside)
                break
    return list(groups.values())


def _is_whole(rows: list[Row]) -> bool:
    fields = [row for row in rows if row["visible"] or row["later"]]
    addressed = any(guess_role(row, "", FormOverrides()).role is Role.EMAIL for row in fields if _is_line(row))
    return addressed and bool(find_submit(rows, rows, None, ""))


def _is_line(row: Row) -> bool:
    return row["tag"] == "input" and row["type"] not in NOT_FILLED | TICKS


def _score(plan: FormPlan, form: dict[str, Any] | None, data: dict[str, Any]) -> float:
    known = {control.role for control in plan.controls} - {Role.UNKNOWN, Role.NEWSLETTER, Role.CAPTCHA, Role.CONSENT}
    later = sum(control.later for control in plan.controls)
    words = f"{form['heading']} {form['id']} {form['name']} {form['cls']}" if form else ""
    if Role.CAPTCHA in {control.role for control in plan.controls}:
        later += 1  # of two forms the one that can be sent
    return len(known) + (1.0 if names("opener", words) else 0.0) - float(min(later, 1))


def _none(url: str, scans: Sequence[FrameScan], contacts: tuple[str, ...], *, refused: bool) -> FormPlan:
    if not refused and any(scan.data["password"] for scan in scans):
        return FormPlan(url=url, verdict=PlanVerdict.LOGIN, contacts=contacts, why="a login stands before it")
    why = "no form with fields for an address and a message"
    if refused:
        why = "the forms here are for comments, orders or accounts, not for support"
    return FormPlan(url=url, verdict=PlanVerdict.NO_FORM, contacts=contacts, why=why)


def _has_captcha(plan: FormPlan, scans: Sequence[FrameScan]) -> bool:
    if plan.control(Role.CAPTCHA):
        return True
    walls = [wall for scan in scans if scan.name == plan.frame for wall in scan.data["walls"]]
    return any(wall["form"] in (plan.form, -1) for wall in walls)
