"""What kind of mail it is, what is new in it, what it promises, and that nothing crashes the reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.message import BounceReason, Flag, MailKind, PromiseCalendar, SentText
from harness.reading import read
from harness.reading.promises import find_promises
from harness.reading.tickets import find_references
from tests.reading.mails import ACKNOWLEDGEMENTS, ANSWERS, mail


@pytest.mark.parametrize("language", ACKNOWLEDGEMENTS)
def test_an_acknowledgement_without_any_automatic_mark_is_known_by_its_words(language: str) -> None:
    reading = read(mail(ACKNOWLEDGEMENTS[language]))

    assert reading.kind is MailKind.ACKNOWLEDGEMENT
    assert reading.reasons
    assert Flag.STATES_PROMISE in reading.flags


@pytest.mark.parametrize("language", ANSWERS)
def test_a_person_is_known_by_words_and_name(language: str) -> None:
    assert read(mail(ANSWERS[language])).kind is MailKind.HUMAN


def test_robot_headers_do_not_make_a_robot_of_an_agent() -> None:
    raw = mail(ANSWERS["en"], X_Mailer="Zendesk Mailer", Auto_Submitted="auto-generated", Precedence="bulk")

    reading = read(raw)

    assert reading.kind is MailKind.HUMAN
    assert reading.agent == "Anna Keller"


def test_the_customers_own_words_sent_back_are_no_answer() -> None:
    words = "Hello, I was charged twice for order 4711.\nWhen will I get the money back?"

    reading = read(mail(words, Auto_Submitted="auto-replied"), sent=[SentText(subject="Charged twice", text=words)])

    assert reading.kind is not MailKind.HUMAN
    assert Flag.ECHOES_CUSTOMER in reading.flags


@pytest.mark.parametrize(
    ("body", "subject", "kind"),
    [
        (
            "I am out of the office until Monday with limited access to my e-mail.",
            "Automatic reply: Hi",
            MailKind.OUT_OF_OFFICE,
        ),
        ("How would you rate our support? Take a short survey.", "Your opinion", MailKind.SURVEY),
        (
            "Please confirm that you are human: click the link below to deliver your message.",
            "Verify",
            MailKind.CHALLENGE,
        ),
        ("This mailbox is not monitored.", "Re: A question", MailKind.UNMONITORED),
    ],
)
def test_other_robots_are_told_apart(body: str, subject: str, kind: MailKind) -> None:
    assert read(mail(body, subject=subject)).kind is kind


def test_words_that_say_nothing_are_unknown_rather_than_human() -> None:
    assert read(mail("ok")).kind is MailKind.UNKNOWN


DSN = (
    "This is a MIME message\n--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
    "Final-Recipient: rfc822; nobody@acme.example\nAction: failed\nStatus: {status}\n"
    "Diagnostic-Code: smtp; {said}\n--b--\n"
)


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        ("5.1.1", "550 5.1.1 no such mailbox", BounceReason.ADDRESS),
        ("5.2.2", "552 5.2.2 mailbox full", BounceReason.FULL),
        ("5.3.4", "552 5.3.4 message too large", BounceReason.SIZE),
        ("5.7.1", "554 5.7.1 rejected as spam", BounceReason.POLICY),
        ("5.4.4", "timed out", BounceReason.INFRASTRUCTURE),
    ],
)
def test_a_delivery_notice_is_a_bounce_with_its_reason(status: str, said: str, reason: BounceReason) -> None:
    raw = mail(
        DSN.format(status=status, said=said),
        sender="Mailer <mailer-daemon@corp.example>",
        subject="Undelivered Mail",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )

    reading = read(raw)

    assert reading.kind is MailKind.BOUNCE
    assert reading.bounce is not None
    assert (reading.bounce.reason, reading.bounce.status) == (reason, status)
    assert reading.bounce.recipient == "nobody@acme.example"


def test_a_dead_end_and_a_login_are_flagged_beside_the_kind() -> None:
    said = ACKNOWLEDGEMENTS["en"] + "\nYou cannot reply to this e-mail."
    login = ACKNOWLEDGEMENTS["en"] + "\nTo reply, please log in to your account."

    assert Flag.DEAD_END in read(mail(said)).flags
    assert Flag.LOGIN_REQUIRED in read(mail(login)).flags
    assert Flag.CLOSES_TICKET in read(mail("Your ticket has been closed.")).flags


@pytest.mark.parametrize(
    "quotation",
    [
        "On Mon, 9 Nov 2026 at 09:30, Jane Doe <jane@corp.example> wrote:\n> Hello, when?\n> Jane",
        "Am 09.11.2026 um 09:30 schrieb Jane Doe:\n> Hello, when?",
        "-----Original Message-----\nFrom: Jane\nHello, when?",
        "From: Jane Doe <jane@corp.example>\nSent: Monday\nTo: Support\nHello, when?",
    ],
)
def test_quotations_are_cut_off_and_the_new_text_stays(quotation: str) -> None:
    reading = read(mail(f"It was sent this morning.\n\n{quotation}"))

    assert reading.new_text == "It was sent this morning."


def test_a_helpdesk_frame_is_taken_away() -> None:
    reading = read(
        mail("##- Please type your reply above this line -##\n\nYour parcel was sent today.\n\nBest,\nBen Frei")
    )

    assert reading.new_text == "Your parcel was sent today.\n\nBest,\nBen Frei"


def test_html_only_mail_is_read_as_text_without_scripts() -> None:
    body = "<html><head><title>x</title></head><body><script>alert(1)</script><p>Your parcel</p><p>was sent</p></body></html>"

    assert read(mail(body, Content_Type="text/html; charset=utf-8")).new_text == "Your parcel\n\nwas sent"


@pytest.mark.parametrize(
    ("sentence", "seconds", "calendar"),
    [
        ("We will respond within 24 hours.", 86400, PromiseCalendar.CALENDAR),
        ("You will hear from us within two business days.", 2 * 8 * 3600, PromiseCalendar.BUSINESS),
        ("We usually reply in 1-2 hours.", 7200, PromiseCalendar.CALENDAR),
        ("Wir antworten innerhalb von 8 Stunden.", 28800, PromiseCalendar.CALENDAR),
        ("Nous vous répondrons sous 3 jours ouvrés.", 3 * 8 * 3600, PromiseCalendar.BUSINESS),
    ],
)
def test_promises_are_found_with_their_length(sentence: str, seconds: float, calendar: PromiseCalendar) -> None:
    (promise,) = find_promises(f"Hello. {sentence} Bye.")

    assert (promise.seconds, promise.calendar) == (seconds, calendar)
    assert f"Hello. {sentence} Bye."[promise.start : promise.end] == promise.text


@pytest.mark.parametrize(
    "sentence",
    [
        "We are open 24 hours a day.",
        "Your refund takes 5 days.",
        "The offer is valid for 14 days.",
        "Our office hours are 9 to 5.",
        "Your order was delivered 2 days ago.",
    ],
)
def test_what_is_no_promise_to_answer_is_left_alone(sentence: str) -> None:
    assert [one for one in find_promises(sentence) if not one.vague] == []


def test_as_soon_as_possible_is_a_vague_promise() -> None:
    (promise,) = find_promises("We will reply as soon as possible.", language="en")

    assert promise.vague
    assert promise.seconds is None


@pytest.mark.parametrize(
    ("subject", "text", "reference"),
    [
        ("[ACME-1042] We received your request", "", "ACME-1042"),
        ("Re: [acme.example #55] Help", "", "55"),
        ("Thanks", "Your ticket number is AB-1042.", "AB-1042"),
        ("Danke", "Ihre Ticketnummer lautet 4711.", "4711"),
        ("Request received (#98765)", "", "98765"),
        ("[help-7] Where is my parcel? (Opened)", "", "help-7"),
        ("[customer-care-12] Where is my parcel?", "", "customer-care-12"),
        ("Re: [issue3] Where is my parcel?", "", "issue3"),
        ("Where is my parcel? (Opened)", "It was assigned a number of [help-7]. See [image-1].", "help-7"),
    ],
)
def test_ticket_numbers_are_found_where_desks_write_them(subject: str, text: str, reference: str) -> None:
    assert find_references(subject, text)[0] == reference


def test_numbers_of_our_own_are_no_ticket() -> None:
    assert find_references("[AB-1] Where is it?", "", ours="[AB-1] Where is it?") == ()
    assert find_references("Order 4711", "Your request 4711", ours="order 4711") == ()
    assert find_references("[MS-7F3K2Q9D] x", "") == ()


def test_headers_and_hops_are_read() -> None:
    raw = mail(
        "Hello there",
        subject="=?utf-8?b?w7xtbA==?= =?utf-8?b?w6R1dA==?=",
        Received="from a.example by b.example with ESMTPS id 1; Mon, 9 Nov 2026 09:30:02 +0000",
        Date="Mon, 9 Nov 2026 09:30:00 +0000",
        Reply_To="Tickets <t@acme.example>",
    )

    reading = read(raw)

    assert reading.subject == "ümläut"
    assert reading.hops[0].by == "b.example"
    assert reading.reply_to[0].address == "t@acme.example"
    assert reading.claimed_at is not None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"not a mail at all",
        b"Subject: no from\r\n\r\nWe have received your request.",
        b"From: \xff\xfe\r\nDate: nonsense\r\nMessage-ID: <>\r\n\r\nx",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nqapla",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x--",
        b"Content-Type: text/html\r\n\r\n<![x<a<b" + b"<div>" * 5000,
        b"From: a@b\r\n\r\n" + b"> " * 20_000,
    ],
)
def test_a_mail_that_is_no_mail_is_read_as_nothing_much(raw: bytes) -> None:
    assert read(raw).kind in MailKind


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    assert read(raw).size == len(raw)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=1500))
def test_new_text_and_quotes_are_verbatim_for_any_text(text: str) -> None:
    reading = read(
        b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode("utf-8", "replace")
    )

    for promise in reading.promises:
        assert reading.new_text[promise.start : promise.end] == promise.text


def test_a_large_mail_is_read_in_bounds_and_keeps_the_hash_of_its_attachment() -> None:
    head = b"From: a@b.example\r\nContent-Type: application/zip; name=x.zip\r\nContent-Disposition: attachment; filename=x.zip\r\n\r\n"

    reading = read(head + b"x" * 25_000_000)

    assert reading.attachments[0].size == 25_000_000
    assert reading.text == ""
