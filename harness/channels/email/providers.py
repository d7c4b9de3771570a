"""Mail providers, one frozen record each: where they live and how they differ.

Hosts, ports and TLS modes are those of the providers' own set-up pages as collected in Thunderbird's autoconfiguration
data (read March 2026). Fields that were not proven against the live service are named in `unproven`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from harness.domain.scenario import MailboxSettings


@dataclass(frozen=True, kw_only=True)
class ProviderRecord:
    """One provider.

    Attributes:
        imap, smtp: URLs; "imaps"/"smtps" speak TLS at once, "imap"/"smtp" use STARTTLS.
        login_by_local_part: the IMAP login is the part before the @ (SMTP takes the whole address).
        plus: delivers plus addresses (RFC 5233).
        files_sent: the server files a Sent copy of submitted mail.
        replaces_ids: submitted mail gets another Message-ID.
        authserv_ids: whose Authentication-Results headers are the provider's own (RFC 8601).
        unproven: fields taken from general knowledge.
    """

    key: str
    name: str
    domains: tuple[str, ...] = ()
    imap: str = ""
    smtp: str = ""
    login_by_local_part: bool = False
    plus: bool = False
    files_sent: bool = True
    replaces_ids: bool = False
    oauth_only: bool = False
    authserv_ids: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()


PROVIDERS: dict[str, ProviderRecord] = {
    record.key: record
    for record in (
        ProviderRecord(
            key="gmail",
            name="Gmail",
            domains=("gmail.com", "googlemail.com"),
            imap="imaps://imap.gmail.com:993",
            smtp="smtps://smtp.gmail.com:465",
            plus=True,
            authserv_ids=("mx.google.com",),
            unproven=("plus",),
        ),
        ProviderRecord(
            key="outlook",
            name="Outlook.com",
            domains=("outlook.com", "hotmail.com", "live.com"),
            imap="imaps://outlook.office365.com:993",
            smtp="smtp://smtp-mail.outlook.com:587",
            plus=True,
            replaces_ids=True,
            oauth_only=True,
            unproven=("plus", "authserv_ids"),
        ),
        ProviderRecord(
            key="microsoft365",
            name="Microsoft 365",
            imap="imaps://outlook.office365.com:993",
            smtp="smtp://smtp.office365.com:587",
            plus=True,
            replaces_ids=True,
            oauth_only=True,
            unproven=("plus", "authserv_ids"),
        ),
        ProviderRecord(
            key="yahoo",
            name="Yahoo Mail",
            domains=("yahoo.com", "ymail.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr"),
            imap="imaps://imap.mail.yahoo.com:993",
            smtp="smtps://smtp.mail.yahoo.com:465",
            authserv_ids=("atlas-production.v2-mail-prod1-gq1.omega.yahoo.com",),
            unproven=("files_sent", "authserv_ids"),
        ),
        ProviderRecord(
            key="icloud",
            name="iCloud Mail",
            domains=("icloud.com", "me.com", "mac.com"),
            imap="imaps://imap.mail.me.com:993",
            smtp="smtp://smtp.mail.me.com:587",
            login_by_local_part=True,
            plus=True,
            files_sent=False,
            unproven=("plus", "files_sent", "authserv_ids"),
        ),
        ProviderRecord(
            key="fastmail",
            name="Fastmail",
            domains=("fastmail.com", "fastmail.fm"),
            imap="imaps://imap.fastmail.com:993",
            smtp="smtps://smtp.fastmail.com:465",
            plus=True,
            files_sent=False,
            unproven=("plus", "files_sent", "authserv_ids"),
        ),
        ProviderRecord(
            key="gmx",
            name="GMX",
            domains=("gmx.net", "gmx.de", "gmx.at", "gmx.ch"),
            imap="imaps://imap.gmx.net:993",
            smtp="smtps://mail.gmx.net:465",
            unproven=("files_sent", "authserv_ids"),
        ),
        ProviderRecord(
            key="webde",
            name="web.de",
            domains=("web.de",),
            imap="imaps://imap.web.de:993",
            smtp="smtps://smtp.web.de:465",
            login_by_local_part=True,
            unproven=("files_sent", "authserv_ids"),
        ),
        ProviderRecord(key="host", name="a host of one's own", files_sent=False),
    )
}


def record_for(settings: MailboxSettings) -> ProviderRecord:
    """The provider's record: as named, else guessed from the address, else a host by hand."""
    if settings.provider:
        record = PROVIDERS[settings.provider]
    else:
        domain = settings.address.rpartition("@")[2].lower()
        record = next((one for one in PROVIDERS.values() if domain in one.domains), PROVIDERS["host"])
    changes = {name: getattr(settings, name) for name in ("imap", "smtp") if getattr(settings, name)}
    if settings.plus is not None:
        changes["plus"] = settings.plus
    return replace(record, **changes)


def plus_address(settings: MailboxSettings, token: str) -> str | None:
    """The mailbox's address with `token` behind a plus sign, or None where the provider has no such addresses."""
    if not record_for(settings).plus:
        return None
    local, _, domain = settings.address.partition("@")
    return f"{local}+{token}@{domain}"
