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
    Find,
    Persona,
    Question,
    Scenario,
    Send,
    Step,
    Submit,
    Wait,
)
from harness.loading.documents import Document, Key, Mistakes, suggestion

LONGEST = 200_000
"""Characters a template may yield."""
_SAMPLE = Persona(first_name="Jane", last_name="Miller")
NAMES = ("customer", "desk", "reference", "digits", "letters", "pick", "today")


def check_templates(document: Document, mistakes: Mistakes) -> None:
    """Syntax; names that nobody defines, with a suggestion; and whether it yields text at all."""
    from jinja2 import TemplateSyntaxError, meta

    environment = _environment()
    facts = document.data.get("facts")
    told = {name: str(value) for name, value in facts.items()} if isinstance(facts, dict) else {}
    known = {*NAMES, *told}
    words = _words(_SAMPLE, "Acme", "MS-00000000", "2026-01-01", random.Random(0)) | told  # noqa: S311
    for keys, text in _texts(document.data):
        place = document.place(keys)
        try:
            names = meta.find_undeclared_variables(environment.parse(text))
        except TemplateSyntaxError as error:
            mistakes.add(place, f"broken template: {str(error.message).rstrip(chr(46))}")
            continue
        strange = sorted(names - known - set(environment.globals))
        for name in strange:
            mistakes.add(place, f"the template uses {name!r}, which nobody sets", suggestion(name, known))
        if not strange and (trouble := _trouble(text, words)):
            mistakes.add(place, f"the template fails: {trouble}")


def render_scenario(
    scenario: Scenario, *, desk: Desk, persona: Persona, seed: str, reference: str, now: datetime
) -> Scenario:
    """The scenario with all texts rendered. Raises UsageError where a template fails."""
    dice = random.Random(seed)  # noqa: S311 - invented customers, not secrets
    words = _words(persona, desk.name, reference, f"{now:%Y-%m-%d}", dice)
    facts = {name: _render(text, words, scenario) for name, text in scenario.facts.items()}
    words |= facts

    def text(template: str) -> str:
        return _render(template, words, scenario)

    questions = tuple(Question(ask=text(one.ask), answered_by=one.answered_by) for one in scenario.questions)
    steps, tried = tuple(_step(one, text) for one in scenario.steps), tuple(map(text, scenario.tried))
    return replace(scenario, facts=facts, tried=tried, questions=questions, steps=steps)


def _words(persona: Persona, desk: str, reference: str, today: str, dice: random.Random) -> dict[str, Any]:
    """What templates may use beside the scenario's facts."""
    return {
        "customer": {"name": persona.name, "first_name": persona.first_name, "last_name": persona.last_name}
        | {"phone": persona.phone, "city": persona.city},
        "desk": {"name": desk},
        "reference": reference,
        "digits": lambda n=6: "".join(dice.choices(string.digits[1:], k=min(int(n), 40))),
        "letters": lambda n=6: "".join(dice.choices(string.ascii_uppercase, k=min(int(n), 40))),
        "pick": lambda *options: dice.choice(options),
        "today": today,
    }


def _line(text: str) -> str:
    """A subject is one line, whatever a fact put into it (RFC 5322, section 2.2)."""
    return " ".join(text.split())


def _step(step: Step, text: Any) -> Step:
    match step:
        case Send():
            return replace(step, subject=_line(text(step.subject)), message=text(step.message), html=text(step.html))
        case Submit():
            fields = {name: text(value) for name, value in step.fields.items()}
            return replace(step, subject=_line(text(step.subject)), message=text(step.message), fields=fields)
        case Answer():
            return replace(step, message=text(step.message), subject=_line(text(step.subject)))
        case Close() | AgentAnswer():
            return replace(step, message=text(step.message))
        case Expect() | Wait() | Find():
            return step


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Small(ImmutableSandboxedEnvironment):
        """Repetition and powers make large things of short ones: only numbers may be multiplied."""

        intercepted_binops = frozenset(["*", "**"])

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator == "**" or not all(isinstance(one, int | float) for one in (left, right)):
                raise SecurityError(f"{operator!r} is for plain numbers only, and '**' for none")
            return left * right

    environment = Small(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    return environment


def _trouble(template: str, words: Mapping[str, Any]) -> str:
    """Why a template yields no text, "" if it does."""
    try:
        _rendered(template, words)
    except UsageError as error:
        return error.got.rstrip(".")
    return ""


def _render(template: str, words: Mapping[str, Any], scenario: Scenario) -> str:
    try:
        return _rendered(template, words)
    except UsageError as error:
        raise UsageError(f"{scenario.place}: rendering a template", error.got) from error


def _rendered(template: str, words: Mapping[str, Any]) -> str:
    if "{" not in template:
        return template
    from jinja2 import TemplateError

    wanted = "Rendering a template"
    try:
        pieces: list[str] = []
        size = 0
        for piece in _environment().from_string(template).generate(**words):
            size += len(piece)
            if size > LONGEST:
                raise UsageError(wanted, f"it yields over {LONGEST:,} characters")
            pieces.append(piece)
        return "".join(pieces)
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
        raise UsageError(wanted, str(error)) from error


def _texts(data: Any, keys: tuple[Key, ...] = ()) -> list[tuple[tuple[Key, ...], str]]:
    if isinstance(data, str):
        return [(keys, data)] if "{{" in data or "{%" in data else []
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in _texts(value, (*keys, key))]
    if isinstance(data, list):
        return [found for index, value in enumerate(data) for found in _texts(value, (*keys, index))]
    return []
