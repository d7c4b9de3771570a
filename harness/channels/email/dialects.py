"""How a customer's mail client answers: one frozen record per client, and quoting as it writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Quoting(Enum):
    """Where the answer stands."""

    TOP = "top"
    BOTTOM = "bottom"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One client's habits.

    Attributes:
        prefix: put before the subject unless one like it is there already.
        in_reply_to, references: whether these headers are written (iOS Mail is known to drop References when the
            Message-ID was replaced on the way, odoo/odoo#280971; QQ Mail writes neither, osTicket/osTicket#1048).
        html: "both", "only" or "none".
        attribution: line before the quotation; `{date}`, `{name}`, `{address}`.
        copies_colleague: the mail comes from a colleague's address in Cc as well.
        to_self: answers the customer's own first mail instead of the desk's.
    """

    prefix: str = "Re: "
    in_reply_to: bool = True
    references: bool = True
    html: str = "both"
    quoting: Quoting = Quoting.TOP
    attribution: str = "On {date}, {name} <{address}> wrote:"
    mailer: str = ""
    copies_colleague: bool = False
    to_self: bool = False


DIALECTS: dict[str, Dialect] = {
    "gmail": Dialect(),
    "outlook": Dialect(prefix="RE: ", attribution="From: {name} <{address}>\nSent: {date}", mailer=""),
    "outlook_de": Dialect(prefix="AW: ", attribution="Von: {name} <{address}>\nGesendet: {date}"),
    "outlook_sv": Dialect(prefix="SV: ", attribution="Från: {name} <{address}>\nSkickat: {date}"),
    "outlook_fi": Dialect(prefix="VS: ", attribution="Lähettäjä: {name} <{address}>\nLähetetty: {date}"),
    "outlook_es": Dialect(prefix="RV: ", attribution="De: {name} <{address}>\nEnviado: {date}"),
    "ios_mail": Dialect(references=False, mailer="iPhone Mail (22B91)"),
    "apple_mail": Dialect(mailer="Apple Mail (2.3826)", attribution="On {date}, {name} <{address}> wrote:"),
    "thunderbird": Dialect(quoting=Quoting.BOTTOM, html="none", attribution="On {date}, {name} wrote:"),
    "qq": Dialect(prefix="回复：", in_reply_to=False, references=False, mailer="QQMail 2.x"),
    "bare": Dialect(prefix="Re: ", in_reply_to=False, references=False, html="none", quoting=Quoting.NONE),
    "html_only": Dialect(html="only"),
    "cc_colleague": Dialect(copies_colleague=True),
    "reply_to_self": Dialect(to_self=True),
}

_PREFIXES = ("re:", "aw:", "sv:", "vs:", "rv:", "antw:", "odp:", "ynt:", "回复：", "回复:", "答复:", "r:")


def answered_subject(dialect: Dialect, subject: str) -> str:
    """The subject of an answer: one prefix, however many rounds there were."""
    if subject.strip().lower().startswith(_PREFIXES):
        return subject.strip()
    return f"{dialect.prefix}{subject.strip()}"


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """What is quoted: whose words, from when."""

    text: str
    name: str
    address: str
    at: datetime


def answer_text(dialect: Dialect, message: str, quoted: Quoted) -> str:
    """The plain text of an answer, with the quotation where this client puts it."""
    if dialect.quoting is Quoting.NONE:
        return message
    attribution = dialect.attribution.format(
        date=f"{quoted.at:%a, %d %b %Y at %H:%M}", name=quoted.name or quoted.address, address=quoted.address
    )
    quotation = "\n".join(f"> {line}".rstrip() for line in quoted.text.strip().split("\n"))
    if dialect.quoting is Quoting.BOTTOM:
        return f"{attribution}\n{quotation}\n\n{message}"
    return f"{message}\n\n{attribution}\n{quotation}"
