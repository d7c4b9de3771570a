"""Our test accounts: where they are and how we sign in."""

from __future__ import annotations

from dataclasses import dataclass


class Secret:
    """A password or token: shown by no repr, no str, no traceback; `reveal()` only at the door that needs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, kw_only=True)
class OAuthSettings:
    """How to get access tokens (RFC 6749) for one mailbox; what is "" comes from the provider's record.

    Attributes:
        grant: "refresh_token" (given here, or kept by `shopper login`) or "client_credentials".
        access_token: used as it is, never renewed.
        token_command: prints an access token, or a token response as JSON; `token_command_limit` in seconds.
        token_folder: where tokens are kept between runs; "" for the user's own folder.
    """

    grant: str = "refresh_token"
    client_id: str = ""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    access_token: Secret | None = None
    tenant: str = ""
    scope: str = ""
    token_url: str = ""
    authorize_url: str = ""
    device_url: str = ""
    token_command: tuple[str, ...] = ()
    token_command_limit: float = 30.0
    token_folder: str = ""


@dataclass(frozen=True, kw_only=True)
class MailboxSettings:
    """A test account of ours.

    Attributes:
        provider: key of a record in `channels/email/providers.py`, "" to be guessed from the address.
        imap, smtp: "imaps://host:port", "imap://host:port" (STARTTLS), "smtps://...", "smtp://..."; "" from the record.
        user: login name; "" from the record.
        ca_file: certificate authority to trust beside the system's; "" for none.
        junk, sent: folder names where they cannot be found by themselves.
        plus: whether the provider delivers plus addresses; None from the record.
    """

    key: str
    address: str
    provider: str = ""
    imap: str = ""
    smtp: str = ""
    user: str = ""
    password: Secret | None = None
    oauth: OAuthSettings | None = None
    ca_file: str = ""
    junk: str = ""
    sent: str = ""
    plus: bool | None = None
    authserv: tuple[str, ...] = ()
    """Whose Authentication-Results to believe (RFC 8601, section 2.5); () from the record, or the mailbox's domain."""
