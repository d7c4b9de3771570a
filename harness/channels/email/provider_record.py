"""What can be known about a mail provider.

The records stand in `known_providers.py`. Each of their fields is either named by a `Fact` (where it was read, and
when) or in `unproven` (general knowledge that nobody has looked up or seen at the live service).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class LoginFlow(Enum):
    """How a person gives consent on `shopper login`."""

    DEVICE = "device"
    """A short code, typed into a page on any device (RFC 8628)."""
    LOOPBACK = "loopback"
    """A page in a browser on this machine, which comes back to a port of ours (RFC 8252, section 7.3)."""
    PASTE = "paste"
    """A page in any browser; its address, or the code it shows, is pasted back."""


@dataclass(frozen=True, kw_only=True)
class OAuthRecord:
    """Where a provider issues tokens for IMAP and SMTP.

    Attributes:
        token_url, authorize_url, device_url: endpoints; "{tenant}" stands for the tenant. "" where there is none.
        scopes: what to ask a person's consent for.
        application_scopes: what to ask for with client credentials (RFC 6749, section 4.4); () where not offered.
        flow: the flow that works for these scopes.
        redirect_uri: where the browser goes after consent; "{port}" stands for a port of ours.
        tenant: where the user names none.
        extra: further parameters of the authorization request.
    """

    token_url: str
    authorize_url: str = ""
    device_url: str = ""
    scopes: tuple[str, ...] = ()
    application_scopes: tuple[str, ...] = ()
    flow: LoginFlow = LoginFlow.LOOPBACK
    redirect_uri: str = "http://127.0.0.1:{port}/"
    tenant: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Where some fields of a record come from: a page, and the day it was read ("2026-11-24")."""

    fields: tuple[str, ...]
    source: str
    read: str


@dataclass(frozen=True, kw_only=True)
class ProviderRecord:
    """One provider.

    Attributes:
        domains: the provider is guessed from these.
        imap, smtp: URLs; "imaps"/"smtps" speak TLS at once, "imap"/"smtp" use STARTTLS.
        login_by_local_part: the IMAP login is the part before the @ (SMTP takes the whole address).
        plus: delivers plus addresses (RFC 5233).
        junk: names of the junk folder as seen by an English account; SPECIAL-USE comes first.
        promotions: where mail goes that the provider takes for advertising, "" where it has no such place.
        files_sent: the server files a Sent copy of submitted mail.
        replaces_ids: submitted mail gets another Message-ID.
        idle: offers IDLE (RFC 2177); what the server announces counts for more.
        connections: IMAP connections at once for one account; submissions: SMTP connections at once; 0: not known.
        per_minute, per_day: mails (or recipients) that may be sent; 0: not known.
        oauth: where tokens are issued; None where passwords are the way.
        oauth_only: passwords are refused, app passwords too.
        switch_on: what the account's owner must do first, for the user.
        authserv_ids: whose Authentication-Results headers are the provider's own (RFC 8601).
        facts: sources of fields. unproven: fields without one.
    """

    key: str
    name: str
    domains: tuple[str, ...] = ()
    imap: str = ""
    smtp: str = ""
    login_by_local_part: bool = False
    plus: bool = False
    junk: tuple[str, ...] = ()
    promotions: str = ""
    files_sent: bool = True
    replaces_ids: bool = False
    idle: bool = True
    connections: int = 0
    submissions: int = 0
    per_minute: int = 0
    per_day: int = 0
    oauth: OAuthRecord | None = None
    oauth_only: bool = False
    switch_on: str = ""
    authserv_ids: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    unproven: tuple[str, ...] = ()
