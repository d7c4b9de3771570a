"""A thousand mails over a line that breaks again and again: none may be lost, none come twice."""

from __future__ import annotations

import asyncio
import smtplib
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace

from benches.mail_watch import Collecting
from harness.channels.email.pacing import Pacing
from harness.channels.email.watching import ImapMailbox
from harness.clock import RealClock
from tests.conformance.servers import MailServer


def broken_line(server: MailServer, mails: int, every: int) -> tuple[int, int, float]:
    """(lost, handed over twice, seconds) of mails while the connections are cut after every few of them."""
    return asyncio.run(_broken_line(server, mails, every))


class _Cable:
    """A TCP line to the server that can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []
        self.made = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += [writer, back]
        self.made += 1
        with suppress(asyncio.CancelledError):  # the bench is over
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                writer.write(piece)
        writer.close()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


async def _broken_line(server: MailServer, mails: int, every: int) -> tuple[int, int, float]:
    cable, sink = _Cable(server.imap_port), Collecting()
    listening = await asyncio.start_server(cable.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    settings = replace(server.settings("broken"), imap=f"imaps://localhost:{port}")
    mailbox = ImapMailbox(settings, RealClock(), Pacing())
    begun = time.monotonic()
    watching = asyncio.create_task(mailbox.watch({}, sink))
    await sink.ready.wait()
    lmtp = smtplib.LMTP("127.0.0.1", server.lmtp_port)
    for number in range(mails):
        raw = f"Subject: broken-{number}\r\n\r\nHello\r\n".encode()
        await asyncio.to_thread(lmtp.sendmail, "desk@desk.test", [f"broken@{server.domain}"], raw)
        if number % every == every - 1:
            made = cable.made
            cable.cut()
            while cable.made == made:  # it stands again  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    lmtp.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(120):
            while len({subject for subject, _ in sink.seen}) < mails:
                await sink.news.wait()
                sink.news.clear()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await mailbox.close()
    listening.close()
    counts = Counter(subject for subject, _ in sink.seen)
    return mails - len(counts), sum(count > 1 for count in counts.values()), time.monotonic() - begun
