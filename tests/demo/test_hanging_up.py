"""An embedded world that stops hangs up on everybody: no connection is left for the garbage collector."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from harness.demo.mail.traits import GMAIL_LIKE
from harness.demo.mail.world import MailWorld
from tests.demo.post import DESK, mail, open_post, trusting

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[MailWorld], Awaitable[Line]]


async def _in_clear(world: MailWorld) -> Line:
    return await asyncio.open_connection("127.0.0.1", world.providers["gmail"].smtp_port)


async def _in_tls(world: MailWorld) -> Line:
    reader, writer = await _in_clear(world)
    await reader.readline()
    for command in (b"EHLO client.test\r\n", b"STARTTLS\r\n"):
        writer.write(command)
        while (await reader.readline())[3:4] == b"-":
            pass
    await writer.start_tls(trusting(), server_hostname="localhost")
    writer.write(b"EHLO client.test\r\n")  # nobody greets after STARTTLS (RFC 3207)
    return reader, writer


async def _at_the_exchange(world: MailWorld) -> Line:
    return await asyncio.open_connection("127.0.0.1", world._exchanges[DESK])


async def _at_imap(world: MailWorld) -> Line:
    return await asyncio.open_connection("localhost", world.providers["gmail"].imap_port, ssl=trusting())


@pytest.mark.parametrize("connect", [_in_clear, _in_tls, _at_the_exchange, _at_imap])
async def test_who_is_still_connected_when_the_world_stops_is_hung_up_on(connect: Connect) -> None:
    async with open_post(GMAIL_LIKE) as world:
        reader, writer = await connect(world)
        await reader.readline()

    with suppress(ConnectionError):
        async with asyncio.timeout(10):
            await reader.read()
    writer.close()

    assert reader.at_eof() or reader.exception() is not None


@pytest.mark.parametrize("passes", range(0, 60, 3))
async def test_a_mail_on_its_way_when_the_world_stops_leaves_no_connection_behind(passes: int) -> None:
    async with open_post(GMAIL_LIKE) as world:
        world.route("gmail.test", "jane@gmail.test", f"support@{DESK}", mail("On its way"))
        for _ in range(passes):
            await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert _heard_by_the_loop() == []


def _heard_by_the_loop() -> list[object]:
    """Sockets that the loop listens to, but for the pair by which threads wake it."""
    loop = asyncio.get_running_loop()
    own = loop._ssock.fileno()  # type: ignore[attr-defined]
    return [key.fileobj for key in loop._selector.get_map().values() if key.fd != own]  # type: ignore[attr-defined]
