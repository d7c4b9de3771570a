"""What the thread of a watched mailbox does: connect, catch up, wait, and connect again when the line breaks.

After every wake-up, before every IDLE and after every reconnection: `UID FETCH uidnext:*`, never SEARCH. A mail is
handed to the sink, and only when it is recorded does watching go on, so a crash at any point shows the mail again.
Waiting here is real time; stamps come from the clock.
"""

from __future__ import annotations

import random
import select
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from harness.channels.email.arrivals import Listed, Offset, batches, read_fetch
from harness.channels.email.folders import TROUBLE, close, find_folder, sign_in
from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.pacing import RENEWAL, Pacing
from harness.channels.email.providers import record_for
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.evidence import MailboxEvidence, OffsetMeasured, WatchBegan, WatchGap
from harness.domain.scenario import MailboxSettings
from harness.ports import Clock, FolderMark, NewMail

_SHORT = 3
"""Tries to reconnect that count as a short interruption."""
_NEWEST = 2000
"""How many mails are looked at anew when a folder was rebuilt and its UIDs mean nothing any more."""
_SIGNING_IN = threading.BoundedSemaphore(2)
"""Few at once: a hundred handshakes side by side leave memory behind, and providers count sign-ins."""
_STOP = b"s"
_EXPECT = b"e"


class Stopped(Exception):
    """Watching was called off."""


class Door(Protocol):
    """Where mails and notes go; each call returns when they are recorded. May raise `Stopped`."""

    def take(self, mail: NewMail) -> None: ...

    def note(self, evidence: MailboxEvidence) -> None: ...


@dataclass(kw_only=True)
class FolderWatch:
    """One folder on its own connection. `tag`: of the IDLE under way, b"" when there is none."""

    box: PatientMailBox
    folder: str
    placement: str
    mark: FolderMark
    absent_at: datetime | None = None
    tag: bytes = b""


class Watcher:
    """Watches INBOX and the junk folder of one mailbox, on a connection each."""

    def __init__(self, settings: MailboxSettings, clock: Clock, pacing: Pacing, door: Door) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing
        self._door = door
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._stopped = threading.Event()
        self._ending = threading.Lock()
        self._expecting = False
        self._marks: dict[str, FolderMark] = {}
        self._absent: dict[str, datetime] = {}
        self._offset = Offset()
        self._broken_since: datetime | None = None
        self._why = ""
        self._useful = False
        self.is_dialling = False
        """Nothing has been heard yet, so nothing of ours is half done: who ends watching need not wait for this."""
        self.trouble = ""
        """Why the mailbox cannot be watched at present; "" while it is."""

    def stop(self) -> None:
        """End watching. From any thread, any number of times."""
        self._wake(_STOP)

    def expect(self) -> None:
        """Look closely for a while: something was sent. From any thread."""
        self._wake(_EXPECT)

    def run(self, marks: dict[str, FolderMark]) -> None:
        """Until stopped; reconnects for ever, except when the sign-in is refused."""
        self._marks = marks
        tries = 0
        try:
            while not self._stopped.is_set():
                tries = self._one_connection(tries)
        except Stopped:
            pass
        finally:
            with self._ending:
                self._stopped.set()
                self._wake_reader.close()
                self._wake_writer.close()

    def _one_connection(self, tries: int) -> int:
        """Connect and watch until the line breaks; returns how many tries in a row brought nothing."""
        watches: list[FolderWatch] = []
        self._useful = False
        try:
            with self._holding(tries):
                self._connect_apart(watches)
            self.trouble = ""
            self._stay(watches)
        except SignInRefused:
            raise
        except (*TROUBLE, ProviderUnreachable) as trouble:
            self._note_break(trouble)
            tries = 0 if self._useful else tries
            with self._holding(tries):
                seconds = self._pacing.backoff[min(tries, len(self._pacing.backoff) - 1)]
                self._wait([], seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
        finally:
            for watch in watches:
                close(watch.box)
        return tries + 1

    def _holding(self, tries: int) -> AbstractContextManager[None]:
        """In a world that leaps, no time may pass over a short interruption; over a long one it must."""
        return self._clock.hold() if tries < _SHORT else nullcontext()

    # --- connecting --------------------------------------------------------------------------------------------------

    def _connect(self, watches: list[FolderWatch]) -> None:
        first = self._dial()
        watches.append(FolderWatch(box=first, folder="INBOX", placement="inbox", mark=_NOWHERE))
        junk = self._find_junk(first)
        self._open(watches[0])
        if junk is not None:
            self._add_junk(watches, junk)
        for watch in watches:
            self._catch_up(watch)
        if self._broken_since is not None:
            since, self._broken_since = self._broken_since, None
            self._door.note(WatchGap(at=self._clock.now(), mailbox=self._settings.key, since=since, why=self._why))
        self._door.note(WatchBegan(at=self._clock.now(), mailbox=self._settings.key))

    def _connect_apart(self, watches: list[FolderWatch]) -> None:
        """On a thread that ends with it: signing in digs 50 KB deep into a stack that would stay that big."""
        done: Future[None] = Future()

        def attempt() -> None:
            turn = _SIGNING_IN.acquire(timeout=5.0)
            try:
                self._connect(watches)
                done.set_result(None)
            except BaseException as trouble:  # noqa: BLE001 - raised again where it is waited for
                done.set_exception(trouble)
            finally:
                if turn:
                    _SIGNING_IN.release()

        threading.Thread(target=attempt, name=f"connect-{self._settings.key}", daemon=True).start()
        done.result()

    def _dial(self) -> PatientMailBox:
        """The first connection. A server that is silent takes its time to fail, perhaps long after watching ended."""
        self.is_dialling = True
        try:
            if self._stopped.is_set():
                raise Stopped
            box = self._sign_in()
        finally:
            self.is_dialling = False
        if self._stopped.is_set():
            close(box)
            raise Stopped
        return box

    def _sign_in(self) -> PatientMailBox:
        return sign_in(self._settings, self._pacing.timeout)

    def _find_junk(self, box: PatientMailBox) -> str | None:
        return find_folder(box, "\\Junk", self._settings.junk, record_for(self._settings).junk)

    def _add_junk(self, watches: list[FolderWatch], junk: str, *, whole: bool = False) -> None:
        """Watch the junk folder too; `whole`: it was not there before, so all in it is new."""
        box = self._sign_in()
        watches.append(FolderWatch(box=box, folder=junk, placement="junk", mark=_NOWHERE))
        self._open(watches[-1])
        if whole:
            watches[-1].mark = replace(watches[-1].mark, uidnext=1)

    def _open(self, watch: FolderWatch) -> None:
        """Select the folder and find where to go on: at our mark, at its end, or all over if it was rebuilt."""
        now = self._clock.now()
        watch.box.folder.set(watch.folder)
        status = _status(watch.box, watch.folder)
        known = self._marks.get(watch.folder)
        watch.absent_at = self._absent.get(watch.folder)
        if known is None:
            known = FolderMark(folder=watch.folder, uidvalidity=status["UIDVALIDITY"], uidnext=status["UIDNEXT"])
            watch.absent_at = now
        elif known.uidvalidity != status["UIDVALIDITY"]:
            # A new UIDVALIDITY voids all UIDs (RFC 9051, section 2.3.1.1): look again at what may be ours.
            first = _first_of_newest(watch.box, status["MESSAGES"])
            known = FolderMark(folder=watch.folder, uidvalidity=status["UIDVALIDITY"], uidnext=first)
            watch.absent_at = None
        watch.mark = self._marks[watch.folder] = known

    # --- watching ----------------------------------------------------------------------------------------------------

    def _stay(self, watches: list[FolderWatch]) -> None:
        quiet_rounds = 0
        while True:
            while self._expecting and self._pacing.burst:
                self._burst(watches)
            idles = [watch for watch in watches if _begin_idle(watch)]
            patience = self._pacing.safety if len(idles) == len(watches) else self._pacing.poll
            spoke = self._wait(idles, min(patience, RENEWAL))
            for watch in watches:
                _end_idle(watch)
                self._catch_up(watch)
            quiet_rounds = 0 if spoke else quiet_rounds + 1
            self._useful = self._useful or quiet_rounds > 0
            if quiet_rounds and len(watches) == 1 and (junk := self._find_junk(watches[0].box)) is not None:
                self._add_junk(watches, junk, whole=True)  # many servers make it when the first mail goes there
                self._catch_up(watches[-1])

    def _burst(self, watches: list[FolderWatch]) -> None:
        """Ask INBOX again and again; the junk folder stays on IDLE where it can."""
        self._expecting = False
        idles = [watch for watch in watches[1:] if _begin_idle(watch)]
        for seconds in [seconds for seconds, times in self._pacing.burst for _ in range(times)]:
            if self._wait(idles, seconds) or self._expecting:
                break
            found = [self._glance(watch) for watch in watches if not watch.tag]
            if any(found):  # whatever comes next is heard of by IDLE
                break
        for watch in idles:
            _end_idle(watch)
            self._catch_up(watch)

    def _glance(self, watch: FolderWatch) -> bool:
        asked = self._clock.now()
        news = watch.box.client.glance()
        if news:
            self._catch_up(watch)
        else:
            self._proved_absent(watch, asked)
        return news

    def _wait(self, idles: Sequence[FolderWatch], seconds: float) -> bool:
        """Until a server speaks, something is expected, or the time is over; True if a server spoke.

        Raises:
            Stopped: watching is called off.
        """
        if any(watch.box.client.has_input() for watch in idles):
            seconds = 0.0
        poll = select.poll()  # unlike select.select, it does not end at file descriptor 1024
        for sock in (self._wake_reader, *(watch.box.client.sock for watch in idles)):
            poll.register(sock, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
        if self._wake_reader.fileno() in ready:
            self._expecting |= _EXPECT in self._wake_reader.recv(4096)
        if self._stopped.is_set():
            raise Stopped
        return seconds == 0.0 or bool(ready - {self._wake_reader.fileno()})

    def _wake(self, why: bytes) -> None:
        with self._ending:
            if not self._stopped.is_set():
                if why == _STOP:
                    self._stopped.set()
                self._wake_writer.send(why)

    # --- mails -------------------------------------------------------------------------------------------------------

    def _catch_up(self, watch: FolderWatch) -> None:
        """Fetch whatever is new; an EXISTS that rides on the answer means there is more."""
        responses = watch.box.client.untagged_responses
        while True:
            responses.clear()
            asked = self._clock.now()
            self._fetch(watch)
            self._proved_absent(watch, asked)
            if not responses.get("EXISTS"):
                return

    def _proved_absent(self, watch: FolderWatch, at: datetime) -> None:
        watch.absent_at = self._absent[watch.folder] = at

    def _fetch(self, watch: FolderWatch) -> None:
        """First which mails, then their bytes: `n:*` always holds the last mail, which need not be new."""
        found = self._ask(watch, f"{watch.mark.uidnext}:*", "(UID INTERNALDATE RFC822.SIZE)")
        new = sorted((one for one in found if one.uid >= watch.mark.uidnext), key=lambda one: one.uid)
        for batch in batches(new):
            listed = {one.uid: one for one in batch}
            fetched = self._ask(watch, ",".join(map(str, listed)), "(UID BODY.PEEK[])")
            for one in sorted(fetched, key=lambda one: one.uid):
                if one.uid in listed and one.raw is not None and one.uid >= watch.mark.uidnext:
                    self._hand_over(watch, listed[one.uid], one.raw)

    def _ask(self, watch: FolderWatch, uids: str, items: str) -> list[Listed]:
        status, answer = watch.box.client.uid("FETCH", uids, items)
        if status != "OK":
            said = str(answer[-1], "latin-1") if answer and isinstance(answer[-1], bytes) else status
            raise ProviderUnreachable(f"Fetching new mail of {self._settings.key!r}", f"the server said {said}")
        return list(read_fetch(answer))

    def _hand_over(self, watch: FolderWatch, listed: Listed, raw: bytes) -> None:
        mail = NewMail(
            mailbox=self._settings.key,
            folder=watch.folder,
            placement=watch.placement,
            uidvalidity=watch.mark.uidvalidity,
            uid=listed.uid,
            raw=raw,
            seen_at=self._clock.now(),
            absent_at=watch.absent_at,
            delivered_at=listed.delivered_at,
            mark=FolderMark(folder=watch.folder, uidvalidity=watch.mark.uidvalidity, uidnext=listed.uid + 1),
        )
        self._measure(mail)
        self._door.take(mail)
        watch.mark = self._marks[watch.folder] = mail.mark
        self._useful = True

    def _measure(self, mail: NewMail) -> None:
        offset = self._offset.narrowed(mail)
        if offset != self._offset:
            self._offset = offset
            key = self._settings.key
            self._door.note(OffsetMeasured(at=mail.seen_at, mailbox=key, low=offset.low, high=offset.high))

    def _note_break(self, trouble: Exception) -> None:
        """A line that fell silent was watched until the last answer; one that was closed, until now."""
        if self._stopped.is_set():
            raise Stopped from trouble
        said = getattr(trouble, "strerror", "") or str(trouble) or type(trouble).__name__
        self.trouble = said[:200].rstrip(".")
        if self._broken_since is None:
            silent = isinstance(trouble, TimeoutError) and self._absent
            self._broken_since = min(self._absent.values()) if silent else self._clock.now()
            said = trouble.got if isinstance(trouble, ProviderUnreachable) else str(trouble)
            self._why = f"connection lost: {said or type(trouble).__name__}"


_NOWHERE = FolderMark(folder="", uidvalidity=0, uidnext=1)


def _status(box: PatientMailBox, folder: str) -> dict[str, int]:
    """UIDVALIDITY, UIDNEXT and MESSAGES, from the answers to SELECT where it gave them."""
    told = box.client.untagged_responses
    found = {
        name: int(told[response][-1])  # type: ignore[arg-type]  # always bytes here
        for name, response in (("UIDVALIDITY", "UIDVALIDITY"), ("UIDNEXT", "UIDNEXT"), ("MESSAGES", "EXISTS"))
        if told.get(response)
    }
    return found if len(found) == 3 else box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT", "MESSAGES"])


def _first_of_newest(box: PatientMailBox, count: int) -> int:
    """The UID from which on the newest mails lie; 1 in a folder with fewer."""
    if count <= _NEWEST:
        return 1
    _, answer = box.client.fetch(str(count - _NEWEST + 1), "(UID)")
    return next((one.uid for one in read_fetch(answer)), 1)


def _begin_idle(watch: FolderWatch) -> bool:
    if "IDLE" not in watch.box.client.capabilities:
        return False
    watch.tag = watch.box.begin_idle()
    return True


def _end_idle(watch: FolderWatch) -> None:
    if watch.tag:
        tag, watch.tag = watch.tag, b""
        watch.box.end_idle(tag)
