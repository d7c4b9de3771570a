"""Accounts, folders and mails of a provider, kept in memory; mails are the bytes as they came."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(slots=True)
class StoredMail:
    uid: int
    raw: bytes
    internal_date: datetime
    flags: set[str]


class Watcher(Protocol):
    """A session that has a folder selected."""

    def announce(self, folder: Folder, uid: int) -> None:
        """A mail with this UID was filed."""

    def renumbered(self) -> None:
        """The folder was rebuilt: other UIDs, another UIDVALIDITY."""


@dataclass(kw_only=True)
class Folder:
    """One IMAP folder. UIDs only grow (RFC 9051, section 2.3.1.1)."""

    name: str
    special_use: str = ""
    uidvalidity: int = 1
    uidnext: int = 1
    mails: list[StoredMail] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)

    def file(self, raw: bytes, internal_date: datetime, flags: set[str] | None = None) -> StoredMail:
        """Append a mail and tell the sessions that have this folder selected."""
        mail = StoredMail(self.uidnext, raw, internal_date, flags or set())
        self.uidnext += 1
        self.mails.append(mail)
        for watcher in tuple(self.watchers):
            watcher.announce(self, mail.uid)
        return mail

    def rebuild(self) -> None:
        """Number all mails anew under a new UIDVALIDITY, as after a server's repair (RFC 9051, section 2.3.1.1)."""
        self.uidvalidity += 100
        for uid, mail in enumerate(self.mails, start=1):
            mail.uid = uid
        self.uidnext = len(self.mails) + 1
        for watcher in tuple(self.watchers):
            watcher.renumbered()

    def from_uid(self, first: int, last: int | None) -> Iterator[tuple[int, StoredMail]]:
        """(sequence number, mail) for UIDs in [first, last]; only touches what it yields."""
        start = bisect.bisect_left(self.mails, first, key=lambda mail: mail.uid)
        for index in range(start, len(self.mails)):
            if last is not None and self.mails[index].uid > last:
                return
            yield index + 1, self.mails[index]

    def expunge(self, doomed: Callable[[StoredMail], bool]) -> list[int]:
        """Remove mails; returns their sequence numbers as IMAP announces them, the highest first."""
        numbers = [index + 1 for index, mail in enumerate(self.mails) if doomed(mail)]
        self.mails = [mail for mail in self.mails if not doomed(mail)]
        return numbers[::-1]


@dataclass(kw_only=True)
class Account:
    """One test account: its address, secrets and folders by name."""

    address: str
    password: str
    token: str
    folders: dict[str, Folder]

    @property
    def local_part(self) -> str:
        return self.address.partition("@")[0]
