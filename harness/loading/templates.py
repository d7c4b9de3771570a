"""Templates in scenario texts: Jinja2 in a sandbox, seeded per probe, with a few words of its own."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from harness.domain.errors import UsageError
from harness.domain.scenario import (
    AgentAnswer,
    Answer,
    Close,
    Desk,
    Expect,
    Persona,
    Question,
    Scenario,
    Send,
    Step,
    Submit,
    Wait,
)
from harness.loading.documents import Document, Key, Mistakes, suggestion
from harness.loading.models import ScenarioModel

LONGEST = 200_000
"""Characters a template may yield."""
NAMES = ("customer", "desk", "reference", "digits", "letters", "pick", "today")


def check_templates(document: Document, model: ScenarioModel, mistakes: Mistakes) -> None:
    """Syntax, and names that nobody defines, with a suggestion."""
    from jinja2 import TemplateSyntaxError, meta

    environment = _environment()
    known = {*NAMES, *model.facts}
    for keys, text in _texts(document.data):
        try:
            names = meta.find_undeclared_variables(environment.parse(text))
        except TemplateSyntaxError as error:
            mistakes.add(document.place(keys), f"broken template: {str(error.message).rstrip(chr(46))}")
            continue
        for name in sorted(names - known - set(environment.globals)):
            mistakes.add(
                document.place(keys), f"the template uses {name!r}, which nobody sets", suggestion(name, known)
            )


def render_scenario(
    scenario: Scenario, *, desk: Desk, persona: Persona, seed: str, reference: str, now: datetime
) -> Scenario:
    """The scenario with all texts rendered. Raises UsageError where a template fails."""
    dice = random.Random(seed)  # noqa: S311 - invented customers, not secrets
    words: dict[str, Any] = {
        "customer": {"name": persona.name, "first_name": persona.first_name, "last_name": persona.last_name}
        | {"phone": persona.phone, "city": persona.city},
        "desk": {"name": desk.name},
        "reference": reference,
        "digits": lambda n=6: "".join(dice.choices(string.digits[1:], k=min(int(n), 40))),
        "letters": lambda n=6: "".join(dice.choices(string.ascii_uppercase, k=min(int(n), 40))),
        "pick": lambda *options: dice.choice(options),
        "today": f"{now:%Y-%m-%d}",
    }
    facts = {name: _render(text, words, scenario) for name, text in scenario.facts.items()}
    words |= facts

    def text(template: str) -> str:
        return _render(template, words, scenario)

    questions = tuple(Question(ask=text(one.ask), answered_by=one.answered_by) for one in scenario.questions)
    steps, tried = tuple(_step(one, text) for one in scenario.steps), tuple(map(text, scenario.tried))
    return replace(scenario, facts=facts, tried=tried, questions=questions, steps=steps)


def _step(step: Step, text: Any) -> Step:
    match step:
        case Send():
            return replace(step, subject=text(step.subject), message=text(step.message), html=text(step.html))
        case Submit():
            fields = {name: text(value) for name, value in step.fields.items()}
            return replace(step, subject=text(step.subject), message=text(step.message), fields=fields)
        case Answer():
            return replace(step, message=text(step.message), subject=text(step.subject))
        case Close() | AgentAnswer():
            return replace(step, message=text(step.message))
        case Expect() | Wait():
            return step


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    return environment


def _render(template: str, words: Mapping[str, Any], scenario: Scenario) -> str:
    if "{" not in template:
        return template
    from jinja2 import TemplateError

    try:
        pieces: list[str] = []
        size = 0
        for piece in _environment().from_string(template).generate(**words):
            size += len(piece)
            if size > LONGEST:
                raise UsageError(f"{scenario.place}: rendering a template", f"it yields over {LONGEST:,} characters")
            pieces.append(piece)
        return "".join(pieces)
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise UsageError(f"{scenario.place}: rendering a template", str(error)) from error


def _texts(data: Any, keys: tuple[Key, ...] = ()) -> list[tuple[tuple[Key, ...], str]]:
    if isinstance(data, str):
        return [(keys, data)] if "{{" in data or "{%" in data else []
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in _texts(value, (*keys, key))]
    if isinstance(data, list):
        return [found for index, value in enumerate(data) for found in _texts(value, (*keys, index))]
    return []
