"""A judged wave with one conversation of each verdict, made by the real judge from evidence written here."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from harness.domain.case import Case
from harness.domain.conversation import fold
from harness.domain.evidence import (
    Arrived,
    CanaryReturned,
    CanarySent,
    EffectFailed,
    Ended,
    Entry,
    Evidence,
    Intended,
    MailboxEvidence,
    MailSent,
)
from harness.domain.verdict import ProbeResult, WaveResult
from harness.judge import judge
from harness.reading import read
from harness.tally import WaveFacts, tally
from tests.engine.probes import NOW, probe
from tests.reading.mails import ACKNOWLEDGEMENTS, ANSWERS, mail

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="https://evil.example/pixel.gif" onerror="alert(2)">',
    '<a href="javascript:alert(3)">x</a>',
    '<iframe src="https://evil.example/"></iframe>',
    '<div style="background:url(https://evil.example/x)" onclick="alert(4)">x</div>',
    "</pre></div></article><script>alert(5)</script>",
]
BLOBS: dict[str, bytes] = {}


def wave() -> WaveResult:
    """Passed, failed, waiting and inconclusive, each named by its mailbox."""
    results = [_passed(), _failed(), _waiting(), _inconclusive()]
    facts = WaveFacts(wave="w", title="A wave", started_at=NOW, judged_at=NOW + timedelta(days=6))
    return tally(facts, results)


def _canary(mailbox: str) -> list[MailboxEvidence]:
    return [
        CanarySent(at=NOW, mailbox=mailbox, reference="CANARY-1"),
        CanaryReturned(at=NOW + timedelta(seconds=2), mailbox=mailbox, reference="CANARY-1"),
    ]


def _said(step: int, after: timedelta) -> list[Evidence]:
    at = NOW + after
    text = "When will I get the money back?"
    return [
        Intended(
            at=at,
            step=step,
            effect="mail",
            lease_until=at,
            message_id=f"<{step}@corp.example>",
            subject="Hi",
            text=text,
        ),
        MailSent(at=at, step=step, message_id=f"<{step}@corp.example>", answer="250 OK"),
    ]


def _came(mailbox: str, raw: bytes, after: timedelta) -> Arrived:
    sha256 = hashlib.sha256(raw).hexdigest()
    BLOBS[sha256] = raw
    at = NOW + after
    return Arrived(
        at=at,
        mailbox=mailbox,
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=int(after.total_seconds()),
        delivered_at=at,
        absent_at=at - timedelta(seconds=1),
        raw_sha256=sha256,
        size=len(raw),
        matched_by="address",
    )


def _judge(mailbox: str, evidence: list[Evidence], now: timedelta) -> ProbeResult:
    entries = [Entry(stream=mailbox, seq=seq, evidence=one) for seq, one in enumerate(evidence, start=1)]
    hashes = [one.raw_sha256 for one in evidence if isinstance(one, Arrived)]
    conversation = fold(entries, {sha256: read(BLOBS[sha256]) for sha256 in hashes})
    asked = probe(mailbox, mailbox=mailbox)
    return judge(Case(probe=asked, conversation=conversation, now=NOW + now, mailbox=_canary(mailbox)))


def _story(mailbox: str, answer: bytes) -> list[Evidence]:
    ids = {"In_Reply_To": "<0@corp.example>", "Message_ID": "<2@acme.example>"}
    acknowledgement = mail(ACKNOWLEDGEMENTS["en"], subject="[AB-1042] Received", **ids)
    later = {"In_Reply_To": "<3@corp.example>", "Message_ID": "<3@acme.example>"}
    again = mail(ANSWERS["en"], subject="Re: [AB-1042] Hi", **later)
    return [
        *_said(0, timedelta()),
        _came(mailbox, acknowledgement, timedelta(minutes=1)),
        _came(mailbox, answer, timedelta(hours=2)),
        *_said(3, timedelta(hours=2, minutes=1)),
        _came(mailbox, again, timedelta(hours=3)),
        Ended(at=NOW + timedelta(hours=3), reason="done"),
    ]


def _passed() -> ProbeResult:
    answer = mail(ANSWERS["en"], subject="Re: [AB-1042] Hi", In_Reply_To="<0@corp.example>")
    return _judge("passed", _story("passed", answer), timedelta(days=6))


def _failed() -> ProbeResult:
    """Hostile throughout, and the acknowledgement says that answers are not read."""
    body = ANSWERS["en"] + "\n\nYou cannot reply to this e-mail.\n" + "\n".join(HOSTILE)
    answer = mail(
        body, subject=HOSTILE[0], sender=f'"{HOSTILE[5]}" <support@acme.example>', In_Reply_To="<0@corp.example>"
    )
    return _judge("failed", _story("failed", answer), timedelta(days=6))


def _waiting() -> ProbeResult:
    return _judge("waiting", _said(0, timedelta()), timedelta(minutes=1))


def _inconclusive() -> ProbeResult:
    failed = EffectFailed(at=NOW, step=0, wanted="Signing in", got="refused", remedy="Check the password.")
    return _judge("inconclusive", [failed, Ended(at=NOW, reason="not measured")], timedelta(days=6))
