"""Headers of ugly mail: tolerant decoding, addresses, identifiers, dates. Nothing raises, nothing is invented."""

from __future__ import annotations

import binascii
import codecs
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from harness.domain.message import Address

MOST_VALUE = 65_536
"""Characters of one header that are looked into."""
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)(?:\?=|\?\Z|\Z)")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_IDENTIFIER = re.compile(r"<[^<>\s]+>")
_BETWEEN_ADDRESSES = re.compile(r"[\s<>\"(),;:]+")
_STAND_INS = {
    # What mail programs declare, and what they mean by it.
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "latin-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "big5": "big5hkscs",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
}
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
"""Python codecs that no mail is written in; some of them take time that grows with the square of the text."""


def decode_bytes(raw: bytes, charset: str = "") -> str:
    """As declared if that fits, else UTF-8, else Windows-1252; never fails, never drops a byte silently.

    UTF-8 with a few broken letters stays UTF-8, its broken ones as U+FFFD: a mail may be cut in the middle of a letter.
    """
    declared = _codec(charset)
    for candidate in dict.fromkeys((declared, "utf-8")):
        if candidate:
            try:
                return raw.decode(candidate).removeprefix("\ufeff")
            except (LookupError, ValueError):
                continue
    as_utf8 = raw.decode("utf-8", "replace")
    letters = sum(1 for letter in as_utf8 if letter > "\x7f")
    if as_utf8.count("\ufffd") * 5 < letters:
        return as_utf8
    return raw.decode(declared if declared not in ("", "utf-8") else "cp1252", "replace")


def decode_header(raw: str) -> str:
    """Encoded words (RFC 2047) to text; adjacent ones of one charset are joined first, a letter may be cut in two."""
    text = _BETWEEN_WORDS.sub(r"\1", re.sub(r"\r?\n(?=[ \t])", "", raw[:MOST_VALUE]))
    pieces: list[tuple[str, bytes]] = []
    position = 0
    result: list[str] = []
    for match in _WORD.finditer(text):
        if not match.group().endswith("?=") and not _codec(match.group(1).partition("*")[0]):
            continue  # cut off at the end, and no charset we know: rather text that looks like an encoded word
        if match.start() > position:
            result.append(_flush(pieces))
            result.append(text[position : match.start()])
        charset, encoding, payload = match.groups()
        pieces.append((charset.partition("*")[0].lower(), _payload(encoding, payload)))
        position = match.end()
    result += [_flush(pieces), text[position:]]
    return re.sub(r"[\r\n\x00]+", " ", "".join(result)).strip()


def values(message: Message, name: str) -> list[str]:
    """All values of a field, as written."""
    return [str(value) for value in message.get_all(name, [])]


def addresses(values: list[str]) -> tuple[Address, ...]:
    """All addresses of some headers; an address-like piece is enough where the syntax is broken.

    The address is what stands in the last pair of angle brackets, else the first address-like word. A piece between
    two commas without an address belongs to the name after it: `Support, Team <a@b>`.
    """
    found: list[Address] = []
    for value in values:
        name_so_far: list[str] = []
        for piece in _pieces(re.sub(r"[\r\n]+", "", value[:MOST_VALUE])):
            address, name = _address(piece)
            if not address:
                name_so_far.append(piece.strip())
                continue
            name = ", ".join(one for one in (*name_so_far, name.strip()) if one)
            found.append(Address(address=_lower_domain(address), name=decode_header(_unquoted(name))))
            name_so_far = []
    return tuple(dict.fromkeys(found))


def identifiers(value: str) -> tuple[str, ...]:
    """Everything in angle brackets (RFC 5322, section 3.6.4, "msg-id"), once each."""
    return tuple(dict.fromkeys(_IDENTIFIER.findall(re.sub(r"[\r\n]+", "", value[:MOST_VALUE]))))


def date(value: str) -> datetime | None:
    """The Date header in UTC; None when it is missing or makes no sense."""
    try:
        parsed = parsedate_to_datetime(value[:200].strip())
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, LookupError, AttributeError):
        return None


def without_comments(text: str) -> str:
    """Comments in parentheses (RFC 5322, section 3.2.2) taken away; they nest, and quoted strings hide them."""
    result: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            continue
        elif letter == ")" and depth:
            depth -= 1
            result.append(" " if not depth else "")
            continue
        if not depth:
            result.append(letter)
    return "".join(result)


def _codec(charset: str) -> str:
    """The codec for a declared charset; "" for none, an unknown one, or one that no mail is written in."""
    name = charset.strip().strip("\"'").lower()
    name = _STAND_INS.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("_", "-") in _NO_CHARSETS else found


def _flush(pieces: list[tuple[str, bytes]]) -> str:
    text: list[str] = []
    while pieces:
        charset = pieces[0][0]
        joined = []
        while pieces and pieces[0][0] == charset:
            joined.append(pieces.pop(0)[1])
        text.append(decode_bytes(b"".join(joined), charset))
    return "".join(text)


def _payload(encoding: str, payload: str) -> bytes:
    if encoding in "qQ":
        # An underscore is a space (RFC 2047, section 4.2); bare 8-bit letters are against the rules but happen.
        return binascii.a2b_qp(payload.replace("_", " ").encode("utf-8", "replace"))
    letters = re.sub(r"[^A-Za-z0-9+/]", "", payload)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def _pieces(value: str) -> list[str]:
    """Between commas and semicolons that are not in quotes, comments or angle brackets."""
    pieces: list[str] = []
    quoted, depth, angle, escaped, start = False, 0, False, False, 0
    for position, letter in enumerate(value):
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif letter in "<>":
            angle = letter == "<"
        elif letter in ",;" and not depth and not angle:
            pieces.append(value[start:position])
            start = position + 1
    return [*pieces, value[start:]]


def _address(piece: str) -> tuple[str, str]:
    """(address, name) of one piece, ("", ...) where it holds none."""
    end = piece.rfind(">")
    start = piece.rfind("<", 0, end) if end >= 0 else piece.rfind("<")
    if start >= 0:
        inside = re.sub(r"\s+", "", piece[start + 1 : end if end > start else None])
        if "@" in inside:
            # A source route "<@relay:a@b>" is obsolete (RFC 5322, section 4.4): the part after the colon counts.
            return inside.rpartition(":")[2], _after_group(piece[:start])
    found = _bare(without_comments(piece)) or _bare(piece)
    if not found:
        return "", piece
    comment = piece[piece.find("(") + 1 : max(0, piece.rfind(")"))] if "(" in piece else ""
    return found, comment


def _bare(text: str) -> str:
    """The first word that looks like an address. Split, not searched: a long word must not take quadratic time."""
    words = (word for word in _BETWEEN_ADDRESSES.split(text) if "@" in word.strip("@"))
    return next(words, "").strip("@")


def _after_group(name: str) -> str:
    """A group's name (RFC 5322, section 3.4) is no part of the first address's."""
    if '"' in name:
        return name
    return name.rpartition(":")[2]


def _unquoted(name: str) -> str:
    """Quotation marks and escapes of a display name taken away, whichever way they stand."""
    text = name.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return re.sub(r"\\(.)", r"\1", text).strip()


def _lower_domain(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"
