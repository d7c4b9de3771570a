"""What a mail is by its build: machine reports, bounces of many makes, helpdesk frames, quotation on either side."""

from __future__ import annotations

import json

import pytest

from harness.domain.message import BounceReason, Flag, MailKind, PromiseWhat, SentText
from harness.reading import read
from harness.reading.promises import find_promises
from tests.reading.mails import mail
from tests.reading.moments import at

PART = "--b\nContent-Type: text/plain\n\nA report.\n--b\nContent-Type: {kind}\n\n{fields}\n--b--\n"


def report(kind: str, fields: str = "", declared: str = "multipart/report") -> bytes:
    return mail(PART.format(kind=kind, fields=fields), Content_Type=f'{declared}; boundary="b"', subject="A report")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (report("message/feedback-report", "Feedback-Type: abuse"), "feedback"),
        (report("message/disposition-notification", "Disposition: automatic-action; displayed"), "receipt"),
        (report("text/calendar; method=REPLY", "BEGIN:VCALENDAR", "multipart/mixed"), "calendar"),
        (report("message/delivery-status", "Action: delivered\nStatus: 2.0.0"), "delivery"),
        (report("text/plain", declared="multipart/report; report-type=feedback-report"), "feedback"),
    ],
)
def test_machine_reports_are_told_by_their_parts_and_are_nobodys_words(raw: bytes, said: str) -> None:
    reading = read(raw)

    assert reading.kind is MailKind.OTHER
    assert said in reading.reasons[0].because


def test_an_invitation_somebody_attached_does_not_make_his_mail_a_calendar_message() -> None:
    body = "--b\nContent-Type: text/plain\n\nI have moved it to Friday, does that suit you?\n--b\nContent-Type: text/calendar\n\nx\n--b--\n"

    assert read(mail(body, Content_Type='multipart/mixed; boundary="b"')).kind is MailKind.HUMAN


def test_a_challenge_dressed_as_a_delivery_report_is_a_challenge() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nYour message is on hold until you are approved. Click the link below to deliver"
        " your message.\n--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.7.0\n--b--\n"
    )

    reading = read(mail(body, sender="guard@inbox.example", Content_Type='multipart/report; boundary="b"'))

    assert reading.kind is MailKind.CHALLENGE
    assert reading.bounce is None


def test_a_late_delivery_is_a_bounce_that_says_only_late() -> None:
    fields = "Final-Recipient: rfc822; a@shop.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; no route"

    bounce = read(report("message/delivery-status", fields)).bounce

    assert bounce is not None
    assert (bounce.delayed, bounce.reason, bounce.recipient) == (True, BounceReason.INFRASTRUCTURE, "a@shop.example")


@pytest.mark.parametrize("whole", [True, False])
def test_a_bounce_told_in_json_by_a_mail_service_is_a_bounce(whole: bool) -> None:
    inner = '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"x@shop.example","status":"5.1.1"}]}}'
    body = json.dumps({"Type": "Notification", "Message": inner}, indent=1)

    reading = read(mail(body if whole else body[:-40], sender="no-reply@sns.example", subject="Notification Message"))

    assert reading.kind is MailKind.BOUNCE


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        ("550 5.7.1 sender rejected: SPF fail", BounceReason.POLICY),
        ("550 mailbox is frozen", BounceReason.ADDRESS),
        ("552 message size exceeds limit", BounceReason.SIZE),
        ("452 4.2.2 over quota", BounceReason.FULL),
        ("421 4.4.2 connection timed out", BounceReason.INFRASTRUCTURE),
        ("550 5.1.1 nope", BounceReason.ADDRESS),
        ("599 5.9.9 hm", BounceReason.UNKNOWN),
    ],
)
def test_the_far_ends_words_and_then_its_code_give_the_reason(refusal: str, reason: BounceReason) -> None:
    raw = mail(f"Your message came back.\n\n{refusal}\n", sender="MAILER-DAEMON@mx.example", subject="failure notice")

    bounce = read(raw).bounce

    assert bounce is not None
    assert bounce.reason is reason


def test_an_agent_who_talks_of_an_undelivered_parcel_is_no_bounce() -> None:
    said = "I am sorry, the parcel could not be delivered because the address was unknown. Could you check the number?"

    assert read(mail(said)).kind is MailKind.HUMAN


def test_a_bounce_that_begins_with_an_empty_line_still_has_its_headers() -> None:
    raw = b"\r\n" + mail(
        "Not delivered.\n550 5.1.1 User unknown", sender="MAILER-DAEMON@mx.example", subject="failure notice"
    )

    reading = read(raw)

    assert (reading.kind, reading.size) == (MailKind.BOUNCE, len(raw))


THREAD = """##- Please type your reply above this line -##

{before}
----------------------------------------------
Sam Reed, Mar 3, 2026, 10:02

It is on its way again, you will have it on Thursday.

----------------------------------------------
Robin Vale, Mar 2, 2026, 9:00

Where is my parcel? I am angry.
--------------------------------
This e-mail is a service from Shop.
"""


def test_of_a_helpdesks_thread_only_the_newest_comment_is_new() -> None:
    reading = read(mail(THREAD.format(before="Your request (12) has been updated.")))

    assert reading.new_text == "It is on its way again, you will have it on Thursday."
    assert reading.kind is MailKind.HUMAN


def test_of_an_acknowledgement_with_the_customers_comment_below_only_its_own_words_are_new() -> None:
    reading = read(mail(THREAD.format(before="We have received your request (12).")))

    assert reading.new_text == "We have received your request (12)."
    assert reading.kind is MailKind.ACKNOWLEDGEMENT


def test_an_acknowledgement_that_quotes_the_enquiry_below_is_no_persons() -> None:
    quotation = "On Tue, 3 Mar 2026 at 10:02, Robin Vale <robin@example.net> wrote:\n> Where is my parcel? I am angry."

    assert read(mail(f"We have received your request.\n\n{quotation}")).kind is MailKind.ACKNOWLEDGEMENT


def test_an_answer_above_the_line_is_taken_and_the_rest_is_not() -> None:
    reading = read(mail("It was sent.\n\n##- Please type your reply above this line -##\n\nOld words."))

    assert reading.new_text == "It was sent."


def test_answers_below_and_between_quoted_lines_are_all_new() -> None:
    body = (
        "On Tue, 3 Mar 2026 at 10:02, Robin Vale <robin@example.net> wrote:\n> Is it blue?\n\nYes, it is.\n\n"
        "> And how long\nis it?\n> I need two.\n\nTwo metres."
    )

    reading = read(mail(body))

    assert reading.new_text.split() == ["Yes,", "it", "is.", "Two", "metres."]
    assert "Is it blue?" in reading.quoted


def test_a_mail_that_is_all_quotation_is_read_whole_but_not_surely() -> None:
    reading = read(mail("> Where is my parcel?\n> Robin"))

    assert reading.new_text == "Where is my parcel?\nRobin"
    assert not reading.new_text_sure


def test_thanks_at_the_very_end_are_said_to_the_reader_and_stay() -> None:
    assert read(mail("I have sent the invoice again.\n\nThank you!")).new_text.endswith("Thank you!")


def test_a_copy_of_ours_without_any_mark_is_taken_away() -> None:
    ours = "I was charged twice for order 4711.\nWhen will I get it back?"
    reading = read(mail(f"I have refunded it.\n\n{ours}"), sent=[SentText(subject="Charged twice", text=ours)])

    assert reading.new_text == "I have refunded it."
    assert Flag.ECHOES_CUSTOMER not in reading.flags


def test_links_of_text_and_markup_are_found_once() -> None:
    body = '<p>See <a href="https://shop.example/a?x=1&amp;y=2">here</a> or https://shop.example/b.</p>'

    assert read(mail(body, Content_Type="text/html")).links == (
        "https://shop.example/b",
        "https://shop.example/a?x=1&y=2",
    )


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("You will hear from us by close of business tomorrow.", "2026-03-05T17:00"),
        ("I will reply by next Friday.", "2026-03-13T23:59"),
        ("We will answer by 2026-03-09, 9:30.", "2026-03-09T09:30"),
        ("We will get back to you next week.", "2026-03-13T17:00"),
        ("We will answer by 3 February.", None),
        ("We will answer this week.", "2026-03-06T17:00"),
        ("Wir antworten bis 9.3. um 12 Uhr.", "2026-03-09T12:00"),
        ("3月9日までにご返信いたします。", "2026-03-09T23:59"),
        ("We reply Monday to Friday.", None),
        ("We will reply by 1 September.", "2026-09-01T23:59"),
        ("We will reply tomorrow by 24:00.", "2026-03-05T23:59"),
        ("We will reply by 31 February.", None),
    ],
)
def test_deadlines_are_resolved_on_the_writers_own_clock(sentence: str, deadline: str | None) -> None:
    found = find_promises(sentence, now=at("2026-03-04T10:00+02:00"))

    assert next((one.local_deadline for one in found if not one.vague), None) == deadline


def test_a_deadline_is_an_instant_by_the_offset_of_the_date_header() -> None:
    raw = mail("I will call you by tomorrow noon.", Date="Wed, 04 Mar 2026 10:00:00 +0200")

    (promise,) = read(raw).promises

    assert promise.deadline == at("2026-03-05T10:00+00:00")
    assert promise.what is PromiseWhat.CALL


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("We will fix this within two days.", PromiseWhat.FIX),
        ("I will refund you within 5 days.", PromiseWhat.REFUND),
        ("I'll ring you within half an hour.", PromiseWhat.CALL),
        ("We will answer within an hour.", PromiseWhat.ANSWER),
    ],
)
def test_what_is_promised_is_told_apart(sentence: str, what: PromiseWhat) -> None:
    (promise,) = find_promises(sentence)

    assert promise.what is what


def test_a_promise_may_run_over_the_end_of_a_line() -> None:
    text = "Thank you for your message about the invoice, we will get back to\nyou within two business days at the latest.\nBye"

    (promise,) = find_promises(text)

    assert promise.duration == "P2D"
    assert text[promise.start : promise.end] == promise.text


def test_what_the_reader_has_no_words_for_is_unknown_rather_than_human() -> None:
    assert (
        read(mail("Kaixo, zure mezua jaso dugu eta laster erantzungo dizugu, eskerrik asko.")).kind is MailKind.UNKNOWN
    )


def test_a_mail_that_names_no_sender_is_no_persons() -> None:
    assert read(b"Subject: Hello\r\n\r\nWho am I?\r\n").kind is not MailKind.HUMAN
