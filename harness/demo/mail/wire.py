"""Header lines and delivery notices that a provider writes."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime

_MESSAGE_ID = re.compile(rb"^Message-ID:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.IGNORECASE | re.MULTILINE)


def with_line(raw: bytes, line: str) -> bytes:
    """The mail with one more header line on top, as each hop adds its own (RFC 5321, section 4.4)."""
    return line.encode("utf-8", "replace") + b"\r\n" + raw


def received_line(*, sender: str, by: str, protocol: str, identifier: str, at: datetime) -> str:
    return f"Received: from {sender} by {by} with {protocol} id {identifier};\r\n\t{format_datetime(at)}"


def replace_message_id(raw: bytes, new: str) -> bytes:
    """As Outlook does: another Message-ID, the old one kept in a field of its own."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    head += b"\r\n"
    found = _MESSAGE_ID.search(head)
    old = b""
    if found:
        old = b"X-Microsoft-Original-Message-ID:" + found.group().partition(b":")[2]
        head = head[: found.start()] + head[found.end() :]
    return b"Message-ID: " + new.encode() + b"\r\n" + old + head.removesuffix(b"\r\n") + gap + body


def header_value(raw: bytes, name: str) -> str:
    pattern = rb"^" + re.escape(name.encode()) + rb":[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)"
    found = re.search(pattern, raw.partition(b"\r\n\r\n")[0], re.IGNORECASE | re.MULTILINE)
    return found.group(1).decode("latin-1").replace("\r\n", "") if found else ""


def delivery_notice(*, domain: str, sender: str, recipient: str, answer: str, original: bytes, at: datetime) -> bytes:
    """A delivery status notification (RFC 3464) to the sender of a mail that cannot be delivered."""
    digest = hashlib.sha256(recipient.encode() + original).hexdigest()[:16]
    boundary = f"=_{digest}"
    identifier = header_value(original, "Message-ID")
    references = f"References: {identifier}\n" if identifier else ""
    head = (
        f"From: Mail Delivery System <mailer-daemon@{domain}>\nTo: {sender}\n"
        f"Subject: Undelivered Mail Returned to Sender\nDate: {format_datetime(at)}\n"
        f"Message-ID: <dsn.{digest}@{domain}>\nAuto-Submitted: auto-replied\n{references}MIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\n\n'
    )
    parts = (
        f"Content-Type: text/plain; charset=us-ascii\n\nThis is the mail system at {domain}.\n\n"
        f"Your message could not be delivered to {recipient}:\n\n  {answer}\n",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; {domain}\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; {answer}\n",
        "Content-Type: text/rfc822-headers\n\n" + original.partition(b"\r\n\r\n")[0].decode("latin-1"),
    )
    body = "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
    return _crlf((head + body).encode("latin-1", "replace"))


def _crlf(raw: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", raw)
