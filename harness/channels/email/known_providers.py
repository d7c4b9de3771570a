"""The providers, one record each. Names of junk folders are those of an English account.

THUNDERBIRD stands for the autoconfiguration data of Thunderbird, which the providers check themselves: its public
repository as of 12 March 2026. Nothing here has been tried against the live services from this project's own tests.
"""

from __future__ import annotations

from harness.channels.email.provider_record import Fact, LoginFlow, OAuthRecord, ProviderRecord

_THUNDERBIRD = "https://github.com/thunderbird/autoconfig"
_MICROSOFT_OAUTH = (
    "https://learn.microsoft.com/en-us/exchange/client-developer/legacy-protocols/"
    "how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"
)
_MICROSOFT_LIMITS = "https://learn.microsoft.com/en-us/exchange/troubleshoot/send-emails/smtp-submission-improvements"
_MICROSOFT_IDS = "https://github.com/chatmail/core/pull/2250"
_YAHOO = "https://senders.yahooinc.com/developer/documentation"
_YAHOO_CONNECTIONS = (
    "https://support.getmailbird.com/hc/en-us/articles/16298148976279-Too-many-simultaneous-connections"
)
_GMX_PASSWORD = "https://hilfe.gmx.net/sicherheit/2fa/anwendungsspezifisches-passwort.html"  # noqa: S105 - a page


def _servers(*more: str) -> Fact:
    return Fact(fields=("domains", "imap", "smtp", *more), source=_THUNDERBIRD, read="2026-03-12")


# Google's flow for devices does not offer the mail scope, so consent is given in a browser
# (https://developers.google.com/identity/protocols/oauth2/limited-input-device). "prompt=consent" makes Google issue a
# refresh token again to somebody who has consented before.
_GOOGLE = OAuthRecord(
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    scopes=("https://mail.google.com/",),
    flow=LoginFlow.LOOPBACK,
    extra={"access_type": "offline", "prompt": "consent"},
)
_MICROSOFT_SCOPES = (
    "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/SMTP.Send",
    "offline_access",
)


def _microsoft(tenant: str, *application_scopes: str) -> OAuthRecord:
    base = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
    return OAuthRecord(
        token_url=f"{base}/token",
        authorize_url=f"{base}/authorize",
        device_url=f"{base}/devicecode",
        scopes=_MICROSOFT_SCOPES,
        application_scopes=application_scopes,
        flow=LoginFlow.DEVICE,
        redirect_uri="http://localhost:{port}/",
        tenant=tenant,
    )


# Yahoo and AOL share one identity service; each wants its own client, and approval for the mail scope.
_YAHOO_OAUTH = OAuthRecord(
    token_url="https://api.login.yahoo.com/oauth2/get_token",  # noqa: S106
    authorize_url="https://api.login.yahoo.com/oauth2/request_auth",
    scopes=("mail-w",),
    flow=LoginFlow.PASTE,
    redirect_uri="oob",
)

_RECORDS = (
    ProviderRecord(
        key="gmail",
        name="Gmail and Google Workspace",
        domains=("gmail.com", "googlemail.com"),
        imap="imaps://imap.gmail.com:993",
        smtp="smtps://smtp.gmail.com:465",
        plus=True,
        junk=("[Gmail]/Spam", "[Google Mail]/Spam"),
        promotions='no folder: X-GM-RAW "category:promotions" on the inbox tells',
        connections=15,
        per_day=500,
        oauth=_GOOGLE,
        switch_on=(
            "Switch on 2-Step Verification and make an app password; or make an OAuth client of the kind "
            '"Desktop app" and run `shopper login`. Workspace: the administrator must allow IMAP.'
        ),
        authserv_ids=("mx.google.com",),
        facts=(
            _servers(),
            Fact(
                fields=("oauth",), source="https://developers.google.com/gmail/imap/xoauth2-protocol", read="2026-11-24"
            ),
            Fact(
                fields=("junk", "idle"),
                source="https://developers.google.com/gmail/imap/imap-extensions",
                read="2026-11-24",
            ),
            # Not Google's own word: its old page (answer 97150, 2008) said 10.
            Fact(
                fields=("connections",),
                source="https://canarymail.io/help/too-many-simultaneous-connections-on-gmail/",
                read="2026-11-24",
            ),
            # A well-formed Message-ID is kept; another's place is X-Google-Original-Message-ID.
            Fact(
                fields=("replaces_ids",), source="https://github.com/xhit/go-simple-mail/issues/47", read="2026-11-24"
            ),
        ),
        unproven=("plus", "promotions", "files_sent", "per_day", "authserv_ids", "switch_on"),
    ),
    ProviderRecord(
        key="outlook",
        name="Outlook.com",
        domains=("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de", "hotmail.co.uk"),
        imap="imaps://outlook.office365.com:993",
        smtp="smtp://smtp-mail.outlook.com:587",
        plus=True,
        junk=("Junk", "Junk Email"),
        promotions="Other, in the focused inbox: the same folder over IMAP",
        replaces_ids=True,
        submissions=3,
        per_minute=30,
        oauth=_microsoft("consumers"),
        oauth_only=True,
        switch_on="Settings, Mail, Forwarding and IMAP: let devices and apps use IMAP. Then run `shopper login`.",
        authserv_ids=("", ".outlook.com"),
        facts=(
            _servers(),
            Fact(
                fields=("oauth_only", "switch_on"),
                source="https://support.microsoft.com/en-us/office/8361e398-8af4-4e97-b147-6c6c4ac95353",
                read="2026-11-24",
            ),
            Fact(fields=("oauth",), source=_MICROSOFT_OAUTH, read="2026-11-24"),
            Fact(fields=("files_sent", "submissions", "per_minute"), source=_MICROSOFT_LIMITS, read="2026-11-24"),
            Fact(fields=("replaces_ids",), source=_MICROSOFT_IDS, read="2026-11-24"),
        ),
        unproven=("plus", "junk", "promotions", "idle", "authserv_ids"),
    ),
    ProviderRecord(
        key="microsoft365",
        name="Microsoft 365",
        imap="imaps://outlook.office365.com:993",
        smtp="smtp://smtp.office365.com:587",
        plus=True,
        junk=("Junk Email",),
        promotions="Other, in the focused inbox: the same folder over IMAP",
        replaces_ids=True,
        submissions=3,
        per_minute=30,
        per_day=10_000,
        oauth=_microsoft("organizations", "https://outlook.office365.com/.default"),
        oauth_only=True,
        switch_on=(
            "The administrator switches on IMAP and Authenticated SMTP for the mailbox and registers an application; "
            "then `shopper login`, or client credentials with IMAP.AccessAsApp and SMTP.SendAsApp."
        ),
        authserv_ids=("", ".outlook.com"),
        facts=(
            Fact(fields=("imap", "smtp"), source=_THUNDERBIRD, read="2026-03-12"),
            Fact(fields=("oauth", "oauth_only", "switch_on"), source=_MICROSOFT_OAUTH, read="2026-11-24"),
            Fact(
                fields=("files_sent", "submissions", "per_minute", "per_day"),
                source=_MICROSOFT_LIMITS,
                read="2026-11-24",
            ),
            Fact(fields=("replaces_ids",), source=_MICROSOFT_IDS, read="2026-11-24"),
        ),
        unproven=("plus", "junk", "promotions", "idle", "authserv_ids"),
    ),
    ProviderRecord(
        key="yahoo",
        name="Yahoo Mail",
        domains=("yahoo.com", "ymail.com", "rocketmail.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "yahoo.it"),
        imap="imaps://imap.mail.yahoo.com:993",
        smtp="smtps://smtp.mail.yahoo.com:465",
        junk=("Bulk", "Bulk Mail"),
        # The capabilities its documentation shows hold no IDLE; what the server announces counts.
        idle=False,
        connections=5,
        oauth=_YAHOO_OAUTH,
        switch_on="Account security: make an app password. OAuth needs a client that Yahoo has approved for mail.",
        authserv_ids=(".yahoo.com",),
        facts=(
            _servers(),
            Fact(fields=("oauth", "idle"), source=_YAHOO, read="2026-11-24"),
            Fact(fields=("connections",), source=_YAHOO_CONNECTIONS, read="2026-11-24"),
        ),
        unproven=("plus", "junk", "files_sent", "authserv_ids", "switch_on"),
    ),
    ProviderRecord(
        key="aol",
        name="AOL Mail",
        domains=("aol.com", "aim.com", "aol.de", "aol.co.uk"),
        imap="imaps://imap.aol.com:993",
        smtp="smtps://smtp.aol.com:465",
        junk=("Bulk", "Bulk Mail"),
        idle=False,
        connections=5,
        oauth=_YAHOO_OAUTH,
        switch_on="Account security: make an app password. OAuth needs a client that Yahoo has approved for AOL mail.",
        authserv_ids=(".aol.com", ".yahoo.com"),
        facts=(
            _servers(),
            Fact(fields=("oauth", "idle"), source=_YAHOO, read="2026-11-24"),
            Fact(fields=("connections",), source=_YAHOO_CONNECTIONS, read="2026-11-24"),
        ),
        unproven=("plus", "junk", "files_sent", "authserv_ids", "switch_on"),
    ),
    ProviderRecord(
        key="icloud",
        name="iCloud Mail",
        domains=("icloud.com", "me.com", "mac.com"),
        imap="imaps://imap.mail.me.com:993",
        smtp="smtp://smtp.mail.me.com:587",
        login_by_local_part=True,
        plus=True,
        junk=("Junk",),
        files_sent=False,
        per_day=1000,
        switch_on="At account.apple.com, make an app-specific password.",
        authserv_ids=(".icloud.com",),
        facts=(
            _servers("login_by_local_part"),
            Fact(fields=("per_day",), source="https://support.apple.com/en-ca/102198", read="2026-11-24"),
            Fact(fields=("idle",), source="https://github.com/MailCore/mailcore2/issues/1274", read="2026-11-24"),
        ),
        unproven=("plus", "junk", "files_sent", "authserv_ids", "switch_on"),
    ),
    ProviderRecord(
        key="fastmail",
        name="Fastmail",
        domains=("fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.de"),
        imap="imaps://imap.fastmail.com:993",
        smtp="smtps://smtp.fastmail.com:465",
        plus=True,
        junk=("Spam", "Junk Mail"),
        files_sent=False,
        switch_on="Settings, Privacy & Security: make an app password with access to mail.",
        authserv_ids=(".messagingengine.com",),
        facts=(
            Fact(
                fields=("imap", "smtp", "switch_on"),
                source="https://www.fastmail.com/help/technical/servernamesandports.html",
                read="2026-11-24",
            ),
        ),
        unproven=("domains", "plus", "junk", "files_sent", "idle", "authserv_ids"),
    ),
    ProviderRecord(
        key="gmx",
        name="GMX",
        domains=("gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.com"),
        imap="imaps://imap.gmx.net:993",
        smtp="smtps://mail.gmx.net:465",
        junk=("Spamverdacht", "Spam"),
        switch_on=(
            "E-mail settings, POP3/IMAP: allow access. With two-factor authentication, also make an "
            "application-specific password. An account at gmx.com names its own hosts: imap.gmx.com and mail.gmx.com."
        ),
        authserv_ids=(".gmx.net",),
        facts=(_servers(), Fact(fields=("switch_on",), source=_GMX_PASSWORD, read="2026-11-24")),
        unproven=("plus", "junk", "files_sent", "idle", "authserv_ids"),
    ),
    ProviderRecord(
        key="webde",
        name="web.de",
        domains=("web.de",),
        imap="imaps://imap.web.de:993",
        smtp="smtps://smtp.web.de:465",
        login_by_local_part=True,
        junk=("Spamverdacht", "Spam"),
        switch_on=(
            "E-mail settings, POP3/IMAP: allow access. With two-factor authentication, also make an "
            "application-specific password."
        ),
        authserv_ids=(".web.de",),
        facts=(_servers("login_by_local_part"),),
        unproven=("plus", "junk", "files_sent", "idle", "authserv_ids", "switch_on"),
    ),
    ProviderRecord(
        key="zoho",
        name="Zoho Mail",
        domains=("zoho.com", "zohomail.com", "zoho.eu", "zohomail.eu"),
        imap="imaps://imap.zoho.com:993",
        smtp="smtps://smtp.zoho.com:465",
        plus=True,
        junk=("Spam",),
        switch_on=(
            "Mail accounts, IMAP: allow access; SMTP: save a copy of sent mails. With two-factor authentication, "
            "make an application-specific password. One's own domain: imappro, smtppro; other regions: .eu, .in ..."
        ),
        authserv_ids=(".zohomail.com", ".zohomail.eu", ".zohomail.in"),
        facts=(
            _servers(),
            Fact(
                fields=("files_sent", "switch_on"),
                source="https://intercom.help/getreplies/en/articles/9657392-enable-imap-smtp-for-your-zoho-mail-account",
                read="2026-11-24",
            ),
        ),
        unproven=("plus", "junk", "replaces_ids", "idle", "authserv_ids"),
    ),
    ProviderRecord(
        key="yandex",
        name="Yandex Mail",
        domains=("yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz"),
        imap="imaps://imap.yandex.com:993",
        smtp="smtps://smtp.yandex.com:465",
        plus=True,
        junk=("Spam",),
        per_day=500,
        switch_on="Settings, E-mail clients: allow IMAP with app passwords; then make one on the security page.",
        authserv_ids=(".yandex.net",),
        facts=(
            _servers(),
            Fact(
                fields=("per_day",),
                source="https://yandex.com/support/mail/web/letter/create/send-many-letters.html",
                read="2026-11-24",
            ),
        ),
        unproven=("plus", "junk", "files_sent", "idle", "authserv_ids", "switch_on"),
    ),
    ProviderRecord(
        key="proton",
        name="Proton Mail through Bridge",
        domains=("proton.me", "protonmail.com", "pm.me"),
        imap="imap://127.0.0.1:1143",
        smtp="smtp://127.0.0.1:1025",
        plus=True,
        junk=("Spam",),
        replaces_ids=True,
        switch_on=(
            "Run Proton Mail Bridge on this machine (paid plans), take the mailbox password it shows, export its TLS "
            "certificate and name that file as ca_file."
        ),
        authserv_ids=(".protonmail.ch",),
        facts=(
            Fact(
                fields=("switch_on",), source="https://proton.me/support/macos-certificate-warning", read="2026-11-24"
            ),
        ),
        unproven=("domains", "imap", "smtp", "plus", "junk", "files_sent", "replaces_ids", "idle", "authserv_ids"),
    ),
    ProviderRecord(
        key="host",
        name="a host of one's own",
        files_sent=False,
        switch_on="Name imap and smtp, and user if the login is not the address.",
        facts=(Fact(fields=("files_sent", "switch_on"), source="by definition", read="2026-11-24"),),
    ),
)

PROVIDERS: dict[str, ProviderRecord] = {record.key: record for record in _RECORDS}
