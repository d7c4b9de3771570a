"""What the desk's agents know, in English and German."""

from __future__ import annotations

import re
from dataclasses import dataclass

AGENTS = ("Anna Keller", "Ben Frei", "Clara Moser")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One language's answer on a topic: `about` shows that the enquiry was understood, `body` answers it."""

    about: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Topic:
    """`pattern` finds it in an enquiry; `trouble`: something went wrong, so an apology is due."""

    pattern: str
    english: Said
    german: Said
    trouble: bool = False


TOPICS = (
    Topic(
        pattern=r"the (?:usual|same) (?:thing )?again|like last time|wie letztes mal",
        english=Said(
            about="About your wish:",
            body="Could you tell me what exactly you mean: a new order, or another copy of the invoice?",
        ),
        german=Said(
            about="Zu Ihrem Wunsch:",
            body="Können Sie mir sagen, was Sie genau meinen: eine neue Bestellung oder eine Kopie der Rechnung?",
        ),
    ),
    Topic(
        pattern=r"charged|refund|money back|abgebucht|erstatt|geld zurück",
        english=Said(
            about="You write that you were charged twice.",
            body="I have cancelled the second charge. The refund is on its way and will be on your card in five days.",
        ),
        german=Said(
            about="Sie schreiben, dass Ihnen zweimal abgebucht wurde.",
            body="Die zweite Abbuchung habe ich storniert. Die Erstattung ist in fünf Tagen auf Ihrer Karte.",
        ),
        trouble=True,
    ),
    Topic(
        pattern=r"deliver|parcel|shipp|order arrive|liefer|paket",
        english=Said(
            about="You ask about your delivery.",
            body="Your parcel left our warehouse this morning; the delivery takes two days.",
        ),
        german=Said(
            about="Sie fragen nach Ihrer Lieferung.",
            body="Ihr Paket hat heute unser Lager verlassen; die Lieferung dauert zwei Tage.",
        ),
    ),
    Topic(
        pattern=r"invoice|receipt|rechnung|beleg",
        english=Said(
            about="You ask about an invoice.",
            body="You find each invoice in the mail that confirmed the order; I attach nothing new to it.",
        ),
        german=Said(
            about="Sie fragen nach einer Rechnung.",
            body="Die Rechnung liegt der Bestätigung Ihrer Bestellung bei; sie ist nur einmal ausgestellt.",
        ),
    ),
    Topic(
        pattern=r"password|reset|log in|passwort|anmelden",
        english=Said(
            about="You write about your password.",
            body="It is set anew in three steps:\n1. Choose “Forgot password” on the start page.\n"
            "2. Open the link in the mail that follows.\n3. Enter the new password twice.",
        ),
        german=Said(
            about="Sie schreiben wegen Ihres Passworts.",
            body="So geht es in drei Schritten:\n1. Wählen Sie auf der Startseite «Passwort vergessen».\n"
            "2. Öffnen Sie den Link in der Nachricht, die dann kommt.\n3. Geben Sie das neue Passwort zweimal ein.",
        ),
        trouble=True,
    ),
    Topic(
        pattern=r"price|licen[cs]e|offer|upgrade|preis|lizenz|angebot",
        english=Said(
            about="You ask about our price.",
            body="The price for ten seats is 90 francs a month; the upgrade works at once.",
        ),
        german=Said(
            about="Sie fragen nach unserem Preis.",
            body="Der Preis für zehn Plätze beträgt 90 Franken im Monat; der Wechsel gilt sofort.",
        ),
    ),
    Topic(
        pattern=r"crash|broken|does not work|error|fails|abst[uü]rz|kaputt|fehler|funktioniert nicht",
        english=Said(
            about="You report that the program fails.",
            body="We have found the cause and corrected the error in the version of today; please install the update.",
        ),
        german=Said(
            about="Sie schreiben, dass das Programm nicht geht.",
            body="Wir haben die Ursache gefunden und den Fehler in der Version von heute behoben.",
        ),
        trouble=True,
    ),
    Topic(
        pattern=r"address|adresse|umgezogen|moved",
        english=Said(about="You write about your address.", body="I have changed the address in your account."),
        german=Said(about="Sie schreiben wegen Ihrer Adresse.", body="Die Adresse in Ihrem Konto habe ich geändert."),
    ),
    Topic(
        pattern=r"\bcard\b|\bkarte\b",
        english=Said(about="You ask about your card.", body="It is the card you paid with."),
        german=Said(about="Sie fragen nach der Karte.", body="Es ist die Karte, mit der Sie bezahlt haben."),
    ),
    Topic(
        pattern=r"version \d|on a mac|auf einem mac",
        english=Said(
            about="You write which version you use.", body="That helps, and I have passed it on to our engineers."
        ),
        german=Said(
            about="Sie schreiben, welche Version Sie nutzen.", body="Das hilft, und ich habe es weitergegeben."
        ),
    ),
)
OTHER = Topic(
    pattern="",
    english=Said(about="You write to us for help.", body="I have looked into it and taken care of your request."),
    german=Said(about="Sie schreiben uns wegen Hilfe.", body="Ich habe es geprüft und für Sie erledigt."),
)
_CLOSING = re.compile(r"thank|danke|solves|all set|no further", re.IGNORECASE)


def topics_of(text: str) -> tuple[Topic, ...]:
    """What an enquiry is about, by its new words."""
    new = new_words(text)
    return tuple(one for one in TOPICS if re.search(one.pattern, new, re.IGNORECASE)) or (OTHER,)


def is_german(text: str) -> bool:
    return len(re.findall(r"\b(?:ich|und|nicht|bitte|guten|mein|die|der|wann|ist)\b", text, re.IGNORECASE)) >= 3


def is_closing(text: str) -> bool:
    """A polite end needs no answer: thanks, and no question in the new words."""
    new = new_words(text)
    return bool(_CLOSING.search(new)) and "?" not in new and len(new.split()) < 40


_ATTRIBUTION = re.compile(
    r"^\s*(?:On|At|Am|Le|El|Il|Em|Op|Den)\b.{4,200}"
    r"(?:wrote|schrieb.*|a écrit|escribió|ha scritto|escreveu|schreef.*) ?:\s*$"
)
_BLOCK = re.compile(
    r"^(?:From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|Kimden|Από|发件人|寄件者|差出人): .*@|^[_-]{10,}|^Sent from my "
)


def new_words(text: str) -> str:
    """What the customer wrote new, above or below the quotation."""
    kept: list[str] = []
    for line in text.replace("\u202f", " ").split("\n"):
        if _BLOCK.match(line):
            break
        if not line.startswith(">") and not _ATTRIBUTION.match(line):
            kept.append(line)
    return "\n".join(kept)
