"""Is this a mail at all? For files that somebody hands over; what came by IMAP always is."""

from __future__ import annotations

import re

from harness.reading.mime import take_apart

_LOOKED_AT = 65_536
_OTHERS = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an Outlook .msg or an old office document (save the mail as .eml)"),
    (b"SQLite format 3\x00", "a SQLite database"),
)
"""First bytes of what people mistake for a mail, or what a wildcard catches."""
_ADDRESS = re.compile(r"\S@\S|<>|[\"\w].*<.*>")
_TELLING = {
    **dict.fromkeys(("from", "to", "cc", "sender", "reply-to", "delivered-to", "return-path"), _ADDRESS),
    "date": re.compile(r"\d{1,2}[ -]\w{3,}[ -]\d{2,4}|\d{4}-\d\d-\d\d|\d:\d\d"),
    "message-id": re.compile(r"<?\S+@\S+>?"),
    "received": re.compile(r"\b(?:by|from|with)\b"),
    "mime-version": re.compile(r"\d"),
    "content-type": re.compile(r"\w/\w"),
}
"""Field names (RFC 5322, RFC 2045) with what their values look like: `from: all` also stands in other files."""
_USUAL = frozenset({"subject", "bcc", "in-reply-to", "references", "status", "importance", "priority"})


def not_a_mail(raw: bytes) -> str:
    """What the bytes are instead of a mail, in a few words; "" where they may well be one.

    A mail is whatever has one field that only mails have, or mostly fields of mails; ugly ones pass.
    """
    raw = raw.lstrip(b"\r\n")
    for first, name in _OTHERS:
        if raw.startswith(first):
            return name
    fields = take_apart(raw[:_LOOKED_AT]).head.items()
    if any(name.lower() in _TELLING and _TELLING[name.lower()].search(str(value)) for name, value in fields):
        return ""
    usual = [name for name, _ in fields if name.lower() in _USUAL or name.lower().startswith(("x-", "list-"))]
    if usual and 2 * len(usual) >= len(fields):
        return ""
    return "a file without the header of a mail" if b"\x00" not in raw[:_LOOKED_AT] else "some other binary file"
