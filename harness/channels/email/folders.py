"""Signing in over IMAP, and finding the folders that matter: SPECIAL-USE first (RFC 6154), then names."""

from __future__ import annotations

import imaplib

from imap_tools import MailboxLoginError
from imap_tools.errors import ImapToolsError

from harness.channels.email.connecting import credentials, endpoint, tls_context
from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.providers import record_for
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.scenario import MailboxSettings

TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, EOFError)

_JUNK_NAMES = frozenset(
    ["junk", "spam", "bulk", "bulk mail", "junk email", "junk e-mail", "junk mail", "spamverdacht", "unerwünscht"]
)
_SENT_NAMES = frozenset(["sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete objekte"])


def sign_in(settings: MailboxSettings, timeout: float) -> PatientMailBox:
    """A signed-in connection without a selected folder.

    Raises:
        SignInRefused: the provider does not take our credentials.
        ProviderUnreachable: no connection, no TLS, no sense.
    """
    wanted = f"Signing in to mailbox {settings.key!r}"
    where = endpoint(record_for(settings).imap, settings.key)
    login = credentials(settings, smtp=False)
    try:
        box = PatientMailBox(
            where.host, where.port, tls_context(settings), tls_at_once=where.tls_at_once, timeout=timeout
        )
    except TROUBLE as error:
        raise ProviderUnreachable(
            wanted, f"{where.host}:{where.port}: {error}", "Check host, port and network."
        ) from error
    try:
        if login.oauth:
            box.xoauth2(login.user, login.secret(), initial_folder=None)
        else:
            box.login(login.user, login.secret(), initial_folder=None)
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        close(box)
        if isinstance(error, imaplib.IMAP4.abort):
            raise ProviderUnreachable(wanted, "the connection ended", "Try again later.") from error
        remedy = "Check the password or token in .env (many providers want an app password), then `shopper doctor`."
        raise SignInRefused(wanted, "the provider refuses the credentials", remedy) from error
    except TROUBLE as error:
        close(box)
        raise ProviderUnreachable(wanted, str(error), "Try again later.") from error
    return box


def close(box: PatientMailBox) -> None:
    """Close the connection without waiting for the server's goodbye."""
    try:
        box.client.shutdown()
    except OSError:
        return


def find_folder(box: PatientMailBox, use: str, given: str) -> str | None:
    """The junk ("\\\\Junk") or sent ("\\\\Sent") folder: as the user names it, by SPECIAL-USE, or by its name."""
    if given:
        return given
    folders = box.folder.list()
    for folder in folders:
        if use in folder.flags:
            return folder.name
    names = _JUNK_NAMES if use == "\\Junk" else _SENT_NAMES
    for folder in folders:
        last = folder.name.rsplit(folder.delim, 1)[-1] if folder.delim else folder.name
        if last.strip().lower() in names and "\\Noselect" not in folder.flags:
            return folder.name
    return None
