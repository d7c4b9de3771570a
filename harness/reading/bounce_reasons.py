"""Why a mail came back, in five groups: the far end's words, then its codes (RFC 3463), then the notice's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.domain.message import BounceReason
from harness.reading.bounce_words import group_hinted, group_paired, group_told, plain

_CODES = (
    # The detail that senders mean; other details of a class are used for anything.
    (BounceReason.FULL, re.compile(r"[45]\.2\.2$")),
    (BounceReason.SIZE, re.compile(r"[45]\.(?:2\.3|3\.4)$")),
    (BounceReason.POLICY, re.compile(r"[45]\.(?:7\.[1-9]\d*|1\.[78]|1\.20|1\.90|6\.[1-9]\d*|5\.3|2\.12[12])$")),
    (BounceReason.ADDRESS, re.compile(r"(?:[45]\.(?:1\.[1-6]|1\.10|2\.1)|5\.4\.(?:4|310))$")),
    (BounceReason.INFRASTRUCTURE, re.compile(r"[45]\.(?:3\.[1-35]|4\.[1-9]\d*)$")),
)
_VAGUE_CODES = (
    (BounceReason.POLICY, re.compile(r"[45]\.(?:7|6)\.\d+$")),
    (BounceReason.ADDRESS, re.compile(r"[45]\.[12]\.\d+$")),
    (BounceReason.INFRASTRUCTURE, re.compile(r"[45]\.[345]\.\d+$")),
)
_REPLIES = (
    # RFC 5321, section 4.2.3
    (BounceReason.ADDRESS, re.compile(r"\b(?:551|553|556)\b|\b550\b(?=.{0,80}RCPT)|RCPT.{0,80}\b550\b", re.IGNORECASE)),
    (BounceReason.FULL, re.compile(r"\b552\b")),
    (BounceReason.POLICY, re.compile(r"\b(?:530|534|535|538)\b")),
    (BounceReason.INFRASTRUCTURE, re.compile(r"\b(?:421|450|451|452)\b")),
)
_USUAL_SUBJECT = re.compile("mail system error", re.IGNORECASE)
_REPLY = re.compile(r"(?<![\d.])[45]\d\d[ -][^\n]{3,}(?:\n[ \t]*[^\s-][^\n]*){0,3}")


def reason_of(diagnosis: str, *, own: str, status: str, subject: str = "") -> BounceReason:
    """The group a refusal belongs to.

    Args:
        diagnosis: what the notification's fields quote of the far end, "" where there is nothing.
        own: the notification's words for people, without the copy of the mail.
        status: enhanced status code, "" where none is stated.
        subject: some programs tell the reason there.
    """
    guesses = _guesses(diagnosis, own, status, subject)
    return next((reason for reason in guesses if reason is not BounceReason.UNKNOWN), BounceReason.UNKNOWN)


def _guesses(diagnosis: str, own: str, status: str, subject: str) -> Iterator[BounceReason]:
    """The surest first. The far end's own words are better than its code, which many servers give for anything."""
    quoted = _REPLY.search(own)
    replied = quoted.group() if quoted else ""
    reply = plain(diagnosis if re.search(r"[^\W\d]{3}", diagnosis) else replied)
    said = plain(own)
    yield group_told(reply)
    yield _by_code(status, _CODES)
    yield group_told(said)
    yield group_paired(said)
    yield group_told(plain(_USUAL_SUBJECT.sub("", subject)))
    yield group_hinted(reply)
    yield group_hinted(said)
    yield _by_code(status, _VAGUE_CODES)
    yield _by_code(f"{diagnosis} {replied or own}"[:2000], _REPLIES)


def _by_code(told: str, codes: tuple[tuple[BounceReason, re.Pattern[str]], ...]) -> BounceReason:
    return next((reason for reason, code in codes if code.search(told)), BounceReason.UNKNOWN)
