"""A watched mailbox: a thread of its own, whose findings are recorded in the event loop (`watcher.py`)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from harness.channels.email.pacing import Pacing
from harness.channels.email.sent_copies import SentCopies
from harness.channels.email.watcher import Stopped, Watcher
from harness.domain.evidence import MailboxEvidence
from harness.domain.scenario import MailboxSettings
from harness.ports import Clock, FolderMark, MailSink, NewMail, SentCopy

__all__ = ["ImapMailbox", "Pacing"]


class ImapMailbox:
    """See `ports.Mailbox`."""

    def __init__(self, settings: MailboxSettings, clock: Clock, pacing: Pacing | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing or Pacing()
        self._copies = SentCopies(settings, self._pacing.timeout)
        self._looker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sent-{settings.key}")
        self._watchers: set[Watcher] = set()

    @property
    def trouble(self) -> str:
        return next((watcher.trouble for watcher in self._watchers), "")

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        loop = asyncio.get_running_loop()
        watcher = Watcher(self._settings, self._clock, self._pacing, _Door(loop, sink))
        done: asyncio.Future[None] = loop.create_future()
        name = f"watch-{self._settings.key}"
        thread = threading.Thread(target=_run, args=(watcher, dict(marks), loop, done), name=name, daemon=True)
        thread.start()
        self._watchers.add(watcher)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            watcher.stop()
            if not watcher.is_dialling:
                await asyncio.gather(done, return_exceptions=True)
            raise
        finally:
            watcher.stop()
            self._watchers.discard(watcher)

    def expect(self) -> None:
        for watcher in self._watchers:
            watcher.expect()

    async def sent_copy(self, message_id: str, reference: str) -> SentCopy | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._looker, self._copies.find, message_id, reference)

    async def close(self) -> None:
        """Close the connection that looks into Sent."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._looker, self._copies.close)
        self._looker.shutdown(wait=False)


def _run(
    watcher: Watcher, marks: dict[str, FolderMark], loop: asyncio.AbstractEventLoop, done: asyncio.Future[None]
) -> None:
    """The thread's body: its end, good or bad, becomes the future's."""
    error: BaseException | None = None
    try:
        watcher.run(marks)
    except BaseException as trouble:  # noqa: BLE001 - handed over to the loop, where it is raised
        error = trouble
    if loop.is_closed():
        return
    loop.call_soon_threadsafe(_settle, done, error)


def _settle(done: asyncio.Future[None], error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


class _Door:
    """The way from the thread into the event loop; each call returns when the loop has done it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sink: MailSink) -> None:
        self._loop = loop
        self._sink = sink

    def take(self, mail: NewMail) -> None:
        self._call(self._sink.take(mail))

    def note(self, evidence: MailboxEvidence) -> None:
        self._call(self._sink.note(evidence))

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except RuntimeError:  # the loop is gone: the program is ending
            work.close()
            raise Stopped from None
