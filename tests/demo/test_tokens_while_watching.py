"""A token that ends while its mailbox is watched: renewed where it can be, said plainly where it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from harness.channels.email.watching import ImapMailbox
from harness.clock import RealClock
from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import OUTLOOK_LIKE
from harness.domain.errors import SignInRefused
from harness.domain.evidence import MailboxEvidence, WatchBegan
from harness.ports import NewMail
from tests.demo.test_sign_in import age, mailbox, provider

WAIT = 30.0


class Basket:
    """What the watched mailbox yields."""

    def __init__(self) -> None:
        self.mails: asyncio.Queue[NewMail] = asyncio.Queue()
        self.begins: asyncio.Queue[MailboxEvidence] = asyncio.Queue()

    async def take(self, mail: NewMail) -> None:
        await self.mails.put(mail)

    async def note(self, evidence: MailboxEvidence) -> None:
        if isinstance(evidence, WatchBegan):
            await self.begins.put(evidence)


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[tuple[Provider, Basket, asyncio.Task[None]]]:
    """Jane's mailbox, watched, with a token that is old enough to be renewed."""
    async with provider(OUTLOOK_LIKE) as one:
        basket = Basket()
        box = ImapMailbox(mailbox(one, folder), RealClock())
        watching = asyncio.create_task(box.watch({}, basket))
        try:
            await asyncio.wait_for(basket.begins.get(), WAIT)
            age(folder)
            yield one, basket, watching
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError, SignInRefused):
                await watching
            await box.close()


def drop(one: Provider) -> None:
    """The provider takes back its tokens and ends every connection, as after a change of the password."""
    assert one.issuer is not None
    one.issuer.withdraw()
    for session in tuple(one.sessions):
        session.hang_up()


async def test_a_token_taken_back_is_renewed_and_no_mail_is_lost(tmp_path: Path) -> None:
    async with watched(tmp_path) as (one, basket, _):
        drop(one)
        await one.take("desk@acme.test", "jane@outlook.test", b"Subject: while away\r\n\r\nHello\r\n")

        mail = await asyncio.wait_for(basket.mails.get(), WAIT)

        assert b"while away" in mail.raw
        assert one.issuer is not None
        assert len(one.issuer.asked) == 2


async def test_a_login_taken_back_ends_the_watching_with_one_clear_sentence(tmp_path: Path) -> None:
    async with watched(tmp_path) as (one, _, watching):
        assert one.issuer is not None
        one.issuer.habits.revoked = True
        drop(one)

        with pytest.raises(SignInRefused, match="the refresh token has expired or was revoked"):
            await asyncio.wait_for(asyncio.shield(watching), WAIT)
