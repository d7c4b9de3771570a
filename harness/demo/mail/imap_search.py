"""SEARCH keys (RFC 3501, section 6.4.4) that people's mail programs and desks' pollers ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.demo.mail.imap_words import BadCommand, number_ranges
from harness.demo.mail.store import StoredMail

_FLAGS = {
    "ANSWERED": "\\Answered",
    "DELETED": "\\Deleted",
    "DRAFT": "\\Draft",
    "FLAGGED": "\\Flagged",
    "SEEN": "\\Seen",
}
_FIELDS = ("BCC", "CC", "FROM", "SUBJECT", "TO")


def matches(mail: StoredMail, words: Sequence[str], largest: int) -> bool:
    """Whether a mail fulfils every key. `largest`: the UID that "*" stands for.

    Raises:
        BadCommand: a key that is not offered here, or one without its argument.
    """
    terms = iter(words)
    found = [_key(mail, term.upper(), terms, largest) for term in terms]
    return all(found)


def _key(mail: StoredMail, key: str, terms: Iterator[str], largest: int) -> bool:
    if key in _FLAGS:
        return _FLAGS[key] in mail.flags
    if key.removeprefix("UN") in _FLAGS:
        return _FLAGS[key.removeprefix("UN")] not in mail.flags
    if key == "ALL":
        return True
    if key == "NOT":
        return not _key(mail, _next(terms).upper(), terms, largest)
    if key == "OR":
        either = [_key(mail, _next(terms).upper(), terms, largest) for _ in range(2)]
        return any(either)
    return _with_argument(mail, key, terms, largest)


def _with_argument(mail: StoredMail, key: str, terms: Iterator[str], largest: int) -> bool:
    if key in _FIELDS:
        return _in_field(mail, key.lower(), _next(terms))
    match key:
        case "UID":
            return any(low <= mail.uid <= high for low, high in number_ranges(_next(terms), largest))
        case "HEADER":
            return _in_field(mail, _next(terms).lower(), _next(terms))
        case "TEXT" | "BODY":
            return _next(terms).lower() in mail.raw.decode("latin-1").lower()
        case _:
            raise BadCommand(f"SEARCH {key} is not offered")


def _next(terms: Iterator[str]) -> str:
    term = next(terms, None)
    if term is None:
        raise BadCommand("SEARCH: a key lacks its argument")
    return term


def _in_field(mail: StoredMail, name: str, text: str) -> bool:
    head = mail.raw.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    return any(line.startswith(name + ":") and text.lower() in line for line in head.split("\r\n"))
