"""What the customer's provider says of the desk's mail: who sent it, whether it is spam, whether it came encrypted."""

from __future__ import annotations

from typing import Any

import pytest

from harness.domain.message import Authentication, Hop, SpamVerdict
from harness.domain.verdict import Verdict
from tests.checks.stories import ALL_OVER, HOUR, MINUTE, Story, story

KEYS = ("sender_proven", "not_called_spam", "sent_encrypted")


def authenticated(spf: str = "", dkim: str = "", dmarc: str = "") -> Authentication:
    return Authentication(spf=spf, dkim=dkim, dmarc=dmarc, authserv_id="mx.gmail.test", raw="mx.gmail.test; ...")


def hop(*, tls: bool | None, own: bool = True) -> Hop:
    return Hop(
        by="mx.gmail.test", sender="out.acme.example", protocol="ESMTP", at=None, raw="from ...", tls=tls, own=own
    )


def told(**says: Any) -> Story:
    return story().says().acknowledged(**says)


@pytest.mark.parametrize("key", KEYS)
def test_it_is_not_applicable_before_the_desk_has_written(key: str) -> None:
    assert story().says().verdict(key, MINUTE) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (authenticated("pass", "pass", "pass"), Verdict.PASSED),
        (authenticated("fail", "pass", "pass"), Verdict.PASSED),
        (authenticated("pass", "none"), Verdict.PASSED),
        (authenticated("softfail", "pass"), Verdict.PASSED),
        (authenticated("pass", "pass", "fail"), Verdict.FAILED),
        (authenticated("pass", "fail"), Verdict.FAILED),
        (authenticated("fail"), Verdict.FAILED),
        (authenticated("none", "none", "none"), Verdict.FAILED),
        (authenticated("temperror"), Verdict.NOT_JUDGED),
        (authenticated("none"), Verdict.NOT_JUDGED),
        (Authentication(), Verdict.NOT_JUDGED),
    ],
)
def test_the_sender_is_proven_by_the_providers_verdicts_only(found: Authentication, verdict: Verdict) -> None:
    assert told(authentication=found).verdict("sender_proven", HOUR) is verdict


def test_a_failed_proof_names_the_mailbox_and_quotes_the_header() -> None:
    found = told(authentication=authenticated("pass", "fail")).finding("sender_proven", HOUR)

    assert found.sentence.startswith("gmail could not verify who sent the mail: SPF pass, DKIM fail.")
    assert found.cites[0].quote == "mx.gmail.test; ..."


def test_one_mail_without_a_verdict_is_enough_not_to_pass() -> None:
    both = told().answered(2 * HOUR, authentication=Authentication())

    assert both.verdict("sender_proven", ALL_OVER) is Verdict.NOT_JUDGED


@pytest.mark.parametrize(
    ("spam", "verdict"),
    [
        (SpamVerdict(is_spam=True, header="x-spam", quote="Yes"), Verdict.FAILED),
        (SpamVerdict(is_spam=False, header="x-spam-status", quote="No, score=0"), Verdict.PASSED),
        (None, Verdict.NOT_APPLICABLE),
    ],
)
def test_a_filters_word_decides_and_its_silence_is_no_pass(spam: SpamVerdict | None, verdict: Verdict) -> None:
    assert told(spam=spam).verdict("not_called_spam", HOUR) is verdict


@pytest.mark.parametrize(
    ("hops", "verdict"),
    [
        ((hop(tls=False, own=False), hop(tls=True)), Verdict.PASSED),
        ((hop(tls=True, own=False), hop(tls=False), hop(tls=True)), Verdict.FAILED),
        ((hop(tls=None),), Verdict.NOT_JUDGED),
        ((hop(tls=True, own=False),), Verdict.NOT_JUDGED),
        ((), Verdict.NOT_JUDGED),
    ],
)
def test_the_providers_entrance_says_whether_it_came_encrypted(hops: tuple[Hop, ...], verdict: Verdict) -> None:
    assert told(hops=hops).verdict("sent_encrypted", HOUR) is verdict
