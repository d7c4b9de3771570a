"""Where a mailbox's servers are and how we sign in: TLS always, verified; plain only on this machine and if said so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness.channels.email.access_tokens import AccessTokens
from harness.channels.email.providers import record_for
from harness.channels.email.tls import is_loopback, tls_context
from harness.domain.errors import SignInRefused, UsageError
from harness.domain.mailbox import MailboxSettings

__all__ = ["Credentials", "Endpoint", "credentials", "endpoint", "tls_context"]

_PORTS = {"imaps": 993, "imap": 143, "imap+plain": 143, "smtps": 465, "smtp": 587, "smtp+plain": 25}


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One server.

    `tls_at_once`: TLS from the first byte; otherwise STARTTLS before anything else. `plain`: no TLS at all.
    """

    host: str
    port: int
    tls_at_once: bool
    plain: bool = False


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """How to sign in.

    Attributes:
        secret: yields the password or an access token, as late as possible; may take seconds (network).
        oauth: the secret is an access token.
        refused: to be told when the server does not take an access token; True: ask `secret` again, once.
    """

    user: str
    secret: Callable[[], str]
    oauth: bool
    refused: Callable[[str], bool] = lambda _: False


def endpoint(url: str, mailbox: str) -> Endpoint:
    """Read "imaps://host:port" and its kin.

    Raises:
        UsageError: no or an unknown scheme, or a plain one for a host that is not this machine.
    """
    parts = urlsplit(url if "://" in url else f"imaps://{url}")
    wanted = f"Connecting mailbox {mailbox!r}"
    try:
        port = parts.port
    except ValueError as error:
        raise UsageError(wanted, f"{url!r} has no number for a port") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(wanted, f"{url!r} is no imaps://, imap://, smtps:// or smtp:// address")
    plain = parts.scheme.endswith("+plain")
    if plain and not is_loopback(parts.hostname):
        raise UsageError(
            wanted,
            f"{url!r} would send the password in clear over the network",
            "Without TLS only this machine is reached (127.0.0.1, ::1, localhost).",
        )
    return Endpoint(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls_at_once=parts.scheme in {"imaps", "smtps"},
        plain=plain,
    )


def credentials(settings: MailboxSettings, *, smtp: bool) -> Credentials:
    """The login name (whole address or local part, as the provider wants it) and the secret."""
    record = record_for(settings)
    user = settings.user or settings.address
    if not settings.user and record.login_by_local_part and not smtp:
        user = settings.address.partition("@")[0]
    if settings.oauth is None:
        return Credentials(user=user, secret=lambda: _password(settings), oauth=False)
    if settings.oauth.access_token is not None:
        return Credentials(user=user, secret=settings.oauth.access_token.reveal, oauth=True)
    tokens = AccessTokens(settings)
    return Credentials(user=user, secret=tokens.current, oauth=True, refused=tokens.refused)


def _password(settings: MailboxSettings) -> str:
    """No server is asked with an empty password: some lock the account after a few."""
    if settings.password is not None:
        return settings.password.reveal()
    got = "shopper.yaml gives it neither a password nor oauth"
    raise SignInRefused(f"Signing in to mailbox {settings.key!r}", got, record_for(settings).switch_on)
