"""Delivery status notifications (RFC 3464), and bounces that are none but say so."""

from __future__ import annotations

import re
from email.message import Message

from harness.domain.message import Address, Bounce, BounceReason

_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|maildelivery|bounce)", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|returned mail|mail delivery failed|failure notice"
    r"|unzustellbar|could not (?:be delivered|send)|non remis|no entregado",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"delay|verzöger|retard|still being (?:tried|retried)", re.IGNORECASE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MOST_TEXT = 20_000
"""Characters of a bounce's text that are looked into: what they say, they say at once."""
_REASONS = (
    (BounceReason.FULL, re.compile(r"\b[45]\.2\.2\b|quota|mailbox (?:is )?full|over ?quota", re.IGNORECASE)),
    (BounceReason.SIZE, re.compile(r"\b[45]\.(?:2\.3|3\.4)\b|too (?:large|big)|size (?:limit|exceed)", re.IGNORECASE)),
    (
        BounceReason.ADDRESS,
        re.compile(
            r"\b[45]\.1\.\d\b|(?:user|recipient|address|mailbox|account)[^.\n]{0,30}"
            r"(?:unknown|not (?:found|exist)|invalid|unavailable|disabled)"
            r"|no such (?:user|mailbox|recipient|domain|person)|does ?n[o']t exist",
            re.IGNORECASE,
        ),
    ),
    (
        BounceReason.POLICY,
        re.compile(r"\b[45]\.7\.\d+\b|spam|blocked|policy|blacklist|rejected|denied|dmarc|spf\b", re.IGNORECASE),
    ),
    (
        BounceReason.INFRASTRUCTURE,
        re.compile(
            r"\b[45]\.[34]\.\d\b|timed? ?out|connection (?:refused|lost)|host (?:not found|unknown)|loop", re.IGNORECASE
        ),
    ),
)


def read_bounce(message: Message, sender: Address, subject: str, text: str) -> Bounce | None:
    """What a bounce says; None for any other mail, and for a mere notice of delay."""
    text = text[:_MOST_TEXT]
    status_part = _status_part(message)
    is_report = status_part is not None and "failed" in status_part.lower()
    looks_like_one = bool(_DAEMON.match(sender.address)) and bool(_SUBJECT.search(subject) or _STATUS.search(text))
    if not is_report and not looks_like_one:
        return None
    if not is_report and _DELAYED.search(subject):
        return None
    told = status_part or text
    return Bounce(
        reason=_reason(told) if _reason(told) is not BounceReason.UNKNOWN else _reason(text),
        status=_first(_STATUS, told) or _first(_STATUS, text),
        recipient=_recipient(told) or _first(re.compile(r"<?([^\s<>]{1,64}@[^\s<>:]{1,255})>?"), text),
        quote=_first(re.compile(r"(?:Diagnostic-Code:\s*)([^\n]+)", re.IGNORECASE), told),
    )


def _status_part(message: Message) -> str | None:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            if isinstance(payload, list):
                return "\n".join(str(one) for one in payload)
            return str(payload)
    return None


def _reason(text: str) -> BounceReason:
    return next((reason for reason, pattern in _REASONS if pattern.search(text)), BounceReason.UNKNOWN)


def _recipient(told: str) -> str:
    return _first(re.compile(r"Final-Recipient:\s*rfc822;\s*<?([^\s<>]+)", re.IGNORECASE), told)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1).strip() if found else ""
