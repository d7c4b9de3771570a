"""Headers of ugly mail: tolerant decoding, addresses, identifiers, dates. Nothing raises, nothing is invented."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from harness.domain.message import Address

_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_IDENTIFIER = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")
_STAND_INS = {"gb2312": "gb18030", "gbk": "gb18030", "latin-1": "cp1252", "iso-8859-1": "cp1252", "us-ascii": "cp1252"}


def decode_bytes(raw: bytes, charset: str = "") -> str:
    """As declared if that fits, else UTF-8, else Windows-1252; never fails, never drops a byte silently."""
    name = charset.strip().strip("\"'").lower()
    for candidate in dict.fromkeys((_STAND_INS.get(name, name), "utf-8")):
        try:
            return raw.decode(candidate)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def decode_header(raw: str) -> str:
    """Encoded words (RFC 2047) to text; adjacent ones of one charset are joined first, a letter may be cut in two."""
    text = _BETWEEN_WORDS.sub(r"\1\2", re.sub(r"\r?\n(?=[ \t])", "", raw))
    pieces: list[tuple[str, bytes]] = []
    position = 0
    result: list[str] = []
    for match in _WORD.finditer(text):
        if match.start() > position:
            result.append(_flush(pieces))
            result.append(text[position : match.start()])
        charset, encoding, payload = match.groups()
        pieces.append((charset.partition("*")[0].lower(), _payload(encoding, payload)))
        position = match.end()
    result += [_flush(pieces), text[position:]]
    return re.sub(r"[\r\n\x00]+", " ", "".join(result)).strip()


def addresses(values: list[str]) -> tuple[Address, ...]:
    """All addresses of some headers; an address-like piece is enough where the syntax is broken."""
    found: list[Address] = []
    for value in values:
        for name, address in getaddresses([value.replace("\r", "").replace("\n", "")]):
            clean = address if "@" in address else _first_address(value)
            if clean:
                found.append(Address(address=_lower_domain(clean), name=decode_header(name)))
    return tuple(dict.fromkeys(found))


def identifiers(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_IDENTIFIER.findall(value.replace("\r", "").replace("\n", ""))))


def date(value: str) -> datetime | None:
    """The Date header in UTC; None when it is missing or makes no sense."""
    try:
        parsed = parsedate_to_datetime(value.strip())
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _flush(pieces: list[tuple[str, bytes]]) -> str:
    text = ""
    while pieces:
        charset = pieces[0][0]
        joined = b""
        while pieces and pieces[0][0] == charset:
            joined += pieces.pop(0)[1]
        text += decode_bytes(joined, charset)
    return text


def _payload(encoding: str, payload: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(payload.replace("_", " ").encode("ascii", "replace"))
    try:
        return base64.b64decode(payload + "=" * (-len(payload) % 4))
    except (binascii.Error, ValueError):
        return payload.encode("ascii", "replace")


def _first_address(value: str) -> str:
    found = _ADDRESS.search(value)
    return found.group() if found else ""


def _lower_domain(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"
