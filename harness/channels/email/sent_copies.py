"""Looking for our own mail in the Sent folder: which id it really carries, or whether it was sent at all."""

from __future__ import annotations

import re

from harness.channels.email.folders import TROUBLE, close, find_folder, sign_in
from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.providers import record_for
from harness.domain.errors import ProviderUnreachable
from harness.domain.scenario import MailboxSettings
from harness.ports import SentCopy

_NEWEST = 40
"""How many of the newest mails are looked at: a send and its look-up lie seconds apart, never a SEARCH."""
_FIELDS = "MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID X-GOOGLE-ORIGINAL-MESSAGE-ID REFERENCES SUBJECT"
_ID = re.compile(rb"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


class SentCopies:
    """Keeps one connection to the Sent folder; used from one thread at a time."""

    def __init__(self, settings: MailboxSettings, timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._box: PatientMailBox | None = None
        self._folder = ""

    def find(self, message_id: str, reference: str) -> SentCopy | None:
        """The Sent copy of a mail, or None when it is surely not there.

        Raises:
            ProviderUnreachable: the answer would not be trustworthy.
            SignInRefused: as ever.
        """
        try:
            return self._look(message_id, reference)
        except TROUBLE:
            self.close()
        try:
            return self._look(message_id, reference)
        except TROUBLE as error:
            self.close()
            raise ProviderUnreachable(f"Looking into Sent of {self._settings.key!r}", str(error)) from error

    def close(self) -> None:
        if self._box is not None:
            close(self._box)
        self._box = None

    def _look(self, message_id: str, reference: str) -> SentCopy | None:
        box = self._connected()
        uidnext = box.folder.status(self._folder, ["UIDNEXT"])["UIDNEXT"]
        first = max(1, uidnext - _NEWEST)
        _, answer = box.client.uid("FETCH", f"{first}:*", f"(BODY.PEEK[HEADER.FIELDS ({_FIELDS})])")
        for part in reversed(answer):
            if isinstance(part, tuple) and _is_ours(part[1], message_id, reference):
                found = _ID.search(part[1])
                return SentCopy(message_id=found.group(1).decode() if found else "", delivered_at=None)
        return None

    def _connected(self) -> PatientMailBox:
        if self._box is None:
            # Whoever names the folder says that copies are filed there, by the server or by a rule of theirs.
            if not (record_for(self._settings).files_sent or self._settings.sent):
                raise ProviderUnreachable(
                    f"Looking into Sent of {self._settings.key!r}", "this provider files no copy of sent mail"
                )
            box = sign_in(self._settings, self._timeout)
            folder = find_folder(box, "\\Sent", self._settings.sent)
            if folder is None:
                close(box)
                raise ProviderUnreachable(f"Looking into Sent of {self._settings.key!r}", "no Sent folder was found")
            box.folder.set(folder, readonly=True)
            self._box, self._folder = box, folder
        return self._box


def _is_ours(headers: bytes, message_id: str, reference: str) -> bool:
    return message_id.encode() in headers or reference.encode() in headers
