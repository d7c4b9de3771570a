"""A watched mailbox: connect, catch up, wait, and connect again when the line breaks.

All waiting is done in the event loop, so a mailbox costs a socket and no thread; whatever speaks to the server and
waits for its answer is called in a thread of a pool. After every wake-up, before every IDLE and after every
reconnection: `UID FETCH uidnext:*`. A mail is handed to the sink, and only when it is recorded does watching go on, so
a crash at any point shows the mail again. Waiting here is real time; stamps come from the clock.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from harness.channels.email.arrivals import Offset
from harness.channels.email.folders import TROUBLE, sign_in
from harness.channels.email.glancing import Glances
from harness.channels.email.pacing import RENEWAL, Pacing
from harness.channels.email.providers import record_for
from harness.channels.email.watched_connection import FolderWatch, WatchedConnection
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.evidence import OffsetMeasured, WatchBegan, WatchGap
from harness.domain.scenario import MailboxSettings
from harness.ports import Clock, FolderMark, MailSink, NewMail

Answer = TypeVar("Answer")

_SHORT = 3
"""Tries to reconnect that count as a short interruption."""
_SIGNING_IN = threading.BoundedSemaphore(2)
"""Few at once: a hundred handshakes side by side leave memory behind, and providers count sign-ins."""
_HANDS = ThreadPoolExecutor(max_workers=128, thread_name_prefix="imap")
"""For short talks with servers. A thread is started only while all others talk: a server that hangs holds up nobody."""


class Watcher:
    """Watches INBOX and the junk folder of one mailbox, on one connection where the server can announce both."""

    def __init__(self, settings: MailboxSettings, clock: Clock, pacing: Pacing, sink: MailSink) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing
        self._sink = sink
        self._news = asyncio.Event()
        self._expecting = False
        self._watches: dict[str, FolderWatch] = {}
        self._no_junk_at: datetime | None = None
        self._offset = Offset()
        self._broken_since: datetime | None = None
        self._why = ""
        self._useful = False
        self._ended = False
        self.trouble = ""
        """Why the mailbox cannot be watched at present; "" while it is."""

    def expect(self) -> None:
        """Look closely for a while: something was sent."""
        self._expecting = True
        self._news.set()

    async def run(self, marks: Mapping[str, FolderMark]) -> None:
        """Until cancelled; reconnects for ever, except when the sign-in is refused."""
        for folder, mark in marks.items():
            self._watches[folder] = FolderWatch(folder=folder, placement="", mark=mark)
        tries = 0
        try:
            while True:
                tries = await self._one_connection(tries)
        finally:
            self._ended = True

    async def _one_connection(self, tries: int) -> int:
        """Connect and watch until the line breaks; returns how many tries in a row brought nothing."""
        connections: list[WatchedConnection] = []
        self._useful = False
        try:
            with self._holding(tries):
                await _apart(partial(self._connect, connections))
                await self._begin(connections)
            self.trouble = ""
            await self._stay(connections)
        except SignInRefused:
            raise
        except (*TROUBLE, ProviderUnreachable) as trouble:
            self._note_break(trouble)
            tries = 0 if self._useful else tries
            with self._holding(tries):
                seconds = self._pacing.backoff[min(tries, len(self._pacing.backoff) - 1)]
                await self._wait([], seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
        finally:
            for connection in connections:
                connection.close()
        return tries + 1

    def _holding(self, tries: int) -> AbstractContextManager[None]:
        """In a world that leaps, no time may pass over a short interruption; over a long one it must."""
        return self._clock.hold() if tries < _SHORT else nullcontext()

    # --- connecting, in a thread -------------------------------------------------------------------------------------

    def _connect(self, connections: list[WatchedConnection]) -> None:
        """Each new connection is in the list as soon as it stands, so that it is closed whatever happens."""
        first = self._sign_in(connections)
        first.watch(self._watched("INBOX", "inbox"))
        junk = self._find_junk(first)
        if junk is not None:
            self._add_junk(connections, junk)

    def _sign_in(self, connections: list[WatchedConnection]) -> WatchedConnection:
        box = sign_in(self._settings, self._pacing.timeout)
        connections.append(WatchedConnection(box, self._clock, self._settings.key))
        if self._ended:
            connections[-1].close()
        return connections[-1]

    def _find_junk(self, first: WatchedConnection) -> str | None:
        return first.find_junk(self._settings.junk, record_for(self._settings).junk)

    def _add_junk(self, connections: list[WatchedConnection], junk: str) -> None:
        watch = self._watched(junk, "junk")
        if not connections[0].watch_beside(watch):
            self._sign_in(connections).watch(watch)

    def _watched(self, folder: str, placement: str) -> FolderWatch:
        watch = self._watches.setdefault(folder, FolderWatch(folder=folder, placement=placement))
        watch.placement = placement
        return watch

    # --- watching ----------------------------------------------------------------------------------------------------

    async def _begin(self, connections: Sequence[WatchedConnection]) -> None:
        key = self._settings.key
        if self._broken_since is not None:
            since, self._broken_since = self._broken_since, None
            await _whole(self._sink.note(WatchGap(at=self._clock.now(), mailbox=key, since=since, why=self._why)))
        await self._catch_up(connections)
        await _whole(self._sink.note(WatchBegan(at=self._clock.now(), mailbox=key)))

    async def _stay(self, connections: list[WatchedConnection]) -> None:
        loop = asyncio.get_running_loop()
        all_looked_at = loop.time()
        quiet_rounds = 0
        while True:
            while self._expecting and self._pacing.burst:
                await self._burst(connections)
            left = all_looked_at + self._patience(connections) - loop.time()
            spoke = await self._wait([one for one in connections if one.idles], left)
            if self._expecting and self._pacing.burst and not spoke:
                continue
            if spoke and loop.time() < all_looked_at + self._patience(connections):
                await self._catch_up(spoke, thorough=False)
            else:
                if sum(len(one.folders) for one in connections) == 1:
                    await self._look_for_junk(connections)
                await self._catch_up(connections)
                all_looked_at = loop.time()
            quiet_rounds = 0 if spoke else quiet_rounds + 1
            self._useful = self._useful or quiet_rounds > 0

    def _patience(self, connections: Sequence[WatchedConnection]) -> float:
        """Seconds after which all folders are looked at, whatever was said."""
        return min(self._pacing.safety if all(one.can_idle for one in connections) else self._pacing.poll, RENEWAL)

    async def _look_for_junk(self, connections: list[WatchedConnection]) -> None:
        """Many servers make the junk folder when the first mail goes there: then all in it is new."""
        asked = self._clock.now()
        junk = await _called(partial(self._find_junk, connections[0]))
        if junk is None:
            self._no_junk_at = asked
            return
        before = self._watched(junk, "junk").mark
        await _apart(partial(self._add_junk, connections, junk))
        watch = self._watched(junk, "junk")
        if before is None and watch.mark is not None:
            watch.mark = replace(watch.mark, uidnext=1)
            watch.absent_at = self._no_junk_at

    async def _burst(self, connections: Sequence[WatchedConnection]) -> None:
        """Ask INBOX again and again, until a mail has come; other connections stay in IDLE where they can."""
        self._expecting = False
        self._news.clear()
        idles = [one for one in connections[1:] if one.idles]
        asked = [Glances(one, self._pacing, self._clock, self._news.set) for one in connections if one not in idles]
        found = 0
        while not (found or self._expecting or all(one.over for one in asked)):
            spoke = await self._glance(asked, idles)
            found = await self._catch_up([*spoke, *(one.connection for one in asked)], thorough=False)

    async def _glance(self, asked: Sequence[Glances], idles: Sequence[WatchedConnection]) -> list[WatchedConnection]:
        """Until there is news on either or it is over; returns which of the idle ones spoke."""
        try:
            for glances in asked:
                glances.begin()
            spoke = await self._wait(idles, RENEWAL)
        finally:
            for glances in asked:
                glances.end()
        for glances in asked:
            if glances.trouble is not None:
                raise glances.trouble
        return spoke

    async def _wait(self, idles: Sequence[WatchedConnection], seconds: float) -> list[WatchedConnection]:
        """Until a server speaks, something is expected, or the time is over; returns who spoke."""
        spoke = [one for one in idles if one.has_news()]
        if spoke:
            return spoke
        loop = asyncio.get_running_loop()
        for one in idles:
            loop.add_reader(one.client.sock, self._heard, one, spoke)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, seconds)):
                    await self._news.wait()
        finally:
            for one in idles:
                loop.remove_reader(one.client.sock)
            self._news.clear()
        return spoke

    def _heard(self, one: WatchedConnection, spoke: list[WatchedConnection]) -> None:
        if one not in spoke:
            spoke.append(one)
        self._news.set()

    # --- mails -------------------------------------------------------------------------------------------------------

    async def _catch_up(self, connections: Iterable[WatchedConnection], *, thorough: bool = True) -> int:
        """Hand over whatever is new, and say how many; no time may leap over a mail on its way to the sink."""
        found = 0
        for connection in connections:
            with self._clock.hold():
                look = await _called(partial(connection.look, thorough=thorough))
                found += await self._hand_over(look.mails)
                while look.more:
                    look = await _called(connection.look)
                    found += await self._hand_over(look.mails)
        return found

    async def _hand_over(self, mails: Sequence[NewMail]) -> int:
        for mail in mails:
            await self._measure(mail)
            await _whole(self._sink.take(mail))
            self._watches[mail.folder].mark = mail.mark
            self._useful = True
        return len(mails)

    async def _measure(self, mail: NewMail) -> None:
        offset = self._offset.narrowed(mail)
        if offset != self._offset:
            self._offset = offset
            key = self._settings.key
            await _whole(
                self._sink.note(OffsetMeasured(at=mail.seen_at, mailbox=key, low=offset.low, high=offset.high))
            )

    def _note_break(self, trouble: Exception) -> None:
        """A line that fell silent was watched until the last answer; one that was closed, until now."""
        said = getattr(trouble, "strerror", "") or str(trouble) or type(trouble).__name__
        self.trouble = said[:200].rstrip(".")
        if self._broken_since is None:
            seen = [watch.absent_at for watch in self._watches.values() if watch.absent_at is not None]
            silent = isinstance(trouble, TimeoutError) and seen
            self._broken_since = min(seen) if silent else self._clock.now()
            said = trouble.got if isinstance(trouble, ProviderUnreachable) else str(trouble)
            self._why = f"connection lost: {said or type(trouble).__name__}"


async def _called(talk: Callable[[], Answer]) -> Answer:
    """A short talk with a server, in a thread of the pool."""
    return await _whole(asyncio.get_running_loop().run_in_executor(_HANDS, talk))


async def _apart(work: Callable[[], None]) -> None:
    """On a thread that ends with it: signing in digs 50 KB deep into a stack that would stay that big.

    Who is cancelled does not wait: a server that is silent takes its time to fail, and nothing of ours is half done.
    """
    done: Future[None] = Future()

    def attempt() -> None:
        turn = _SIGNING_IN.acquire(timeout=5.0)
        try:
            work()
            done.set_result(None)
        except BaseException as trouble:  # noqa: BLE001 - raised again where it is waited for
            done.set_exception(trouble)
        finally:
            if turn:
                _SIGNING_IN.release()

    done.set_running_or_notify_cancel()
    threading.Thread(target=attempt, name="imap-connect", daemon=True).start()
    await asyncio.wrap_future(done)


async def _whole(work: Awaitable[Answer]) -> Answer:
    """Await to the end even if cancelled meanwhile: nobody else may use a connection in mid-talk, and a mail that is
    being recorded is recorded."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
