"""A mailbox and its provider in memory: same ports, no sockets. What it does next is set by the test."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

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
    """Hands over what `deliver` is given; `copies` are what Sent holds, by Message-ID."""

    def __init__(self, key: str, clock: Clock) -> None:
        self.copies: dict[str, SentCopy] = {}
        self.fault: HarnessFault | None = None
        self.trouble = ""
        self._key = key
        self._clock = clock
        self._sink: MailSink | None = None
        self._uid = 0

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        if self.fault is not None:
            raise self.fault
        self._sink = sink
        await sink.note(WatchBegan(at=self._clock.now(), mailbox=self._key))
        await asyncio.Event().wait()

    async def deliver(self, raw: bytes) -> None:
        """A mail comes into INBOX now."""
        assert self._sink is not None
        self._uid += 1
        now = self._clock.now()
        mark = FolderMark(folder="INBOX", uidvalidity=1, uidnext=self._uid + 1)
        await self._sink.take(
            NewMail(
                mailbox=self._key,
                folder="INBOX",
                placement="inbox",
                uidvalidity=1,
                uid=self._uid,
                raw=raw,
                seen_at=now,
                absent_at=now,
                delivered_at=now,
                mark=mark,
            )
        )

    async def sent_copy(self, message_id: str, reference: str) -> SentCopy | None:
        if self.fault is not None:
            raise self.fault
        return self.copies.get(message_id)

    async def close(self) -> None:
        return
