"""Delivery status notifications (RFC 3464), and bounces that are none but say so."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from email.message import Message

from harness.domain.message import Address, Bounce, BounceReason
from harness.reading.bounce_reasons import reason_of
from harness.reading.words import Words

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|poo?stmaster|mail-?daemon|maildelivery|mdaemon|bounces?|mail\.?system|daemon|exchange"
    r"|microsoftexchange\w*)\b",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail (?:delivery|administrator)|mailer.?daemon|postmaster|delivery (?:system|subsystem|service)", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|report|problem|notification)|returned mail|mail (?:delivery"
    r"|failure|system error)"
    r"|failure notice|postmaster notify|could ?n[o']t (?:be )?(?:delivered|send)|delivery (?:delay|incomplete)"
    r"|message delayed"
    r"|warning: (?:could not|message)|non[- ]?(?:remis|delivery)|unzustellbar|bounce|message status",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|\(#[45]\.\d\.\d\)|\b(?:550|551|552|553|554)\b[ -]|SMTP error|RCPT TO:",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"(?:below this line|enclosed|this|here|attached) is (?:a|the) copy of|returned message|unsent message follows"
    r"|original message (?:was|follows|headers)|start of returned message|transcript of session",
    re.IGNORECASE,
)
_ORIGINAL_BELOW = re.compile(
    r"^.*(?:(?:below this line|this|here|enclosed) is (?:a |the )?copy of|returned message|unsent message follows"
    r"|start of returned message|message header follows|mensaje original|original message (?:follows|headers)).*$",
    re.IGNORECASE | re.MULTILINE,
)
_BARE_REFUSAL = re.compile(
    r"(?:not a valid|unknown|no such|invalid|nonexistent) (?:e-?mail )?(?:user|recipient|address|mailbox|account)\b"
    r"|(?:user|mailbox|recipient|address) (?:you wrote to )?(?:does not exist|is unknown)",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delay|still being (?:tried|retried)|warning message only|not yet been delivered"
    r"|could not send message for past|will keep trying|still undelivered",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"([^\s<>()\"';:,]+@[^\s<>()\"';:,]+\.[\w-]+)")
_ENOUGH = 3.0
_SHORT = 300
_MOST = 6000


def read_bounce(
    message: Message, sender: Address, subject: str, text: str, lists: Sequence[Words] = ()
) -> Bounce | None:
    """What a bounce says, a notice of delay included (`delayed`); None for any other mail.

    Args:
        lists: word lists of the mail's likely languages.
    """
    status = _status_part(message)
    actions = {one.lower() for one in _ACTION.findall(status or "")}
    if actions and not actions & {"failed", "delayed"}:
        return None
    own = _own_words(text)
    if not actions and _weight(message, sender, subject, own, lists) < _ENOUGH:
        return None
    told = status or ""
    notice = _from_service(own)
    words = f"{_diagnosis(told)}\n{notice or own}"
    delayed = "failed" not in actions and bool("delayed" in actions or _DELAYED.search(f"{subject}\n{words}"))
    reason = reason_of(_diagnosis(told), own=notice or own, status=_status(told, own))
    return Bounce(
        reason=BounceReason.INFRASTRUCTURE if delayed and reason is not BounceReason.FULL else reason,
        status=_status(told, own),
        recipient=_recipient(message, told, own, sender),
        quote=_quote(told, own),
        delayed=delayed,
    )


def _weight(message: Message, sender: Address, subject: str, own: str, lists: Sequence[Words]) -> float:
    local = sender.address.partition("@")[0]
    path = str(message.get("Return-Path", "none")).strip().lower()
    automatic = str(message.get("Auto-Submitted", "")).lower()
    phrases = {match.group().lower() for words in lists for match in words.find("bounce").finditer(own[:1500])}
    in_subject = bool(_SUBJECT.search(subject) or any(words.find("bounce").search(subject) for words in lists))
    is_report = "delivery-status" in str(message.get("Content-Type", "")).lower()
    short_refusal = len(own) < _SHORT and "?" not in own and bool(_BARE_REFUSAL.search(own))
    return sum(
        (
            2.0 * bool(_DAEMON.match(local) or _DAEMON_NAME.search(sender.name)),
            0.8 * (path in ("<>", "") or "mailer-daemon" in path),
            2.0 * bool(message.get("X-Failed-Recipients")),
            1.2 * in_subject,
            1.5 * bool(phrases) + 0.5 * (len(phrases) > 1),
            1.0 * bool(_CODE.search(own)),
            0.5 * bool(_COPY.search(own)),
            4.0 * bool(_from_service(own)),
            2.0 * is_report,
            3.0 * short_refusal,
            0.3 * ("auto" in automatic),
        )
    )


def _own_words(text: str) -> str:
    """What the bounce itself says, without the copy of the mail that came back."""
    below = _ORIGINAL_BELOW.search(text)
    if below is not None and len(text[: below.start()].strip()) >= 20:
        return text[: below.start()][:_MOST]
    return text[:_MOST]


def _from_service(text: str) -> str:
    """A bounce told in JSON: Amazon SES through SNS ("notificationType": "Bounce"). Empty for anything else."""
    if not text.lstrip().startswith("{") or "Bounce" not in text[:3000]:
        return ""
    try:
        told = json.loads(text[: text.rfind("}") + 1], strict=False)
    except (ValueError, RecursionError):
        return text if re.search(r"notificationType\W+Bounce", text) else ""
    inner = str(told.get("Message", text)) if isinstance(told, dict) else ""
    return inner if re.search(r"(?:notification|event)Type\W+Bounce", inner) else ""


def _status_part(message: Message) -> str | None:
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            payload = part.get_payload()
            return "\n".join(str(one) for one in payload) if isinstance(payload, list) else str(payload)
    return None


def _diagnosis(told: str) -> str:
    fields = re.findall(r"^(?:Diagnostic-Code|Status):[^\n]*(?:\n[ \t]+[^\n]*)*", told, re.IGNORECASE | re.MULTILINE)
    return re.sub(r"\s+", " ", " ".join(fields))


def _status(told: str, own: str) -> str:
    """The code the far end gave wins over the one our own server made of it."""
    diagnosed = re.search(r"^Diagnostic-Code:[^\n]*(?:\n[ \t]+[^\n]*)*", told, re.IGNORECASE | re.MULTILINE)
    for where in (diagnosed.group() if diagnosed else "", told, own):
        codes = [one for one in _STATUS.findall(where) if not one.startswith("2")]
        specific = next((one for one in codes if not one.endswith("0.0")), "")
        if specific or codes:
            return specific or codes[0]
    return ""


def _recipient(message: Message, told: str, own: str, sender: Address) -> str:
    final = re.search(
        r"^(?:Final|Original)-Recipient:\s*[\w-]+;\s*<?([^\s<>]+@[^\s<>]+)", told, re.IGNORECASE | re.MULTILINE
    )
    if final is not None:
        return final.group(1).strip(">;,")
    failed = _ADDRESS.search(str(message.get("X-Failed-Recipients", "")))
    if failed is not None:
        return failed.group(1)
    ours = {sender.address.lower(), str(message.get("To", "")).strip(" <>").lower()}
    return next((one for one in _ADDRESS.findall(own) if one.lower() not in ours), "")


def _quote(told: str, own: str) -> str:
    """The words of the refusal, verbatim from its line."""
    diagnosed = re.search(r"^Diagnostic-Code:\s*([^\n]+)", told, re.IGNORECASE | re.MULTILINE)
    if diagnosed is not None:
        return diagnosed.group(1).strip()
    line = next((one for one in own.split("\n") if _CODE.search(one) or _BARE_REFUSAL.search(one)), "")
    return line.strip()[:300]
