"""Is the customer greeted by name? (RULES.md 12; seeds 000 and 002)

The first answer counts: in a lively exchange people drop greetings.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, passed
from harness.domain.scenario import Persona, Severity
from harness.manners.letters import letters_of, no_letter, unreadable
from harness.manners.names import find_name, greeting_of
from harness.manners.phrases import Span

_TOP = 300


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter = letters_of(case)[0]
    persona = case.probe.persona
    span = find_name(letter.text, _names(persona), letter.language)
    if span is not None:
        return passed("The customer is greeted by name.", letter.cite(span))
    greeting = greeting_of(letter.text, letter.language, case.probe.desk.name.split())
    if greeting is not None and greeting.name:
        return not_applicable("It greets somebody by name: see whether it is the right one.")
    top = letter.cite(Span(start=0, end=min(_TOP, len(letter.text))), f"searched for {persona.name}")
    return unreadable([letter]) or failed(f"The first answer does not greet {persona.name} by name.", top)


def _names(persona: Persona) -> list[str]:
    """In Chinese and Japanese the family name stands first, without a space."""
    eastern = f"{persona.last_name}{persona.first_name}"
    return [persona.name, eastern, persona.first_name, persona.last_name]


CHECK = Check(
    key="personal",
    question="Is the customer greeted by name?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="002",
)
