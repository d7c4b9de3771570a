"""One process's work on the journal: mailboxes watched, canaries sent, due steps taken, until told to stop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from harness.clock import Gate
from harness.domain.advance import Reconcile, Rest, Sleep, advance
from harness.domain.conversation import Conversation
from harness.domain.errors import HarnessFault, JournalTrouble
from harness.domain.evidence import CanarySent, MailboxEvidence, MailboxFailed
from harness.domain.scenario import Probe
from harness.domain.wording import spell
from harness.engine.acting import Performer
from harness.engine.book import Book
from harness.engine.doors import Account, Doors
from harness.engine.driving import Driver
from harness.engine.guards import quiet_until
from harness.engine.observing import News, Observer
from harness.ports import Refused

CANARY_EVERY = timedelta(hours=1)
"""A younger canary is still good; an older one says nothing about today."""
CANARY_HOME_WITHIN = timedelta(seconds=30)
"""How long the end of a run waits for a canary that is still on its way: without it no silence can be judged."""
GRACE = 10.0
"""Seconds that a mailbox which shows no trouble gets to be reached and to take its canary, however short the wait."""
RIVAL_TAKES = timedelta(seconds=2)
"""How often to look whether another run has finished the effect that it began."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Told to whoever shows progress: the conversation after it changed."""

    probe: Probe
    conversation: Conversation
    resting: bool


class Session:
    """Works on the given probes of one or more waves."""

    def __init__(
        self,
        doors: Doors,
        probes: Sequence[Probe],
        tell: Callable[[Progress], None] = lambda _: None,
        *,
        grace: float = GRACE,
    ) -> None:
        self._doors = doors
        self._probes = {probe.id: probe for probe in probes}
        self._waves = tuple(dict.fromkeys(probe.wave for probe in probes))
        self._tell = tell
        self._book = Book(doors.journal, {key: account.authserv_ids for key, account in doors.accounts.items()})
        self._driver = Driver(doors.clock, doors.journal, self._look)
        self._observer = Observer(doors, self._book, self._waves, self._probes, self._hear)
        self._ready = {key: asyncio.Event() for key in self._mailboxes()}
        self._failures: dict[str, HarnessFault] = {}
        self._grace = grace
        self._left: set[str] = set()
        self._begun: set[str] = set()
        self._fatal: BaseException | None = None
        self._performer = Performer(doors, self._book, self._failures)
        self._gate = Gate(doors.clock, doors.limits.workers)
        self._abroad: set[str] = set()
        self._home = asyncio.Event()

    async def run(self, wait: timedelta | None) -> None:
        """Work until every conversation rests; at the latest until `wait` has passed (None: no limit).

        The wait begins once the mailboxes are watched and what had arrived meanwhile is recorded. A mailbox that is not
        reached while it lasts is left alone: nothing of its conversations is begun, another session goes on with them.
        """
        watchers = [asyncio.create_task(self._watch(key)) for key in self._ready]
        for watcher in watchers:
            watcher.add_done_callback(self._watched)
        try:
            await asyncio.gather(*(self._begin(key, wait) for key in self._ready))
            now = self._doors.clock.now()
            self._begun = {key for key, probe in self._probes.items() if probe.mailbox not in self._left}
            self._driver.schedule(dict.fromkeys(self._begun, now))
            await self._driver.run(None if wait is None else now + wait)
            await self._await_canaries()
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)

    def _mailboxes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(probe.mailbox for probe in self._probes.values()))

    def _hear(self, news: News) -> None:
        if news.mailbox and news.mailbox in self._ready:
            self._ready[news.mailbox].set()
        if news.conversation in self._begun:
            self._driver.poke(news.conversation)
        if news.canary:
            self._abroad.discard(news.canary)
            self._home.set()

    async def _watch(self, key: str) -> None:
        account = self._doors.accounts[key]
        try:
            await account.mailbox.watch(self._doors.journal.marks(key), self._observer)
        except JournalTrouble:
            raise  # a mail that cannot be recorded must not be passed over: the run ends
        except HarnessFault as fault:
            await self._give_up(key, fault)

    def _watched(self, watcher: asyncio.Task[None]) -> None:
        """A watcher that dies ends the run at once: without ears every silence would look like the desk's."""
        if not watcher.cancelled() and (error := watcher.exception()) is not None:
            self._fatal = error
            self._driver.fail(error)
            for ready in self._ready.values():
                ready.set()

    async def _begin(self, key: str, wait: timedelta | None) -> None:
        """Wait until the mailbox is watched, then send its canary; give it up, or leave it when the wait is over.

        Who names no wait, or none at all, wants things sent: only `limits.connect` counts.
        """
        connect = self._doors.limits.connect
        seconds = wait.total_seconds() if wait else connect
        began, longest = asyncio.get_running_loop().time(), max(seconds, self._grace)
        await self._await_watch(key, began + min(connect, seconds))
        if not self._doors.accounts[key].mailbox.trouble:
            await self._await_watch(key, began + min(connect, longest))
        patience = asyncio.timeout_at(began + longest if wait else None)
        try:
            async with patience:
                await self._greet(key, began, leaves=seconds < connect)
        except TimeoutError:
            if not patience.expired():
                raise
            await self._leave(key, _not_handed_over(key, longest))

    async def _await_watch(self, key: str, until: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._ready[key].wait()

    async def _greet(self, key: str, began: float, *, leaves: bool) -> None:
        """Send the canary of a mailbox that is watched; one that is not is left, or given up for good."""
        with self._doors.clock.hold():
            if self._fatal is not None:
                raise self._fatal
            if key in self._failures:
                return
            if self._ready[key].is_set():
                await self._send_canary(key, self._doors.accounts[key])
            else:
                fault = self._out_of_reach(key, asyncio.get_running_loop().time() - began)
                await (self._leave if leaves else self._give_up)(key, fault)

    def _out_of_reach(self, key: str, seconds: float) -> HarnessFault:
        trouble = self._doors.accounts[key].mailbox.trouble
        got = f"no connection within {spell(seconds)}{f' ({trouble})' if trouble else ''}"
        return HarnessFault(f"Watching mailbox {key!r}", got, "Check its `imap:` address with `shopper doctor`.")

    async def _leave(self, key: str, fault: HarnessFault) -> None:
        """The wait is over before the mailbox was reached: say so, and begin nothing that would have to be given up."""
        self._left.add(key)
        remedy = f"{fault.remedy} `shopper collect` goes on with what is open."
        trouble = HarnessFault(fault.wanted, fault.got, remedy, permanent=False)
        await self._observer.note(_mailbox_failed(self._doors.clock.now(), key, trouble))

    async def _send_canary(self, key: str, account: Account) -> None:
        from harness.channels.email.canary import compose_canary

        now = self._doors.clock.now()
        if self._has_young_canary(key, now):
            return
        reference = _canary_reference(self._waves[-1], key, now)
        self._abroad.add(reference)
        await self._observer.note(CanarySent(at=now, mailbox=key, reference=reference))
        try:
            outcome = await account.submitter.send(compose_canary(account.settings, reference, now))
            account.mailbox.expect()
        except asyncio.CancelledError:
            self._abroad.discard(reference)
            raise
        except HarnessFault as fault:
            if fault.permanent:
                await self._give_up(key, fault)
            return  # otherwise it may have been accepted: then it comes back by itself
        if isinstance(outcome, Refused):
            got = f"the provider refused it: {outcome.code} {outcome.answer}"
            await self._give_up(key, HarnessFault(f"Sending a canary from mailbox {key!r}", got))

    def _has_young_canary(self, key: str, now: datetime) -> bool:
        """Whether every wave of this session knows a canary from this mailbox that is young enough and got away."""

        def last(wave: str) -> datetime | None:
            told = (entry.evidence for entry in self._doors.journal.entries(wave))
            ours = [one for one in told if isinstance(one, CanarySent | MailboxFailed) and one.mailbox == key]
            return ours[-1].at if ours and isinstance(ours[-1], CanarySent) else None

        found = [last(wave) for wave in self._waves]
        return all(at is not None and now - at < CANARY_EVERY for at in found)

    async def _await_canaries(self) -> None:
        """A canary sent in this session gets a moment to come home, if its mailbox still works."""
        until = self._doors.clock.now() + CANARY_HOME_WITHIN
        while self._abroad and not self._failures and self._doors.clock.now() < until:
            self._home.clear()
            await self._doors.clock.wait(until, self._home)

    async def _give_up(self, key: str, fault: HarnessFault) -> None:
        self._failures[key] = fault
        await self._observer.note(_mailbox_failed(self._doors.clock.now(), key, fault))
        self._ready[key].set()

    async def _look(self, conversation: str) -> datetime | None:
        page = self._book.open(self._probes[conversation])
        if (quiet := self._quiet(page.probe, page.conversation)) is not None:
            return quiet
        async with self._gate.enter():
            if page.conversation.open_intent is not None:
                self._book.reload(page)  # it may be another run's, and over by now
            before = len(page.entries)
            await self._performer.take_steps(page)
            if len(page.entries) != before:
                self._observer.learn(page.probe)
        following = advance(page.probe, page.conversation, self._doors.clock.now())
        self._tell(Progress(probe=page.probe, conversation=page.conversation, resting=isinstance(following, Rest)))
        return self._next_look(conversation, following)

    def _next_look(self, conversation: str, following: object) -> datetime | None:
        match following:
            case Rest():
                return None
            case Sleep(until=until):
                return until
            case Reconcile(after=after):
                return min(after, self._doors.clock.now() + RIVAL_TAKES)
            case _:
                return self._doors.clock.now()

    def _quiet(self, probe: Probe, conversation: Conversation) -> datetime | None:
        """No enquiry is opened in quiet hours; a conversation under way goes on."""
        if conversation.opening is not None:
            return None
        return quiet_until(probe.desk, probe.limits.quiet, self._doors.clock.now())


def _canary_reference(wave: str, mailbox: str, now: datetime) -> str:
    return "CANARY-" + hashlib.sha256(f"{wave}/{mailbox}/{now.isoformat()}".encode()).hexdigest()[:12].upper()


def _not_handed_over(key: str, seconds: float) -> HarnessFault:
    got = f"its submission server took no mail within {spell(seconds)}"
    return HarnessFault(f"Sending from mailbox {key!r}", got, "Check its `smtp:` address with `shopper doctor`.")


def _mailbox_failed(at: datetime, mailbox: str, fault: HarnessFault) -> MailboxEvidence:
    return MailboxFailed(
        at=at, mailbox=mailbox, wanted=fault.wanted, got=fault.got, remedy=fault.remedy, permanent=fault.permanent
    )
