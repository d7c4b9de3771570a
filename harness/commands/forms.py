"""`shopper form`: what a page's form is taken for, in plain words or as JSON; with `--submit` it is tried, once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.form import (
    Control,
    FileToAttach,
    FormOutcome,
    FormOverrides,
    FormPlan,
    OutcomeKind,
    PlanVerdict,
    Role,
    Submission,
)
from harness.domain.scenario import Desk, DeskForm

_DEFAULTS = {
    "name": "Jane Doe",
    "email": "jane.doe@example.com",
    "subject": "A question about my order",
    "message": "Hello, I have a question about my order. When will it arrive? Thank you, Jane Doe",
    "phone": "+41 44 000 00 00",
    "order": "100234",
}
_SAID = {
    PlanVerdict.READY: "Ready to be submitted.",
    PlanVerdict.UNSURE: "Unsure: nothing would be submitted.",
    PlanVerdict.NO_FORM: "No support form here: it would be left alone.",
    PlanVerdict.LOGIN: "A login stands before the form: it would be left alone.",
    PlanVerdict.CAPTCHA: "A captcha stands before the form: it would be left alone.",
}
_LEFT_EMPTY = frozenset([Role.NEWSLETTER, Role.CAPTCHA, Role.UNKNOWN])


@dataclass(frozen=True, kw_only=True)
class FormTask:
    """The command's words.

    Attributes:
        allow: hosts that may be opened beside those of shopper.yaml; with a port or for any port.
        values, pairs: what to type, by role; `pairs` as "role or label=text".
        dwell: seconds between opening and sending; below zero: the form's own, or 3.
    """

    url: str
    config: Path
    allow: tuple[str, ...] = ()
    as_json: bool = False
    submit: bool = False
    values: Mapping[str, str]
    pairs: tuple[str, ...] = ()
    attach: Path | None = None
    before: tuple[str, ...] = ()
    cookies: str = ""
    dwell: float = -1.0
    shots: Path | None = None
    trace: Path | None = None
    browser: str = ""


async def run_form(task: FormTask, say: Callable[[str], None]) -> int:
    """Look at the form, or try it.

    Exit code 0: the page was explained, or the submission accepted; 1: no form there, or not accepted; 3: unsure,
    nothing was sent.

    Raises:
        UsageError: the host is none of the desks' and was not allowed.
        CannotMeasure: no browser, or the page does not open.
    """
    desk, form = _allowed(task)
    form = _with_words(form, task)
    submission = _submission(task)
    async with wiring.open_forms(task.browser, os.environ, trace=task.trace) as forms:
        if not task.submit:
            plan = await forms.inspect(task.url, form.overrides, desk.hosts)
            say(plan_json(plan) if task.as_json else "\n".join(plan_lines(plan)))
            return 1 if plan.verdict is PlanVerdict.NO_FORM else 0
        outcome = await forms.submit(desk, form, submission, _nothing_to_record)
    if task.shots is not None:
        _keep_shots(task.shots, outcome)
    say(_outcome_json(outcome) if task.as_json else "\n".join(outcome_lines(outcome)))
    return 0 if outcome.is_accepted else 3 if outcome.kind is OutcomeKind.UNSURE else 1


def plan_json(plan: FormPlan) -> str:
    """`controls[{role, selector, frame, label, confidence, reasons}], submit, traps, required_unknown, verdict`."""
    return json.dumps(plan_document(plan), indent=2, ensure_ascii=False)


def plan_document(plan: FormPlan) -> dict[str, Any]:
    """Selectors are CSS, unique in the page or in the frame whose selector is `frame` ("" for the page itself)."""
    return {
        "controls": [
            {
                "role": control.role.value,
                "selector": control.selector,
                "frame": control.frame,
                "label": control.label,
                "confidence": control.confidence,
                "reasons": list(control.reasons),
            }
            for control in plan.controls
        ],
        "submit": plan.submit,
        "traps": list(plan.traps),
        "required_unknown": list(plan.required_unknown),
        "verdict": plan.verdict.value,
    }


def plan_lines(plan: FormPlan) -> Iterator[str]:
    """The plan in plain words, and the lines for shopper.yaml that settle what is open."""
    yield f"{plan.url}: {_SAID[plan.verdict]}"
    if plan.why:
        yield f"  because {plan.why}"
    if plan.consent:
        yield f"  cookie banner {plan.consent}"
    for words in plan.opened_by:
        yield f"  after a click on {words!r}"
    if plan.frame:
        yield f"  in the frame {plan.frame}"
    for control in plan.controls:
        yield f"  {_control_line(control)}"
    if plan.submit:
        yield f"  Send by {plan.submit}"
    for trap in plan.traps:
        yield f"  Left empty, because nobody sees it or it says so: {trap}"
    for contact in plan.contacts:
        yield f"  Another way in: {contact}"
    yield from _stub(plan)


def outcome_lines(outcome: FormOutcome) -> Iterator[str]:
    """What was typed and what the page answered."""
    reason = f" ({outcome.reason.value.replace('_', ' ')})" if outcome.reason else ""
    yield f"{outcome.url}: {outcome.kind.value.replace('_', ' ')}{reason}"
    yield from (f"  typed {value!r} into {label!r}" for label, value in outcome.typed)
    if outcome.quote:
        yield f"  says “{outcome.quote}”"
    elif outcome.text:
        yield f"  {outcome.text[:300]}"
    yield from (f"  ticket {one}" for one in outcome.ticket_references)
    yield from (f"  promise “{one.text}”" for one in outcome.promises)
    yield from (f"  not valid: {one}" for one in outcome.invalid_fields)
    if outcome.request:
        yield f"  {outcome.request}"
    yield from (f"  not let through: {one}" for one in outcome.stopped)
    if outcome.plan is not None and outcome.plan.verdict is PlanVerdict.UNSURE:
        yield from _stub(outcome.plan)


# --- private ---------------------------------------------------------------------------------------------------------


async def _nothing_to_record() -> None:
    return


def _allowed(task: FormTask) -> tuple[Desk, DeskForm]:
    """The desk the page belongs to, or one made for the hosts that were allowed."""
    desks = wiring.load(task.config, os.environ).project.desks.values() if task.config.is_file() else ()
    host = urlsplit(task.url).netloc.lower()
    if urlsplit(task.url).scheme not in ("http", "https") or not host:
        raise UsageError(f"Opening {task.url}", "it is no http:// or https:// address")
    for desk in desks:
        if host in desk.hosts:
            known = next((form for form in desk.forms.values() if form.url == task.url), None)
            return desk, known or DeskForm(key="form", url=task.url, overrides=FormOverrides())
    names = {one.lower() for one in task.allow}
    if host in names or (urlsplit(task.url).hostname or "") in names:
        hosts = tuple(dict.fromkeys([host, *names]))
        return Desk(key="form", name=host, hosts=hosts), DeskForm(key="form", url=task.url, overrides=FormOverrides())
    known_hosts = ", ".join(sorted({one for desk in desks for one in desk.hosts})) or "none"
    remedy = f"Add it to `hosts:` in {task.config}, or give --allow {host} if you may test it."
    raise UsageError(f"Opening {task.url}", f"{host} is none of the desks' hosts ({known_hosts})", remedy)


def _with_words(form: DeskForm, task: FormTask) -> DeskForm:
    overrides = replace(
        form.overrides,
        before=task.before or form.overrides.before,
        cookies=task.cookies or form.overrides.cookies,
    )
    return replace(form, overrides=overrides, dwell=form.dwell if task.dwell < 0 else task.dwell)


def _submission(task: FormTask) -> Submission:
    told = {**_DEFAULTS, **task.values}
    further: dict[str, str] = {}
    for pair in task.pairs:
        key, mark, text = pair.partition("=")
        if not mark or not key.strip():
            raise UsageError("Reading --value", f"{pair!r} has no role or label", 'Write it like "order=100234".')
        (told if key.strip() in told else further)[key.strip()] = text
    first, _, last = told["name"].rpartition(" ")
    return Submission(
        name=told["name"],
        first_name=first or told["name"],
        last_name=last,
        email=told["email"],
        subject=told["subject"],
        message=told["message"],
        phone=told["phone"],
        attachment=_file(task.attach) if task.attach is not None else None,
        fields={"order": told["order"], **further},
    )


def _file(path: Path) -> FileToAttach:
    import mimetypes

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Reading {path}", error.strerror or "cannot be read") from error
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileToAttach(name=path.name, media_type=kind, data=data)


def _control_line(control: Control) -> str:
    name = control.role.value.replace("_", " ").capitalize()
    must = ", required" if control.required else ""
    label = control.label.strip(" *:")[:60]
    if control.role is Role.UNKNOWN:
        return f"Not understood{must}: {label!r}"
    empty = " (left alone)" if control.role in _LEFT_EMPTY else ""
    why = f" ({'; '.join(control.reasons)})" if control.reasons else ""
    return f"{name}{empty} -> {label!r}, {control.confidence:.0%} sure{why}{must}"


def _stub(plan: FormPlan) -> Iterator[str]:
    """What to paste into shopper.yaml: the whole plan as overrides, what is open with a value to fill in."""
    if plan.verdict in (PlanVerdict.NO_FORM, PlanVerdict.LOGIN, PlanVerdict.CAPTCHA):
        return
    yield ""
    yield "To settle it by hand, paste this under `forms:` of the desk in shopper.yaml and correct it:"
    yield "  contact:"
    yield f"    url: {plan.url}"
    if plan.opened_by:
        yield f"    before: {json.dumps(list(plan.opened_by), ensure_ascii=False)}"
    if plan.form_selector:
        yield f"    form: {json.dumps(plan.form_selector, ensure_ascii=False)}"
    if plan.submit:
        yield f"    submit: {json.dumps(plan.submit, ensure_ascii=False)}"
    yield "    fields:"
    told: set[str] = set()
    for number, control in enumerate(plan.controls, 1):
        open_still = control.role is Role.UNKNOWN and control.required
        key = f"field_{number}" if control.role is Role.UNKNOWN else control.role.value
        if (control.role in _LEFT_EMPTY and not open_still) or key in told or control.group in told:
            continue
        told |= {key, control.group} - {""}
        value = ', value: "..."' if open_still else ""
        comment = f"  # {control.label.strip(' *:')[:50]}" if open_still else ""
        yield f"      {key}: {{selector: {json.dumps(control.selector, ensure_ascii=False)}{value}}}{comment}"


def _outcome_json(outcome: FormOutcome) -> str:
    """The plan's keys, and with them `outcome`."""
    plan = (
        plan_document(outcome.plan)
        if outcome.plan is not None
        else plan_document(FormPlan(url=outcome.url, verdict=PlanVerdict.NO_FORM))
    )
    told = {
        "kind": outcome.kind.value,
        "reason": outcome.reason.value if outcome.reason else None,
        "quote": outcome.quote,
        "text": outcome.text,
        "ticket_references": list(outcome.ticket_references),
        "ticket": outcome.ticket_references[0] if outcome.ticket_references else None,
        "promises": [
            {"text": one.text, "duration": one.duration, "vague": one.vague, "seconds": one.seconds}
            for one in outcome.promises
        ],
        "fields": list(outcome.invalid_fields),
        "invalid_fields": list(outcome.invalid_fields),
        "status": outcome.status,
        "request": outcome.request,
        "url": outcome.url,
        "typed": [{"label": label, "value": value} for label, value in outcome.typed],
        "stopped": list(outcome.stopped),
        "browser": outcome.browser,
    }
    return json.dumps({**plan, "outcome": told}, indent=2, ensure_ascii=False)


def _keep_shots(folder: Path, outcome: FormOutcome) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for shot in outcome.shots:
        if shot.data:
            (folder / f"{shot.name.replace(' ', '-')}.jpg").write_bytes(shot.data)
