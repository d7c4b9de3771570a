"""Bodies: the text of a mail, its HTML, its attachments by hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser

from harness.domain.message import Attachment
from harness.reading.headers import decode_bytes, decode_header

MOST_TEXT = 1_000_000
"""Characters of a body that are read; what follows is kept in the raw mail only."""
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "blockquote",
        "hr",
        "pre",
        "section",
        "article",
    ]
)
_SILENT = frozenset(["script", "style", "head", "title", "template"])


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a mail says: `text` is its plain part, or its HTML as text where it has none."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


def read_body(message: Message) -> Body:
    """The first plain and the first HTML part, and everything else as attachments."""
    plain, markup = "", ""
    attachments: list[Attachment] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        media_type = part.get_content_type()
        if _is_attached(part) or media_type not in ("text/plain", "text/html"):
            attachments.append(_attachment(part, media_type))
        elif media_type == "text/plain" and not plain:
            plain = _text(part)
        elif media_type == "text/html" and not markup:
            markup = _text(part)
    text = plain if plain.strip() else html_to_text(markup)
    return Body(text=_tidy(text), html=markup, attachments=tuple(attachments))


def html_to_text(markup: str) -> str:
    """Visible words of HTML, a line for each block; quotations keep a ">"."""
    reader = _TextReader()
    try:
        reader.feed(markup[:MOST_TEXT])
        reader.close()
    except (AssertionError, ValueError):
        return re.sub(r"<[^>]*>", " ", markup[:MOST_TEXT])
    return reader.text()


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lower()
    return disposition.startswith("attachment") or bool(part.get_filename() and "inline" not in disposition)


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset() or ""
    except (LookupError, ValueError):
        charset = ""
    return decode_bytes(_payload(part)[: 4 * MOST_TEXT], str(charset))[:MOST_TEXT]


def _attachment(part: Message, media_type: str) -> Attachment:
    data = _payload(part)
    try:
        name = decode_header(str(part.get_filename() or ""))
    except (ValueError, LookupError, TypeError):
        name = ""
    return Attachment(name=name, media_type=media_type, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").replace("\xa0", " ")
    return re.sub(r"\n{4,}", "\n\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip("\n")


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent = 0
        self._quoted = 0

    def text(self) -> str:
        lines = "".join(self._pieces).split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT and tag != "head"
        if tag == "blockquote":
            self._quoted += 1
        if tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag != "head":
            self._silent = max(0, self._silent - 1)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if tag in _BLOCKS and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        self._pieces.append("\n" + "> " * self._quoted)
