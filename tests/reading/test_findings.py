"""Whatever `make fuzz` once found stays mended, and mails like it do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from benches.fuzz import check
from harness.domain.message import MailKind
from harness.reading import read

FINDINGS = sorted(one for one in Path("tests/reading/findings").iterdir() if one.suffix != ".md")


@pytest.mark.parametrize("raw", [one.read_bytes() for one in FINDINGS] or [b"From: a@b.example\r\n\r\n\x00\xff"])
def test_bytes_that_once_broke_the_reader_are_read(raw: bytes) -> None:
    check(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"Date: Mon, 99 Foo 2026 99:99:99 +9999\r\n\r\nWe will reply by tomorrow.",
        b"Date: Wed, 04 Mar 9999 10:00:00 +0000\r\n\r\nWe will reply by the day after tomorrow.",
        b"Date: Fri, 31 Dec 9999 23:00:00 -0000\r\n\r\nWe will reply by tomorrow.",
        b"Subject: x\r\n\r\n" + b"we will reply within " + b"1-" * 4000 + b"2 days",
        b"Subject: x\r\n\r\nWe will reply by 2026-99-99 at 99:99.",
        b"From: x@y.example\r\n\r\n{" + b'{"Bounce":' * 900,
        b"From: x@y.example\r\n\r\n" + b"On 2026-03-04 a@b.example wrote:\r\n" * 500,
        b"From: x@y.example\r\n\r\n" + b" " * 500_000 + b"x",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n\xff\xfe\r\n--b--",
    ],
)
def test_mails_that_mean_ill_are_read_as_any_other(raw: bytes) -> None:
    assert read(raw).size == len(raw)


def test_a_person_who_answers_by_name_from_a_no_reply_address_is_a_person() -> None:
    raw = (
        "From: Acme <noreply@acme.example>\r\nSubject: Re: Rechnung\r\nIn-Reply-To: <1@corp.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag Jana Muster,\n\n"
        "vielen Dank für Ihre Nachricht. Sie fragen nach einer Rechnung. Sie liegt seit heute in Ihrem Konto.\n\n"
        "Freundliche Grüße\nBeate Fink\n"
    )

    assert read(raw.encode()).kind is MailKind.HUMAN
