"""Which provider a mailbox has: as named, guessed from its address, or a host by hand."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from harness.channels.email.known_providers import PROVIDERS
from harness.channels.email.provider_record import ProviderRecord
from harness.domain.scenario import MailboxSettings

__all__ = ["PROVIDERS", "ProviderRecord", "believed_ids", "guessed", "plus_address", "record_for"]


def record_for(settings: MailboxSettings) -> ProviderRecord:
    """The provider's record: as named, else guessed from the address, else a host by hand."""
    record = PROVIDERS[settings.provider or guessed(settings.address)]
    changes = {name: getattr(settings, name) for name in ("imap", "smtp") if getattr(settings, name)}
    if settings.plus is not None:
        changes["plus"] = settings.plus
    record = replace(record, **changes)
    return replace(record, authserv_ids=_authserv_ids(settings, record))


def guessed(address: str) -> str:
    """The key of the provider whose domain the address has; "host" where none is known."""
    domain = address.rpartition("@")[2].lower()
    return next((record.key for record in PROVIDERS.values() if domain in record.domains), "host")


def plus_address(settings: MailboxSettings, token: str) -> str | None:
    """The mailbox's address with `token` behind a plus sign, or None where the provider has no such addresses."""
    if not record_for(settings).plus:
        return None
    local, _, domain = settings.address.partition("@")
    return f"{local}+{token}@{domain}"


def believed_ids(settings: MailboxSettings) -> tuple[str, ...]:
    """The authserv-ids whose Authentication-Results are the mailbox's own provider's (RFC 8601, section 2.5)."""
    return record_for(settings).authserv_ids


def _authserv_ids(settings: MailboxSettings, record: ProviderRecord) -> tuple[str, ...]:
    """As the user says, else from the record; a host by hand speaks for the mailbox's domain and its IMAP host."""
    if settings.authserv:
        return settings.authserv
    if record.authserv_ids or record.key != "host":
        return record.authserv_ids
    hosts = (f".{settings.address.rpartition('@')[2].lower()}", urlsplit(record.imap).hostname or "")
    return tuple(host for host in hosts if host.strip("."))
