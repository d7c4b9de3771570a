"""Which provider a mailbox has: as named, guessed from its address, or a host by hand."""

from __future__ import annotations

from dataclasses import replace

from harness.channels.email.known_providers import PROVIDERS
from harness.channels.email.provider_record import ProviderRecord
from harness.domain.scenario import MailboxSettings

__all__ = ["PROVIDERS", "ProviderRecord", "guessed", "plus_address", "record_for"]


def record_for(settings: MailboxSettings) -> ProviderRecord:
    """The provider's record: as named, else guessed from the address, else a host by hand."""
    record = PROVIDERS[settings.provider or guessed(settings.address)]
    changes = {name: getattr(settings, name) for name in ("imap", "smtp") if getattr(settings, name)}
    if settings.plus is not None:
        changes["plus"] = settings.plus
    return replace(record, **changes)


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
