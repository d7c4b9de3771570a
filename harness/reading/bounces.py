"""Delivery status notifications (RFC 3464), and bounces that are none but say so."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from email.message import Message

from harness.domain.message import Address, Bounce, BounceReason
from harness.reading.bounce_reasons import reason_of
from harness.reading.notices import CODE, Notice, refuses_barely, tells_of_failure
from harness.reading.reports import actions, declares_delivery_report, delivery_status
from harness.reading.words import Words

_ORIGINAL_BELOW = re.compile(
    r"^.*(?:(?:below this line|this|here|enclosed|below|included|following) is (?:a |the )?(?:truncated )?copy of"
    r"|^\W*returned message|(?:unsent|original) message (?:follows|attached|headers?)|message headers? follow"
    r"|start of (?:returned|original) message|header of the original message|original message\s*-{2,}"
    r"|copy of (?:your|the) (?:original |returned )?(?:message|mail|headers?)\b.{0,30}[:.]\s*$"
    r"|mensaje original|message d'origine|message original|messaggio originale|mensagem original"
    r"|ursprüngliche nachricht|kopie (?:der|ihrer) nachricht|oorspronkelijk bericht|oryginalna wiadomość"
    r"|исходное (?:письмо|сообщение)|текст (?:письма|сообщения)|元のメッセージ|原始邮件|원본 메시지).*$",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"delay|still being (?:tried|retried)|warning message only|not yet been delivered|has not been delivered yet"
    r"|could not (?:send|deliver) (?:message|mail) for|will (?:keep|continue) (?:to )?(?:try|retry)|still undelivered"
    r"|(?:keep|continue|go on) trying|has been waiting|will be retried|verzögert|verzögerung|noch nicht zugestellt"
    r"|retardé|pas encore"
    r"|retrasad|aún no|ritardat|non ancora|atrasad|ainda não|vertraagd|vertraging|nog niet|opóźnion|jeszcze nie"
    r"|задерж|ещ[её] не|遅延|まだ配信|延迟|지연",
    re.IGNORECASE,
)
_GROUP = re.compile(r"groups\.google\.com/support|google\.com/a/\S+topic=25838|^Google Groups", re.MULTILINE)
"""Google tells in the sender's language, always the same: no such group, or he may not write to it."""
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_DIAGNOSTIC = re.compile(r"^Diagnostic-Code:\s*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.IGNORECASE | re.MULTILINE)
_REMARK = re.compile(r"^Status:[ \t]*[\d.]+[ \t]+\(([^)\n]+)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"([^\s<>()\"';:,]+@[^\s<>()\"';:,]+\.[\w-]+)")
_MOST = 6000


def read_bounce(
    message: Message, sender: Address, subject: str, text: str, lists: Sequence[Words] = (), new: str | None = None
) -> Bounce | None:
    """What a bounce says, a notice of delay included (`delayed`); None for any other mail.

    Args:
        lists: word lists of the mail's likely languages.
        new: its text without earlier mail, where that is known.
    """
    told = delivery_status(message)
    own = _own_words(text)
    if actions(told) and not _fails(told):
        return None
    if not (_fails(told) and declares_delivery_report(message)):
        notice = Notice(message=message, sender=sender, subject=subject, own=own, new=text if new is None else new)
        if not (_from_service(own) or tells_of_failure(notice, lists)):
            return None
    return _bounce(message, sender, subject, told, own)


def _bounce(message: Message, sender: Address, subject: str, told: str, own: str) -> Bounce:
    said = _from_service(own) or own
    status, diagnosis = _status(told, own), _diagnosis(told)
    delayed = "failed" not in actions(told) and bool(
        "delayed" in actions(told) or _DELAYED.search(f"{subject}\n{diagnosis}\n{said}")
    )
    reason = reason_of(diagnosis, own=said, subject=subject, status=status)
    if _GROUP.search(said) and not status:
        reason = BounceReason.POLICY
    return Bounce(
        reason=BounceReason.INFRASTRUCTURE if delayed and reason is not BounceReason.FULL else reason,
        status=status,
        recipient=_recipient(message, told, own, sender),
        quote=_quote(told, own),
        delayed=delayed,
    )


def _fails(told: str) -> bool:
    """Some programs leave the action out, or write a word of their own: then the class of the status code counts."""
    if actions(told) & {"failed", "delayed"}:
        return True
    return bool(re.search(r"^Status:\s*[45]\.", told, re.IGNORECASE | re.MULTILINE))


def _own_words(text: str) -> str:
    """What the bounce itself says, without the copy of the mail that came back."""
    for below in _ORIGINAL_BELOW.finditer(text[: 2 * _MOST]):
        if len(text[: below.start()].strip()) >= 20:
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


def _diagnosis(told: str) -> str:
    """The far end's words, and what stands beside the code where a program explains it there."""
    found = [*_DIAGNOSTIC.findall(told)[:1], *_REMARK.findall(told)[:1]]
    return re.sub(r"\s+", " ", re.sub(r"^\s*[\w-]+\s*;", "", "\n".join(found)))


def _status(told: str, own: str) -> str:
    """The code the far end gave wins over the one our own server made of it."""
    diagnosed = _DIAGNOSTIC.search(told)
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
    line = next((one for one in own.split("\n") if CODE.search(one) or refuses_barely(one)), "")
    return line.strip()[:300]
