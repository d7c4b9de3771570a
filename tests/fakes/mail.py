"""A mailbox and its provider in memory: same ports, no sockets. What it does next is set by the test."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from harness.domain.errors import HarnessFault
from harness.domain.evidence import WatchBegan
from harness.ports import Accepted, Clock, FolderMark, Letter, MailSink, NewMail, Refused, SentCopy


class FakePost:
    """Keeps every letter; `answers` are given one after the other, then everything is accepted."""

    def __init__(self, clock: Clock) -> None:
        self.letters: list[Letter] = []
        self.answers: list[Refused | HarnessFault] = []
        self._clock = clock

    async def send(self, letter: Letter) -> Accepted | Refused:
        self.letters.append(letter)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, HarnessFault):
            raise answer
        return answer or Accepted(at=self._clock.now(), answer="250 OK")

    async def close(self) -> None:
        return


class FakeMailbox:
    """Holds what `deliver` is given and hands it to whoever watches; `copies` are what Sent holds, by Message-ID."""

    def __init__(self, key: str, clock: Clock) -> None:
        self.copies: dict[str, SentCopy] = {}
        self.fault: HarnessFault | None = None
        self.trouble = ""
        self.expected = 0
        self._key = key
        self._clock = clock
        self._mails: dict[str, list[NewMail]] = {"INBOX": [], "Junk": []}
        self._news = asyncio.Condition()

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        if self.fault is not None:
            raise self.fault
        news = {folder: self._next_uid(folder) for folder in self._mails}
        news |= {folder: mark.uidnext for folder, mark in marks.items()}
        watched_from = {folder: self._next_uid(folder) for folder in self._mails}
        await self._hand_over(news, sink, watched_from)
        await sink.note(WatchBegan(at=self._clock.now(), mailbox=self._key))
        while True:
            await self._hand_over(news, sink, watched_from)
            async with self._news:
                await self._news.wait_for(lambda: any(self._next_uid(folder) > uid for folder, uid in news.items()))

    async def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        """A mail comes in now; returns when whoever watches has been told."""
        now = self._clock.now()
        uid = self._next_uid(folder)
        mail = NewMail(
            mailbox=self._key,
            folder=folder,
            placement={"INBOX": "inbox"}.get(folder, "junk"),
            uidvalidity=1,
            uid=uid,
            raw=raw,
            seen_at=now,
            absent_at=None,
            delivered_at=now,
            mark=FolderMark(folder=folder, uidvalidity=1, uidnext=uid + 1),
        )
        async with self._news:
            self._mails[folder].append(mail)
            self._news.notify_all()
        for _ in range(5):
            await asyncio.sleep(0)

    def expect(self) -> None:
        self.expected += 1

    async def sent_copy(self, message_id: str, reference: str) -> SentCopy | None:
        if self.fault is not None:
            raise self.fault
        return self.copies.get(message_id) or self.copies.get(reference)

    async def close(self) -> None:
        return

    def _next_uid(self, folder: str) -> int:
        return len(self._mails[folder]) + 1

    async def _hand_over(self, news: dict[str, int], sink: MailSink, watched_from: Mapping[str, int]) -> None:
        for folder, first in tuple(news.items()):
            for mail in self._mails[folder][first - 1 :]:
                watched = mail.uid >= watched_from[folder]
                seen_at = self._clock.now()
                await sink.take(replace(mail, seen_at=seen_at, absent_at=mail.delivered_at if watched else None))
                news[folder] = mail.uid + 1
