"""Machine messages that are told by their structure alone and are neither bounces nor written by anybody."""

from __future__ import annotations

from email.message import Message

_PARTS = {
    "message/feedback-report": "feedback",  # RFC 5965
    "message/disposition-notification": "receipt",  # RFC 8098
    "text/calendar": "calendar",  # RFC 6047
    "message/delivery-status": "delivery",  # RFC 3464
}
_MOST_PARTS = 50


def machine_report(message: Message) -> str:
    """The kind of machine report: "feedback", "receipt", "calendar", "delivery" (one that tells of no failure), or "".

    A bounce is told elsewhere; a calendar message counts only where it is the mail, not where a person attached it.
    """
    declared = str(message.get("Content-Type", "")).lower()
    if "feedback-report" in declared:
        return "feedback"
    for number, part in enumerate(message.walk()):
        kind = _PARTS.get(part.get_content_type(), "")
        if number >= _MOST_PARTS:
            break
        if kind == "delivery" and _only_success(part):
            return "delivery"
        if kind == "calendar" and (number == 0 or "method=" in str(part.get("Content-Type", "")).lower()):
            return "calendar"
        if kind in ("feedback", "receipt"):
            return kind
    return ""


def _only_success(part: Message) -> bool:
    payload = part.get_payload()
    told = "\n".join(str(one) for one in payload) if isinstance(payload, list) else str(payload)
    lines = [line.lower() for line in told.split("\n") if line.lower().startswith("action:")]
    return bool(lines) and not any("failed" in line or "delayed" in line for line in lines)
