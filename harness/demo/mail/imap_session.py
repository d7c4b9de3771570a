"""One IMAP session: reads commands, answers each with one write, never loses a wake-up.

A mail that arrives between the last command and IDLE is announced as soon as IDLE begins (RFC 2177). While a mail lies
in a folder that this session watches, the world's clock is pinned until the session has fetched it and gone on.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from harness.demo.mail import imap_fetch, imap_search
from harness.demo.mail.imap_words import (
    MAX_COMMAND,
    BadCommand,
    Parts,
    Word,
    literal_size,
    number_ranges,
    quote,
    split_words,
)
from harness.demo.mail.store import Account, Folder, StoredMail
from harness.demo.mail.traits import MailFault, Traits

PIN_SECONDS = 5.0
"""Real seconds after which a mail nobody fetches lets go of the clock: a deaf client must not stop the world."""


class Host(Protocol):
    """What a session needs of its provider."""

    traits: Traits
    faults: set[MailFault]
    sessions: set[Session]

    def now(self) -> datetime: ...

    def pin(self) -> Callable[[], None]: ...

    def sign_in(self, user: str, secret: str, *, oauth: bool) -> Account | None: ...


class Session:
    """The server's side of one connection."""

    def __init__(self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host = host
        self._reader = reader
        self._writer = writer
        self._account: Account | None = None
        self._folder: Folder | None = None
        self._readonly = False
        self._announced = 0
        self._idling = ""
        self._pins: dict[int, Callable[[], None]] = {}
        self._fetched_below = 0
        self._lines: list[bytes] = []
        self._commands = {
            name.removeprefix("_do_").upper(): getattr(self, name) for name in dir(self) if name.startswith("_do_")
        }

    async def serve(self) -> None:
        """Until LOGOUT or the connection ends."""
        self._host.sessions.add(self)
        try:
            await self._send(b"* OK [CAPABILITY " + self._capabilities() + b"] ready\r\n")
            while await self._one_command():
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._leave_folder()
            self._host.sessions.discard(self)
            self._writer.close()

    def hang_up(self) -> None:
        """Close the connection: the provider stops."""
        self._writer.transport.abort()

    def announce(self, folder: Folder, uid: int) -> None:
        """A mail was filed in the folder this session has selected."""
        if self._readonly:
            return
        unpin = self._host.pin()
        self._pins[uid] = unpin
        asyncio.get_running_loop().call_later(PIN_SECONDS, self._unpin_one, uid)
        if not self._idling or MailFault.DEAF_IDLE in self._host.faults:
            return
        if MailFault.DROP_IN_IDLE in self._host.faults:
            self._host.faults.discard(MailFault.DROP_IN_IDLE)
            self._writer.transport.abort()
            return
        self._push(self._exists_line())

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
        command = self._commands.get(name)
        allowed = self._account is not None or name in {"CAPABILITY", "ID", "NOOP", "LOGIN", "AUTHENTICATE", "LOGOUT"}
        if command is None or not allowed:
            await self._send(f"{tag} BAD {name} is not known, or not now\r\n".encode())
            return True
        self._lines = []
        try:
            answer = (
                await command(words, uid)
                if name in {"FETCH", "STORE", "COPY", "MOVE", "SEARCH", "EXPUNGE"}
                else await command(words)
            )
        except BadCommand as problem:
            answer = f"BAD {problem}"
        except (IndexError, TypeError, ValueError, AttributeError):
            answer = f"BAD {name}: arguments do not fit"
        await self._finish(tag, answer)
        if name == "IDLE" and answer == "":
            self._idling = tag
        return name != "LOGOUT"

    async def _finish(self, tag: str, answer: str) -> None:
        if self._folder is not None and len(self._folder.mails) > self._announced:
            self._lines.append(self._exists_line())
        last = f"{tag} {answer}\r\n".encode() if answer else b""
        await self._send(b"".join(self._lines) + last)

    async def _send(self, text: bytes) -> None:
        self._writer.write(text)
        await self._writer.drain()

    def _push(self, text: bytes) -> None:
        if MailFault.SPLIT_PUSH in self._host.faults:
            self._writer.write(text[:6])
            asyncio.get_running_loop().call_later(0.05, self._writer.write, text[6:])
        else:
            self._writer.write(text)

    def _exists_line(self) -> bytes:
        assert self._folder is not None
        self._announced = len(self._folder.mails)
        return b"* %d EXISTS\r\n" % self._announced

    # --- the clock ---------------------------------------------------------------------------------------------------

    def _release_fetched(self) -> None:
        """The client goes on after fetching: what it has fetched no longer holds the clock."""
        for uid in [uid for uid in self._pins if uid < self._fetched_below]:
            self._pins.pop(uid)()

    def _unpin_one(self, uid: int) -> None:
        unpin = self._pins.pop(uid, None)
        if unpin is not None:
            unpin()

    def _leave_folder(self) -> None:
        if self._folder is not None:
            with suppress(ValueError):
                self._folder.watchers.remove(self)
        self._folder = None
        for uid in tuple(self._pins):
            self._unpin_one(uid)

    # --- any state ---------------------------------------------------------------------------------------------------

    def _capabilities(self) -> bytes:
        words = ["IMAP4rev1", "LITERAL+", "ID", "NAMESPACE", "UIDPLUS", "MOVE", "UNSELECT", "SASL-IR"]
        words += [f"AUTH={mechanism}" for mechanism in self._host.traits.bearers]
        if self._host.traits.oauth_only:
            words.append("LOGINDISABLED")
        else:
            words += ["AUTH=PLAIN", "AUTH=LOGIN"]
        if self._host.traits.idle:
            words.append("IDLE")
        if self._host.traits.folders.special_use:
            words.append("SPECIAL-USE")
        return " ".join(words).encode()

    async def _do_capability(self, _: list[Word]) -> str:
        self._lines.append(b"* CAPABILITY " + self._capabilities() + b"\r\n")
        return "OK done"

    async def _do_id(self, _: list[Word]) -> str:
        self._lines.append(b'* ID ("name" "mystery-shopper-demo")\r\n')
        return "OK done"

    async def _do_noop(self, _: list[Word]) -> str:
        return "OK done"

    async def _do_check(self, _: list[Word]) -> str:
        return "OK done"

    async def _do_logout(self, _: list[Word]) -> str:
        self._lines.append(b"* BYE see you\r\n")
        return "OK done"

    # --- signing in --------------------------------------------------------------------------------------------------

    async def _do_login(self, words: list[Word]) -> str:
        if self._host.traits.oauth_only:
            return "NO [AUTHENTICATIONFAILED] basic authentication is disabled"
        return self._accept(str(words[0]), str(words[1]), oauth=False)

    async def _do_authenticate(self, words: list[Word]) -> str:
        mechanism = str(words[0]).upper()
        initial = str(words[1]) if len(words) > 1 else await self._ask("")
        if mechanism == "PLAIN":
            _, user, secret = base64.b64decode(initial).decode().split("\0")
            return self._accept(user, secret, oauth=False)
        if mechanism == "LOGIN":
            user = base64.b64decode(initial).decode()
            return self._accept(user, base64.b64decode(await self._ask("UGFzc3dvcmQ6")).decode(), oauth=False)
        if mechanism not in self._host.traits.bearers:
            return f"NO [CANNOT] {mechanism} is not offered"
        return await self._oauth(mechanism, base64.b64decode(initial).decode())

    async def _oauth(self, mechanism: str, said: str) -> str:
        """XOAUTH2 and OAUTHBEARER (RFC 7628); a bad token is answered with a challenge first, as Dovecot does."""
        fields = dict(part.partition("=")[::2] for part in said.split("\x01") if "=" in part)
        user = fields.get("user", "")
        if mechanism == "OAUTHBEARER":
            found = re.search(r"a=([^,]+)", said)
            user = found.group(1) if found else ""
        answer = self._accept(user, fields.get("auth", "").removeprefix("Bearer "), oauth=True)
        if answer.startswith("NO"):
            status = {"XOAUTH2": "401"}.get(mechanism, "invalid_token")
            await self._ask(base64.b64encode(f'{{"status":"{status}","schemes":"bearer"}}'.encode()).decode())
        return answer

    async def _ask(self, challenge: str) -> str:
        await self._send(f"+ {challenge}\r\n".encode())
        return (await self._reader.readline()).decode("latin-1").strip()

    def _accept(self, user: str, secret: str, *, oauth: bool) -> str:
        self._account = self._host.sign_in(user, secret, oauth=oauth)
        if self._account is None:
            return "NO [AUTHENTICATIONFAILED] invalid credentials"
        return f"OK [CAPABILITY {self._capabilities().decode()}] signed in"

    # --- folders -----------------------------------------------------------------------------------------------------

    async def _do_namespace(self, _: list[Word]) -> str:
        self._lines.append(f'* NAMESPACE (("" {quote(self._host.traits.folders.separator)})) NIL NIL\r\n'.encode())
        return "OK done"

    async def _do_list(self, words: list[Word]) -> str:
        assert self._account is not None
        names = [str(word) for word in words if isinstance(word, str)]
        pattern = re.escape(names[0] + names[1]).replace(r"\*", ".*").replace("%", ".*")
        for folder in self._account.folders.values():
            if not re.fullmatch(pattern, folder.name):
                continue
            use = f" {folder.special_use}" if folder.special_use and self._host.traits.folders.special_use else ""
            separator = quote(self._host.traits.folders.separator)
            self._lines.append(f"* LIST (\\HasNoChildren{use}) {separator} {quote(folder.name)}\r\n".encode())
        return "OK done"

    async def _do_create(self, words: list[Word]) -> str:
        assert self._account is not None
        name = str(words[0])
        if name in self._account.folders:
            return "NO [ALREADYEXISTS] it exists"
        self._account.folders[name] = Folder(name=name)
        return "OK done"

    async def _do_select(self, words: list[Word]) -> str:
        return self._select(str(words[0]), readonly=False)

    async def _do_examine(self, words: list[Word]) -> str:
        return self._select(str(words[0]), readonly=True)

    def _select(self, name: str, *, readonly: bool) -> str:
        folder = self._find(name)
        self._leave_folder()
        if folder is None:
            return "NO [NONEXISTENT] no such folder"
        self._folder, self._readonly, self._fetched_below = folder, readonly, 0
        folder.watchers.append(self)
        self._lines += [
            b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n",
            self._exists_line(),
            b"* 0 RECENT\r\n",
            b"* OK [UIDVALIDITY %d] valid\r\n" % folder.uidvalidity,
            b"* OK [UIDNEXT %d] next\r\n" % folder.uidnext,
        ]
        return f"OK [{'READ-ONLY' if readonly else 'READ-WRITE'}] selected"

    def _find(self, name: str) -> Folder | None:
        assert self._account is not None
        return self._account.folders.get("INBOX" if name.upper() == "INBOX" else name)

    async def _do_status(self, words: list[Word]) -> str:
        folder = self._find(str(words[0]))
        if folder is None:
            return "NO [NONEXISTENT] no such folder"
        known = {"MESSAGES": len(folder.mails), "UIDNEXT": folder.uidnext, "UIDVALIDITY": folder.uidvalidity}
        known |= {"RECENT": 0, "UNSEEN": sum("\\Seen" not in mail.flags for mail in folder.mails)}
        asked = [str(word).upper() for word in words[1]] if isinstance(words[1], list) else []
        told = " ".join(f"{word} {known[word]}" for word in asked if word in known)
        self._lines.append(f"* STATUS {quote(folder.name)} ({told})\r\n".encode())
        return "OK done"

    async def _do_unselect(self, _: list[Word]) -> str:
        self._leave_folder()
        return "OK done"

    async def _do_close(self, _: list[Word]) -> str:
        if self._folder is not None and not self._readonly:
            self._folder.expunge(lambda mail: "\\Deleted" in mail.flags)
        self._leave_folder()
        return "OK done"

    async def _do_append(self, words: list[Word]) -> str:
        folder = self._find(str(words[0]))
        if folder is None:
            return "NO [TRYCREATE] no such folder"
        flags = {str(flag) for word in words[1:-1] if isinstance(word, list) for flag in word}
        dated = [str(word) for word in words[1:-1] if isinstance(word, str)]
        at = _parse_date(dated[0]) if dated else self._host.now()
        mail = folder.file(str(words[-1]).encode("latin-1"), at, flags)
        return f"OK [APPENDUID {folder.uidvalidity} {mail.uid}] done"

    # --- idle --------------------------------------------------------------------------------------------------------

    async def _do_idle(self, _: list[Word]) -> str:
        if not self._host.traits.idle:
            return "BAD IDLE is not offered"
        self._lines.append(b"+ idling\r\n")
        return ""

    async def _end_idle(self, words: list[Word]) -> bool:
        tag, self._idling = self._idling, ""
        if not words or str(words[0]).upper() != "DONE":
            await self._send(f"{tag} BAD DONE was wanted\r\n".encode())
            return True
        self._lines = []
        await self._finish(tag, "OK idle is over")
        return True

    # --- mails -------------------------------------------------------------------------------------------------------

    def _selected(self, text: str, *, uid: bool) -> list[tuple[int, StoredMail]]:
        folder = self._folder
        if folder is None:
            raise BadCommand("no folder is selected")
        largest = (folder.mails[-1].uid if folder.mails else 0) if uid else len(folder.mails)
        found: list[tuple[int, StoredMail]] = []
        for low, high in number_ranges(text, largest):
            if uid:
                found += list(folder.from_uid(low, high))
            else:
                found += [(n, folder.mails[n - 1]) for n in range(max(1, low), min(high, largest) + 1)]
        return found

    async def _do_fetch(self, words: list[Word], uid: bool) -> str:
        items = imap_fetch.requested_items(words[1:])
        if MailFault.DROP_IN_FETCH in self._host.faults and any("BODY" in item.upper() for item in items):
            self._host.faults.discard(MailFault.DROP_IN_FETCH)
            self._writer.transport.abort()
            raise ConnectionResetError
        folder = self._folder
        for number, mail in self._selected(str(words[0]), uid=uid):
            if imap_fetch.sets_seen(items) and not self._readonly:
                mail.flags.add("\\Seen")
            self._lines.append(imap_fetch.render(number, mail, items, uid=uid))
        if folder is not None and (":*" in str(words[0]) or any("BODY" in item.upper() for item in items)):
            self._fetched_below = folder.uidnext
        return "OK done"

    async def _do_store(self, words: list[Word], uid: bool) -> str:
        action = str(words[1]).upper()
        flags = {str(flag) for flag in (words[2] if isinstance(words[2], list) else [words[2]])}
        for number, mail in self._selected(str(words[0]), uid=uid):
            if action.startswith("+"):
                mail.flags |= flags
            elif action.startswith("-"):
                mail.flags -= flags
            else:
                mail.flags = set(flags)
            if not action.endswith(".SILENT"):
                self._lines.append(imap_fetch.render(number, mail, ["FLAGS"], uid=uid))
        return "OK done"

    async def _do_copy(self, words: list[Word], uid: bool) -> str:
        target = self._find(str(words[1]))
        if target is None:
            return "NO [TRYCREATE] no such folder"
        pairs = [
            (mail.uid, target.file(mail.raw, mail.internal_date, set(mail.flags)).uid)
            for _, mail in self._selected(str(words[0]), uid=uid)
        ]
        olds, news = ",".join(str(old) for old, _ in pairs), ",".join(str(new) for _, new in pairs)
        return f"OK [COPYUID {target.uidvalidity} {olds} {news}] done" if pairs else "OK nothing to copy"

    async def _do_move(self, words: list[Word], uid: bool) -> str:
        """RFC 6851: a copy, then an expunge of the originals."""
        doomed = {mail.uid for _, mail in self._selected(str(words[0]), uid=uid)}
        answer = await self._do_copy(words, uid)
        if answer.startswith("OK"):
            self._expunge(lambda mail: mail.uid in doomed)
        return answer

    async def _do_expunge(self, words: list[Word], uid: bool) -> str:
        chosen = {mail.uid for _, mail in self._selected(str(words[0]), uid=True)} if uid else None
        self._expunge(lambda mail: "\\Deleted" in mail.flags and (chosen is None or mail.uid in chosen))
        return "OK done"

    def _expunge(self, doomed: Callable[[StoredMail], bool]) -> None:
        assert self._folder is not None
        self._lines += [b"* %d EXPUNGE\r\n" % number for number in self._folder.expunge(doomed)]
        self._announced = len(self._folder.mails)

    async def _do_search(self, words: list[Word], uid: bool) -> str:
        """For people who look around with their own client, and for desks that poll a mailbox."""
        if self._folder is None:
            raise BadCommand("no folder is selected")
        hits = [
            str(mail.uid if uid else index + 1)
            for index, mail in enumerate(self._folder.mails)
            if imap_search.matches(mail, [str(word) for word in words], self._folder.uidnext - 1)
        ]
        self._lines.append(("* SEARCH" + "".join(f" {hit}" for hit in hits) + "\r\n").encode())
        return "OK done"


def _parse_date(text: str) -> datetime:
    """INTERNALDATE given to APPEND, for example "17-Nov-2026 10:00:00 +0100"."""
    return parsedate_to_datetime(text.strip().replace("-", " ", 2)).astimezone(UTC)
