"""What the desk's agents know and how they write, in English and German."""

from __future__ import annotations

import re
from dataclasses import dataclass

AGENTS = ("Anna Keller", "Ben Frei", "Clara Moser")

_ANSWERS: tuple[tuple[str, str, str], ...] = (
    (
        r"charged|refund|money back|abgebucht|erstatt|geld zurück",
        "I have cancelled the second charge. The refund is on its way and will be on your card in five days.",
        "Die zweite Abbuchung habe ich storniert. Die Erstattung ist in fünf Tagen auf Ihrer Karte.",
    ),
    (
        r"deliver|parcel|shipp|order arrive|liefer|paket",
        "Your parcel left our warehouse this morning; the delivery takes two days.",
        "Ihr Paket hat heute unser Lager verlassen; die Lieferung dauert zwei Tage.",
    ),
    (
        r"invoice|receipt|rechnung|beleg",
        "You find each invoice in the mail that confirmed the order; I attach nothing new to it.",
        "Die Rechnung liegt der Bestätigung Ihrer Bestellung bei.",
    ),
    (
        r"password|reset|log in|passwort|anmelden",
        "Please choose “Forgot password” on the start page, then open the link in the mail that follows.",
        "Bitte wählen Sie auf der Startseite «Passwort vergessen» und öffnen Sie den Link in der Nachricht.",
    ),
    (
        r"price|licen[cs]e|offer|upgrade|preis|lizenz|angebot",
        "The price for ten seats is 90 francs a month; the upgrade works at once.",
        "Der Preis für zehn Plätze beträgt 90 Franken im Monat; der Wechsel gilt sofort.",
    ),
    (
        r"crash|broken|does not work|error|fails|abst[uü]rz|kaputt|fehler|funktioniert nicht",
        "This was our mistake. We found the cause and have corrected the error in the version of today.",
        "Das war unser Fehler. Wir haben die Ursache gefunden und den Fehler behoben.",
    ),
    (
        r"address|adresse|umgezogen|moved",
        "I have changed the address in your account.",
        "Die Adresse in Ihrem Konto habe ich geändert.",
    ),
    (
        r"card|karte",
        "It goes back to the card you paid with.",
        "Es geht auf die Karte zurück, mit der Sie bezahlt haben.",
    ),
)
_CLOSING = re.compile(r"thank|danke|solves|all set|no further", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Text:
    """A language's frame for letters."""

    greeting: str
    opening: str
    other: str
    offer: str
    regards: str


ENGLISH = Text(
    greeting="Dear {name},",
    opening="thank you for writing to us. I am sorry for the trouble.",
    other="I have looked into it and taken care of your request.",
    offer="Please let me know if there is anything else.",
    regards="Kind regards,",
)
GERMAN = Text(
    greeting="Guten Tag {name}",
    opening="vielen Dank für Ihre Geduld. Es tut mir leid, dass Sie Umstände hatten.",
    other="Ich habe es geprüft und für Sie erledigt.",
    offer="Melden Sie sich gern, wenn noch etwas offen ist.",
    regards="Freundliche Grüsse",
)


def is_german(text: str) -> bool:
    return len(re.findall(r"\b(?:ich|und|nicht|bitte|guten|mein|die|der|wann|ist)\b", text, re.IGNORECASE)) >= 3


def is_closing(text: str) -> bool:
    """A polite end needs no answer: thanks, and no question in the new words."""
    new = new_words(text)
    return bool(_CLOSING.search(new)) and "?" not in new and len(new.split()) < 40


def new_words(text: str) -> str:
    """Above the first quotation."""
    return re.split(r"\n(?:On |Am |From:|Von:|>)", text)[0]


def answer(name: str, asked: str, agent: str) -> str:
    """An agent's answer that fits what was asked."""
    german = is_german(asked)
    frame = GERMAN if german else ENGLISH
    asked = new_words(asked)
    said = [(de if german else en) for pattern, en, de in _ANSWERS if re.search(pattern, asked, re.IGNORECASE)]
    body = " ".join(said) or frame.other
    lines = [frame.greeting.format(name=name), "", frame.opening, body, frame.offer, "", frame.regards, agent]
    return "\n".join([*lines, "Acme Support"])
