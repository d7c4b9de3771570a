"""Whom we believe to be a server: certificates are verified always."""

from __future__ import annotations

import ssl
from functools import cache
from ipaddress import ip_address

from harness.domain.errors import UsageError
from harness.domain.mailbox import MailboxSettings


def tls_context(settings: MailboxSettings) -> ssl.SSLContext:
    """Verifies the server's certificate and name; a private authority is trusted by `ca_file` only.

    Raises:
        UsageError: `ca_file` is no file with certificates.
    """
    try:
        return _context(settings.ca_file)
    except OSError as error:
        raise UsageError(
            f"Reading the certificates of mailbox {settings.key!r}",
            f"{settings.ca_file}: {error.strerror or 'no certificate in it'}",
            "ca_file names a file with certificates in PEM form.",
        ) from error


@cache
def _context(ca_file: str) -> ssl.SSLContext:
    """One for each set of authorities: the system's hundred are read once, not for each of a hundred mailboxes."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def is_loopback(host: str) -> bool:
    """Whether a host name or address is surely this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
