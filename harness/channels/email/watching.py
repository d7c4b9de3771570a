"""A watched mailbox: one thread, a connection each for INBOX and the junk folder, and no mail lost between them.

After every wake-up, before every IDLE and after every reconnection: `UID FETCH uidnext:*`, never SEARCH. A mail is
handed to the sink in the event loop, and only when it is recorded does watching go on, so a crash at any point shows
the mail again. Waiting here is real time; stamps come from the clock.
"""

from __future__ import annotations

import asyncio
import random
import re
import select
import socket
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from harness.channels.email.folders import TROUBLE, close, find_folder, sign_in
from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.sent_copies import SentCopies
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.evidence import MailboxEvidence, OffsetMeasured, WatchBegan, WatchGap
from harness.domain.scenario import MailboxSettings
from harness.ports import Clock, FolderMark, MailSink, NewMail, SentCopy

_SHORT = 3
"""Tries to reconnect that count as a short interruption."""
_UID = re.compile(rb"\bUID (\d+)")
_INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True, kw_only=True)
class Pacing:
    """Real seconds: how often to look without being told, to poll without IDLE, and to wait before reconnecting."""

    safety: float = 60.0
    poll: float = 30.0
    backoff: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
    timeout: float = 60.0


class ImapMailbox:
    """See `ports.Mailbox`."""

    def __init__(self, settings: MailboxSettings, clock: Clock, pacing: Pacing | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing or Pacing()
        self._copies = SentCopies(settings, self._pacing.timeout)
        self._looker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sent-{settings.key}")
        self._watcher: _Watcher | None = None

    @property
    def trouble(self) -> str:
        return self._watcher.trouble if self._watcher is not None else ""

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        loop = asyncio.get_running_loop()
        watcher = self._watcher = _Watcher(self._settings, self._clock, self._pacing, _Door(loop, sink))
        done: asyncio.Future[None] = loop.create_future()
        thread = threading.Thread(target=_run, args=(watcher, dict(marks), loop, done), daemon=True)
        thread.start()
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            watcher.stop()
            await asyncio.gather(done, return_exceptions=True)
            raise
        finally:
            watcher.stop()

    async def sent_copy(self, message_id: str, reference: str) -> SentCopy | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._looker, self._copies.find, message_id, reference)

    async def close(self) -> None:
        """Close the connection that looks into Sent."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._looker, self._copies.close)
        self._looker.shutdown(wait=False)


def _run(
    watcher: _Watcher, marks: dict[str, FolderMark], loop: asyncio.AbstractEventLoop, done: asyncio.Future[None]
) -> None:
    """The thread's body: its end, good or bad, becomes the future's."""
    error: BaseException | None = None
    try:
        watcher.run(marks)
    except BaseException as trouble:  # noqa: BLE001 - handed over to the loop, where it is raised
        error = trouble
    if loop.is_closed():
        return
    loop.call_soon_threadsafe(_settle, done, error)


def _settle(done: asyncio.Future[None], error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


class _Stopped(Exception):
    """Watching was called off."""


class _Door:
    """The way from the thread into the event loop; each call returns when the loop has done it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sink: MailSink) -> None:
        self._loop = loop
        self._sink = sink

    def take(self, mail: NewMail) -> None:
        self._call(self._sink.take(mail))

    def note(self, evidence: MailboxEvidence) -> None:
        self._call(self._sink.note(evidence))

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except RuntimeError:  # the loop is gone: the program is ending
            work.close()
            raise _Stopped from None


@dataclass(kw_only=True)
class _FolderWatch:
    """One folder on its own connection."""

    box: PatientMailBox
    folder: str
    placement: str
    mark: FolderMark
    absent_at: datetime | None = None
    tag: bytes = b""


@dataclass(kw_only=True)
class _Offset:
    low: float = field(default=float("-inf"))
    high: float = field(default=float("inf"))


class _Watcher:
    """Everything that happens in the thread."""

    def __init__(self, settings: MailboxSettings, clock: Clock, pacing: Pacing, door: _Door) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing
        self._door = door
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._stopped = threading.Event()
        self._ending = threading.Lock()
        self._marks: dict[str, FolderMark] = {}
        self._offset = _Offset()
        self._broken_since: datetime | None = None
        self.trouble = ""

    def stop(self) -> None:
        """From any thread, any number of times."""
        with self._ending:
            if not self._stopped.is_set():
                self._stopped.set()
                self._wake_writer.send(b"x")

    def run(self, marks: dict[str, FolderMark]) -> None:
        """Until stopped; reconnects for ever, except when the sign-in is refused."""
        self._marks = marks
        tries = 0
        try:
            while not self._stopped.is_set():
                watches: list[_FolderWatch] = []
                try:
                    with self._holding(tries):
                        self._connect(watches)
                    tries, self.trouble = 0, ""
                    self._stay(watches)
                except SignInRefused:
                    raise
                except (*TROUBLE, ProviderUnreachable) as trouble:
                    self._broken_since = self._broken_since or self._clock.now()
                    self._note_break(trouble)
                    with self._holding(tries):
                        self._pause(self._pacing.backoff[min(tries, len(self._pacing.backoff) - 1)])
                    tries += 1
                finally:
                    for watch in watches:
                        close(watch.box)
        except _Stopped:
            pass
        finally:
            with self._ending:
                self._stopped.set()
                self._wake_reader.close()
                self._wake_writer.close()

    def _holding(self, tries: int) -> AbstractContextManager[None]:
        """In a world that leaps, no time may pass over a short interruption; over a long one it must."""
        return self._clock.hold() if tries < _SHORT else nullcontext()

    # --- connecting --------------------------------------------------------------------------------------------------

    def _connect(self, watches: list[_FolderWatch]) -> None:
        first = sign_in(self._settings, self._pacing.timeout)
        junk = find_folder(first, "\\Junk", self._settings.junk)
        watches.append(self._open(first, "INBOX", "inbox"))
        if junk is not None:
            watches.append(self._open(sign_in(self._settings, self._pacing.timeout), junk, "junk"))
        for watch in watches:
            self._catch_up(watch)
        if self._broken_since is not None:
            since, self._broken_since = self._broken_since, None
            self._door.note(
                WatchGap(at=self._clock.now(), mailbox=self._settings.key, since=since, why="connection lost")
            )
        self._door.note(WatchBegan(at=self._clock.now(), mailbox=self._settings.key))

    def _open(self, box: PatientMailBox, folder: str, placement: str) -> _FolderWatch:
        now = self._clock.now()
        box.folder.set(folder)
        status = {
            name: int(box.client.untagged_responses[name][-1])  # type: ignore[arg-type]  # always bytes here
            for name in ("UIDVALIDITY", "UIDNEXT")
            if box.client.untagged_responses.get(name)
        }
        if "UIDNEXT" not in status or "UIDVALIDITY" not in status:
            status = box.folder.status(folder, ["UIDNEXT", "UIDVALIDITY"])
        known = self._marks.get(folder)
        absent_at = None
        if known is None:
            known = FolderMark(folder=folder, uidvalidity=status["UIDVALIDITY"], uidnext=status["UIDNEXT"])
            absent_at = now
        elif known.uidvalidity != status["UIDVALIDITY"]:
            # A new UIDVALIDITY voids all UIDs (RFC 9051, section 2.3.1.1): look at everything, arrivals are unique.
            known = FolderMark(folder=folder, uidvalidity=status["UIDVALIDITY"], uidnext=1)
        self._marks[folder] = known
        return _FolderWatch(box=box, folder=folder, placement=placement, mark=known, absent_at=absent_at)

    # --- watching ----------------------------------------------------------------------------------------------------

    def _stay(self, watches: list[_FolderWatch]) -> None:
        while True:
            idles = [watch for watch in watches if self._begin_idle(watch)]
            patience = self._pacing.safety if len(idles) == len(watches) else self._pacing.poll
            self._wait(idles, patience)
            for watch in watches:
                if watch.tag:
                    watch.box.end_idle(watch.tag)
                    watch.tag = b""
                self._catch_up(watch)

    def _begin_idle(self, watch: _FolderWatch) -> bool:
        if "IDLE" not in watch.box.client.capabilities:
            return False
        watch.tag = watch.box.begin_idle()
        return True

    def _wait(self, idles: list[_FolderWatch], seconds: float) -> None:
        """Until a server speaks, the time is over, or watching is called off."""
        if any(watch.box.client.has_input() for watch in idles):
            seconds = 0.0
        sockets = [watch.box.client.sock for watch in idles]
        readable, _, _ = select.select([*sockets, self._wake_reader], [], [], seconds)
        if self._wake_reader in readable or self._stopped.is_set():
            raise _Stopped

    def _pause(self, seconds: float) -> None:
        self._wait([], seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret

    def _catch_up(self, watch: _FolderWatch) -> None:
        """Fetch whatever is new; an EXISTS that rides on the answer means there is more."""
        responses: dict[str, Any] = watch.box.client.untagged_responses
        while True:
            responses.pop("EXISTS", None)
            asked = self._clock.now()
            self._fetch(watch)
            watch.absent_at = asked
            if not responses.get("EXISTS"):
                return

    def _fetch(self, watch: _FolderWatch) -> None:
        first = watch.mark.uidnext
        status, answer = watch.box.client.uid("FETCH", f"{first}:*", "(INTERNALDATE BODY.PEEK[])")
        if status != "OK":
            raise ProviderUnreachable(f"Fetching new mail of {self._settings.key!r}", f"the server said {status}")
        for number, part in enumerate(answer):
            if not isinstance(part, tuple):
                continue
            tail = answer[number + 1] if number + 1 < len(answer) and isinstance(answer[number + 1], bytes) else b""
            described = part[0] + b" " + tail
            uid = _UID.search(described)
            if uid is not None and int(uid.group(1)) >= watch.mark.uidnext:
                self._hand_over(watch, int(uid.group(1)), described, part[1])

    def _hand_over(self, watch: _FolderWatch, uid: int, described: bytes, raw: bytes) -> None:
        dated = _INTERNALDATE.search(described)
        mail = NewMail(
            mailbox=self._settings.key,
            folder=watch.folder,
            placement=watch.placement,
            uidvalidity=watch.mark.uidvalidity,
            uid=uid,
            raw=raw,
            seen_at=self._clock.now(),
            absent_at=watch.absent_at,
            delivered_at=_instant(dated.group(1).decode()) if dated else None,
            mark=FolderMark(folder=watch.folder, uidvalidity=watch.mark.uidvalidity, uidnext=uid + 1),
        )
        self._measure(mail)
        self._door.take(mail)
        watch.mark = mail.mark
        self._marks[watch.folder] = mail.mark

    def _measure(self, mail: NewMail) -> None:
        """Each sighting with a narrow interval bounds the offset of the server's clock (METRICS.md, "Time")."""
        if mail.absent_at is None or mail.delivered_at is None:
            return
        if (mail.seen_at - mail.absent_at).total_seconds() > 10:
            return
        low = (mail.delivered_at - mail.seen_at).total_seconds()
        high = (mail.delivered_at - mail.absent_at).total_seconds() + 1
        both = _Offset(low=max(low, self._offset.low), high=min(high, self._offset.high))
        if both.low > both.high:
            both = _Offset(low=low, high=high)
        if both != self._offset:
            self._offset = both
            self._door.note(OffsetMeasured(at=mail.seen_at, mailbox=self._settings.key, low=both.low, high=both.high))

    def _note_break(self, trouble: Exception) -> None:
        if self._stopped.is_set():
            raise _Stopped from trouble
        self.trouble = (getattr(trouble, "strerror", "") or str(trouble) or type(trouble).__name__)[:200].rstrip(".")


_MONTHS = {
    name: n
    for n, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}


def _instant(text: str) -> datetime | None:
    """INTERNALDATE (RFC 9051, section 9, date-time): " 7-Nov-2026 10:00:00 +0100"; None when it is nonsense."""
    found = re.fullmatch(r"\s*(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})", text)
    if found is None or found.group(2).title() not in _MONTHS:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    try:
        stamp = f"{year}-{_MONTHS[month.title()]:02d}-{int(day):02d}T{hour}:{minute}:{second}{zone[:3]}:{zone[3:]}"
        return datetime.fromisoformat(stamp).astimezone(UTC)
    except ValueError:
        return None
