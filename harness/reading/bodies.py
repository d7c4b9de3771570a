"""Bodies: the text of a mail, its HTML, its attachments by hash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from harness.domain.message import Attachment
from harness.reading.headers import decode_bytes, decode_header
from harness.reading.markup import declared_charset, html_to_text
from harness.reading.mime import Entity
from harness.reading.origins import Origins, origins

__all__ = ["MOST_TEXT", "Body", "html_to_text", "read_body"]

MOST_TEXT = 1_000_000
"""Characters of a body that are read; what follows is kept in the raw mail only."""
_TEXTS = ("text/plain", "text/html")


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a mail says: `text` is its plain part, or its HTML as text where it has none (`from_html`)."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]
    from_html: bool = False

    def html_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where text[start:end] stands in `html`, from its first word to its last.

        None where it comes from the plain part, or is nothing but white space and marks of quotation.
        """
        found = self._origins
        return found.span(start, end) if found else None

    @cached_property
    def _origins(self) -> Origins | None:
        return origins(self.text, self.html) if self.html and self.from_html else None


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What one entity says: as plain text, and as HTML."""

    plain: str = ""
    html: str = ""

    @property
    def text(self) -> str:
        return self.plain if self.plain.strip() else html_to_text(self.html)


def read_body(mail: Entity) -> Body:
    """What a person would see in place, and everything else as attachments; mails inside are attachments too."""
    words = _words(mail)
    return Body(
        text=_tidy(words.text[:MOST_TEXT]),
        html=words.html[:MOST_TEXT],
        from_html=not words.plain.strip() and bool(words.html),
        attachments=tuple(_attachment(leaf) for leaf in _attached(mail)),
    )


def _words(entity: Entity) -> _Words:
    """RFC 2046, section 5.1: of alternatives one, of related parts the first, of mixed ones all in a row."""
    if not _is_container(entity):
        return _Words() if _is_apart(entity) else _leaf(entity)
    found = [said for child in entity.children if (said := _words(child)) != _Words()]
    match entity.media_type:
        case "multipart/alternative":
            plain = next((said.plain for said in found if said.plain.strip()), "")
            return _Words(plain=plain, html=next((said.html for said in reversed(found) if said.html), ""))
        case "multipart/related" | "multipart/report":
            return found[0] if found else _Words()
        case _:
            return _joined(found)


def _joined(found: list[_Words]) -> _Words:
    """Apple Mail cuts a letter in pieces around a picture; mailing lists put a footer of their own behind."""
    if len(found) == 1:
        return found[0]
    has_plain = any(said.plain.strip() for said in found)
    plain = "\n".join(said.text for said in found) if has_plain else ""
    return _Words(plain=plain, html="\n".join(said.html for said in found if said.html))


def _leaf(entity: Entity) -> _Words:
    raw = entity.decoded(4 * MOST_TEXT)
    charset = entity.parameter("charset")
    if entity.media_type == "text/html":
        return _Words(html=decode_bytes(raw, charset or declared_charset(raw))[:MOST_TEXT])
    text = decode_bytes(raw, charset)[:MOST_TEXT]
    if entity.parameter("format") == "flowed":
        text = _unflowed(text, delete_space=entity.parameter("delsp") == "yes")
    return _Words(plain=text)


def _attached(entity: Entity) -> list[Entity]:
    if _is_container(entity):
        return [leaf for child in entity.children for leaf in _attached(child)]
    return [entity] if _is_apart(entity) else []


def _is_container(entity: Entity) -> bool:
    return bool(entity.children) and entity.media_type != "message/rfc822"


def _is_apart(entity: Entity) -> bool:
    """A multipart whose parts cannot be found is read as text: better its source than nothing."""
    broken = entity.head.get_content_maintype() == "multipart"
    return entity.is_attached or not (broken or entity.media_type in _TEXTS)


def _attachment(leaf: Entity) -> Attachment:
    size, sha256 = leaf.digest()
    return Attachment(name=decode_header(leaf.file_name), media_type=leaf.media_type, size=size, sha256=sha256)


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Soft line ends joined, space stuffing taken away (RFC 3676, section 4); the signature's line never flows."""
    lines: list[str] = []
    flowing = False
    depth_before = 0
    for raw_line in text.replace("\r\n", "\n").split("\n"):
        depth = len(raw_line) - len(raw_line.lstrip(">"))
        line = raw_line[depth:].removeprefix(" ")
        flows = line.endswith(" ") and line != "-- "
        if flowing and depth == depth_before and line != "-- ":
            lines[-1] += line
        else:
            lines.append(f"{'>' * depth} {line}" if depth else line)
        if flows and delete_space:
            lines[-1] = lines[-1].removesuffix(" ")
        flowing, depth_before = flows, depth
    return "\n".join(lines)


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").replace("\xa0", " ")
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n")
