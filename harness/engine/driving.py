"""The local loop: who is due gets a look, everybody else sleeps until an appointment or a mail.

Due times are rows in the journal; this loop keeps them in memory too and writes changes back in one go. It holds the
clock whenever it is not waiting, and hands over to each task only after that task holds the clock itself, so in the
embedded world time can never leap over work that is about to begin.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from harness.journal.journal import Journal
from harness.ports import Clock

Look = Callable[[str], Awaitable[datetime | None]]
"""Take every step of a conversation that is due; returns when to look again, or None for never."""


class Driver:
    """Runs looks concurrently; each conversation at most once at a time."""

    def __init__(self, clock: Clock, journal: Journal, look: Look) -> None:
        self._clock = clock
        self._journal = journal
        self._look = look
        self._due: dict[str, datetime] = {}
        self._changed: dict[str, datetime | None] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._wake = asyncio.Event()
        self._failure: BaseException | None = None

    def schedule(self, dues: Mapping[str, datetime]) -> None:
        """Look at these conversations at these times."""
        self._due.update(dues)
        self._wake.set()

    def poke(self, conversation: str) -> None:
        """Something happened to this conversation: look at it now."""
        if conversation in self._running:
            self._again.add(conversation)
        else:
            self._due[conversation] = self._clock.now()
        self._wake.set()

    def fail(self, error: BaseException) -> None:
        """End the run with this error: somebody it relies on has died."""
        self._failure = self._failure or error
        self._wake.set()

    async def run(self, deadline: datetime | None) -> None:
        """Until every conversation rests, or until `deadline` has passed and nothing due before it is left.

        A look that fails ends the run after the others have been let finish; so does a cancellation, which leaves
        running effects a moment to record their outcome.
        """
        try:
            while not await self._turn(deadline):
                pass
        finally:
            await self._wind_up()

    async def _turn(self, deadline: datetime | None) -> bool:
        with self._clock.hold():
            self._wake.clear()
            self._raise_failures()
            now = self._clock.now()
            for conversation in [key for key, at in self._due.items() if at <= now]:
                del self._due[conversation]
                await self._start(conversation)
            self._flush()
            if not self._running and (not self._due or (deadline is not None and now >= deadline)):
                return True
            ahead = [*self._due.values(), *([deadline] if deadline is not None and deadline > now else [])]
        await self._clock.wait(min(ahead, default=None), self._wake)
        return False

    async def _start(self, conversation: str) -> None:
        began = asyncio.Event()
        self._running[conversation] = asyncio.create_task(self._run_look(conversation, began))
        await began.wait()

    async def _run_look(self, conversation: str, began: asyncio.Event) -> None:
        with self._clock.hold():
            began.set()
            try:
                again = await self._look(conversation)
                self._finish(conversation, again)
            finally:
                self._wake.set()

    def _finish(self, conversation: str, again: datetime | None) -> None:
        del self._running[conversation]
        if conversation in self._again:
            self._again.discard(conversation)
            again = self._clock.now()
        self._changed[conversation] = again
        if again is not None:
            self._due[conversation] = again

    def _raise_failures(self) -> None:
        """A look that raised stays in `_running`: its error is the run's error. So is what `fail` was told."""
        if self._failure is not None:
            raise self._failure
        for task in self._running.values():
            if task.done():
                task.result()

    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        self._journal.set_due(changed)

    async def _wind_up(self) -> None:
        """Effects under way get ten real seconds to record their outcome; then they are settled on the next run."""
        tasks = [task for task in self._running.values() if not task.done()]
        if tasks:
            await asyncio.wait(tasks, timeout=10)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._flush()
