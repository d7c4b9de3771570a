"""One IMAP session: reads commands, answers each with one write, never loses a wake-up.

A mail that arrives between the last command and IDLE is announced as soon as IDLE begins (RFC 2177). While a mail lies
in a folder that this session watches, the world's clock is pinned until the session has fetched it and gone on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from harness.demo.mail import imap_folders, imap_mails, imap_signing_in
from harness.demo.mail.imap_state import Command, Host, State, offers_idle
from harness.demo.mail.imap_words import MAX_COMMAND, BadCommand, Parts, Word, literal_size, split_words
from harness.demo.mail.store import Folder
from harness.demo.mail.traits import MailFault

PIN_SECONDS = 20.0
"""Real seconds after which a mail nobody fetches lets go of the clock: a deaf client must not stop the world."""
GRACE_SECONDS = 0.5
"""Real seconds that a dropped client has to notice it before time may leap over the mail it was not told of."""
_COMMANDS: dict[str, Command] = imap_signing_in.COMMANDS | imap_folders.COMMANDS | imap_mails.COMMANDS
_WITHOUT_SIGN_IN = {"CAPABILITY", "ID", "NOOP", "LOGIN", "AUTHENTICATE", "LOGOUT"}


class ImapSession:
    """The server's side of one connection."""

    def __init__(self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host = host
        self._reader = reader
        self._writer = writer
        self._state = State(host=host, watcher=self, ask=self._ask)
        self._idling = ""
        self._pins: dict[int, Callable[[], None]] = {}

    async def serve(self) -> None:
        """Until LOGOUT or the connection ends."""
        self._host.sessions.add(self)
        try:
            await self._send(f"* OK [CAPABILITY {self._state.capabilities()}] ready\r\n".encode())
            while await self._one_command():
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # ValueError: readline's word for a line without end
        finally:
            self._state.leave_folder()
            asyncio.get_running_loop().call_later(GRACE_SECONDS if self._pins else 0, self._release_all)
            self._host.sessions.discard(self)
            self._writer.close()

    def hang_up(self) -> None:
        """Close the connection: the provider stops."""
        self._writer.transport.abort()

    def announce(self, folder: Folder, uid: int) -> None:
        """A mail was filed in the folder this session has selected."""
        if self._state.readonly:
            return
        self._pins[uid] = self._host.pin()
        asyncio.get_running_loop().call_later(PIN_SECONDS, self._unpin_one, uid)
        if self._idling:
            self._push(uid)

    def renumbered(self) -> None:
        """The selected folder got a new UIDVALIDITY: no number this session knows means anything any more."""
        self._pins[-1] = self._host.pin()
        self._writer.write(b"* BYE the folder was rebuilt\r\n")
        self._writer.close()

    # --- reading and writing -----------------------------------------------------------------------------------------

    async def _one_command(self) -> bool:
        parts = await self._read_command()
        if parts is None:
            return False
        self._release_fetched()
        try:
            words = split_words(parts)
        except BadCommand as problem:
            await self._send(f"* BAD {problem}\r\n".encode())
            return True
        if self._idling:
            return await self._end_idle(words)
        if len(words) < 2 or not isinstance(words[0], str) or not isinstance(words[1], str):
            await self._send(b"* BAD a tag and a command are wanted\r\n")
            return True
        return await self._run(words[0], words[1].upper(), words[2:])

    async def _read_command(self) -> Parts | None:
        texts: list[bytes] = []
        literals: list[bytes] = []
        while True:
            line = await self._reader.readline()
            if not line.endswith(b"\n"):
                return None
            texts.append(line)
            announced = literal_size(line)
            if announced is None:
                return Parts(tuple(texts), tuple(literals))
            size, waits = announced
            if size > MAX_COMMAND:
                return None
            if waits:
                await self._send(b"+ go on\r\n")
            literals.append(await self._reader.readexactly(size))

    async def _run(self, tag: str, name: str, words: list[Word]) -> bool:
        uid = name == "UID"
        if uid and words and isinstance(words[0], str):
            name, words = words[0].upper(), words[1:]
        if name == "IDLE" and self._state.account is not None and offers_idle(self._host):
            await self._begin_idle(tag)
            return True
        command = _COMMANDS.get(name)
        if command is None or (self._state.account is None and name not in _WITHOUT_SIGN_IN):
            await self._send(f"{tag} BAD {name} is not known, or not now\r\n".encode())
            return True
        self._state.lines = []
        try:
            answer = await command(self._state, words, uid)
        except BadCommand as problem:
            answer = f"BAD {problem}"
        except (IndexError, TypeError, ValueError):
            answer = f"BAD {name}: arguments do not fit"
        await self._finish(f"{tag} {answer}\r\n".encode())
        if self._state.folder is None:
            self._release_all()
        return name != "LOGOUT"

    async def _finish(self, last: bytes) -> None:
        state = self._state
        if state.folder is not None and len(state.folder.mails) > state.announced and not state.hidden_from:
            state.lines.append(state.exists_line())
        await self._send(b"".join(state.lines) + last)

    async def _send(self, text: bytes) -> None:
        self._writer.write(text)
        await self._writer.drain()

    async def _ask(self, challenge: str) -> str:
        await self._send(f"+ {challenge}\r\n".encode())
        return (await self._reader.readline()).decode("latin-1").strip()

    # --- idle --------------------------------------------------------------------------------------------------------

    async def _begin_idle(self, tag: str) -> None:
        self._state.lines = []
        if MailFault.DEAF_IDLE in self._host.faults:
            await self._send(b"+ idling\r\n")
        else:
            self._state.lines = [b"+ idling\r\n"]
            await self._finish(b"")
        self._idling = tag

    async def _end_idle(self, words: list[Word]) -> bool:
        tag, self._idling = self._idling, ""
        if not words or str(words[0]).upper() != "DONE":
            await self._send(f"{tag} BAD DONE was wanted\r\n".encode())
            return True
        self._state.lines = []
        await self._finish(f"{tag} OK idle is over\r\n".encode())
        return True

    def _push(self, uid: int) -> None:
        """Tell an idling client of a mail, or do what the faults say instead."""
        faults = self._host.faults
        if MailFault.DEAF_IDLE in faults:
            return
        if MailFault.DROP_IN_IDLE in faults:
            faults.discard(MailFault.DROP_IN_IDLE)
            self._writer.transport.abort()
        elif MailFault.BYE in faults:
            faults.discard(MailFault.BYE)
            self._writer.write(b"* BYE going down for maintenance\r\n")
            self._writer.close()
        elif MailFault.EXISTS_RIDES in faults:
            self._state.hidden_from = self._state.hidden_from or uid
            self._writer.write(b"* OK Still here\r\n")
        elif MailFault.SPLIT_PUSH in faults:
            text = self._state.exists_line()
            self._writer.write(text[:6])
            asyncio.get_running_loop().call_later(0.05, self._writer.write, text[6:])
        else:
            self._writer.write(self._state.exists_line())

    # --- the clock ---------------------------------------------------------------------------------------------------

    def _release_fetched(self) -> None:
        """The client goes on after fetching: what it has fetched no longer holds the clock."""
        for uid in [uid for uid in self._pins if uid < self._state.fetched_below]:
            self._pins.pop(uid)()

    def _release_all(self) -> None:
        for uid in tuple(self._pins):
            self._unpin_one(uid)

    def _unpin_one(self, uid: int) -> None:
        unpin = self._pins.pop(uid, None)
        if unpin is not None:
            unpin()
