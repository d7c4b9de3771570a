"""Robot or person, and which robot: structure first, then phrases in the new text, then the sender, then headers.

Headers alone never decide: Zendesk's agents send `Auto-Submitted`, Request Tracker's send `Precedence: bulk`, and many
robots send neither. Unsure is `UNKNOWN`, never `HUMAN`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.domain.message import Address, Bounce, Flag, MailKind, Reason
from harness.reading.words import languages_for

_NO_REPLY = re.compile(r"(?:^|[._-])(?:no|do-?not|dont)[._-]?reply", re.IGNORECASE)
_ACK_SUBJECT = re.compile(
    r"\(opened\)|autoreply:|request received|ticket (?:received|created|opened)|we (?:have )?received"
    r"|eingangsbestätigung|anfrage erhalten|accusé de réception|\[(?:received|new ticket)\]",
    re.IGNORECASE,
)
_OUT_SUBJECT = re.compile(
    r"out of (?:the )?office|automatic reply:|abwesen|réponse automatique|respuesta automática|automatische antwort"
    r"|automatisch antwoord|risposta automatica",
    re.IGNORECASE,
)
_HELPDESK = re.compile(r"zendesk|request tracker|\brt\b|roundup|freshdesk|osticket|otrs|znuny|helpscout", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What deciding needs of a mail."""

    headers: Mapping[str, str]
    sender: Address
    subject: str
    new_text: str
    signature: str
    language: str
    bounce: Bounce | None
    echo: bool
    agent: str
    wrapped: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    kind: MailKind
    flags: frozenset[Flag]
    reasons: tuple[Reason, ...]


def decide(sample: Sample) -> Decision:
    """The kind of a mail, its flags, and every reason for and against."""
    reasons = [*_structure(sample), *_phrases(sample), *_persons(sample), *_headers(sample)]
    flags = _flags(sample)
    return Decision(kind=_kind(sample, reasons, flags), flags=flags, reasons=tuple(reasons))


def _kind(sample: Sample, reasons: Sequence[Reason], flags: frozenset[Flag]) -> MailKind:
    if sample.bounce is not None:
        return MailKind.BOUNCE
    weights: dict[str, float] = {}
    for reason in reasons:
        weights[reason.says] = weights.get(reason.says, 0.0) + reason.weight
    if sample.echo:
        weights[MailKind.ACKNOWLEDGEMENT.value] = weights.get(MailKind.ACKNOWLEDGEMENT.value, 0.0) + 2.0
        weights.pop(MailKind.HUMAN.value, None)
    if not weights:
        return MailKind.UNKNOWN
    best = max(weights, key=lambda name: weights[name])
    if weights[best] < 1.0:
        return MailKind.UNKNOWN
    kind = MailKind(best)
    human = weights.get(MailKind.HUMAN.value, 0.0)
    if kind is not MailKind.HUMAN and human >= weights[best] - 0.5 and kind is not MailKind.ACKNOWLEDGEMENT:
        return MailKind.UNKNOWN if human < weights[best] else MailKind.HUMAN
    if kind is MailKind.UNMONITORED and Flag.DEAD_END in flags:
        return MailKind.UNMONITORED
    return kind


def _structure(sample: Sample) -> list[Reason]:
    found = []
    if sample.bounce is not None:
        found.append(_reason(MailKind.BOUNCE, 9.0, "it is a delivery status notification", "structure"))
    if sample.headers.get("content-type", "").startswith("text/calendar"):
        found.append(_reason(MailKind.OTHER, 3.0, "it is a calendar message", "structure"))
    return found


def _phrases(sample: Sample) -> list[Reason]:
    found: list[Reason] = []
    sets = (
        ("acknowledgement", MailKind.ACKNOWLEDGEMENT, 2.0),
        ("out_of_office", MailKind.OUT_OF_OFFICE, 2.5),
        ("survey", MailKind.SURVEY, 2.0),
        ("unmonitored", MailKind.UNMONITORED, 1.6),
        ("challenge", MailKind.CHALLENGE, 3.0),
    )
    for name, kind, weight in sets:
        quote = _first_phrase(sample, name, sample.new_text)
        if quote:
            found.append(_reason(kind, weight, f"it says “{quote}”", "new_text", quote))
    if _ACK_SUBJECT.search(sample.subject):
        found.append(_reason(MailKind.ACKNOWLEDGEMENT, 1.2, "its subject confirms receipt", "header", sample.subject))
    if _OUT_SUBJECT.search(sample.subject):
        found.append(_reason(MailKind.OUT_OF_OFFICE, 1.2, "its subject names an absence", "header", sample.subject))
    return found


def _persons(sample: Sample) -> list[Reason]:
    found: list[Reason] = []
    quote = _first_phrase(sample, "human", f"{sample.new_text}\n{sample.signature}")
    if quote:
        found.append(_reason(MailKind.HUMAN, 1.0, f"it speaks as a person: “{quote}”", "new_text", quote))
    if sample.wrapped and not sample.echo:
        found.append(_reason(MailKind.HUMAN, 1.2, "somebody added a comment to the ticket", "structure"))
    if sample.agent:
        found.append(_reason(MailKind.HUMAN, 1.2, f"it is signed by {sample.agent}", "sender", sample.agent))
    if sample.new_text.strip() and not _NO_REPLY.search(sample.sender.address) and len(sample.new_text.split()) >= 3:
        found.append(_reason(MailKind.HUMAN, 0.4, "it holds new words from an address one can answer", "new_text"))
    if _NO_REPLY.search(sample.sender.address):
        found.append(_reason(MailKind.UNMONITORED, 0.6, "its address says that answers are not read", "sender"))
    return found


def _headers(sample: Sample) -> list[Reason]:
    """Hints (RFC 3834), never proof; a known helpdesk writes the same ones on its agents' answers."""
    if _HELPDESK.search(
        " ".join(sample.headers.get(name, "") for name in ("x-mailer", "user-agent", "x-roundup-name"))
    ):
        return []
    if sample.headers.get("rt-originator") or sample.headers.get("x-roundup-name"):
        return []
    automatic = sample.headers.get("auto-submitted", "no").lower()
    found = []
    if automatic != "no":
        found.append(_reason(MailKind.ACKNOWLEDGEMENT, 0.7, f"Auto-Submitted: {automatic}", "header"))
    if sample.headers.get("list-unsubscribe"):
        found.append(_reason(MailKind.OTHER, 1.0, "it can be unsubscribed from", "header"))
    return found


def _flags(sample: Sample) -> frozenset[Flag]:
    found = set()
    footed = f"{sample.new_text}\n{sample.signature}"  # such sentences like to stand below the signature
    if _first_phrase(sample, "unmonitored", footed) or _NO_REPLY.search(sample.sender.address):
        found.add(Flag.DEAD_END)
    if _first_phrase(sample, "login", footed):
        found.add(Flag.LOGIN_REQUIRED)
    if _first_phrase(sample, "closes", sample.new_text):
        found.add(Flag.CLOSES_TICKET)
    if sample.echo:
        found.add(Flag.ECHOES_CUSTOMER)
    return frozenset(found)


def _first_phrase(sample: Sample, name: str, text: str) -> str:
    for words in languages_for(sample.language):
        match = words.phrases[name].search(text)
        if match is not None:
            return match.group()
    return ""


def _reason(kind: MailKind, weight: float, because: str, layer: str, quote: str = "") -> Reason:
    return Reason(says=kind.value, weight=weight, because=because, layer=layer, quote=quote)
