"""Submission (RFC 6409) over a connection that is kept open: 4xx is tried again, 5xx is a result, doubt is said."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from harness.channels.email.providers import record_for
from harness.channels.email.signing_in import hang_up, part, sign_in_to_send
from harness.domain.errors import ProviderUnreachable
from harness.domain.scenario import MailboxSettings
from harness.ports import Accepted, Clock, Letter, Refused

if TYPE_CHECKING:
    import aiosmtplib

RETRIES = tuple(timedelta(seconds=s) for s in (30, 60, 120, 180))
"""Waits after a 4xx answer; greylisting commonly asks for five minutes (RFC 5321, section 4.5.4.1).

All tries together stay within the lease of the intent (`engine/acting.py`): past it another run may send the mail.
"""


class _Temporary(Exception):
    """A 4xx answer: nothing was handed over."""


class _OutOfReach(_Temporary):
    """A connection that could not be made, or that ended before DATA."""


def submission_limits(settings: MailboxSettings, pace: float) -> tuple[float, int]:
    """(seconds between two mails, mails a day): what the user wants, and no more than the provider's record allows.

    Servers named by hand have no known limits, whatever provider they are said to be like.
    """
    record = record_for(settings)
    if settings.smtp:
        return pace, 0
    return max(pace, 60 / record.per_minute if record.per_minute else 0.0), record.per_day


class SmtpSubmitter:
    """Hands mail to one mailbox's provider, one transaction at a time, at the provider's pace."""

    def __init__(
        self,
        settings: MailboxSettings,
        clock: Clock,
        *,
        pace: float = 2.0,
        per_day: int = 0,
        timeout: float = 60.0,
        patience: float = 90.0,
    ) -> None:
        """`pace`: seconds between two mails; `per_day`: mails in 24 hours, 0 for no limit.

        `timeout`: of one command. `patience`: for a server out of reach.
        """
        self._patience = timedelta(seconds=patience)
        self._settings = settings
        self._clock = clock
        self._pace = timedelta(seconds=pace)
        self._per_day = per_day
        self._accepted: deque[datetime] = deque()
        self._timeout = timeout
        self._free_at = clock.now()
        self._lock = asyncio.Lock()
        self._connection: aiosmtplib.SMTP | None = None

    async def send(self, letter: Letter) -> Accepted | Refused:
        """See `ports.Submitter`. The provider's daily limit is kept by not sending: it locks accounts that go on."""
        began = self._clock.now()
        self._check_allowance()
        for delay in (*RETRIES, None):
            await self._wait_for_slot()
            try:
                with self._clock.hold():
                    async with self._lock:
                        return await self._transact(letter)
            except _Temporary as trouble:
                until = self._clock.now() + (delay or timedelta())
                gives_up = isinstance(trouble, _OutOfReach) and until > began + self._patience
                if delay is None or gives_up:
                    raise self._unreachable(str(trouble), permanent=True) from trouble
                await self._clock.wait(until)
        raise AssertionError("the last try raises or returns")

    def _check_allowance(self) -> None:
        yesterday = self._clock.now() - timedelta(days=1)
        while self._accepted and self._accepted[0] <= yesterday:
            self._accepted.popleft()
        if self._per_day and len(self._accepted) >= self._per_day:
            raise self._unreachable(f"the provider's {self._per_day} mails a day are used up", permanent=True)

    async def close(self) -> None:
        """Say goodbye to the server, and hang up once it has answered."""
        if self._connection is not None and self._connection.is_connected:
            await part(self._connection)
        self._connection = None

    async def _wait_for_slot(self) -> None:
        """Slots are given out in order, so nobody waits for a lock whose owner waits for time."""
        slot = max(self._free_at, self._clock.now())
        self._free_at = slot + self._pace
        await self._clock.wait(slot)

    async def _transact(self, letter: Letter) -> Accepted | Refused:
        import aiosmtplib

        kept_open = self._connection is not None and self._connection.is_connected
        connection = await self._connect()
        try:
            await connection.mail(letter.sender)
            for recipient in letter.recipients:
                await connection.rcpt(recipient)
        except aiosmtplib.SMTPResponseException as answer:
            if answer.code != 421:  # "closing transmission channel" (RFC 5321, section 3.8)
                await self._reset(connection)
                return self._judge(answer, letter)
            trouble: Exception = answer
        except (aiosmtplib.SMTPException, OSError) as error:
            trouble = error
        else:
            return await self._data(connection, letter)
        self._drop()
        if kept_open:  # servers close idle connections after some minutes: nothing is wrong
            return await self._transact(letter)
        raise (_Temporary if isinstance(trouble, aiosmtplib.SMTPResponseException) else _OutOfReach)(
            str(trouble)
        ) from trouble

    async def _data(self, connection: aiosmtplib.SMTP, letter: Letter) -> Accepted | Refused:
        import aiosmtplib

        try:
            response = await connection.data(letter.raw)
        except aiosmtplib.SMTPResponseException as answer:
            if answer.code < 0:
                self._drop()
                raise self._unreachable("the connection ended after DATA", permanent=False) from answer
            return self._judge(answer, letter)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._drop()
            raise self._unreachable(f"the connection ended after DATA ({error})", permanent=False) from error
        self._accepted.append(self._clock.now())
        return Accepted(at=self._clock.now(), answer=f"{response.code} {response.message}")

    def _judge(self, answer: aiosmtplib.SMTPResponseException, letter: Letter) -> Refused:
        if 400 <= answer.code < 500:
            raise _Temporary(f"{answer.code} {answer.message}") from answer
        recipient = str(getattr(answer, "recipient", "") or ", ".join(letter.recipients))
        return Refused(at=self._clock.now(), code=answer.code, answer=answer.message, recipient=recipient)

    async def _connect(self) -> aiosmtplib.SMTP:
        if self._connection is not None and self._connection.is_connected:
            return self._connection
        try:
            self._connection = await sign_in_to_send(self._settings, self._timeout)
        except ProviderUnreachable as trouble:
            raise _OutOfReach(trouble.got) from trouble
        return self._connection

    async def _reset(self, connection: aiosmtplib.SMTP) -> None:
        with suppress(Exception):
            await connection.rset()

    def _drop(self) -> None:
        if self._connection is not None:
            hang_up(self._connection)
        self._connection = None

    def _unreachable(self, got: str, *, permanent: bool) -> ProviderUnreachable:
        return ProviderUnreachable(
            f"Sending from mailbox {self._settings.key!r}",
            got,
            "Try `shopper doctor`, then again.",
            permanent=permanent,
        )
