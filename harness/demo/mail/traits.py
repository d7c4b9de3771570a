"""How providers differ, and the faults each can play."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, kw_only=True)
class FolderNames:
    """A provider's folders. `special_use`: whether LIST tells what they are for (RFC 6154)."""

    junk: str = "Junk"
    sent: str = "Sent"
    separator: str = "/"
    special_use: bool = True


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What makes one provider unlike another.

    Attributes:
        plus: delivers user+anything@ to user (RFC 5233).
        files_sent: files a copy of each submitted mail itself.
        replaces_ids: gives submitted mails a Message-ID of its own.
        oauth_only: takes access tokens only. bearers: by these mechanisms.
        idle: announces and serves IDLE (RFC 2177).
        login_by_local_part: the IMAP login is the bare name, not the address.
    """

    key: str
    domain: str
    folders: FolderNames = FolderNames()
    plus: bool = True
    files_sent: bool = True
    replaces_ids: bool = False
    oauth_only: bool = False
    bearers: tuple[str, ...] = ("XOAUTH2", "OAUTHBEARER")
    idle: bool = True
    login_by_local_part: bool = False


GMAIL_LIKE = Traits(
    key="gmail",
    domain="gmail.test",
    folders=FolderNames(junk="[Gmail]/Spam", sent="[Gmail]/Sent Mail"),
)
OUTLOOK_LIKE = Traits(
    key="outlook",
    domain="outlook.test",
    folders=FolderNames(junk="Junk Email", sent="Sent Items"),
    replaces_ids=True,
    oauth_only=True,
)
PLAIN_HOST = Traits(
    key="plain",
    domain="plain.test",
    folders=FolderNames(junk="INBOX.Spam", sent="INBOX.Sent", separator=".", special_use=False),
    plus=False,
    files_sent=False,
    idle=False,
    login_by_local_part=True,
)


class MailFault(Enum):
    """What a provider can do wrong (FAULTS.md, "The providers"); "once": over when it has happened."""

    REPLIES_INTO_JUNK = "replies-into-junk"
    BULK_FOLDER = "bulk-folder"
    """The junk folder is called "Bulk Mail"."""
    NO_SPECIAL_USE = "no-special-use"
    """LIST does not tell which folder is junk."""
    MAIL_REFUSED = "mail-refused"
    LOGIN_REFUSED = "login-refused"
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - a fault's name
    CANARY_LOST = "canary-lost"
    DROP_IN_IDLE = "drop-in-idle"
    """Once: instead of announcing a mail."""
    DROP_IN_FETCH = "drop-in-fetch"
    """Once: instead of handing out mails."""
    DROP_AFTER_DATA = "drop-after-data"
    """Once: the mail is accepted, the 250 never comes."""
    SPLIT_PUSH = "split-push"
    DEAF_IDLE = "deaf-idle"
    NO_IDLE = "no-idle"
    EXISTS_RIDES = "exists-rides"
    """A mail is announced by an EXISTS on the answer to a FETCH that does not hold it yet, and never again."""
    BYE = "bye"
    """Once: instead of announcing a mail."""
    LOGIN_LIMIT = "login-limit"
    """Once: NO [LIMIT] to a sign-in."""
    FETCH_LIMIT = "fetch-limit"
    """Once: NO [LIMIT] to a FETCH."""
    SUBMISSION_LIMIT = "submission-limit"
    """Once: 421 to MAIL FROM, and the connection is closed."""
    GREYLISTING = "greylisting"
    IDS_REPLACED = "ids-replaced"
    """Mail gets another Message-ID on submission, also where the provider usually keeps it."""
    DUPLICATE_DELIVERY = "duplicate-delivery"
    DELAYED_DELIVERY = "delayed-delivery"
    """Mail from outside is accepted, and filed three minutes later."""
    REORDERED_DELIVERY = "reordered-delivery"
    """A mail is filed after the next one, at the latest three minutes after it was accepted."""
    UIDVALIDITY_CHANGES = "uidvalidity-changes"
    """Once: before a desk's mail is filed, the folder is rebuilt; all connections to it are closed."""
    CLOCK_OFF = "clock-off"
    INTERNALDATE_IS_DATE = "internaldate-is-date"
    DESK_MAIL_LOST = "desk-mail-lost"
