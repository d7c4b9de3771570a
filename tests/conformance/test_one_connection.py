"""Junk watched without a connection of its own, where the server announces it by NOTIFY (RFC 5465): at a real Dovecot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from harness.channels.email.pacing import Pacing
from harness.channels.email.watching import ImapMailbox
from harness.clock import RealClock
from harness.ports import FolderMark
from tests.channels.tapping import Tap, tapped
from tests.conformance.servers import MailServer
from tests.conformance.stages import Recorder, append, signed_in
from tests.demo.post import mail

BY_PUSH = Pacing(safety=3600.0, backoff=(0.02,))


@asynccontextmanager
async def watched(
    server: MailServer, pacing: Pacing = BY_PUSH, marks: Mapping[str, FolderMark] | None = None
) -> AsyncIterator[tuple[Recorder, ImapMailbox, Tap]]:
    """Jane's mailbox under watch through a tap on its wire."""
    async with tapped(server.imap_port) as tap:
        settings = replace(server.settings(), imap=f"imaps://localhost:{tap.port}")
        mailbox, recorder = ImapMailbox(settings, RealClock(), pacing), Recorder()
        watching = asyncio.create_task(mailbox.watch(marks or {}, recorder))
        try:
            await recorder.until_watched()
            yield recorder, mailbox, tap
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await mailbox.close()


def placements(recorder: Recorder) -> list[str]:
    return [one.placement for one in recorder.mails]


async def test_both_folders_are_heard_of_over_one_connection(dovecot: MailServer) -> None:
    async with watched(dovecot) as (recorder, _, tap):
        for number, place in enumerate(["junk", "inbox", "junk"], start=1):
            if place == "junk":
                await asyncio.to_thread(append, dovecot, dovecot.junk, mail(f"Mail {number}"))
            else:
                await asyncio.to_thread(dovecot.file, mail(f"Mail {number}"))
            await recorder.until_mails(number)

    assert placements(recorder) == ["junk", "inbox", "junk"]
    assert tap.accepted == 1


async def test_a_burst_hears_of_junk_too(dovecot: MailServer) -> None:
    pacing = replace(BY_PUSH, burst=((0.05, 2000),))
    async with watched(dovecot, pacing) as (recorder, mailbox, tap):
        mailbox.expect()
        await asyncio.to_thread(append, dovecot, dovecot.junk, mail("Spam"))
        await recorder.until_mails(1)
        mailbox.expect()
        await asyncio.to_thread(dovecot.file, mail("Ham"))
        await recorder.until_mails(2)

    assert placements(recorder) == ["junk", "inbox"]
    assert tap.accepted == 1


async def test_junk_that_came_while_nobody_watched_is_found(dovecot: MailServer) -> None:
    async with watched(dovecot) as (before, _, _):
        await asyncio.to_thread(append, dovecot, dovecot.junk, mail("One", body="recorded"))
        await before.until_mails(1)
    for body in ("two", "three"):
        await asyncio.to_thread(append, dovecot, dovecot.junk, mail(body, body=body))
    async with watched(dovecot, marks={dovecot.junk: before.mails[0].mark}) as (after, _, _):
        await after.until_mails(2)

    assert [one.raw.rpartition(b"\r\n\r\n")[2].strip() for one in after.mails] == [b"two", b"three"]
    assert [one.absent_at for one in after.mails] == [None, None]


async def test_a_junk_folder_that_was_made_anew_is_looked_through(dovecot: MailServer) -> None:
    def anew() -> None:
        with signed_in(dovecot) as client:
            client.delete(f'"{dovecot.junk}"')
            client.create(f'"{dovecot.junk}"')
        append(dovecot, dovecot.junk, mail("New", body="in the new one"))

    old = FolderMark(folder=dovecot.junk, uidvalidity=1, uidnext=400)
    await asyncio.to_thread(anew)
    async with watched(dovecot, marks={dovecot.junk: old}) as (recorder, _, _):
        await recorder.until_mails(1)

    [found] = recorder.mails
    assert found.raw.endswith(b"in the new one\r\n")
    assert found.uidvalidity != 1
