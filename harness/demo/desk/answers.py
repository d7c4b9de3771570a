"""How the desk's agents write: a good answer in parts, and what each fault of manners does to it."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace

from harness.demo.desk.faults import DeskFault
from harness.demo.desk.words import OTHER, Topic, is_german, topics_of

CANNED = (
    "Your message is important to our whole team. You find answers to all common questions in our help centre: "
    "https://acme.test/help. Please choose the section that fits, then follow what it says there."
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An answer before it is written down; an empty part is left out."""

    greeting: str
    thanks: str
    apology: str
    delay: str
    about: str
    body: str
    offer: str
    regards: str
    agent: str

    @property
    def text(self) -> str:
        opening = " ".join(filter(None, (self.thanks, self.apology, self.delay)))
        matter = " ".join(filter(None, (self.about, self.body)))
        above = (self.greeting, "", *filter(None, (opening, matter, self.offer)), "", self.regards)
        return "\n".join((*above, *filter(None, (self.agent,)), "Acme Support"))


def write_answer(name: str, asked: str, agent: str, faults: Set[DeskFault]) -> str:
    """An agent's answer to what was asked, with the faults that are switched on.

    Args:
        name: the customer's, as the mail or the form gave it.
        asked: the enquiry's text, a quotation below it included.
    """
    topics = topics_of(asked)
    if DeskFault.ASSUMES in faults:
        topics = (OTHER,)
    german = is_german(asked) != (DeskFault.OTHER_LANGUAGE in faults)
    draft = _german(name, topics, agent) if german else _english(name, topics, agent)
    if not {DeskFault.LATE_REPLY, DeskFault.STATED_PROMISE_BROKEN} & faults:
        draft = replace(draft, delay="")
    for fault in DeskFault:
        if fault in faults and fault in _SPOILT:
            draft = _SPOILT[fault](draft)
    return draft.text


def _english(name: str, topics: tuple[Topic, ...], agent: str) -> Draft:
    trouble = any(topic.trouble for topic in topics)
    return Draft(
        greeting=f"Dear {name or 'customer'},",
        thanks="thank you for telling us.",
        apology="I am sorry for the trouble; the mistake was on our side." if trouble else "",
        delay="Please excuse the late answer: we had many more requests than usual because of an outage.",
        about=" ".join(topic.english.about for topic in topics),
        body="\n".join(topic.english.body for topic in topics),
        offer="Please let me know if there is anything else.",
        regards="Kind regards,",
        agent=agent,
    )


def _german(name: str, topics: tuple[Topic, ...], agent: str) -> Draft:
    trouble = any(topic.trouble for topic in topics)
    return Draft(
        greeting=f"Guten Tag {name}",
        thanks="vielen Dank für Ihre Nachricht.",
        apology="Es tut mir leid, dass Sie Umstände hatten; der Fehler lag bei uns." if trouble else "",
        delay="Bitte entschuldigen Sie die späte Antwort: Wegen einer Störung hatten wir mehr Anfragen als sonst.",
        about=" ".join(topic.german.about for topic in topics),
        body="\n".join(topic.german.body for topic in topics),
        offer="Melden Sie sich gern, wenn noch etwas offen ist.",
        regards="Freundliche Grüsse",
        agent=agent,
    )


def _adds(sentence: str) -> Callable[[Draft], Draft]:
    return lambda draft: replace(draft, body=f"{draft.body} {sentence}")


def _lacks(part: str) -> Callable[[Draft], Draft]:
    def spoil(draft: Draft) -> Draft:
        parts: dict[str, str] = {part: ""}
        return replace(draft, **parts)

    return spoil


_SPOILT: dict[DeskFault, Callable[[Draft], Draft]] = {
    DeskFault.TEMPLATE_FIELDS: _adds("Your request has the number {{ticket.id}}."),
    DeskFault.WRONG_NAME: lambda draft: replace(draft, greeting="Dear Bartholomew Quigley,"),
    DeskFault.IMPERSONAL: lambda draft: replace(draft, greeting="Dear customer,"),
    DeskFault.CANNED_ANSWER: lambda draft: replace(draft, about="", body=CANNED),
    DeskFault.ASKS_FOR_TOLD: _adds("Could you please tell me your order number?"),
    DeskFault.SUGGESTS_TRIED: _adds("Please reinstall the program."),
    DeskFault.WORKS_FOR_ME: _adds("I have tried it, and it works fine for me."),
    DeskFault.WORKING_ON_IT: lambda draft: replace(draft, body="We are working on it."),
    DeskFault.BY_DESIGN: _adds("This is expected behaviour."),
    DeskFault.BLAMES_CUSTOMER: _adds("You should have read the manual."),
    DeskFault.OFFICE_LANGUAGE: _adds("We hereby inform you of the aforementioned measures."),
    DeskFault.CLOSES_UNCONFIRMED: _adds("I have closed this ticket."),
    DeskFault.NO_THANKS: _lacks("thanks"),
    DeskFault.NO_APOLOGY: _lacks("apology"),
    DeskFault.NO_OFFER: _lacks("offer"),
    DeskFault.NO_AGENT_NAME: _lacks("agent"),
}
