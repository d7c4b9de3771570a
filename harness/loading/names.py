"""What the shape of a scenario file cannot tell: names that must exist elsewhere, and an order that makes sense.

Names are looked up in the plain values, so that a typo is told even where something else in the file is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from harness.loading.documents import Document, Key, Mistakes, suggestion
from harness.loading.models import AgentStep, AnswerStep, CloseStep, ExpectStep, ScenarioModel, SendStep, SubmitStep

if TYPE_CHECKING:
    from harness.loading.scenarios import Bench


def check_names(document: Document, bench: Bench) -> None:
    """Desk, mailboxes, checks, and in each step address, form and mail client."""
    data = document.data
    _check(document, ("checks",), "check", data.get("checks"), bench.checks, bench.mistakes)
    if data.get("from") != "all":
        _check(document, ("from",), "mailbox", data.get("from"), bench.project.mailboxes, bench.mistakes)
    for keys, step in _steps(data):
        _check(document, (*keys, "like"), "mail client", step.get("like"), {"", *bench.dialects}, bench.mistakes)
    name = data.get("desk")
    desk = bench.project.desks.get(name) if isinstance(name, str) else None
    if desk is None:
        _check(document, ("desk",), "desk", name, bench.project.desks, bench.mistakes)
        return
    for keys, step in _steps(data):
        _check(document, (*keys, "send"), "address", step.get("send"), desk.addresses, bench.mistakes)
        _check(document, (*keys, "submit"), "form", step.get("submit"), desk.forms, bench.mistakes)
        if "find" in step and not desk.home:
            got = f"desk {desk.key!r} has no home page to start from"
            bench.mistakes.add(document.place((*keys, "find")), got, "Write `home:` there.")


def check_order(document: Document, model: ScenarioModel, mistakes: Mistakes) -> None:
    """A scenario opens one conversation, and everything else comes after that."""
    opened = False
    for index, step in enumerate(model.steps):
        place = document.place(("steps", index))
        if isinstance(step, SendStep | SubmitStep):
            if opened:
                mistakes.add(place, "a second enquiry in one scenario", "Use `answer:`, or write a second scenario.")
            opened = True
        elif isinstance(step, AnswerStep | CloseStep | ExpectStep | AgentStep) and not opened:
            mistakes.add(place, "nothing has been asked yet", "Begin with `send:` or `submit:`.")
            return


def _steps(data: dict[str, Any]) -> Iterable[tuple[tuple[Key, ...], dict[str, Any]]]:
    steps = data.get("steps")
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict):
            yield ("steps", index), step


def _check(
    document: Document, keys: tuple[Key, ...], noun: str, named: Any, known: Iterable[str], mistakes: Mistakes
) -> None:
    """Each of the names, be it one, a list or the keys of a mapping; other shapes are the models' to refuse."""
    names = [named] if isinstance(named, str) else list(named) if isinstance(named, list | dict) else []
    words = set(known)
    for name in names:
        if isinstance(name, str) and name not in words:
            place = document.place((*keys, name)) if (*keys, name) in document.places else document.place(keys)
            mistakes.add(place, f"unknown {noun} {name!r}", suggestion(name, words - {""}))
