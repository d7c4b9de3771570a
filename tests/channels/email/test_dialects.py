"""Answers as the customer's mail program writes them: headers, quotations, charsets."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.channels.email.dialects import DIALECTS, answered_subject
from harness.channels.email.quoting import Quoted, answer_text, thread_index, write_answer, write_headers
from harness.channels.email.tongues import TONGUES
from harness.domain.message import SentText
from harness.reading import read

AT = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)
THEIRS = "Hello Jane,\nwe sent it.\n> Where is it?"
QUOTED = Quoted(
    text=THEIRS,
    name="Acme Support",
    address="support@acme.example",
    at=AT,
    to="Jane Doe <jane@corp.example>",
    subject="[A-1] Your parcel",
    message_id="<7@acme.example>",
)
WORDS = "Thank you. Could it go to Zürich?\n\nJane Doe\nRef. MS-7F3K2Q9D"


def written(like: str, words: str = WORDS, quoted: Quoted | None = QUOTED) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Jane Doe <jane@corp.example>"
    message["Subject"] = answered_subject(DIALECTS[like], "Re: [A-1] Your parcel")
    message["Message-ID"] = "<8@corp.example>"
    write_headers(message, DIALECTS[like], AT)
    write_answer(message, DIALECTS[like], words, quoted)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("like", "subject"),
    [
        ("gmail", "Re: [A-1] Your parcel"),
        ("outlook", "RE: [A-1] Your parcel"),
        ("outlook_de", "AW: [A-1] Your parcel"),
        ("outlook_sv", "SV: [A-1] Your parcel"),
        ("outlook_fi", "VS: [A-1] Your parcel"),
        ("outlook_el", "ΑΠ: [A-1] Your parcel"),
        ("outlook_zh", "答复: [A-1] Your parcel"),
        ("forward_es", "RV: [A-1] Your parcel"),
        ("gmx", "Aw: Re: [A-1] Your parcel"),
        ("qq", "回复：Re: [A-1] Your parcel"),
        ("changed_subject", "One more question"),
    ],
)
def test_the_prefix_is_that_of_the_program_and_its_language(like: str, subject: str) -> None:
    assert answered_subject(DIALECTS[like], "Re: [A-1] Your parcel") == subject


@pytest.mark.parametrize("like", DIALECTS)
def test_an_own_prefix_is_not_put_twice(like: str) -> None:
    once = answered_subject(DIALECTS[like], "Hello")

    assert answered_subject(DIALECTS[like], once) == once


@pytest.mark.parametrize(
    ("like", "text"),
    [
        (
            "gmail",
            "Yes\n\nOn Mon, Nov 9, 2026 at 9:30 AM Acme Support <support@acme.example> wrote:\n\n> Hello Jane,\n> we sent it.\n>> Where is it?",
        ),
        (
            "gmail_de",
            "Yes\n\nAm Mon., 9. Nov. 2026 um 09:30 Uhr schrieb Acme Support <support@acme.example>:\n\n> Hello",
        ),
        (
            "outlook",
            "Yes\n\nFrom: Acme Support <support@acme.example>\nSent: Monday, November 9, 2026 9:30 AM\nTo: Jane Doe <jane@corp.example>\nSubject: [A-1] Your parcel\n\nHello Jane,",
        ),
        (
            "outlook_de",
            "Yes\n\nVon: Acme Support <support@acme.example>\nGesendet: Montag, 9. November 2026 09:30\nAn: Jane Doe <jane@corp.example>\nBetreff: [A-1] Your parcel\n\nHello Jane,",
        ),
        ("outlook_web", "Yes\n\n________________________________\nFrom: Acme Support"),
        (
            "ios_mail",
            "Yes\n\nSent from my iPhone\n\n> On Nov 9, 2026, at 9:30\u202fAM, Acme Support <support@acme.example> wrote:\n> \n> Hello Jane,",
        ),
        (
            "apple_mail",
            "Yes\n\n> On 9 Nov 2026, at 09:30, Acme Support <support@acme.example> wrote:\n> \n> Hello Jane,",
        ),
        (
            "thunderbird",
            "On 11/9/2026 9:30 AM, Acme Support wrote:\n> Hello Jane,\n> we sent it.\n>> Where is it?\n\nYes",
        ),
        ("qq", "Yes\n\n------------------ 原始邮件 ------------------\n发件人: Acme Support"),
        ("netease", 'Yes\n\nAt 2026-11-09 09:30:00, "Acme Support" <support@acme.example> wrote:'),
        ("bare", "Yes"),
    ],
)
def test_the_quotation_is_written_as_the_program_writes_it(like: str, text: str) -> None:
    assert answer_text(DIALECTS[like], "Yes", QUOTED).startswith(text)


@pytest.mark.parametrize("like", [like for like, one in DIALECTS.items() if one.html != "none"])
def test_the_html_quotes_in_the_programs_own_markup_and_escapes_what_it_quotes(like: str) -> None:
    hostile = Quoted(text="<script>x</script>", name='"><b>', address="a@b.example", at=AT)
    message = message_from_bytes(written(like, quoted=hostile), policy=default)
    body = message.get_body(("html",))
    assert body is not None

    markup = body.get_content()

    assert "<script" not in markup
    assert '"><b>' not in markup
    assert "Zürich" in markup


@pytest.mark.parametrize(
    ("like", "charset", "encoding"),
    [
        ("gmail", "utf-8", "quoted-printable"),
        ("outlook", "iso-8859-1", "quoted-printable"),
        ("ios_mail", "utf-8", "quoted-printable"),
        ("qq", "gb18030", "base64"),
        ("netease", "gbk", "base64"),
    ],
)
def test_charset_and_encoding_are_the_programs(like: str, charset: str, encoding: str) -> None:
    part = message_from_bytes(written(like), policy=default).get_body(("plain",))
    assert part is not None

    assert (part.get_content_charset(), part["Content-Transfer-Encoding"]) == (charset, encoding)


def test_plain_ascii_goes_out_as_it_is_unless_the_program_always_encodes() -> None:
    def encoding(like: str) -> str:
        part = message_from_bytes(written(like, words="Yes, please."), policy=default).get_body(("plain",))
        assert part is not None
        return str(part["Content-Transfer-Encoding"])

    assert (encoding("gmail"), encoding("qq")) == ("7bit", "base64")


def test_programs_name_themselves_and_outlook_marks_its_threads() -> None:
    outlook = message_from_bytes(written("outlook_web"), policy=default)

    assert message_from_bytes(written("ios_mail"))["X-Mailer"] == "iPhone Mail (23B85)"
    assert message_from_bytes(written("thunderbird"))["User-Agent"] == "Mozilla Thunderbird"
    assert outlook["Thread-Topic"] == "[A-1] Your parcel"
    assert outlook["Thread-Index"] == thread_index("<8@corp.example>", AT)
    assert thread_index("<8@corp.example>", AT).startswith("Ad")  # Outlook's all do: a 1 and the years since 1601


def test_long_lines_of_thunderbird_flow_and_come_back_whole() -> None:
    long = "word " * 40 + "end.\n\nFrom here\n> not quoted"

    raw = written("thunderbird", words=long, quoted=None)

    assert b'format="flowed"' in raw or b"format=flowed" in raw
    assert max(map(len, raw.split(b"\r\n"))) < 80
    assert read(raw).text == long


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_language_writes_every_day_and_month(tongue: str) -> None:
    for month in range(1, 13):
        for day in range(1, 8):
            assert "2026" in TONGUES[tongue].dated(AT.replace(month=month, day=day))


@settings(deadline=None)
@given(
    st.sampled_from(sorted(DIALECTS)),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300),
)
def test_any_words_reach_the_reader_in_any_dialect(like: str, words: str) -> None:
    reading = read(written(like, words=f"Begin {words} end.", quoted=None), sent=[SentText(subject="x", text="y")])

    assert " ".join(f"Begin {words} end.".replace("\xa0", " ").split()) in " ".join(reading.text.split())
