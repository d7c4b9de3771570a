"""`shopper read`: mails from files, folders, Maildirs and mbox files, for people and as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.cli import app
from harness.commands.reading_mails import as_json, explained, read_mails, read_words
from harness.reading.recognising import not_a_mail

ACK = (
    b"From: Help <help@desk.example>\r\nSubject: [AB-1042] Received\r\nDate: Wed, 04 Mar 2026 10:00:00 +0100\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"We have received your request. We will reply within 2-3 business days.\r\nI will call you by tomorrow noon.\r\n"
)
BOUNCE = (
    b"From: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\r\n"
    b"I wasn't able to deliver your message.\r\n<x@shop.example>:\r\n550 5.1.1 User unknown\r\n"
)


def test_a_mail_is_one_object_with_the_fields_that_are_promised(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ACK)

    (one,) = read_mails([tmp_path / "a.eml"])
    told = json.loads(as_json(one))

    assert list(told) == [
        "file",
        "kind",
        "flags",
        "reasons",
        "new_text",
        "language",
        "ticket",
        "promises",
        "bounce",
        "agent",
    ]
    assert (told["kind"], told["ticket"], told["language"]) == ("acknowledgement", "AB-1042", "en")
    assert told["promises"] == [
        {
            "text": "We will reply within 2-3 business days.",
            "duration": "P3D",
            "deadline": None,
            "calendar": "business",
            "what": "answer",
            "lower": "P2D",
        },
        {
            "text": "I will call you by tomorrow noon.",
            "duration": None,
            "deadline": "2026-03-05T12:00",
            "calendar": "calendar",
            "what": "call",
        },
    ]


def test_a_bounce_says_reason_status_and_recipient(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(BOUNCE)

    (one,) = read_mails([tmp_path / "b"])

    assert json.loads(as_json(one))["bounce"] == {"reason": "address", "status": "5.1.1", "recipient": "x@shop.example"}
    assert "    bounce: address 5.1.1 x@shop.example" in list(explained(one))


def test_folders_maildirs_and_mbox_files_hold_many_mails(tmp_path: Path) -> None:
    (tmp_path / "mails" / "cur").mkdir(parents=True)
    (tmp_path / "mails" / "tmp").mkdir()
    (tmp_path / "mails" / "cur" / "1741082400.M1P2.host:2,S").write_bytes(ACK)
    (tmp_path / "mails" / "tmp" / "half").write_bytes(ACK)
    (tmp_path / "mails" / "notes.tsv").write_bytes(b"no mail")
    (tmp_path / "mails" / "all.mbox").write_bytes(
        b"From help@desk.example Wed Mar  4 10:00:00 2026\n" + ACK + b"\nFrom - Wed Mar  4 11:00:00 2026\n" + BOUNCE
    )

    found = list(read_mails([tmp_path / "mails"]))

    assert [Path(one.name).name for one in found] == ["all.mbox#1", "all.mbox#2", "1741082400.M1P2.host:2,S"]
    assert [one.reading.kind.value for one in found if one.reading] == ["acknowledgement", "bounce", "acknowledgement"]


def test_what_cannot_be_read_is_said_in_one_sentence_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "good.eml").write_bytes(ACK)
    (tmp_path / "nothing").mkdir()

    done = CliRunner().invoke(
        app,
        ["read", *(str(tmp_path / name) for name in ("none.eml", "empty.eml", "nothing", "good.eml")), "--jsonl"],
    )

    told = [json.loads(line) for line in done.stdout.strip().split("\n")]
    assert done.exit_code == 0
    assert [one["kind"] for one in told] == [None, None, None, "acknowledgement"]
    assert [one["error"] for one in told[:3]] == done.stderr.strip().split("\n")
    assert len(done.stderr.strip().split("\n")) == 3
    assert "it is empty" in done.stderr


NO_MAILS = {
    "a PNG picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
    "a PDF document": b"%PDF-1.7\n1 0 obj\n",
    "a file without the header of a mail": b'"""Sends mail."""\n\nfrom email import message\n\nsubject: str = "Hello"\n',
    "some other binary file": b"\x7fELF\x02\x01\x01\x00\x00",
}
NO_MAILS_EITHER = {
    "a scenario": b"scenario: Charged twice\nwhy: It happens.\ndesk: acme\nfrom: all\nsteps:\n  - send: support\n",
    "a stylesheet": b"a:hover { color: red }\n",
    "a makefile": b"all: build\n\ttrue\nto: x\n",
    "words": b"Dear support, I was charged twice.\n",
}


@pytest.mark.parametrize("what", NO_MAILS)
def test_what_is_no_mail_gets_no_kind_but_a_sentence_and_the_exit_code_of_a_wrong_file(
    what: str, tmp_path: Path
) -> None:
    (tmp_path / "it").write_bytes(NO_MAILS[what])

    people = CliRunner().invoke(app, ["read", str(tmp_path / "it")])
    tools = CliRunner().invoke(app, ["read", "--jsonl", str(tmp_path / "it")])

    assert (people.exit_code, people.stdout) == (2, "")
    assert people.stderr == f"Reading {tmp_path / 'it'}: it is no mail but {what}.\n"
    assert (tools.exit_code, json.loads(tools.stdout)["error"]) == (2, people.stderr.strip())


@pytest.mark.parametrize("what", NO_MAILS_EITHER)
def test_a_line_that_looks_like_a_header_makes_no_mail(what: str) -> None:
    assert not_a_mail(NO_MAILS_EITHER[what]) == "a file without the header of a mail"


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: help\n\nno more than that",
        b"\n\nFrom: a@b.example\n\nempty lines first",
        b">From x\nReceived: by mx.example; today\nCustom: 1\nOther: 2\n\nan old mailbox file",
        b"Date: Wed, 04 Mar 2026 10:00:00 +0100\rCustom: 1\rOther: 2\r\rline ends of old Macs",
        b"X-Spam: no\nOther: 1\n\nhalf of it is of a mail",
    ],
)
def test_an_ugly_mail_is_a_mail_all_the_same(raw: bytes) -> None:
    assert not_a_mail(raw) == ""


def test_nothing_read_is_an_exit_code() -> None:
    assert CliRunner().invoke(app, ["read", "no-such.eml"]).exit_code == 2


def test_words_on_the_command_line_are_read_as_a_mail() -> None:
    (one,) = read_words("Thank you for contacting us. We will reply as soon as possible.")

    assert one.reading is not None
    assert list(read_words("  ")) == []
    assert any("promise (answer): no time" in line for line in explained(one))


def test_people_are_told_why_and_what_the_provider_found(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"Authentication-Results: mx.example; spf=pass smtp.mailfrom=desk.example; dkim=fail header.d=desk.example\r\n"
        b"Received: from desk.example by mx.example with ESMTPS id 1; Wed, 04 Mar 2026 09:00:01 +0000\r\n" + ACK
    )

    (one,) = read_mails([tmp_path / "a.eml"], ["mx.example"])
    said = "\n".join(explained(one))

    assert "it says “have received your request”" in said
    assert "P2D to P3D, business time" in said
    assert "by 2026-03-05 12:00" in said
    assert "authentication: spf pass, dkim fail" in said
    assert "ticket: AB-1042" in said
