"""Where a mailbox's servers are and how we sign in: TLS always, verified; plain never."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness.channels.email.providers import record_for
from harness.domain.errors import UsageError
from harness.domain.scenario import MailboxSettings

_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One server. `tls_at_once`: TLS from the first byte; otherwise STARTTLS before anything else."""

    host: str
    port: int
    tls_at_once: bool


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """How to sign in. `secret` yields the password or an access token, as late as possible."""

    user: str
    secret: Callable[[], str]
    oauth: bool


def endpoint(url: str, mailbox: str) -> Endpoint:
    """Read "imaps://host:port" and its kin.

    Raises:
        UsageError: no or an unknown scheme: there is no way to say "without TLS".
    """
    parts = urlsplit(url if "://" in url else f"imaps://{url}")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(
            f"Connecting mailbox {mailbox!r}", f"{url!r} is no imaps://, imap://, smtps:// or smtp:// address"
        )
    port = parts.port or _PORTS[parts.scheme]
    return Endpoint(host=parts.hostname, port=port, tls_at_once=parts.scheme.endswith("s"))


def credentials(settings: MailboxSettings, *, smtp: bool) -> Credentials:
    """The login name (whole address or local part, as the provider wants it) and the secret."""
    record = record_for(settings)
    user = settings.user or settings.address
    if not settings.user and record.login_by_local_part and not smtp:
        user = settings.address.partition("@")[0]
    if settings.oauth is not None and settings.oauth.access_token is not None:
        return Credentials(user=user, secret=settings.oauth.access_token.reveal, oauth=True)
    password = settings.password
    return Credentials(user=user, secret=password.reveal if password is not None else str, oauth=False)


def tls_context(settings: MailboxSettings) -> ssl.SSLContext:
    """Verifies the server's certificate; a private authority is trusted by `ca_file` only."""
    return ssl.create_default_context(cafile=settings.ca_file or None)
