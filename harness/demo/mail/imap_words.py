"""IMAP command lines as words: atoms, quoted strings, literals, parenthesised lists (RFC 3501, section 9)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

Word = str | list["Word"]

_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n$")
MAX_COMMAND = 64 * 1024 * 1024


class BadCommand(Exception):
    """The line is no IMAP command; answered with BAD."""


def literal_size(line: bytes) -> tuple[int, bool] | None:
    """(octets announced at the end of the line, whether the client waits for "+"); LITERAL+ is RFC 7888."""
    found = _LITERAL.search(line)
    return (int(found.group(1)), not found.group(2)) if found else None


@dataclass(frozen=True)
class Parts:
    """A command as it came in: text between literals, and the literals."""

    texts: tuple[bytes, ...]
    literals: tuple[bytes, ...]


def split_words(parts: Parts) -> list[Word]:
    """Words of a whole command; a literal stands for itself, decoded as latin-1 so that no byte is lost."""
    words: list[Word] = []
    stack = [words]
    for number, text in enumerate(parts.texts):
        rest = _LITERAL.sub(b"", text) if number < len(parts.literals) else text.rstrip(b"\r\n")
        _take_text(rest.decode("latin-1"), stack)
        if number < len(parts.literals):
            stack[-1].append(parts.literals[number].decode("latin-1"))
    if len(stack) != 1:
        raise BadCommand("parentheses do not match")
    return words


_TOKEN = re.compile(r'\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]*\[[^\]]*\][^\s()"]*|[^\s()"]+))')


def _take_text(text: str, stack: list[list[Word]]) -> None:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            raise BadCommand("cannot read this line")
        position = found.end()
        if found.group(1):
            inner: list[Word] = []
            stack[-1].append(inner)
            stack.append(inner)
        elif found.group(2):
            if len(stack) == 1:
                raise BadCommand("parentheses do not match")
            stack.pop()
        elif found.group(3) is not None:
            stack[-1].append(re.sub(r"\\(.)", r"\1", found.group(3)))
        else:
            stack[-1].append(found.group(4))


def quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def encoded_name(name: str) -> str:
    """A folder's name in modified UTF-7, as IMAP4rev1 has it (RFC 3501, section 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        text = base64.b64encode(found.group().encode("utf-16-be")).decode().rstrip("=")
        return f"&{text.replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, name.replace("&", "&-"))


def decoded_name(name: str) -> str:
    """The way back.

    Raises:
        BadCommand: no modified UTF-7.
    """

    def plain(found: re.Match[str]) -> str:
        text = found.group(1).replace(",", "/")
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-16-be") if text else "&"

    try:
        return re.sub(r"&([A-Za-z0-9+,]*)-", plain, name)
    except ValueError as error:
        raise BadCommand(f"{name!r} is no name of a folder") from error


def number_ranges(text: str, largest: int) -> list[tuple[int, int]]:
    """ "4,7:9,12:*" as inclusive ranges. `n:*` always holds the last one (RFC 9051, section 9, seq-range)."""
    ranges = []
    for piece in text.split(","):
        first, _, last = piece.partition(":")
        try:
            low = largest if first == "*" else int(first)
            high = low if not last else (largest if last == "*" else int(last))
        except ValueError as error:
            raise BadCommand(f"{piece!r} is no set of numbers") from error
        ranges.append((min(low, high), max(low, high)))
    return ranges
