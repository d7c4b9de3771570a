"""`ports.Submitter`: what every way to send keeps to."""

from __future__ import annotations

import pytest

from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.ports import Accepted, Letter, Refused
from tests.conformance.stages import SubmitterStage
from tests.demo.post import mail


def letter(stage: SubmitterStage, recipient: str, *, body: str = "Hello", subject: str = "Question") -> Letter:
    raw = mail(subject, sender=stage.sender, body=body)
    identifier = raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
    return Letter(sender=stage.sender, recipients=(recipient,), message_id=identifier, raw=raw)


def domain(stage: SubmitterStage) -> str:
    return stage.sender.partition("@")[2]


async def test_an_accepted_letter_arrives_with_its_body_unchanged(submitter_stage: SubmitterStage) -> None:
    body = "Grüße aus Zürich\r\n.\r\n..two dots\r\nFrom the start"

    outcome = await submitter_stage.submitter.send(letter(submitter_stage, submitter_stage.sender, body=body))

    assert isinstance(outcome, Accepted)
    [raw] = await submitter_stage.received(1)
    assert raw.partition(b"\r\n\r\n")[2].decode().rstrip() == body


async def test_several_letters_go_one_after_the_other(submitter_stage: SubmitterStage) -> None:
    for number in range(3):
        outcome = await submitter_stage.submitter.send(
            letter(submitter_stage, submitter_stage.sender, subject=f"Question {number}")
        )
        assert isinstance(outcome, Accepted)

    raws = await submitter_stage.received(3)
    assert sorted(raw.partition(b"Subject: ")[2].partition(b"\r\n")[0] for raw in raws) == [
        b"Question 0",
        b"Question 1",
        b"Question 2",
    ]


async def test_a_refusal_for_good_is_a_result_with_its_code(submitter_stage: SubmitterStage) -> None:
    submitter_stage.prepare("refused")
    nobody = f"nobody@{domain(submitter_stage)}"

    outcome = await submitter_stage.submitter.send(letter(submitter_stage, nobody))

    if isinstance(outcome, Accepted):  # this provider accepts first and bounces later, as big ones do
        [bounce] = await submitter_stage.received(1)
        assert b"550 5.1.1" in bounce
        return
    assert isinstance(outcome, Refused)
    assert outcome.code == 550
    assert outcome.recipient == nobody


async def test_letters_after_a_refusal_are_sent(submitter_stage: SubmitterStage) -> None:
    submitter_stage.prepare("refused")
    await submitter_stage.submitter.send(letter(submitter_stage, f"nobody@{domain(submitter_stage)}"))

    outcome = await submitter_stage.submitter.send(letter(submitter_stage, submitter_stage.sender))

    assert isinstance(outcome, Accepted)


async def test_not_now_is_tried_again_until_it_is_given_up_with_nothing_handed_over(
    submitter_stage: SubmitterStage,
) -> None:
    submitter_stage.prepare("later")
    if not submitter_stage.later:  # this one says "not now" once only
        outcome = await submitter_stage.submitter.send(letter(submitter_stage, submitter_stage.sender))
        assert isinstance(outcome, Accepted)
        [raw] = await submitter_stage.received(1)
        assert b"question@" in raw
        return

    with pytest.raises(ProviderUnreachable, match=r"451") as raised:
        await submitter_stage.submitter.send(letter(submitter_stage, submitter_stage.later))

    assert raised.value.permanent


async def test_refused_credentials_are_said_at_once(submitter_stage: SubmitterStage) -> None:
    with pytest.raises(SignInRefused):
        await submitter_stage.wrong.send(letter(submitter_stage, submitter_stage.sender))
