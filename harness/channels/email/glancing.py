"""Asking a connection again and again, inside the event loop: a question in a burst costs no thread and no switch.

What costs is waking a processor that has gone to sleep. So all connections are asked at the same instants, and their
answers are read together a moment later: two wake-ups for each round, however many mailboxes are watched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from harness.channels.email.folders import TROUBLE
from harness.channels.email.pacing import Pacing
from harness.channels.email.watched_connection import WatchedConnection
from harness.ports import Clock

_NEAR = 0.004
"""Seconds after which the answer of a server nearby is there."""


class Glances:
    """NOOP at the pace of a burst until the server announces something or the burst is over; then `done` is called.

    Attributes:
        news: mail was announced.
        trouble: what broke the line.
        over: the burst has been asked to its end.
    """

    def __init__(self, connection: WatchedConnection, pacing: Pacing, clock: Clock, done: Callable[[], object]) -> None:
        self.connection = connection
        self.news = self.over = False
        self.trouble: Exception | None = None
        self._steps: Iterator[float] = (seconds for seconds, times in pacing.burst for _ in range(times))
        self._timeout = pacing.timeout
        self._clock = clock
        self._done = done
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._asked = clock.now()
        self._hears = False

    def begin(self) -> None:
        """End an IDLE under way and go on asking where the burst stands."""
        self.news = False
        self.connection.client.be_quick(quick=True)
        self.connection.break_idle()
        self._next()

    def end(self) -> None:
        """Whatever became of it, the connection is in one's own hands again. An answer may still be on its way."""
        self._hear_no_more()
        self.connection.client.be_quick(quick=False)

    def _next(self) -> None:
        seconds = next(self._steps, None)
        if seconds is None:
            self.over = True
            self._finish()
        else:
            at = (self._loop.time() // seconds + 1) * seconds
            self._timer = self._loop.call_at(at, self._ask)

    def _ask(self) -> None:
        self._asked = self._clock.now()
        try:
            self.connection.client.ask()
        except TROUBLE as trouble:
            return self._finish(trouble)
        self._timer = self._loop.call_later(_NEAR, self._hear)
        return None

    def _hear(self) -> None:
        try:
            answer = self.connection.client.hear()
        except TROUBLE as trouble:
            return self._finish(trouble)
        if answer is None:
            return self._hear_later()
        self._hear_no_more()
        self.news = answer
        if answer:
            return self._finish()
        self.connection.proved_absent(self._asked)
        return self._next()

    def _hear_later(self) -> None:
        """The server is not near, or busy: it is heard as soon as it speaks."""
        if not self._hears:
            self._hears = True
            self._loop.add_reader(self.connection.client.sock, self._hear)
            self._timer = self._loop.call_later(self._timeout, self._finish, TimeoutError("no answer"))

    def _hear_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._hears:
            self._hears = False
            self._loop.remove_reader(self.connection.client.sock)

    def _finish(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self._hear_no_more()
        self._done()
