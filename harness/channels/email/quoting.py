"""Writes an answer as a mail client does: its words, its quotation, its markup, its charset and line lengths."""

from __future__ import annotations

import base64
import hashlib
import html
import textwrap
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from harness.channels.email.dialects import Dialect, Quoting
from harness.channels.email.tongues import TONGUES

_FLOWED_WIDTH = 72
"""Characters of a flowed line (RFC 3676, section 4.2)."""


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """What is quoted: whose words, from when, and what its headers said."""

    text: str
    name: str
    address: str
    at: datetime
    to: str = ""
    subject: str = ""
    message_id: str = ""


def write_answer(message: EmailMessage, dialect: Dialect, words: str, quoted: Quoted | None) -> None:
    """Fill the body of a mail with the customer's words and the quotation, as this client writes both."""
    if dialect.html == "only":
        _set(message, dialect, answer_html(dialect, words, quoted), "html")
        return
    _set(message, dialect, answer_text(dialect, words, quoted), "plain")
    if dialect.html == "both":
        part = EmailMessage(policy=message.policy)
        _set(part, dialect, answer_html(dialect, words, quoted), "html")
        del part["MIME-Version"]
        message.make_alternative()
        message.attach(part)


def write_headers(message: EmailMessage, dialect: Dialect, now: datetime) -> None:
    """X-Mailer, User-Agent and the like."""
    for name, value in dialect.headers:
        match name:
            case "Thread-Index":
                message[name] = thread_index(str(message["Message-ID"]), now)
            case "Thread-Topic":
                message[name] = str(message["Subject"]).removeprefix(dialect.prefix)
            case _:
                message[name] = value


def thread_index(identifier: str, now: datetime) -> str:
    """Outlook's own thread mark ([MS-OXOMSG], section 2.2.1.3): a 1, five bytes of file time, sixteen of a GUID."""
    ticks = int((now.timestamp() + 11_644_473_600) * 10_000_000)  # hundred nanoseconds since 1601
    digest = hashlib.sha256(identifier.encode()).digest()[:16]
    return base64.b64encode(b"\x01" + ticks.to_bytes(8, "big")[1:6] + digest).decode()


def answer_text(dialect: Dialect, words: str, quoted: Quoted | None) -> str:
    """The plain text of an answer, with the quotation where this client puts it."""
    own = _flowed(words) if dialect.flowed else words
    if dialect.tail:
        own = f"{own}\n\n{dialect.tail}"
    if quoted is None or dialect.quoting is Quoting.NONE:
        return own
    attribution = _attribution(dialect, quoted)
    text = quoted.text.strip()
    if dialect.quoting is Quoting.BLOCK:
        rule = f"{dialect.rule}\n" if dialect.rule else ""
        return f"{own}\n\n{rule}{attribution}\n\n{text}"
    lines = _marked(text)
    if dialect.marks_attribution:
        return f"{own}\n\n{_marked(attribution)}\n> \n{lines}"
    if dialect.quoting is Quoting.BOTTOM:
        return f"{attribution}\n{lines}\n\n{own}"
    return f"{own}\n\n{attribution}\n\n{lines}"


def answer_html(dialect: Dialect, words: str, quoted: Quoted | None) -> str:
    """The HTML of an answer."""
    own = _paragraphs(f"{words}\n\n{dialect.tail}" if dialect.tail else words)
    if quoted is None or dialect.quoting is Quoting.NONE:
        return f"<html><body>{own}</body></html>\n"
    cited = dialect.cite.format(
        attribution=html.escape(_attribution(dialect, quoted)).replace("\n", "<br>"),
        quotation=_paragraphs(quoted.text.strip()),
        id=html.escape(quoted.message_id.strip("<>")),
    )
    whole = f"{cited}{own}" if dialect.quoting is Quoting.BOTTOM else f"{own}{cited}"
    return f"<html><body>{whole}</body></html>\n"


def _attribution(dialect: Dialect, quoted: Quoted) -> str:
    """One line, or Outlook's block where the client writes none."""
    tongue = TONGUES[dialect.tongue]
    name = quoted.name or quoted.address
    if dialect.attribution:
        date = tongue.dated(quoted.at, dialect.date)
        return dialect.attribution.format(date=date, name=name, address=quoted.address)
    rows = (
        (tongue.sender, f"{name} <{quoted.address}>"),
        (tongue.sent, tongue.dated(quoted.at)),
        (tongue.to, quoted.to),
        (tongue.subject, quoted.subject),
    )
    return "\n".join(f"{label}: {value}" for label, value in rows)


def _marked(text: str) -> str:
    """Quotations of quotations get one more mark without a space between."""
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n"))


def _flowed(text: str) -> str:
    """Soft line ends for long lines, space stuffing for what could be taken for a mark (RFC 3676, section 4)."""
    lines: list[str] = []
    for line in text.split("\n"):
        stuffed = f" {line}" if line.startswith((" ", ">", "From ")) else line
        pieces = textwrap.wrap(stuffed, _FLOWED_WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [f"{piece} " for piece in pieces[:-1]] + pieces[-1:]
    return "\n".join(lines)


def _paragraphs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _set(message: EmailMessage, dialect: Dialect, text: str, subtype: str) -> None:
    """8-bit text goes out quoted-printable where the client would send it bare: not every server takes 8BITMIME."""
    body = text if text.endswith("\n") else f"{text}\n"
    charset = next((one for one in dialect.charsets if _fits(body, one)), "utf-8")
    always = dialect.encoding.endswith("!")
    is_short = body.isascii() and max(map(len, body.split("\n"))) < 900  # RFC 5322, section 2.1.1: 998 at most
    encoding = dialect.encoding.rstrip("!") if always or not is_short else "7bit"
    flowed = {"format": "flowed"} if dialect.flowed and subtype == "plain" else {}
    message.set_content(body, subtype=subtype, charset=charset, cte=encoding, params=flowed or None)


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
