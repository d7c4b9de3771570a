"""Commands about folders: NAMESPACE, LIST, CREATE, SELECT, EXAMINE, STATUS, UNSELECT, CLOSE, APPEND."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from harness.demo.mail.imap_state import Command, State, tells_use
from harness.demo.mail.imap_words import BadCommand, Word, decoded_name, encoded_name, quote
from harness.demo.mail.store import Folder


async def _namespace(state: State, _words: list[Word], _uid: bool) -> str:
    separator = quote(state.host.traits.folders.separator)
    state.lines.append(f'* NAMESPACE (("" {separator})) NIL NIL\r\n'.encode())
    return "OK done"


async def _list(state: State, words: list[Word], _uid: bool) -> str:
    reference, name = (str(word) for word in [word for word in words if isinstance(word, str)][:2])
    separator = state.host.traits.folders.separator
    pattern = re.escape(reference + name).replace(r"\*", ".*").replace("%", f"[^{re.escape(separator)}]*")
    for folder in state.owner().folders.values():
        if re.fullmatch(pattern, encoded_name(folder.name), re.IGNORECASE if folder.name == "INBOX" else re.NOFLAG):
            use = f" {folder.special_use}" if folder.special_use and tells_use(state.host) else ""
            line = f"* LIST (\\HasNoChildren{use}) {quote(separator)} {quote(encoded_name(folder.name))}\r\n"
            state.lines.append(line.encode())
    return "OK done"


async def _create(state: State, words: list[Word], _uid: bool) -> str:
    name = decoded_name(str(words[0]))
    if state.find(str(words[0])) is not None:
        return "NO [ALREADYEXISTS] it exists"
    state.owner().folders[name] = Folder(name=name, uidvalidity=state.owner().folders["INBOX"].uidvalidity)
    return "OK done"


async def _select(state: State, words: list[Word], _uid: bool) -> str:
    return _open(state, str(words[0]), readonly=False)


async def _examine(state: State, words: list[Word], _uid: bool) -> str:
    return _open(state, str(words[0]), readonly=True)


def _open(state: State, name: str, *, readonly: bool) -> str:
    folder = state.find(name)
    state.leave_folder()
    if folder is None:
        return "NO [NONEXISTENT] no such folder"
    state.folder, state.readonly, state.fetched_below = folder, readonly, 0
    folder.watchers.append(state.watcher)
    state.lines += [
        b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n",
        state.exists_line(),
        b"* 0 RECENT\r\n",
        b"* OK [UIDVALIDITY %d] valid\r\n" % folder.uidvalidity,
        b"* OK [UIDNEXT %d] next\r\n" % folder.uidnext,
    ]
    return f"OK [{'READ-ONLY' if readonly else 'READ-WRITE'}] selected"


async def _status(state: State, words: list[Word], _uid: bool) -> str:
    folder = state.find(str(words[0]))
    if folder is None:
        return "NO [NONEXISTENT] no such folder"
    known = {"MESSAGES": len(folder.mails), "UIDNEXT": folder.uidnext, "UIDVALIDITY": folder.uidvalidity}
    known |= {"RECENT": 0, "UNSEEN": sum("\\Seen" not in mail.flags for mail in folder.mails)}
    asked = [str(word).upper() for word in words[1]] if isinstance(words[1], list) else []
    told = " ".join(f"{word} {known[word]}" for word in asked if word in known)
    state.lines.append(f"* STATUS {quote(encoded_name(folder.name))} ({told})\r\n".encode())
    return "OK done"


async def _unselect(state: State, _words: list[Word], _uid: bool) -> str:
    state.leave_folder()
    return "OK done"


async def _close(state: State, _words: list[Word], _uid: bool) -> str:
    if not state.readonly:
        state.selected().expunge(lambda mail: "\\Deleted" in mail.flags)
    state.leave_folder()
    return "OK done"


async def _append(state: State, words: list[Word], _uid: bool) -> str:
    folder = state.find(str(words[0]))
    if folder is None:
        return "NO [TRYCREATE] no such folder"
    flags = {str(flag) for word in words[1:-1] if isinstance(word, list) for flag in word}
    dated = [str(word) for word in words[1:-1] if isinstance(word, str)]
    at = _parse_date(dated[0]) if dated else state.host.now()
    mail = folder.file(str(words[-1]).encode("latin-1"), at, flags)
    return f"OK [APPENDUID {folder.uidvalidity} {mail.uid}] done"


def _parse_date(text: str) -> datetime:
    """INTERNALDATE given to APPEND, for example "17-Nov-2026 10:00:00 +0100"."""
    try:
        return parsedate_to_datetime(text.strip().replace("-", " ", 2)).astimezone(UTC)
    except ValueError as error:
        raise BadCommand(f"{text!r} is no date") from error


COMMANDS: dict[str, Command] = {
    "NAMESPACE": _namespace,
    "LIST": _list,
    "CREATE": _create,
    "SELECT": _select,
    "EXAMINE": _examine,
    "STATUS": _status,
    "UNSELECT": _unselect,
    "CLOSE": _close,
    "APPEND": _append,
}
