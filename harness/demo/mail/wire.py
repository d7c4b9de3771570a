"""Header lines and delivery notices that a provider writes."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage
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
    notice = EmailMessage()
    notice["From"] = f"Mail Delivery System <mailer-daemon@{domain}>"
    notice["To"] = sender
    notice["Subject"] = "Undelivered Mail Returned to Sender"
    notice["Date"] = format_datetime(at)
    notice["Message-ID"] = f"<dsn.{abs(hash((recipient, original[:4096]))):x}@{domain}>"
    notice["Auto-Submitted"] = "auto-replied"
    references = header_value(original, "Message-ID")
    if references:
        notice["References"] = references
    text = f"This is the mail system at {domain}.\n\nYour message could not be delivered to {recipient}:\n\n  {answer}\n"
    notice.set_content(text)
    status = f"Reporting-MTA: dns; {domain}\n\nFinal-Recipient: rfc822; {recipient}\nAction: failed\n"
    status += f"Status: 5.1.1\nDiagnostic-Code: smtp; {answer}\n"
    notice.make_mixed()
    notice.replace_header("Content-Type", 'multipart/report; report-type=delivery-status')
    notice.attach(_part("message/delivery-status", status))
    notice.attach(_part("text/rfc822-headers", original.partition(b"\r\n\r\n")[0].decode("latin-1")))
    return _crlf(notice.as_bytes())


def _part(media_type: str, text: str) -> EmailMessage:
    part = EmailMessage()
    part["Content-Type"] = media_type
    part.set_payload(text.replace("\r\n", "\n"))
    return part


def _crlf(raw: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", raw)
