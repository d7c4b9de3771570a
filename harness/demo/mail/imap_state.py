"""What one IMAP session knows: who signed in, which folder is selected, what was announced, the answer being built."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from harness.demo.mail.imap_words import BadCommand, Word, decoded_name
from harness.demo.mail.store import Account, Folder, Watcher
from harness.demo.mail.traits import MailFault, Traits


class Session(Protocol):
    """What a provider keeps of its sessions."""

    def hang_up(self) -> None: ...


class Host(Protocol):
    """What a session needs of its provider."""

    traits: Traits
    faults: set[MailFault]

    @property
    def sessions(self) -> set[Session]: ...

    def now(self) -> datetime: ...

    def pin(self) -> Callable[[], None]: ...

    def sign_in(self, user: str, secret: str, *, oauth: bool) -> Account | None: ...


class Dropped(ConnectionError):
    """The server ends the connection in the middle of a command."""


@dataclass(kw_only=True)
class State:
    """One connection.

    Attributes:
        watcher: told of each mail that is filed in the selected folder.
        ask: sends a continuation and returns the client's line.
        announced: how many mails the client knows of (EXISTS).
        fetched_below: mails with lower UIDs were fetched.
        hidden_from: mails from this UID on are left out of the next FETCH; 0 for none.
        lines: untagged responses of the command under way.
    """

    host: Host
    watcher: Watcher
    ask: Callable[[str], Awaitable[str]]
    account: Account | None = None
    folder: Folder | None = None
    readonly: bool = False
    announced: int = 0
    fetched_below: int = 0
    hidden_from: int = 0
    lines: list[bytes] = field(default_factory=list)

    def owner(self) -> Account:
        """Who signed in; commands that need it are refused before."""
        assert self.account is not None
        return self.account

    def selected(self) -> Folder:
        """The selected folder.

        Raises:
            BadCommand: none is.
        """
        if self.folder is None:
            raise BadCommand("no folder is selected")
        return self.folder

    def find(self, name: str) -> Folder | None:
        """A folder by name; INBOX in any case (RFC 9051, section 5.1)."""
        return self.owner().folders.get("INBOX" if name.upper() == "INBOX" else decoded_name(name))

    def exists_line(self) -> bytes:
        """Announces all mails of the selected folder."""
        self.announced = len(self.selected().mails)
        return b"* %d EXISTS\r\n" % self.announced

    def leave_folder(self) -> None:
        """No folder is selected any more."""
        if self.folder is not None and self.watcher in self.folder.watchers:
            self.folder.watchers.remove(self.watcher)
        self.folder = None
        self.hidden_from = 0

    def capabilities(self) -> str:
        """What is offered, as CAPABILITY tells it."""
        traits = self.host.traits
        words = ["IMAP4rev1", "LITERAL+", "ID", "NAMESPACE", "UIDPLUS", "MOVE", "UNSELECT", "SASL-IR"]
        words += [f"AUTH={mechanism}" for mechanism in traits.bearers]
        words += ["LOGINDISABLED"] if traits.oauth_only else ["AUTH=PLAIN", "AUTH=LOGIN"]
        if offers_idle(self.host):
            words.append("IDLE")
        if tells_use(self.host):
            words.append("SPECIAL-USE")
        return " ".join(words)


Command = Callable[[State, list[Word], bool], Awaitable[str]]
"""(state, words, UID?) -> the tagged answer without its tag; untagged ones go to `state.lines`."""


def offers_idle(host: Host) -> bool:
    return host.traits.idle and MailFault.NO_IDLE not in host.faults


def tells_use(host: Host) -> bool:
    """Whether LIST says what a folder is for (RFC 6154)."""
    return host.traits.folders.special_use and MailFault.NO_SPECIAL_USE not in host.faults
