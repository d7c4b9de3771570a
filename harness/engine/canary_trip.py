"""A canary on its own, for `shopper doctor`: a mail to ourselves, there and back, and what it tells of the clocks."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

from harness.channels.email.canary import compose_canary
from harness.domain.checkup import Answer, Health
from harness.domain.errors import HarnessFault
from harness.domain.evidence import MailboxEvidence, OffsetMeasured, WatchBegan
from harness.domain.wording import spell
from harness.engine.doors import Account
from harness.ports import Clock, NewMail, Refused

QUESTIONS = ("canary", "clock")
_TOLERATED = 2.0
"""Seconds a mailbox's clock may be off before it is worth a word; INTERNALDATE has whole seconds."""


class _Cage:
    """Takes what the watched mailbox yields while the canary flies."""

    def __init__(self, reference: str) -> None:
        self.watched = asyncio.Event()
        self.back = asyncio.Event()
        self.mail: NewMail | None = None
        self.offset: OffsetMeasured | None = None
        self._reference = reference.encode()

    async def take(self, mail: NewMail) -> None:
        if self.mail is None and self._reference in mail.raw[:65536]:
            self.mail = mail
            self.back.set()

    async def note(self, evidence: MailboxEvidence) -> None:
        if isinstance(evidence, WatchBegan):
            self.watched.set()
        elif isinstance(evidence, OffsetMeasured):
            self.offset = evidence


async def fly(account: Account, clock: Clock, limit: timedelta) -> tuple[Answer, ...]:
    """One answer to each of `QUESTIONS`. Sends one mail from the mailbox to itself.

    Args:
        limit: how long it may take to come back.
    """
    reference = f"CANARY-{secrets.token_hex(6).upper()}"
    cage = _Cage(reference)
    watching = asyncio.create_task(account.mailbox.watch({}, cage))
    try:
        return await _there_and_back(account, clock, limit, cage, watching, reference)
    except HarnessFault as fault:
        return (
            Answer(question="canary", health=Health.BROKEN, said=fault.got, remedy=fault.remedy),
            Answer(question="clock", health=Health.SKIPPED, said="not asked"),
        )
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _there_and_back(
    account: Account, clock: Clock, limit: timedelta, cage: _Cage, watching: asyncio.Task[None], reference: str
) -> tuple[Answer, ...]:
    unasked = Answer(question="clock", health=Health.SKIPPED, said="not asked")
    if not await _within(clock, limit, cage.watched, watching):
        said = f"the mailbox could not be watched within {spell(limit.total_seconds())}"
        return Answer(question="canary", health=Health.BROKEN, said=said), unasked
    sent_at = clock.now()
    outcome = await account.submitter.send(compose_canary(account.settings, reference, sent_at))
    account.mailbox.expect()
    if isinstance(outcome, Refused):
        said = f"the provider refuses our mail: {outcome.code} {outcome.answer}"
        remedy = "Sign in by hand and see whether the account is blocked or out of its sending limit."
        return Answer(question="canary", health=Health.BROKEN, said=said, remedy=remedy), unasked
    if not await _within(clock, limit, cage.back, watching):
        said = f"sent, but not back within {spell(limit.total_seconds())}"
        remedy = "Look for it by hand (archive, filters, quarantine); until it comes back, silence proves nothing."
        return Answer(question="canary", health=Health.BROKEN, said=said, remedy=remedy), unasked
    assert cage.mail is not None
    return _landed(cage.mail, (cage.mail.seen_at - sent_at).total_seconds()), _clock(cage.offset)


async def _within(clock: Clock, limit: timedelta, event: asyncio.Event, watching: asyncio.Task[None]) -> bool:
    """Whether the event came in time. Raises what ended the watching, if that comes first."""
    waiting = asyncio.create_task(clock.wait(clock.now() + limit, event))
    await asyncio.wait({waiting, watching}, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        watching.result()
    return event.is_set()


def _landed(mail: NewMail, took: float) -> Answer:
    figures = {"seconds": round(took, 3)}
    if mail.placement == "junk":
        said = f"there and back in {took:.1f} s, but into {mail.folder}"
        remedy = "Mark it as no junk: the desk's answers may fare the same."
        return Answer(question="canary", health=Health.WARNING, said=said, remedy=remedy, figures=figures)
    return Answer(question="canary", health=Health.FINE, said=f"there and back in {took:.1f} s", figures=figures)


def _clock(offset: OffsetMeasured | None) -> Answer:
    if offset is None:
        return Answer(
            question="clock",
            health=Health.SKIPPED,
            said="not measured: the mail was not seen soon enough after it came",
        )
    low, high = offset.low, offset.high
    figures = {"low_seconds": round(low, 3), "high_seconds": round(high, 3)}
    if low <= 0 <= high or min(abs(low), abs(high)) <= _TOLERATED:
        said = f"agrees with ours (between {low:+.1f} and {high:+.1f} s)"
        return Answer(question="clock", health=Health.FINE, said=said, figures=figures)
    which = "ahead of" if low > 0 else "behind"
    near, far = sorted((abs(low), abs(high)))
    said = f"{spell(near)} to {spell(far)} {which} ours" if spell(near) != spell(far) else f"{spell(near)} {which} ours"
    remedy = "Times are corrected by it. If every mailbox says the same, this machine's clock is wrong: switch on NTP."
    return Answer(question="clock", health=Health.WARNING, said=said, remedy=remedy, figures=figures)
