"""Is the customer greeted by the right name? A must (FAULTS.md 18; RULES.md 12; seed 002, point 2).

Only a greeting that plainly names somebody else fails. A name that is nearly the customer's may be misspelt or another
form of it, and is not judged; somebody whom the customer wrote of is no stranger. Japanese and Chinese greetings are
left out.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, not_sent, passed
from harness.domain.verdict import Cite
from harness.manners.letters import letters_of, our_words
from harness.manners.names import SAME, greeting_of, likeness_of_names, may_be_pet_name

_CLEARLY_OTHER = 60.0


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    known, others = _known(case), case.probe.desk.name.split()
    greeted = None
    for letter in letters_of(case):
        greeting = greeting_of(letter.text, letter.language, others)
        if greeting is None or not greeting.name or not letter.turn.reading.new_text_sure:
            continue
        cite, like = letter.cite(greeting.span), likeness_of_names(greeting.name, known)
        if like >= SAME:
            greeted = greeted or passed("The customer is greeted by the right name.", cite)
        elif greeting.name != letter.turn.reading.agent and greeting.name not in our_words(case, letter.turn.seq):
            return _other_name(case, greeting.name, like, cite)
    return greeted or not_applicable("No answer greets anybody by name.")


def _other_name(case: Case, name: str, like: float, cite: Cite) -> Answer:
    if like < _CLEARLY_OTHER and not may_be_pet_name(name, _known(case)):
        return failed(f"The letter greets “{name}”; the customer is {case.probe.persona.name}.", cite)
    return not_judged(f"“{name}” may be another form of the customer's name.", "similar_name", cite)


def _known(case: Case) -> list[str]:
    """Every name by which the desk may know the customer: mail programs may show the account's own."""
    persona = case.probe.persona
    local = case.probe.address.partition("@")[0].partition("+")[0]
    return [persona.name, *local.replace(".", " ").replace("_", " ").replace("-", " ").split()]


CHECK = Check(key="right_name", question="Is the customer greeted by the right name?", judge=judge, seed="002")
