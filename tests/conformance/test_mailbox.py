"""`ports.Mailbox`: what every mailbox keeps to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.ports import FolderMark
from tests.conformance.stages import MailboxStage, Recorder
from tests.demo.post import mail


@asynccontextmanager
async def watched(stage: MailboxStage, marks: Mapping[str, FolderMark] | None = None) -> AsyncIterator[Recorder]:
    """The stage's mailbox under watch, until the context ends."""
    recorder = Recorder()
    watching = asyncio.create_task(stage.mailbox.watch(marks or {}, recorder))
    try:
        await recorder.until_watched()
        yield recorder
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def bodies(recorder: Recorder) -> list[str]:
    return [one.raw.rpartition(b"\r\n\r\n")[2].decode().strip() for one in recorder.mails]


async def test_a_mail_is_handed_over_with_its_bytes_and_where_it_lies(mailbox_stage: MailboxStage) -> None:
    async with watched(mailbox_stage) as recorder:
        await mailbox_stage.deliver(mail("One", body="first"), "inbox")
        await recorder.until_mails(1)

    [found] = recorder.mails
    assert found.raw.endswith(mail("One", body="first").partition(b"From: ")[2])
    assert (found.folder, found.placement) == ("INBOX", "inbox")


async def test_a_mail_in_the_junk_folder_is_handed_over_as_junk(mailbox_stage: MailboxStage) -> None:
    async with watched(mailbox_stage) as recorder:
        await mailbox_stage.deliver(mail("One", body="in junk"), "junk")
        await recorder.until_mails(1)

    assert [(one.placement, body) for one, body in zip(recorder.mails, bodies(recorder), strict=True)] == [
        ("junk", "in junk")
    ]


async def test_its_interval_holds_the_moment_it_came(mailbox_stage: MailboxStage) -> None:
    async with watched(mailbox_stage) as recorder:
        before = mailbox_stage.clock.now()
        await mailbox_stage.deliver(mail("One"), "inbox")
        after = mailbox_stage.clock.now()
        await recorder.until_mails(1)

    [found] = recorder.mails
    assert found.absent_at is not None
    assert found.absent_at <= after
    assert found.seen_at >= before
    assert found.delivered_at is not None
    assert before - timedelta(seconds=1) <= found.delivered_at <= after + timedelta(seconds=1)


async def test_what_lay_there_before_is_not_handed_over(mailbox_stage: MailboxStage) -> None:
    await mailbox_stage.deliver(mail("Old", body="old"), "inbox")
    async with watched(mailbox_stage) as recorder:
        await mailbox_stage.deliver(mail("New", body="new"), "inbox")
        await recorder.until_mails(1)

    assert bodies(recorder) == ["new"]


async def test_several_mails_come_in_the_order_of_their_uids(mailbox_stage: MailboxStage) -> None:
    async with watched(mailbox_stage) as recorder:
        for number in range(5):
            await mailbox_stage.deliver(mail(f"Mail {number}", body=str(number)), "inbox")
        await recorder.until_mails(5)

    assert bodies(recorder) == ["0", "1", "2", "3", "4"]
    assert [one.mark.uidnext for one in recorder.mails] == [one.uid + 1 for one in recorder.mails]


async def test_watching_goes_on_where_it_stood_and_finds_what_came_meanwhile(mailbox_stage: MailboxStage) -> None:
    async with watched(mailbox_stage) as before:
        await mailbox_stage.deliver(mail("One", body="recorded"), "inbox")
        await before.until_mails(1)
    await mailbox_stage.deliver(mail("Two", body="meanwhile"), "inbox")
    async with watched(mailbox_stage, {"INBOX": before.mails[-1].mark}) as after:
        await after.until_mails(1)

    assert bodies(after) == ["meanwhile"]
    assert after.mails[0].absent_at is None


async def test_a_mail_that_was_not_recorded_is_shown_again(mailbox_stage: MailboxStage) -> None:
    async with watched(mailbox_stage) as before:
        for number in range(2):
            await mailbox_stage.deliver(mail(f"Mail {number}", body=str(number)), "inbox")
        await before.until_mails(2)
    async with watched(mailbox_stage, {"INBOX": before.mails[0].mark}) as after:
        await after.until_mails(1)

    assert bodies(after) == ["1"]


async def test_it_may_be_told_to_look_closely_at_any_time(mailbox_stage: MailboxStage) -> None:
    mailbox_stage.mailbox.expect()
    async with watched(mailbox_stage) as recorder:
        mailbox_stage.mailbox.expect()
        await mailbox_stage.deliver(mail("One", body="expected"), "inbox")
        await recorder.until_mails(1)

    assert bodies(recorder) == ["expected"]


async def test_refused_credentials_end_watching(mailbox_stage: MailboxStage) -> None:
    with pytest.raises(SignInRefused):
        await mailbox_stage.wrong.watch({}, Recorder())


async def test_a_sent_copy_is_found_by_id_and_by_reference(mailbox_stage: MailboxStage) -> None:
    if mailbox_stage.file_sent is None:
        with pytest.raises(ProviderUnreachable, match="no copy"):
            await mailbox_stage.mailbox.sent_copy("<sent.mail@desk.test>", "MS-12345678")
        return
    await mailbox_stage.file_sent(mail("Sent mail").replace(b"Subject: ", b"Subject: [MS-12345678] "))

    by_id = await mailbox_stage.mailbox.sent_copy("<sent.mail@desk.test>", "MS-00000000")
    by_reference = await mailbox_stage.mailbox.sent_copy("<replaced@desk.test>", "MS-12345678")
    neither = await mailbox_stage.mailbox.sent_copy("<replaced@desk.test>", "MS-00000000")

    assert by_id is not None
    assert by_reference is not None
    assert by_id.message_id == by_reference.message_id == "<sent.mail@desk.test>"
    assert neither is None
