"""Finding the folders that matter: SPECIAL-USE first (RFC 6154), then names."""

from __future__ import annotations

from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.signing_in import TROUBLE, close, sign_in

__all__ = ["TROUBLE", "close", "find_folder", "sign_in"]

_JUNK_NAMES = frozenset(
    ["junk", "spam", "bulk", "bulk mail", "junk email", "junk e-mail", "junk mail", "spamverdacht", "unerwünscht"]
)
_SENT_NAMES = frozenset(["sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete objekte"])


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
