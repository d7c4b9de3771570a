"""Talking to a provider's token endpoint, with Authlib: the grants we use, and its refusals in our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.channels.email.provider_record import OAuthRecord
from harness.channels.email.providers import record_for
from harness.channels.email.tls import is_loopback, tls_context
from harness.channels.email.token_files import Tokens
from harness.domain.errors import CannotMeasure, ProviderUnreachable, SignInRefused, UsageError
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

TIMEOUT = 30.0
"""Seconds for one request."""
UNTOLD = timedelta(minutes=30)
"""How long an access token is used whose lifetime nobody told; the usual one is an hour."""
_PASSING = frozenset(["temporarily_unavailable", "server_error", "slow_down", "interaction_timeout"])


@dataclass(frozen=True, kw_only=True)
class TokenEndpoint:
    """Where and as whom tokens are asked for."""

    settings: MailboxSettings
    oauth: OAuthSettings
    record: OAuthRecord

    @property
    def token_url(self) -> str:
        return self._address(self.oauth.token_url or self.record.token_url)

    @property
    def device_url(self) -> str:
        return self._address(self.oauth.device_url or self.record.device_url)

    @property
    def authorize_url(self) -> str:
        return self._address(self.oauth.authorize_url or self.record.authorize_url)

    @property
    def scope(self) -> str:
        application = self.oauth.grant == "client_credentials"
        scopes = self.record.application_scopes if application else self.record.scopes
        return self.oauth.scope or " ".join(scopes)

    def client(self, **more: Any) -> OAuth2Client:
        """A client for one exchange. It never follows a redirect, and it verifies TLS as for the mail servers."""
        from authlib.integrations.httpx_client import OAuth2Client

        secret = self.oauth.client_secret
        return OAuth2Client(
            client_id=self.oauth.client_id,
            client_secret=secret.reveal() if secret else None,
            token_endpoint_auth_method="client_secret_post" if secret else "none",
            scope=self.scope,
            timeout=TIMEOUT,
            verify=tls_context(self.settings),
            trust_env=not is_loopback(urlsplit(self.token_url).hostname or ""),  # no proxy on the way to ourselves
            **more,
        )

    def refresh(self, refresh_token: Secret, now: datetime) -> Tokens:
        """New tokens for a refresh token (RFC 6749, section 6); the answer may replace it.

        Raises:
            SignInRefused: it has expired or was revoked, or the client is not known.
            ProviderUnreachable: no answer, or one that may be another later.
        """
        with self.explained("Renewing the access token", (refresh_token,)), self.client() as client:
            answer = client.refresh_token(self.token_url, refresh_token=refresh_token.reveal())
            fresh = tokens_in(answer, now)
        return replace(fresh, refresh_token=fresh.refresh_token or refresh_token)

    def as_application(self, now: datetime) -> Tokens:
        """A token for the application itself (RFC 6749, section 4.4). Raises as `refresh`."""
        with self.explained("Getting an access token"), self.client() as client:
            answer = client.fetch_token(self.token_url, grant_type="client_credentials", scope=self.scope)
            return tokens_in(answer, now)

    @contextmanager
    def explained(self, doing: str, secrets: tuple[Secret, ...] = ()) -> Iterator[None]:
        """Authlib's and the network's errors become ours, without any secret in them."""
        from authlib.integrations.base_client import OAuthError
        from authlib.integrations.httpx_client._compat import httpx2  # whichever of two packages Authlib has found

        wanted = f"{doing} for mailbox {self.settings.key!r}"
        known = (*secrets, *filter(None, (self.oauth.client_secret, self.oauth.refresh_token)))
        try:
            yield
        except OAuthError as error:
            raise _refusal(wanted, self, error, known) from error
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            host = urlsplit(self.token_url).hostname
            raise ProviderUnreachable(wanted, f"{host} gave no usable answer ({_kind(error)})", "Try again.") from error

    def _address(self, url: str) -> str:
        """With the tenant filled in.

        Raises:
            UsageError: no address, or one without TLS that is not on this machine.
        """
        wanted = f"Getting a token for mailbox {self.settings.key!r}"
        parts = urlsplit(filled := url.replace("{tenant}", self.oauth.tenant or self.record.tenant))
        if not filled:
            raise UsageError(
                wanted, "its provider is not known to issue tokens", "Name oauth.token_url, or a password."
            )
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise UsageError(wanted, f"{filled!r} is no https:// address", "Tokens never travel in clear.")
        return filled


def endpoint_of(settings: MailboxSettings) -> TokenEndpoint:
    """The endpoint of a mailbox with `oauth` settings. Raises UsageError where there is no client."""
    assert settings.oauth is not None
    if not settings.oauth.client_id:
        raise UsageError(
            f"Getting a token for mailbox {settings.key!r}",
            "oauth.client_id is missing",
            "docs/mailboxes.md says how to register a client with each provider.",
        )
    record = record_for(settings).oauth or OAuthRecord(token_url="")
    return TokenEndpoint(settings=settings, oauth=settings.oauth, record=record)


def tokens_in(answer: Mapping[str, Any], now: datetime) -> Tokens:
    """A token response (RFC 6749, section 5.1). Raises KeyError where it holds no access token."""
    refresh = answer.get("refresh_token")
    # Not in the RFC: Google tells it for clients in testing, Microsoft for some accounts.
    ends = answer.get("refresh_token_expires_in")
    return Tokens(
        access_token=Secret(str(answer["access_token"])),
        issued_at=now,
        expires_at=now + (_seconds(answer.get("expires_in")) or UNTOLD),
        refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
        refresh_expires_at=now + ends if (ends := _seconds(ends)) else None,
    )


def scrubbed(text: str, secrets: tuple[Secret, ...]) -> str:
    """One short line without any of these secrets."""
    for secret in secrets:
        if secret.reveal():
            text = text.replace(secret.reveal(), "***")
    return " ".join(text.split())[:200]


def _refusal(wanted: str, endpoint: TokenEndpoint, error: Any, secrets: tuple[Secret, ...]) -> CannotMeasure:
    word, described = str(error.error or ""), scrubbed(str(error.description or ""), secrets)
    if word in _PASSING:
        return ProviderUnreachable(wanted, f"the provider says {word}", "Try again later.")
    got = f"the provider says {word}" + (f" ({described})" if described else "")
    if word == "invalid_grant":
        remedy = f"Run `shopper login {endpoint.settings.key}` for a new one."
        return SignInRefused(wanted, f"the refresh token has expired or was revoked: {got}", remedy)
    return SignInRefused(wanted, got, "Check oauth.client_id, client_secret, tenant and scope.")


def _kind(error: Exception) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return f"HTTP {status}" if status else type(error).__name__


def _seconds(value: object) -> timedelta | None:
    """Seconds as told, some servers in quotes; None for nothing or nonsense."""
    try:
        seconds = int(float(str(value)))
    except (ValueError, OverflowError):
        return None
    return timedelta(seconds=seconds) if 0 < seconds < 10**9 else None
