"""A tap on the wire between a client and an embedded provider: hears what is said inside TLS, and can fall silent."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from harness.demo.mail.world import CERTIFICATES
from tests.demo.post import trusting


@dataclass(kw_only=True)
class Tap:
    """What clients said, line by line, and the switch that makes the server's side fall silent."""

    port: int = 0
    said: list[str] = field(default_factory=list)
    silent: bool = False
    accepted: int = 0

    def commands(self) -> list[str]:
        """The commands without their tags and arguments; UID FETCH in one piece."""
        found = []
        for line in self.said:
            words = line.split()[1:] or line.split()
            found.append(" ".join(words[:2] if words[:1] == ["UID"] else words[:1]).upper())
        return found


@asynccontextmanager
async def tapped(port: int) -> AsyncIterator[Tap]:
    """A TLS server whose connections go on to `port`."""
    tap = Tap()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "server.pem")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tap.accepted += 1
        with suppress(OSError):
            server_reader, server_writer = await asyncio.open_connection("localhost", port, ssl=trusting())

            async def heard(piece: bytes) -> bool:
                tap.said += [line for line in piece.decode("latin-1").split("\r\n") if line]
                return True

            async def told(_: bytes) -> bool:
                return not tap.silent

            await asyncio.gather(_pump(reader, server_writer, heard), _pump(server_reader, writer, told))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    tap.port = server.sockets[0].getsockname()[1]
    try:
        yield tap
    finally:
        server.close()


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: Callable[[bytes], Awaitable[bool]]
) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            if await passes(piece):
                writer.write(piece)
                await writer.drain()
    writer.close()
