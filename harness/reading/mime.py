"""Taking a mail apart (RFC 5322, RFC 2046), however ugly, in time and memory bounded by its size.

The standard library's parser copies each line of a mail three times: 25 MB take seconds and hundreds of megabytes. So
parts are found here by their boundaries, as views of the raw bytes, and become `Message` values of its compat32 policy,
whose access to parameters is kept. Attachments are decoded in pieces and never held as a whole.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

from harness.reading.headers import decode_bytes

MOST_HEADER = 262_144
"""Bytes of a header section that are read."""
MOST_FIELDS = 1_000
MOST_PARTS = 1_000
MOST_DELIMITERS = 20_000
"""Places that look like a delimiter line of one multipart; nearly all real ones are."""
DEEPEST = 30
MOST_IN_TREE = 262_144
"""Bytes of a leaf that stand in the tree of `Message` values; all of them stay in `Entity.body`."""
_PIECE = 1_048_576
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_UGLY = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A mail or one part of it.

    Attributes:
        head: its headers; the payload is that of `Message`, with leaves cut at `MOST_IN_TREE`.
        body: the encoded bytes of a leaf, without the line end before the boundary.
        children: the parts of a multipart, or the one mail inside a message/rfc822.
    """

    head: Message
    body: memoryview
    children: tuple[Entity, ...] = ()

    @property
    def media_type(self) -> str:
        return self.head.get_content_type()

    @property
    def file_name(self) -> str:
        """As written, RFC 2231 decoded; "" where there is none or it makes no sense."""
        try:
            return str(self.head.get_filename() or "")
        except _UGLY:
            return ""

    @property
    def is_attached(self) -> bool:
        """Not meant to be read in place."""
        disposition = str(self.head.get("Content-Disposition", "")).strip().lower()
        return disposition.startswith("attachment") or bool(self.file_name and "inline" not in disposition)

    def parameter(self, name: str) -> str:
        """A parameter of Content-Type, lower-case where it is a word; "" when missing or nonsense."""
        try:
            value = self.head.get_param(name)
        except _UGLY:
            return ""
        return str(value[2] if isinstance(value, tuple) else value or "").strip().strip("\"'").lower()

    def decoded(self, most: int) -> bytes:
        """The first `most` bytes of a leaf, at most some more, with its transfer encoding taken away."""
        pieces, size = [], 0
        for piece in self._pieces():
            pieces.append(piece)
            size += len(piece)
            if size >= most:
                break
        return b"".join(pieces)[:most]

    def digest(self) -> tuple[int, str]:
        """Size in bytes and SHA-256 of the decoded leaf."""
        sha256, size = hashlib.sha256(), 0
        for piece in self._pieces():
            sha256.update(piece)
            size += len(piece)
        return size, sha256.hexdigest()

    def _pieces(self) -> Iterator[bytes]:
        encoding = str(self.head.get("Content-Transfer-Encoding", "")).strip().lower().partition(";")[0].strip()
        match encoding:
            case "base64":
                return _base64(self.body)
            case "quoted-printable":
                return _quoted_printable(self.body)
            case "x-uuencode" | "uuencode" | "x-uue" | "uue":
                return _uuencoded(self.body)
            case _:
                return _slices(self.body)


def take_apart(raw: bytes) -> Entity:
    """Any bytes as a mail. Nothing raises; what follows the limits above stays in the raw mail only."""
    if b"\n" not in raw[:MOST_HEADER] and b"\r" in raw[:MOST_HEADER]:
        raw = raw.replace(b"\r", b"\n")
    return _Taking(raw).entity(0, len(raw), "text/plain", 0)


class _Taking:
    """Everything by offsets into the one raw mail, so that nothing is copied."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._view = memoryview(raw)
        self._parts = 0

    def entity(self, start: int, end: int, default_type: str, depth: int) -> Entity:
        self._parts += 1
        head, length = _split(bytes(self._view[start : min(end, start + MOST_HEADER)]))
        head.set_default_type(default_type)
        start = start + length if length < MOST_HEADER else self._behind_blank_line(start + length - 2, end)
        children: tuple[Entity, ...] = ()
        if depth < DEEPEST and head.get_content_maintype() == "multipart":
            children = self._parts_of(head, start, end, depth)
        elif depth < DEEPEST and head.get_content_type() == "message/rfc822":
            children = (self.entity(start, end, "text/plain", depth + 1),)
        if children:
            head.set_payload([child.head for child in children])
        else:
            head.set_payload(
                bytes(self._view[start : min(end, start + MOST_IN_TREE)]).decode("ascii", "surrogateescape")
            )
        return Entity(head=head, body=self._view[start:end], children=children)

    def _behind_blank_line(self, start: int, end: int) -> int:
        """Where the body begins behind a header section longer than anybody reads."""
        ends = [
            found + len(blank) for blank in (b"\n\r\n", b"\n\n") if (found := self._raw.find(blank, start, end)) >= 0
        ]
        return min(ends, default=end)

    def _parts_of(self, head: Message, start: int, end: int, depth: int) -> tuple[Entity, ...]:
        try:
            boundary = head.get_boundary() or ""
        except _UGLY:
            boundary = ""
        kind = "message/rfc822" if head.get_content_type() == "multipart/digest" else "text/plain"
        found = []
        for first, last in self._between(start, end, boundary.encode("utf-8", "replace")):
            if self._parts >= MOST_PARTS:
                break
            found.append(self.entity(first, last, kind, depth + 1))
        return tuple(found)

    def _between(self, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
        """What stands between the delimiter lines (RFC 2046, section 5.1.1); a missing last one ends with the body."""
        raw, delimiter, begun = self._raw, b"--" + boundary, -1
        position = raw.find(delimiter, start, end) if boundary else -1
        for _ in range(MOST_DELIMITERS):
            if position < 0:
                break
            after = position + len(delimiter)
            line_end = raw.find(b"\n", after, min(end, after + 200))
            rest = raw[after : line_end if line_end >= 0 else min(end, after + 200)].strip()
            if rest in (b"", b"--") and (position == start or raw[position - 1 : position] == b"\n"):
                if begun >= 0:
                    yield begun, self._without_line_end(begun, position)
                if rest:
                    return
                begun = line_end + 1 if line_end >= 0 else end
            position = raw.find(delimiter, after, end)
        if begun >= 0:
            yield begun, end

    def _without_line_end(self, start: int, position: int) -> int:
        """The line end before a delimiter belongs to the delimiter."""
        for letter in (b"\n", b"\r"):
            if position > start and self._raw[position - 1 : position] == letter:
                position -= 1
        return position


def _split(block: bytes) -> tuple[Message, int]:
    """The header fields of an entity, unfolded, and where its body begins.

    A line that is no field begins the body, as in the standard library; ">From " lines of old mailbox files are
    skipped. 8-bit bytes in fields are text all the same (RFC 6532), or some old charset.
    """
    head = Message(policy=compat32)
    fields, position = _fields(block)
    for field in fields[:MOST_FIELDS]:
        name, _, value = field.partition(b":")
        head.set_raw(name.strip().decode("ascii", "replace"), decode_bytes(value).strip().replace("\x00", "\ufffd"))
    return head, position


def _fields(block: bytes) -> tuple[list[bytes], int]:
    fields: list[bytes] = []
    pieces: list[bytes] = []
    position = 0
    while position < len(block):
        end = block.find(b"\n", position)
        end = len(block) if end < 0 else end
        line = block[position:end].rstrip(b"\r")
        if not line:
            position = end + 1
            break
        if line[:1] in b" \t" and pieces:
            pieces.append(line)
        elif _FIELD.match(line):
            fields.append(b"".join(pieces))
            pieces = [line]
        elif not line.startswith((b"From ", b">From ")):
            break
        position = end + 1
    return [*fields, b"".join(pieces)][1:] if pieces else [], min(position, len(block))


# --- transfer encodings (RFC 2045, section 6) ------------------------------------------------------------------------


def _slices(body: memoryview) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield bytes(body[start : start + _PIECE])


def _base64(body: memoryview) -> Iterator[bytes]:
    """Dirt between the letters is skipped; padding in the middle ends one stretch and begins the next."""
    left = b""
    for piece in _slices(body):
        stretches = (left + piece.translate(None, _NOT_BASE64)).split(b"=")
        for stretch in stretches[:-1]:
            yield _quanta(stretch)
        whole = len(stretches[-1]) - len(stretches[-1]) % 4
        yield binascii.a2b_base64(stretches[-1][:whole])
        left = stretches[-1][whole:]
    yield _quanta(left)


def _quanta(stretch: bytes) -> bytes:
    """A stretch without padding; a single letter too many says nothing."""
    if len(stretch) % 4 == 1:
        stretch = stretch[:-1]
    return binascii.a2b_base64(stretch + b"=" * (-len(stretch) % 4))


def _quoted_printable(body: memoryview) -> Iterator[bytes]:
    left = b""
    for piece in _slices(body):
        whole = left + piece
        cut = whole.rfind(b"\n") + 1 or max(0, len(whole) - 2)
        yield binascii.a2b_qp(whole[:cut])
        left = whole[cut:]
    yield binascii.a2b_qp(left)


def _uuencoded(body: memoryview) -> Iterator[bytes]:
    for line in bytes(body).split(b"\n"):
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            # Some encoders pad lines too long; the first letter says how many bytes count.
            try:
                yield binascii.a2b_uu(line[: 1 + (((line[0] - 32) & 63) * 4 + 5) // 3])
            except binascii.Error:
                yield line + b"\n"
