"""FETCH items as bytes (RFC 3501, section 7.4.2); mails go out byte for byte as they were filed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses

from harness.demo.mail.imap_words import BadCommand, quote
from harness.demo.mail.store import StoredMail

_MACROS = {
    "ALL": ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
    "FAST": ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
}
_SECTION = re.compile(r"BODY(\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def requested_items(words: Sequence[object]) -> list[str]:
    """The items of a FETCH command, macros spelt out, sections kept in one piece."""
    flat = " ".join(_flatten(words))
    items: list[str] = []
    for found in re.finditer(r"BODY(?:\.PEEK)?\[[^\]]*\](?:<\d+\.\d+>)?|[^\s]+", flat, re.IGNORECASE):
        item = found.group()
        items += _MACROS.get(item.upper(), [item])
    return items


def render(number: int, mail: StoredMail, items: Sequence[str], *, uid: bool) -> bytes:
    """One untagged FETCH response. `uid`: UID FETCH, which answers with the UID whatever was asked."""
    wanted = list(items)
    if uid and "UID" not in [item.upper() for item in wanted]:
        wanted.insert(0, "UID")
    parts = [_item(mail, item) for item in wanted]
    return b"* %d FETCH (" % number + b" ".join(parts) + b")\r\n"


def sets_seen(items: Sequence[str]) -> bool:
    return any(item.upper() in {"RFC822", "RFC822.TEXT"} or item.upper().startswith("BODY[") for item in items)


def _flatten(words: Sequence[object]) -> list[str]:
    flat: list[str] = []
    for word in words:
        flat += _flatten(word) if isinstance(word, list) else [str(word)]
    return flat


def _item(mail: StoredMail, item: str) -> bytes:
    match item.upper():
        case "UID":
            return b"UID %d" % mail.uid
        case "FLAGS":
            return b"FLAGS (" + " ".join(sorted(mail.flags)).encode() + b")"
        case "INTERNALDATE":
            return b"INTERNALDATE " + quote(_date(mail)).encode()
        case "RFC822.SIZE":
            return b"RFC822.SIZE %d" % len(mail.raw)
        case "ENVELOPE":
            return b"ENVELOPE " + _envelope(mail.raw)
        case "RFC822":
            return _literal(b"RFC822", mail.raw)
        case "RFC822.HEADER":
            return _literal(b"RFC822.HEADER", _header(mail.raw))
        case _:
            return _section(mail, item)


def _date(mail: StoredMail) -> str:
    at = mail.internal_date
    return f"{at.day:2d}-{_MONTHS[at.month - 1]}-{at.year} {at:%H:%M:%S} +0000"


def _section(mail: StoredMail, item: str) -> bytes:
    found = _SECTION.fullmatch(item)
    if found is None:
        raise BadCommand(f"{item!r} cannot be fetched here")
    _, section, start, count = found.groups()
    content = _content(mail.raw, section.upper())
    name = f"BODY[{section}]"
    if start is not None:
        content = content[int(start) : int(start) + int(count)]
        name += f"<{start}>"
    return _literal(name.encode(), content)


def _content(raw: bytes, section: str) -> bytes:
    if section == "":
        return raw
    if section == "HEADER":
        return _header(raw)
    if section == "TEXT":
        return raw[len(_header(raw)) :]
    if section.startswith("HEADER.FIELDS"):
        return _fields(raw, section)
    raise BadCommand(f"section {section!r} cannot be fetched here")


def _header(raw: bytes) -> bytes:
    end = raw.find(b"\r\n\r\n")
    return raw[: end + 4] if end >= 0 else raw


def _fields(raw: bytes, section: str) -> bytes:
    names = {name.encode() for name in re.findall(r"[^\s()\"]+", section.split(" ", 1)[1] if " " in section else "")}
    excluded = section.startswith("HEADER.FIELDS.NOT")
    lines = re.findall(rb"[^\r\n]+(?:\r\n[ \t][^\r\n]*)*\r\n", _header(raw))
    kept = [line for line in lines if (line.partition(b":")[0].strip().upper() in names) != excluded]
    return b"".join(kept) + b"\r\n"


def _literal(name: bytes, content: bytes) -> bytes:
    return name + b" {%d}\r\n" % len(content) + content


def _envelope(raw: bytes) -> bytes:
    headers = BytesHeaderParser(policy=compat32).parsebytes(_header(raw))

    def text(name: str) -> str:
        value = headers.get(name)
        return "NIL" if value is None else quote(str(value).replace("\r\n", ""))

    def addresses(name: str) -> str:
        found = getaddresses([str(value) for value in headers.get_all(name, [])])
        listed = "".join(
            f"({quote(label) if label else 'NIL'} NIL {quote(address.partition('@')[0])} "
            f"{quote(address.partition('@')[2])})"
            for label, address in found
        )
        return f"({listed})" if listed else "NIL"

    sender = addresses("From")
    fields = [text("Date"), text("Subject"), sender, addresses("Sender"), addresses("Reply-To")]
    fields[3:5] = [one if one != "NIL" else sender for one in fields[3:5]]
    fields += [addresses("To"), addresses("Cc"), addresses("Bcc"), text("In-Reply-To"), text("Message-ID")]
    return ("(" + " ".join(fields) + ")").encode("utf-8", "replace")
