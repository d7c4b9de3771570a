"""One mail provider: its accounts, how it files and what it does wrong."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Protocol

from harness.demo.mail.imap_session import ImapSession
from harness.demo.mail.imap_state import Session
from harness.demo.mail.issuer import TokenIssuer
from harness.demo.mail.smtp import SmtpServer, SubmissionHandler, submission_protocol
from harness.demo.mail.store import Account, Folder
from harness.demo.mail.traits import MailFault, Traits
from harness.demo.mail.wire import header_value, received_line, replace_message_id, with_line

CLOCK_OFF = timedelta(minutes=4)
"""How far ahead the server's clock is with `MailFault.CLOCK_OFF`."""
DELAY = timedelta(minutes=3)
"""How long mails are kept back with `MailFault.DELAYED_DELIVERY`, at most with `REORDERED_DELIVERY`."""


class Post(Protocol):
    """What a provider needs of the world: the time, and the way to other hosts."""

    def now(self) -> datetime: ...

    def hold(self) -> AbstractContextManager[None]: ...

    def pin(self) -> Callable[[], None]: ...

    def route(self, via: str, sender: str, recipient: str, raw: bytes) -> None: ...

    def later(self, delay: timedelta, work: Callable[[], None]) -> None: ...

    def is_desk_domain(self, domain: str) -> bool: ...


class Provider:
    """Accounts at one domain, served over SMTP submission and IMAP on loopback."""

    def __init__(self, post: Post, traits: Traits, faults: set[MailFault] | None = None) -> None:
        self.traits = traits
        self.faults = faults if faults is not None else set()
        self.sessions: set[Session] = set()
        self.accounts: dict[str, Account] = {}
        self.issuer = TokenIssuer() if traits.oauth_only else None
        self.imap_port = 0
        self.smtp_port = 0
        self._post = post
        self._imap: asyncio.Server | None = None
        self._smtp: SmtpServer | None = None
        self._ids = itertools.count(1)
        self._kept_back: Callable[[], None] | None = None

    def add_account(self, local_part: str, *, password: str, token: str = "") -> Account:
        """A new account with INBOX, junk and sent folders."""
        names = self.traits.folders
        # A mailbox made anew must not look like the one before it (RFC 9051, section 2.3.1.1).
        validity = secrets.randbelow(2**31) + 1
        folders = [
            Folder(name="INBOX", uidvalidity=validity),
            Folder(name=names.junk, special_use="\\Junk", uidvalidity=validity),
            Folder(name=names.sent, special_use="\\Sent", uidvalidity=validity),
        ]
        account = Account(
            address=f"{local_part}@{self.traits.domain}",
            password=password,
            token=token,
            folders={folder.name: folder for folder in folders},
        )
        self.accounts[local_part] = account
        return account

    async def start(self, context: ssl.SSLContext) -> None:
        if self.issuer is not None:
            self.issuer.habits.revoked = MailFault.TOKEN_EXPIRED in self.faults
            self.issuer.start()
        if MailFault.BULK_FOLDER in self.faults:
            self._rename_junk("Bulk Mail")
        handler = SubmissionHandler(self, oauth_only=self.traits.oauth_only, bearers=self.traits.bearers)
        self._smtp = SmtpServer(lambda: submission_protocol(handler, f"smtp.{self.traits.domain}", context))
        self.smtp_port = await self._smtp.start()
        self._imap = await asyncio.start_server(self._serve_imap, "127.0.0.1", 0, ssl=context, limit=2**20)
        self.imap_port = self._imap.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._smtp is not None:
            self._smtp.stop()
        if self._imap is not None:
            self._imap.close()
        for session in tuple(self.sessions):
            session.hang_up()
        if self.issuer is not None:
            await asyncio.to_thread(self.issuer.stop)

    # --- what sessions ask -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        at = self._post.now()
        return at + CLOCK_OFF if MailFault.CLOCK_OFF in self.faults else at

    def hold(self) -> AbstractContextManager[None]:
        return self._post.hold()

    def pin(self) -> Callable[[], None]:
        return self._post.pin()

    def sign_in(self, user: str, secret: str, *, oauth: bool) -> Account | None:
        """The account, or None when these credentials are refused."""
        account = self.accounts.get(user.partition("@")[0])
        if account is None or MailFault.LOGIN_REFUSED in self.faults:
            return None
        if oauth and self.issuer is not None and self.issuer.accepts(account.address, secret):
            return account
        expected = account.token if oauth else account.password
        return account if expected and secret == expected else None

    def submit(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """Accept a mail from one of our accounts: stamp it, file the Sent copy, send it on its way."""
        if self.traits.replaces_ids or MailFault.IDS_REPLACED in self.faults:
            raw = replace_message_id(raw, f"<{next(self._ids):08d}.replaced@{self.traits.domain}>")
        account = self.accounts.get(sender.partition("@")[0].partition("+")[0])
        if account is not None and self.traits.files_sent:
            account.folders[self.traits.folders.sent].file(raw, self.now().replace(microsecond=0), {"\\Seen"})
        stamped = with_line(raw, self._received("client", "ESMTPSA", f"smtp.{self.traits.domain}"))
        for recipient in recipients:
            self._post.route(self.traits.domain, sender, recipient, stamped)

    async def take(self, sender: str, recipient: str, raw: bytes) -> str:
        """The MX's intake: file a mail for one of our accounts. Returns the SMTP answer."""
        local, _, detail = recipient.partition("@")[0].partition("+")
        account = self.accounts.get(local)
        if account is None or (detail and not self.traits.plus):
            return f"550 5.1.1 <{recipient}> no such mailbox here"
        if self._loses(sender, raw):
            return "250 2.0.0 OK"
        for _ in range(2 if MailFault.DUPLICATE_DELIVERY in self.faults else 1):
            stamped = self._stamp(sender, recipient, raw)
            self._deliver(partial(self._file, account, sender, stamped))
        return "250 2.0.0 OK"

    # --- private -----------------------------------------------------------------------------------------------------

    async def _serve_imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ImapSession(self, reader, writer).serve()

    def _loses(self, sender: str, raw: bytes) -> bool:
        """Faults in which a mail is accepted and never seen again."""
        from_desk = self._post.is_desk_domain(sender.partition("@")[2])
        if MailFault.DESK_MAIL_LOST in self.faults and from_desk:
            return True
        return MailFault.CANARY_LOST in self.faults and (from_desk or b"CANARY-" in raw[:4096])

    def _rename_junk(self, name: str) -> None:
        old = self.traits.folders.junk
        self.traits = replace(self.traits, folders=replace(self.traits.folders, junk=name))
        for account in self.accounts.values():
            folder = account.folders.pop(old)
            folder.name = name
            account.folders[name] = folder

    def _deliver(self, filing: Callable[[], None]) -> None:
        """File now, or when the faults allow it; each mail once."""
        if MailFault.DELAYED_DELIVERY in self.faults:
            self._post.later(DELAY, filing)
        elif MailFault.REORDERED_DELIVERY not in self.faults:
            filing()
        elif self._kept_back is None:
            self._kept_back = filing
            self._post.later(DELAY, partial(self._release, filing))
        else:
            earlier = self._kept_back
            filing()
            self._release(earlier)

    def _release(self, filing: Callable[[], None]) -> None:
        if self._kept_back is filing:
            self._kept_back = None
            filing()

    def _stamp(self, sender: str, recipient: str, raw: bytes) -> bytes:
        """What our MX writes on top when it accepts a mail."""
        host = f"mx.{self.traits.domain}"
        domain = sender.partition("@")[2] or "unknown"
        lines = [
            f"Authentication-Results: {host}; spf=pass smtp.mailfrom={domain};\r\n\tdkim=pass header.d={domain};"
            f" dmarc=pass header.from={domain}",
            self._received(f"mail.{domain}", "ESMTPS", host),
            f"Delivered-To: {recipient}",
            f"Return-Path: <{sender}>",
        ]
        for line in lines:
            raw = with_line(raw, line)
        return raw

    def _file(self, account: Account, sender: str, raw: bytes) -> None:
        names = self.traits.folders
        from_desk = self._post.is_desk_domain(sender.partition("@")[2])
        junk = MailFault.REPLIES_INTO_JUNK in self.faults and from_desk
        folder = account.folders[names.junk if junk else "INBOX"]
        if MailFault.UIDVALIDITY_CHANGES in self.faults and from_desk:
            self.faults.discard(MailFault.UIDVALIDITY_CHANGES)
            folder.rebuild()
        folder.file(raw, self._internal_date(raw))

    def _internal_date(self, raw: bytes) -> datetime:
        if MailFault.INTERNALDATE_IS_DATE in self.faults and (claimed := header_value(raw, "Date")):
            return parsedate_to_datetime(claimed)
        return self.now().replace(microsecond=0)

    def _received(self, sender: str, protocol: str, by: str) -> str:
        identifier = f"{next(self._ids):08x}"
        return received_line(sender=sender, by=by, protocol=protocol, identifier=identifier, at=self.now())
