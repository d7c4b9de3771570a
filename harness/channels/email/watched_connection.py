"""One signed-in connection and the folders that are watched over it. Everything here blocks, one call at a time.

The first folder is selected. Another one may ride along where the server announces its mails by NOTIFY (RFC 5465),
which saves a second connection. New mail is found by `UID FETCH uidnext:*`, never by SEARCH (RFC 9051, section 6.4.8).
"""

from __future__ import annotations

import imaplib
import re
from dataclasses import dataclass
from datetime import datetime

from imap_tools.utils import encode_folder

from harness.channels.email.arrivals import Listed, batches, read_fetch
from harness.channels.email.folders import close, find_folder
from harness.channels.email.imap_client import PatientMailBox
from harness.domain.errors import ProviderUnreachable
from harness.ports import Clock, FolderMark, NewMail

_NEWEST = 2000
"""How many mails are looked at anew when a folder was rebuilt and its UIDs mean nothing any more."""
_COUNT = re.compile(rb"(UIDVALIDITY|UIDNEXT|MESSAGES) (\d+)")


@dataclass(kw_only=True)
class FolderWatch:
    """One folder and how far watching it has come; outlives the connections.

    Attributes:
        mark: everything below it is recorded; None until the folder was opened once.
        absent_at: when it was last proven that nothing new was there.
        asked_below: UIDs below this were asked for in the round under way, recorded or not.
    """

    folder: str
    placement: str
    mark: FolderMark | None = None
    absent_at: datetime | None = None
    asked_below: int = 0

    @property
    def next_uid(self) -> int:
        """Where the next FETCH begins."""
        return max(self.mark.uidnext if self.mark is not None else 1, self.asked_below)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look found, in the order of the UIDs of each folder. `more`: look again before you wait."""

    mails: list[NewMail]
    more: bool


class WatchedConnection:
    """`mailbox`: the key that its mails are told under."""

    def __init__(self, box: PatientMailBox, clock: Clock, mailbox: str) -> None:
        self.client = box.client
        self.folders: list[FolderWatch] = []
        self._box = box
        self._clock = clock
        self._mailbox = mailbox
        self._tag = b""
        self._selected = ""
        self._told_early = False
        self._told_beside = False

    @property
    def idles(self) -> bool:
        """Whether an IDLE is under way."""
        return bool(self._tag)

    @property
    def can_idle(self) -> bool:
        """Whether the server offers IDLE."""
        return "IDLE" in self.client.capabilities

    def find_junk(self, given: str, names: tuple[str, ...]) -> str | None:
        """The junk folder's name; see `find_folder`. Ends an IDLE under way."""
        self._end_idle()
        return find_folder(self._box, "\\Junk", given, names)

    def watch(self, watch: FolderWatch) -> None:
        """Select the folder and watch it from its mark on: from its end where it has none."""
        watch.asked_below = 0
        self.folders.insert(0, watch)
        self._open(watch)

    def watch_beside(self, watch: FolderWatch) -> bool:
        """Have a folder that is not selected announced as well; False where the server cannot."""
        if "NOTIFY" not in self.client.capabilities:
            return False
        name = encode_folder(watch.folder).decode("ascii")
        news = "(MessageNew MessageExpunge)"
        try:
            answer, _ = self.client.xatom("NOTIFY", "SET", f"(SELECTED {news})", f"(MAILBOXES {name} {news})")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return False
        if answer != "OK":
            return False
        watch.asked_below = 0
        self.folders.append(watch)
        if watch.mark is None:
            self._place(watch, self._clock.now(), self._status(watch.folder))
        return True

    def has_news(self) -> bool:
        """Whether the server has said something that was not read, or announced mail as IDLE began."""
        return self._told_early or self._told_beside or self.client.has_input()

    def look(self, *, thorough: bool = True) -> Look:
        """End IDLE, fetch what is new, and begin IDLE again where it is offered and all was fetched.

        Folders beside the selected one are looked into only if announced, or if `thorough`. Mails count as recorded
        only when the caller moves their folder's mark.
        """
        self._end_idle()
        self._hear_beside()
        beside = self.folders[1:] if thorough or self._told_beside else []
        self._told_beside = False
        mails: list[NewMail] = []
        more = False
        for watch in [*beside, self.folders[0]]:
            if watch is not self.folders[0] and not self._has_changed(watch):
                continue
            if self._selected != watch.folder:
                self._open(watch)
            found = self._fetch(watch)
            mails += found.mails
            more = more or found.more
        more = more or self._told_beside
        self._forget_answered()
        if not more:
            self._begin_idle()
        return Look(mails=mails, more=more)

    def break_idle(self) -> None:
        """End IDLE without waiting for its last answer: whoever reads next comes upon it (RFC 2177)."""
        self._told_early = False
        if self._tag:
            self._tag = b""
            self.client.send(b"DONE\r\n")

    def proved_absent(self, at: datetime) -> None:
        """The server was asked at that instant and had nothing new in the selected folder."""
        self.folders[0].absent_at = at

    def close(self) -> None:
        close(self._box)

    # --- private -----------------------------------------------------------------------------------------------------

    def _begin_idle(self) -> None:
        if self.can_idle:
            self._tag = self._box.begin_idle()
            self._told_early = bool(self.client.untagged_responses.get("EXISTS"))  # it may ride in front of the "+"
            self._hear_beside()

    def _forget_answered(self) -> None:
        """imaplib keeps the answers to commands for which nobody waited: broken IDLEs, glances that were called off."""
        commands = self.client.tagged_commands
        for tag in [tag for tag, answer in commands.items() if answer]:
            del commands[tag]

    def _end_idle(self) -> None:
        self._told_early = False
        if self._tag:
            tag, self._tag = self._tag, b""
            self._box.end_idle(tag)

    def _hear_beside(self) -> None:
        """Keep in mind that a folder beside was announced: by a STATUS that nobody asked for (RFC 5465, section 5)."""
        if self.client.untagged_responses.pop("STATUS", None):
            self._told_beside = True

    def _open(self, watch: FolderWatch) -> None:
        asked = self._clock.now()
        self._box.folder.set(watch.folder)
        self._selected = watch.folder
        self._place(watch, asked, self._selected_status() or self._status(watch.folder))

    def _place(self, watch: FolderWatch, asked: datetime, status: dict[str, int]) -> None:
        """Where to go on: at the mark, at the folder's end, or all over if it was rebuilt."""
        if watch.mark is None:
            first = status["UIDNEXT"]
            watch.absent_at = asked
        elif watch.mark.uidvalidity == status["UIDVALIDITY"]:
            return
        else:
            # A new UIDVALIDITY voids all UIDs (RFC 9051, section 2.3.1.1): look again at what may be ours.
            first = self._first_of_newest(status["MESSAGES"])
            watch.absent_at = None
            watch.asked_below = 0
        watch.mark = FolderMark(folder=watch.folder, uidvalidity=status["UIDVALIDITY"], uidnext=first)

    def _has_changed(self, watch: FolderWatch) -> bool:
        asked = self._clock.now()
        status = self._status(watch.folder)
        assert watch.mark is not None
        if (status["UIDVALIDITY"], status["UIDNEXT"]) != (watch.mark.uidvalidity, watch.mark.uidnext):
            return True
        watch.absent_at = asked
        return False

    def _status(self, folder: str) -> dict[str, int]:
        """UIDVALIDITY, UIDNEXT and MESSAGES. The last line counts: one nobody asked for may ride in front."""
        answer, lines = self.client.status(encode_folder(folder).decode("ascii"), "(UIDVALIDITY UIDNEXT MESSAGES)")
        line = lines[-1] if lines and isinstance(lines[-1], bytes) else b""
        found = {name.decode(): int(number) for name, number in _COUNT.findall(line.rpartition(b"(")[2])}
        if answer != "OK" or len(found) < 3:
            said = line.decode("latin-1") or answer
            raise ProviderUnreachable(f"Looking at {folder} of {self._mailbox!r}", f"the server said {said}")
        return found

    def _selected_status(self) -> dict[str, int] | None:
        """The same from the answers to SELECT, where it gave them all."""
        told = self.client.untagged_responses
        found = {
            name: int(told[response][-1])  # type: ignore[arg-type]  # always bytes here
            for name, response in (("UIDVALIDITY", "UIDVALIDITY"), ("UIDNEXT", "UIDNEXT"), ("MESSAGES", "EXISTS"))
            if told.get(response)
        }
        return found if len(found) == 3 else None

    def _first_of_newest(self, count: int) -> int:
        """The UID from which on the newest mails lie; 1 in a folder with fewer."""
        if count <= _NEWEST:
            return 1
        _, answer = self.client.fetch(str(count - _NEWEST + 1), "(UID)")
        return next((one.uid for one in read_fetch(answer)), 1)

    def _fetch(self, watch: FolderWatch) -> Look:
        """First which mails, then the bytes of as many as one batch holds.

        `n:*` always holds the last mail, which need not be new. An EXISTS that rides on an answer means there is more.
        """
        told = self.client.untagged_responses
        self._hear_beside()
        told.clear()
        asked, first = self._clock.now(), watch.next_uid
        found = self._ask(f"{first}:*", "(UID INTERNALDATE RFC822.SIZE)")
        new = sorted((one for one in found if one.uid >= first), key=lambda one: one.uid)
        batch = next(batches(new), [])
        mails = self._whole(watch, batch) if batch else []
        if len(batch) < len(new):
            watch.asked_below = batch[-1].uid + 1
            return Look(mails=mails, more=True)
        watch.absent_at, watch.asked_below = asked, 0
        self._hear_beside()
        return Look(mails=mails, more=bool(told.get("EXISTS")))

    def _whole(self, watch: FolderWatch, batch: list[Listed]) -> list[NewMail]:
        fetched = self._ask(",".join(str(one.uid) for one in batch), "(UID BODY.PEEK[])")
        raws = {one.uid: one.raw for one in fetched if one.raw is not None}
        return [self._new_mail(watch, one, raws[one.uid]) for one in batch if one.uid in raws]

    def _new_mail(self, watch: FolderWatch, listed: Listed, raw: bytes) -> NewMail:
        assert watch.mark is not None
        return NewMail(
            mailbox=self._mailbox,
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

    def _ask(self, uids: str, items: str) -> list[Listed]:
        status, answer = self.client.uid("FETCH", uids, items)
        if status != "OK":
            said = str(answer[-1], "latin-1") if answer and isinstance(answer[-1], bytes) else status
            raise ProviderUnreachable(f"Fetching new mail of {self._mailbox!r}", f"the server said {said}")
        return list(read_fetch(answer))
