"""Scenario files to `Scenario` values, checked against the project."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path

from harness.domain.scenario import (
    AgentAnswer,
    Answer,
    AttachedFile,
    Close,
    CustomerSettings,
    Expect,
    Expected,
    Find,
    Place,
    Project,
    Purpose,
    Question,
    Scenario,
    Send,
    Severity,
    Step,
    Submit,
    Tone,
    Wait,
    WaitUntil,
)
from harness.loading.documents import Document, Mistakes
from harness.loading.durations import parse_span
from harness.loading.models import (
    AgentStep,
    AnswerStep,
    CloseStep,
    ExpectStep,
    FindStep,
    ScenarioModel,
    SendStep,
    StepModel,
    SubmitStep,
    WaitStep,
)

LARGEST_ATTACHMENT = 25_000_000


@dataclass(kw_only=True)
class Bench:
    """What converting a scenario needs: the project, the words that may be used, and where mistakes go."""

    project: Project
    dialects: frozenset[str]
    checks: frozenset[str]
    mistakes: Mistakes
    files: dict[str, bytes] = field(default_factory=dict)
    """Bytes of attached files by SHA-256."""


def to_scenario(document: Document, model: ScenarioModel, folder: Path, bench: Bench) -> Scenario:
    """One scenario as frozen values; names and order were checked before (`names`)."""
    addresses = tuple(key for step in model.steps if isinstance(step, SendStep) for key in step.send)
    steps = tuple(_step(index, step, document, bench) for index, step in enumerate(model.steps))
    return Scenario(
        key=_key(document.path, folder),
        title=model.scenario,
        place=document.place(()),
        desk=model.desk,
        why=model.why,
        tags=tuple(model.tags),
        mailboxes=() if model.from_ == "all" else tuple(model.from_),
        addresses=addresses if len(addresses) > 1 else (),
        customer=CustomerSettings(
            locale=model.customer.locale, tone=Tone(model.customer.tone), name=model.customer.name
        ),
        purpose=Purpose(model.purpose) if model.purpose else None,
        facts=dict(model.facts),
        tried=tuple(model.tried),
        questions=tuple(Question(ask=one.ask, answered_by=tuple(one.answered_by)) for one in model.questions),
        steps=steps,
        checks={key: _severity(value) for key, value in model.checks.items()},
        horizon=parse_span(model.horizon),
        source=document.text,
    )


def _key(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).with_suffix("").as_posix()
    except ValueError:
        return path.stem


def _severity(value: str | bool) -> Severity:
    """YAML reads a bare `off` as a word and some people write `false`: both mean off."""
    if value is False or value == "off":
        return Severity.OFF
    return Severity.SHOULD if value == "should" else Severity.MUST


def _step(index: int, step: StepModel, document: Document, bench: Bench) -> Step:
    place = document.place(("steps", index))
    match step:
        case SendStep():
            return Send(
                place=place,
                to=step.send[0] if step.send else "",
                subject=step.subject,
                message=step.message,
                html=step.html,
                attach=_attached(step.attach, document, place, bench),
            )
        case SubmitStep():
            return Submit(
                place=place,
                form=step.submit,
                subject=step.subject,
                message=step.message,
                attach=_attached(step.attach, document, place, bench),
                fields=dict(step.fields),
            )
        case ExpectStep():
            within = parse_span(step.within) if step.within else None
            return Expect(place=place, what=Expected(step.expect), within=within, same_ticket=step.same_ticket)
        case AnswerStep():
            attach = _attached(step.attach, document, place, bench)
            return Answer(place=place, message=step.answer, like=step.like, subject=step.subject, attach=attach)
        case AgentStep():
            return AgentAnswer(place=place, message=step.agent)
        case WaitStep():
            return _wait(step, place, bench.mistakes)
        case FindStep():
            return Find(place=place, way=step.find, clicks=step.clicks)
        case CloseStep():
            return Close(place=place, message=step.close, like=step.like)


def _wait(step: WaitStep, place: Place, mistakes: Mistakes) -> Wait:
    if step.wait in (WaitUntil.OPEN.value, WaitUntil.CLOSED.value):
        return Wait(place=place, until=WaitUntil(step.wait))
    try:
        return Wait(place=place, span=parse_span(step.wait))
    except ValueError as error:
        mistakes.add(place, f"wait: {error}", 'Or write "until open" or "until closed".')
        return Wait(place=place)


def _attached(names: list[str], document: Document, place: Place, bench: Bench) -> tuple[AttachedFile, ...]:
    found = []
    for name in names:
        path = document.path.parent / name
        try:
            data = path.read_bytes()
        except OSError as error:
            bench.mistakes.add(
                place, f"attachment {name!r} cannot be read ({error.strerror})", "Paths start at the scenario's folder."
            )
            continue
        if len(data) > LARGEST_ATTACHMENT:
            bench.mistakes.add(place, f"attachment {name!r} is larger than 25 MB", "Providers refuse such mails.")
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        bench.files[sha256] = data
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found.append(AttachedFile(name=path.name, media_type=media_type, sha256=sha256, size=len(data)))
    return tuple(found)
