"""Machine messages told by their structure: what a mail's own parts report (RFC 6522), not a mail inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from harness.reading.headers import decode_bytes

_PARTS = {
    "message/feedback-report": "feedback",  # RFC 5965
    "message/disposition-notification": "receipt",  # RFC 8098
    "text/calendar": "calendar",  # RFC 6047
    "message/delivery-status": "delivery",  # RFC 3464
    "message/global-delivery-status": "delivery",  # RFC 6533
}
_MOST_PARTS = 50
_MOST_STATUS = 100_000
_WELL = frozenset({"delivered", "relayed", "expanded"})
_DECLARED = re.compile(
    r"multipart/report(?!.*report-type=[\"']?(?!delivery-status))|report-type=[\"']?delivery-status",
    re.IGNORECASE | re.DOTALL,
)


def machine_report(message: Message) -> str:
    """The kind of machine report: "feedback", "receipt", "calendar", "delivery" (one that tells of no failure), or "".

    A bounce is told elsewhere; a calendar message counts only where it is the mail, not where a person attached it.
    """
    declared = str(message.get("Content-Type", "")).lower()
    if "feedback-report" in declared:
        return "feedback"
    for number, part in enumerate(own_parts(message)):
        kind = _PARTS.get(part.get_content_type(), "")
        if kind == "delivery" and _only_success(_said(part)):
            return "delivery"
        if kind == "calendar" and (number == 0 or "method=" in str(part.get("Content-Type", "")).lower()):
            return "calendar"
        if kind in ("feedback", "receipt"):
            return kind
    return ""


def delivery_status(message: Message) -> str:
    """The fields of a delivery status notification, only those of recipients it failed for where it says so; or ""."""
    for part in own_parts(message):
        if _PARTS.get(part.get_content_type()) == "delivery":
            return _of_failed(_said(part))
    return ""


def declares_delivery_report(message: Message) -> bool:
    """Whether the mail calls itself a report, whatever became of its parts: a person's mail may hold one, too."""
    return bool(_DECLARED.search(str(message.get("Content-Type", ""))))


def brings_mail_back(message: Message) -> bool:
    """Whether a whole mail, or its headers, is part of it."""
    parts = {part.get_content_type() for part in own_parts(message)}
    return bool(parts & {"message/rfc822", "text/rfc822-headers", "message/partial", "message/global"})


def own_parts(message: Message) -> Iterator[Message]:
    """The mail and its parts, not those of a mail inside it: what was sent back may be an invitation or a receipt."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting = [*payload, *waiting]


def actions(told: str) -> frozenset[str]:
    """What a delivery status notification says was done with each recipient, in lower case."""
    return frozenset(one.lower() for one in re.findall(r"^Action:\s*([\w-]+)", told, re.IGNORECASE | re.MULTILINE))


def _only_success(told: str) -> bool:
    return bool(actions(told)) and actions(told) <= _WELL


def _of_failed(told: str) -> str:
    groups = re.split(r"\n[ \t]*\n", told)
    failed = [group for group in groups if not _only_success(group)]
    return "\n\n".join(failed) if any(actions(group) for group in failed) else told


def _said(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n\n".join(str(one) for one in payload)
    decoded = part.get_payload(decode=True)
    text = decode_bytes(decoded) if isinstance(decoded, bytes) else str(payload)
    return text[:_MOST_STATUS].replace("\r\n", "\n").replace("\r", "\n")
