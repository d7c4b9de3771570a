"""The doors of the house, as Protocols in our own words. Real things and fakes pass the same conformance suites."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol


class Wake(Protocol):
    """Something that can be waited for; `asyncio.Event` is one."""

    def is_set(self) -> bool: ...

    async def wait(self) -> object: ...


class Clock(Protocol):
    """The only source of time.

    Whoever works holds the clock; whoever waits, waits through it. A real clock ignores holds. The embedded world's
    clock leaps to the next appointment as soon as nobody holds it, so that hours pass in seconds and a slow machine
    can never make a desk look late.
    """

    def now(self) -> datetime:
        """The current instant, aware, UTC."""

    def hold(self) -> AbstractContextManager[None]:
        """Until the context ends, time may not leap: somebody is at work. May be entered from any thread."""

    async def wait(self, until: datetime | None, wake: Wake | None = None) -> None:
        """Return when `until` is reached or `wake` is set, whichever comes first; None waits for `wake` alone.

        The caller must not hold the clock itself while it waits. On return the caller holds nothing: enter `hold()`
        before the next await. The implementation guarantees that time does not leap between the wake-up and the
        first suspension of the woken caller.
        """
