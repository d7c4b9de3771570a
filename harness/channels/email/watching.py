"""A watched mailbox of ours, as the engine sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from harness.channels.email.pacing import Pacing
from harness.channels.email.sent_copies import SentCopies
from harness.channels.email.watcher import Watcher
from harness.domain.scenario import MailboxSettings
from harness.ports import Clock, FolderMark, MailSink, SentCopy

__all__ = ["ImapMailbox", "Pacing"]


class ImapMailbox:
    """See `ports.Mailbox`."""

    def __init__(self, settings: MailboxSettings, clock: Clock, pacing: Pacing | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing or Pacing()
        self._copies = SentCopies(settings, self._pacing.timeout)
        self._looker: ThreadPoolExecutor | None = None
        self._watchers: set[Watcher] = set()

    @property
    def trouble(self) -> str:
        return next((watcher.trouble for watcher in self._watchers), "")

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        watcher = Watcher(self._settings, self._clock, self._pacing, sink)
        self._watchers.add(watcher)
        try:
            await watcher.run(marks)
        finally:
            self._watchers.discard(watcher)

    def expect(self) -> None:
        for watcher in self._watchers:
            watcher.expect()

    async def sent_copy(self, message_id: str, reference: str) -> SentCopy | None:
        if self._looker is None:
            self._looker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sent-{self._settings.key}")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._looker, self._copies.find, message_id, reference)

    async def close(self) -> None:
        """Close the connection that looks into Sent."""
        if self._looker is not None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._looker, self._copies.close)
            self._looker.shutdown(wait=False)
