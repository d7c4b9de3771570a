"""Which conversation does a mail belong to? The order of HOUSE.md; never by Message-ID alone.

Outlook and Amazon SES replace our Message-ID, Roundup's echo reuses it, so the unique recipient address comes first,
then the probe's reference anywhere in the mail, then the thread, then the desk's own ticket number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.domain.scenario import Probe

_REFERENCE = re.compile(r"\bMS-[0-9A-HJKMNP-TV-Z]{8}\b", re.IGNORECASE)
_CANARY = re.compile(rb"\bCANARY-[0-9A-Z]{8,}\b")


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What a mail offers for matching: lower-case addresses, all text, ids, ticket references."""

    recipients: frozenset[str]
    texts: tuple[str, ...]
    thread: tuple[str, ...]
    tickets: tuple[str, ...]


@dataclass(kw_only=True)
class Register:
    """Every open conversation, by each of the ways to recognise it."""

    by_address: dict[str, str] = field(default_factory=dict)
    by_reference: dict[str, str] = field(default_factory=dict)
    by_message_id: dict[str, str] = field(default_factory=dict)
    by_ticket: dict[tuple[str, str], str] = field(default_factory=dict)
    """(mailbox, ticket reference) -> conversation: two desks may use the same numbers, one mailbox seldom sees both."""

    def enter(self, probe: Probe, message_ids: Iterable[str] = (), tickets: Iterable[str] = ()) -> None:
        """Make a conversation findable; call again when more is known about it."""
        if probe.token:
            self.by_address[probe.address.lower()] = probe.id
        self.by_reference[probe.reference.upper()] = probe.id
        self.by_message_id.update(dict.fromkeys(message_ids, probe.id))
        for ticket in tickets:
            self.by_ticket.setdefault((probe.mailbox, ticket), probe.id)

    def match(self, mailbox: str, clues: Clues) -> tuple[str, str] | None:
        """(conversation, how it was matched), or None for a mail that is none of ours."""
        for address in clues.recipients:
            if address in self.by_address:
                return self.by_address[address], "address"
        for text in clues.texts:
            for found in _REFERENCE.findall(text):
                if found.upper() in self.by_reference:
                    return self.by_reference[found.upper()], "reference"
        for identifier in clues.thread:
            if identifier in self.by_message_id:
                return self.by_message_id[identifier], "thread"
        for ticket in clues.tickets:
            if (mailbox, ticket) in self.by_ticket:
                return self.by_ticket[mailbox, ticket], "ticket"
        return None


def canary_reference(raw: bytes) -> str:
    """The reference of a canary mail, "" for any other; looked for in the header section only."""
    head = raw[: raw.find(b"\r\n\r\n")] if b"\r\n\r\n" in raw else raw[:8192]
    subject = re.search(rb"^Subject:.*$", head, re.MULTILINE | re.IGNORECASE)
    found = _CANARY.search(subject.group()) if subject else None
    return found.group().decode() if found else ""
