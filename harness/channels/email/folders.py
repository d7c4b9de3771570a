"""Finding the folders that matter: SPECIAL-USE first (RFC 6154), then names."""

from __future__ import annotations

from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.signing_in import TROUBLE, close, sign_in

__all__ = ["TROUBLE", "close", "find_folder", "sign_in"]

_JUNK_NAMES = (
    "junk", "spam", "bulk", "bulk mail", "junk email", "junk e-mail", "junk mail", "spambox", "spam mail", "[spam]",
    "spamverdacht", "unerwünscht", "unerwünschte werbung", "junk-e-mail", "courrier indésirable", "indésirables",
    "pourriel", "posta indesiderata", "indesiderata", "correo no deseado", "no deseado", "lixo eletrônico", "lixo",
    "ongewenste e-mail", "ongewenst", "skräppost", "søppelpost", "roskaposti", "wiadomości-śmieci", "nevyžádaná pošta",
    "спам", "迷惑メール", "垃圾邮件", "垃圾郵件",
)  # fmt: skip
_SENT_NAMES = (
    "sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete objekte", "gesendete elemente",
    "éléments envoyés", "messages envoyés", "envoyés", "posta inviata", "inviata", "elementos enviados", "enviados",
    "itens enviados", "verzonden items", "verzonden", "skickat", "sendt", "lähetetyt", "отправленные", "送信済み",
    "已发送", "寄件備份",
)  # fmt: skip
_CLOSED = frozenset(["\\noselect", "\\nonexistent"])


def find_folder(box: PatientMailBox, use: str, given: str, names: tuple[str, ...] = ()) -> str | None:
    """The junk ("\\\\Junk") or sent ("\\\\Sent") folder: as the user names it, by SPECIAL-USE, or by its name.

    Args:
        names: what this provider calls it; tried before the general names, in this order.

    Returns:
        None when there is none, so that the caller may look again later: some servers make it when it is first needed.
    """
    if given:
        return given
    folders = [folder for folder in box.folder.list() if not _CLOSED & {flag.lower() for flag in folder.flags}]
    for folder in folders:
        if use.lower() in {flag.lower() for flag in folder.flags}:
            return folder.name
    named = {_plain(folder.name, folder.delim): folder.name for folder in reversed(folders)}
    whole = {_plain(folder.name, ""): folder.name for folder in reversed(folders)}
    general = _JUNK_NAMES if use == "\\Junk" else _SENT_NAMES
    wanted = [name.lower() for name in (*names, *general)]
    return next((found for name in wanted if (found := whole.get(name) or named.get(name)) is not None), None)


def _plain(name: str, separator: str) -> str:
    """The last part of a folder's path, in lower case, without spaces around it."""
    last = name.rsplit(separator, 1)[-1] if separator else name
    return " ".join(last.lower().split())
