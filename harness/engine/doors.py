"""Everything with an effect that the engine needs, handed in by `wiring`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.domain.scenario import Limits, MailboxSettings
from harness.journal.journal import Journal
from harness.ports import Agent, Clock, Forms, Links, Mailbox, SiteSearches, Submitter


@dataclass(frozen=True, kw_only=True)
class Account:
    """One mailbox of ours with both its doors.

    `files_sent`: its provider files a copy of what is sent, which tells the Message-ID that the mail really carries.
    `replaces_ids`: it gives submitted mail another Message-ID.
    `authserv_ids`: whose Authentication-Results to believe (RFC 8601, section 2.5).
    """

    settings: MailboxSettings
    submitter: Submitter
    mailbox: Mailbox
    files_sent: bool = False
    replaces_ids: bool = False
    authserv_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Doors:
    """The engine's world."""

    clock: Clock
    journal: Journal
    accounts: Mapping[str, Account] = field(default_factory=dict)
    forms: Forms | None = None
    sites: SiteSearches | None = None
    links: Links | None = None
    agent: Agent | None = None
    limits: Limits = Limits()
