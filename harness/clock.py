"""The only file that reads the time: the real clock, and the embedded world's clock that leaps."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta

from harness.ports import Clock, Wake


class RealClock:
    """The time of this machine. Holds mean nothing to it."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def hold(self) -> nullcontext[None]:
        return nullcontext()

    async def wait(self, until: datetime | None, wake: Wake | None = None) -> None:
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        await _wait_real(seconds, wake)


class LeapingClock:
    """A clock for a whole world in one process: it runs at `speed` and leaps when everybody waits.

    Time advances `speed` seconds for each real second (0: it stands still while anybody works). As soon as nobody
    holds the clock and every waiter sleeps, it leaps to the earliest appointment. With `leaping=False` it only runs
    at its speed, for a world that people use by hand.

    All waits happen in one event loop; `hold` and `now` may be called from any thread.
    """

    def __init__(self, start: datetime, *, speed: float = 0.0, leaping: bool = True) -> None:
        self._start = start
        self._speed = speed
        self._leaping = leaping
        self._leapt = timedelta()
        self._began = time.monotonic()
        self._holds = 0
        self._holders: dict[object, int] = {}
        self._lock = threading.Lock()
        self._waiters: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._open: dict[asyncio.Future[None], Wake | None] = {}
        self._order = itertools.count()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._look: asyncio.Handle | None = None

    def now(self) -> datetime:
        return self._start + self._leapt + timedelta(seconds=(time.monotonic() - self._began) * self._speed)

    @contextmanager
    def hold(self) -> Iterator[None]:
        who = _who()
        self._take(who, 1)
        try:
            yield
        finally:
            self._release(who, 1)

    def pin(self) -> Callable[[], None]:
        """Hold the clock on nobody's behalf, until the returned function is called (once or more often)."""
        pin = object()
        self._take(pin, 1)

        def unpin() -> None:
            if pin in self._holders:
                self._release(pin, 1)

        return unpin

    async def wait(self, until: datetime | None, wake: Wake | None = None) -> None:
        if (until is not None and until <= self.now()) or (wake is not None and wake.is_set()):
            return
        who = _who()
        held = self._holders.get(who, 0)
        self._release(who, held)
        try:
            await self._sleep(until, wake)
        finally:
            self._take(who, held)

    async def _sleep(self, until: datetime | None, wake: Wake | None) -> None:
        loop = self._loop = asyncio.get_running_loop()
        ring: asyncio.Future[None] = loop.create_future()
        self._open[ring] = wake
        if until is not None:
            heapq.heappush(self._waiters, (until, next(self._order), ring))
        listener = None if wake is None else asyncio.ensure_future(_ring_on(wake, ring))
        self._consider()
        try:
            await ring
        finally:
            if listener is not None:
                await _cancel(listener)
            self._open.pop(ring, None)
            loop.call_soon(self._consider)

    def _take(self, who: object, count: int) -> None:
        with self._lock:
            self._holds += count
            if count:
                self._holders[who] = self._holders.get(who, 0) + count

    def _release(self, who: object, count: int) -> None:
        with self._lock:
            self._holds -= count
            left = self._holders.pop(who, 0) - count
            if left > 0:
                self._holders[who] = left
            idle = self._holds == 0
        if idle and self._loop is not None and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop may close between the two lines when the world ends
                self._loop.call_soon_threadsafe(self._consider)

    def _consider(self) -> None:
        """Look once more after everything that is ready now has run, then leap (or sleep at our speed)."""
        if self._loop is None or self._loop.is_closed():
            return
        if self._look is not None:
            self._look.cancel()
        self._look = self._loop.call_soon(self._settle, 3)

    def _settle(self, rounds: int) -> None:
        """Let callbacks that are ready run first: a socket that was just written to is read a turn later."""
        assert self._loop is not None
        if rounds:
            self._look = self._loop.call_soon(self._settle, rounds - 1)
            return
        self._look = None
        self._ring_due()
        due = self._next()
        if due is None:
            return
        if self._leaping and self._is_quiet():
            self._leap(due)
        elif self._speed > 0:
            self._look = self._loop.call_later((due - self.now()).total_seconds() / self._speed, self._settle, 0)

    def _is_quiet(self) -> bool:
        with self._lock:
            if self._holds:
                return False
        return not any(ring.done() or (wake is not None and wake.is_set()) for ring, wake in self._open.items())

    def _next(self) -> datetime | None:
        while self._waiters and self._waiters[0][2].done():
            heapq.heappop(self._waiters)
        return self._waiters[0][0] if self._waiters else None

    def _leap(self, due: datetime) -> None:
        self._leapt += max(timedelta(), due - self.now())
        self._ring_due()

    def _ring_due(self) -> None:
        """Wake one appointment at a time when leaping, so that each is over before the next looks at the clock."""
        now = self.now()
        while (due := self._next()) is not None and due <= now:
            _, _, ring = heapq.heappop(self._waiters)
            if not ring.done():
                ring.set_result(None)


class Gate:
    """Lets at most `room` tasks in at once. Whoever waits at it lets go of the clock meanwhile."""

    def __init__(self, clock: Clock, room: int) -> None:
        self._clock = clock
        self._room = room
        self._queue: deque[asyncio.Event] = deque()

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        await self._acquire()
        try:
            yield
        finally:
            self._leave()

    async def _acquire(self) -> None:
        if self._room > 0:
            self._room -= 1
            return
        turn = asyncio.Event()
        self._queue.append(turn)
        try:
            await self._clock.wait(None, turn)
        except asyncio.CancelledError:
            if turn.is_set():
                self._leave()
            else:
                self._queue.remove(turn)
            raise

    def _leave(self) -> None:
        if self._queue:
            self._queue.popleft().set()
        else:
            self._room += 1


def _who() -> object:
    """The task that runs, or the thread where no task does."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    return task if task is not None else threading.get_ident()


async def _ring_on(wake: Wake, ring: asyncio.Future[None]) -> None:
    await wake.wait()
    if not ring.done():
        ring.set_result(None)


async def _cancel(task: asyncio.Future[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _wait_real(seconds: float | None, wake: Wake | None) -> None:
    if wake is None:
        await asyncio.sleep(seconds if seconds is not None else 3600.0)
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()
