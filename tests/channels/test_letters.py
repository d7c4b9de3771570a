"""A letter through a provider that replaces Message-ID names its own id where providers leave it alone."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from harness.channels.email.letters import Composed, naming_itself
from harness.ports import Letter

OWN = "<ours@gmail.test>"


def composed(*headers: str) -> Composed:
    lines = ["From: jane@outlook.test", f"Message-ID: {OWN}", *headers, "", "Hello", "", "References: none of ours"]
    raw = "\r\n".join(lines).encode()
    letter = Letter(sender="jane@outlook.test", recipients=("d@desk.test",), message_id=OWN, raw=raw)
    return Composed(letter=letter, subject="Hi", text="Hello")


def references(letter: Composed) -> list[str] | None:
    told = message_from_bytes(letter.letter.raw)["References"]
    return None if told is None else str(told).split()


def test_a_letter_that_opens_a_thread_refers_to_itself() -> None:
    named = naming_itself(composed(), opens=True)

    assert references(named) == [OWN]
    assert named.letter.raw.endswith(b"\r\n\r\nHello\r\n\r\nReferences: none of ours")


@pytest.mark.parametrize("chain", ["References: <a@x> <b@y>", "References: <a@x>\r\n <b@y>"])
def test_an_answer_refers_to_itself_after_all_the_others(chain: str) -> None:
    named = naming_itself(composed(chain, "Subject: Re: Hi"), opens=False)

    assert references(named) == ["<a@x>", "<b@y>", OWN]
    assert message_from_bytes(named.letter.raw)["Subject"] == "Re: Hi"


def test_an_answer_of_a_program_that_writes_no_references_stays_as_it_is() -> None:
    assert naming_itself(composed(), opens=False) == composed()
