"""Bounces are told by what a mail itself reports or says, whatever it brings back and however it is cut."""

from __future__ import annotations

import base64
import json
import re
import time
from pathlib import Path

import pytest

from harness.domain.message import BounceReason, MailKind
from harness.reading import read
from harness.reading.bounce_reasons import reason_of
from harness.reading.bounce_words import group_hinted, group_paired, group_told, plain
from harness.reading.words import Words
from tests.reading.mails import mail

GROUPS = sorted(Path("harness/reading/bounce_words").glob("*.json"))
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.shop.example>"
FAILED = (
    "Final-Recipient: rfc822; a@shop.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user"
)


def report(*parts: str, sender: str = DAEMON, subject: str = "Undelivered mail") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    declared = 'multipart/report; report-type=delivery-status; boundary="b"'
    return mail(body, sender=sender, subject=subject, Content_Type=declared)


def test_an_invitation_that_comes_back_does_not_make_its_bounce_a_calendar_message() -> None:
    returned = "Content-Type: message/rfc822\n\nSubject: Friday\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR"

    reading = read(report(f"Content-Type: message/delivery-status\n\n{FAILED}", returned))

    assert reading.kind is MailKind.BOUNCE


def test_a_bounce_that_somebody_attaches_to_his_answer_leaves_it_an_answer() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nHi Jane,\n\nI got this when I answered you on Monday. Your order left today.\n\nSam\n"
        f"--b\nContent-Type: message/delivery-status\n\n{FAILED}\n--b--\n"
    )

    reading = read(mail(body, sender="Sam Reed <sam@shop.example>", Content_Type='multipart/mixed; boundary="b"'))

    assert reading.kind is MailKind.HUMAN
    assert reading.bounce is None


def test_status_fields_in_base64_are_read() -> None:
    encoded = base64.b64encode(FAILED.encode()).decode()

    bounce = read(
        report(f"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{encoded}")
    ).bounce

    assert bounce is not None
    assert (bounce.status, bounce.recipient) == ("5.1.1", "a@shop.example")


def test_of_several_recipients_the_one_it_failed_for_gives_the_reason() -> None:
    fields = (
        "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; fine@shop.example\nAction: relayed\nStatus: 2.0.0\n\n"
        "Final-Recipient: rfc822; full@shop.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 over quota"
    )

    bounce = read(report(f"Content-Type: message/delivery-status\n\n{fields}")).bounce

    assert bounce is not None
    assert (bounce.reason, bounce.recipient) == (BounceReason.FULL, "full@shop.example")


def test_a_failure_without_an_action_is_told_by_the_class_of_its_code() -> None:
    fields = "Final-Recipient: rfc822; a@shop.example\nStatus: 5.2.2"

    bounce = read(report(f"Content-Type: message/delivery-status\n\n{fields}")).bounce

    assert bounce is not None
    assert bounce.reason is BounceReason.FULL


def test_a_bounce_that_lost_its_status_fields_on_the_way_is_read_from_its_words() -> None:
    words = "Content-Type: text/plain\n\nYour message could not be delivered.\n\n<a@shop.example>: unknown user: a"

    bounce = read(report(words)[:-6]).bounce

    assert bounce is not None
    assert bounce.reason is BounceReason.ADDRESS


def test_a_daemons_note_that_says_nothing_of_a_failure_is_no_bounce() -> None:
    raw = mail("The nightly maintenance took eleven minutes.", sender=DAEMON, subject="Report", Return_Path="<>")

    assert read(raw).bounce is None


@pytest.mark.parametrize(
    ("diagnosis", "status", "reason"),
    [
        ("550 5.7.1 <a@b.example>: Recipient address rejected: User unknown", "5.7.1", BounceReason.ADDRESS),
        ("554 5.1.1 Message rejected as spam by content filter", "5.1.1", BounceReason.POLICY),
        ("550 5.1.1 mailbox is full", "5.1.1", BounceReason.FULL),
        ("450 4.1.8 Sender address rejected: Domain not found", "4.1.8", BounceReason.POLICY),
        ("550 5.4.5 Daily user sending quota exceeded", "5.4.5", BounceReason.POLICY),
        ("452 4.3.1 Insufficient system storage", "4.3.1", BounceReason.INFRASTRUCTURE),
        ("550 5.4.1 Recipient address rejected: Access denied", "5.4.1", BounceReason.ADDRESS),
        ("smtp; 550", "5.3.4", BounceReason.SIZE),
        ("554 Transaction failed", "", BounceReason.UNKNOWN),
    ],
)
def test_the_far_ends_words_win_over_a_code_that_many_give_for_anything(
    diagnosis: str, status: str, reason: BounceReason
) -> None:
    assert reason_of(diagnosis, own="", status=status) is reason


def test_a_name_is_no_reason() -> None:
    told = plain("<spam@quota-full.example>: host mx.blocked.example said no, see https://virus.example/unknown-user")

    assert group_told(told) is BounceReason.UNKNOWN


@pytest.mark.parametrize("file", GROUPS, ids=lambda file: file.stem)
def test_a_file_of_words_is_of_a_group_and_its_phrases_match_something(file: Path) -> None:
    lists = json.loads(file.read_text("utf-8"))
    pairs = [phrase for pair in lists["pairs"] for phrase in (*pair["about"], *pair["said"])]

    assert file.stem in {reason.value for reason in BounceReason}
    assert set(lists) == {"spaced", "unspaced", "pairs", "hints"}
    for phrase in (*lists["spaced"], *lists["unspaced"], *lists["hints"], *pairs):
        assert re.compile(Words("", True, {"all": [phrase]}).expression("all")).match("") is None, phrase


@pytest.mark.parametrize("word", ["recipient ", "exceeded ", "mailbox of ", "メールボックス", "a", "your server "])
def test_reasons_are_found_in_time_that_grows_with_the_text_only(word: str) -> None:
    text = plain(word * 6000)
    for group in (group_told, group_paired, group_hinted):
        group("")
    begun = time.process_time()

    for group in (group_told, group_paired, group_hinted):
        group(text)

    assert time.process_time() - begun < 2
