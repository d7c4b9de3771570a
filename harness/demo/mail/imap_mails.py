"""Commands about mails: FETCH, STORE, COPY, MOVE, EXPUNGE, SEARCH, each also with UID in front."""

from __future__ import annotations

from collections.abc import Callable

from harness.demo.mail import imap_fetch, imap_search
from harness.demo.mail.imap_state import Command, Dropped, State
from harness.demo.mail.imap_words import Word, number_ranges
from harness.demo.mail.store import StoredMail
from harness.demo.mail.traits import MailFault


def _chosen(state: State, text: str, *, uid: bool) -> list[tuple[int, StoredMail]]:
    """(sequence number, mail) of a set of numbers; `n:*` always holds the last one."""
    folder = state.selected()
    largest = (folder.mails[-1].uid if folder.mails else 0) if uid else len(folder.mails)
    found: list[tuple[int, StoredMail]] = []
    for low, high in number_ranges(text, largest):
        if uid:
            found += list(folder.from_uid(low, high))
        else:
            found += [(n, folder.mails[n - 1]) for n in range(max(1, low), min(high, largest) + 1)]
    return found


async def _fetch(state: State, words: list[Word], uid: bool) -> str:
    items = imap_fetch.requested_items(words[1:])
    bodies = any("BODY" in item.upper() for item in items)
    faults = state.host.faults
    if bodies and MailFault.DROP_IN_FETCH in faults and state.selected().mails:
        faults.discard(MailFault.DROP_IN_FETCH)
        raise Dropped
    if bodies and MailFault.FETCH_LIMIT in faults:
        faults.discard(MailFault.FETCH_LIMIT)
        return "NO [LIMIT] Rate limit hit"  # Yahoo's words
    hidden, state.hidden_from = state.hidden_from, 0
    for number, mail in _chosen(state, str(words[0]), uid=uid):
        if hidden and mail.uid >= hidden:
            continue
        if imap_fetch.sets_seen(items) and not state.readonly:
            mail.flags.add("\\Seen")
        state.lines.append(imap_fetch.render(number, mail, items, uid=uid))
        if bodies:  # a mail that is only listed is still on its way to the client
            state.fetched_below = max(state.fetched_below, mail.uid + 1)
    return "OK done"


async def _store(state: State, words: list[Word], uid: bool) -> str:
    action = str(words[1]).upper()
    flags = {str(flag) for flag in (words[2] if isinstance(words[2], list) else [words[2]])}
    for number, mail in _chosen(state, str(words[0]), uid=uid):
        if action.startswith("+"):
            mail.flags |= flags
        elif action.startswith("-"):
            mail.flags -= flags
        else:
            mail.flags = set(flags)
        if not action.endswith(".SILENT"):
            state.lines.append(imap_fetch.render(number, mail, ["FLAGS"], uid=uid))
    return "OK done"


async def _copy(state: State, words: list[Word], uid: bool) -> str:
    target = state.find(str(words[1]))
    if target is None:
        return "NO [TRYCREATE] no such folder"
    pairs = [
        (mail.uid, target.file(mail.raw, mail.internal_date, set(mail.flags)).uid)
        for _, mail in _chosen(state, str(words[0]), uid=uid)
    ]
    olds, news = ",".join(str(old) for old, _ in pairs), ",".join(str(new) for _, new in pairs)
    return f"OK [COPYUID {target.uidvalidity} {olds} {news}] done" if pairs else "OK nothing to copy"


async def _move(state: State, words: list[Word], uid: bool) -> str:
    """RFC 6851: a copy, then an expunge of the originals."""
    doomed = {mail.uid for _, mail in _chosen(state, str(words[0]), uid=uid)}
    answer = await _copy(state, words, uid)
    if answer.startswith("OK"):
        _remove(state, lambda mail: mail.uid in doomed)
    return answer


async def _expunge(state: State, words: list[Word], uid: bool) -> str:
    chosen = {mail.uid for _, mail in _chosen(state, str(words[0]), uid=True)} if uid else None
    _remove(state, lambda mail: "\\Deleted" in mail.flags and (chosen is None or mail.uid in chosen))
    return "OK done"


def _remove(state: State, doomed: Callable[[StoredMail], bool]) -> None:
    state.lines += [b"* %d EXPUNGE\r\n" % number for number in state.selected().expunge(doomed)]
    state.announced = len(state.selected().mails)


async def _search(state: State, words: list[Word], uid: bool) -> str:
    """For people who look around with their own client, and for desks that poll a mailbox."""
    folder = state.selected()
    terms = _flat(words)
    if terms[:1] and terms[0].upper() == "CHARSET":
        terms = terms[2:]
    hits = [
        str(mail.uid if uid else index + 1)
        for index, mail in enumerate(folder.mails)
        if imap_search.matches(mail, terms, folder.uidnext - 1)
    ]
    state.lines.append(("* SEARCH" + "".join(f" {hit}" for hit in hits) + "\r\n").encode())
    return "OK done"


def _flat(words: list[Word]) -> list[str]:
    """Search keys in parentheses all have to match, as keys side by side do (RFC 9051, section 6.4.4)."""
    return [text for word in words for text in (_flat(word) if isinstance(word, list) else [word])]


COMMANDS: dict[str, Command] = {
    "FETCH": _fetch,
    "STORE": _store,
    "COPY": _copy,
    "MOVE": _move,
    "EXPUNGE": _expunge,
    "SEARCH": _search,
}
