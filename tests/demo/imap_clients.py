"""Clients that are not ours, at work on an embedded provider: the standard imaplib and imap-tools."""

from __future__ import annotations

import asyncio
import imaplib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from imap_tools import MailBox

from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import GMAIL_LIKE, Traits
from tests.demo.post import PASSWORD, mail, open_post, trusting

Answer = TypeVar("Answer")
ADDRESS = "jane@gmail.test"


async def with_imaplib(
    work: Callable[[imaplib.IMAP4_SSL], Answer],
    *,
    traits: Traits = GMAIL_LIKE,
    before: Callable[[Provider], object] = lambda _: None,
    signed_in: bool = True,
) -> Answer:
    """What `work` returns after it spoke to an embedded provider over a connection of the standard library's client."""

    def talk(port: int) -> Answer:
        client = imaplib.IMAP4_SSL("localhost", port, ssl_context=trusting(), timeout=30)
        try:
            if signed_in:
                client.login("jane", PASSWORD)
            return work(client)
        finally:
            client.shutdown()

    async with open_post(traits) as world:
        provider = world.providers[traits.key]
        before(provider)
        return await asyncio.to_thread(talk, provider.imap_port)


async def with_imap_tools(
    work: Callable[[MailBox], Answer], *, before: Callable[[Provider], object] = lambda _: None
) -> Answer:
    """The same with imap-tools."""

    def talk(port: int) -> Answer:
        with MailBox("localhost", port, timeout=30, ssl_context=trusting()).login(ADDRESS, PASSWORD) as box:
            return work(box)

    async with open_post(GMAIL_LIKE) as world:
        before(world.providers["gmail"])
        return await asyncio.to_thread(talk, world.providers["gmail"].imap_port)


def said(client: imaplib.IMAP4_SSL, line: str) -> str:
    """The word of the tagged answer to a line that the client's own checks would not let through."""
    client.send(f"x1 {line}\r\n".encode())
    while not (answer := client.readline()).startswith((b"x1 ", b"* BAD")):
        assert answer, "the server closed the connection"
    return answer.split()[1].decode()


def holding(*subjects: str, folder: str = "INBOX") -> Callable[[Provider], None]:
    """Mails that lie in a folder before the client comes."""

    def fill(provider: Provider) -> None:
        for subject in subjects:
            at = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
            provider.accounts["jane"].folders[folder].file(mail(subject), at)

    return fill
