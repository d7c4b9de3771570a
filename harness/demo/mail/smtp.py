"""The SMTP sides of a provider, on aiosmtpd: submission (RFC 6409) for its accounts, and the MX for everybody else."""

from __future__ import annotations

import asyncio
import base64
import logging
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from harness.demo.mail.store import Account
from harness.demo.mail.traits import MailFault

logging.getLogger("mail.log").addFilter(lambda record: "login_data" not in str(record.msg))
"""aiosmtpd 1.4 warns of an attribute that only it sets itself."""

Intake = Callable[[str, str, bytes], Awaitable[str]]
"""(envelope sender, recipient, raw mail) -> SMTP answer, "250 ..." when taken."""


class SmtpServer:
    """A listening socket on loopback that remembers whom it let in.

    Closing an `asyncio.Server` leaves its connections open (Python 3.13 has `abort_clients`); `stop` hangs up on all.
    """

    def __init__(self, protocol: Callable[[], SMTP]) -> None:
        self._protocol = protocol
        self._accepted: WeakSet[SMTP] = WeakSet()
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.get_running_loop().create_server(self._accept, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def stop(self) -> None:
        """Listen no more and hang up; sockets are closed in the loop's next pass."""
        if self._server is not None:
            self._server.close()
        for one in tuple(self._accepted):
            if isinstance(one.transport, asyncio.WriteTransport):
                one.transport.abort()

    def _accept(self) -> SMTP:
        one = self._protocol()
        self._accepted.add(one)
        return one


class Submissions(Protocol):
    """What the submission side needs of its provider."""

    faults: set[MailFault]

    def hold(self) -> AbstractContextManager[None]: ...

    def sign_in(self, user: str, secret: str, *, oauth: bool) -> Account | None: ...

    def submit(self, sender: str, recipients: list[str], raw: bytes) -> None: ...


class SubmissionHandler:
    """Takes mail from signed-in accounts."""

    def __init__(self, provider: Submissions, *, oauth_only: bool, bearers: tuple[str, ...]) -> None:
        self._provider = provider
        self._oauth_only = oauth_only
        self.not_offered = [one for one in ("XOAUTH2", "OAUTHBEARER") if one not in bearers]
        self.not_offered += ["LOGIN", "PLAIN"] if oauth_only else []
        self._greyed: set[tuple[str, str]] = set()

    async def auth_XOAUTH2(self, server: SMTP, args: list[bytes]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        return await self._oauth(server, args, '{"status":"401","schemes":"bearer","scope":"mail"}')

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[bytes]) -> AuthResult:  # noqa: N802
        return await self._oauth(server, args, '{"status":"invalid_token"}')

    async def _oauth(self, server: SMTP, args: list[bytes], challenge: str) -> AuthResult:
        """A bad token is answered with a challenge first; the refusal comes after the client's next line (RFC 7628)."""
        said = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        user, token = bearer_said(said)
        account = self._provider.sign_in(user, token, oauth=True)
        if account is None:
            await server.challenge_auth(challenge)
        return AuthResult(success=account is not None, handled=False, auth_data=account)

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        if self._oauth_only:
            return AuthResult(success=False, handled=False)
        account = self._provider.sign_in(data.login.decode(), data.password.decode(), oauth=False)
        return AuthResult(success=account is not None, handled=False, auth_data=account)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name and arguments
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if MailFault.SUBMISSION_LIMIT in self._provider.faults:
            self._provider.faults.discard(MailFault.SUBMISSION_LIMIT)
            assert isinstance(server.transport, asyncio.WriteTransport)
            asyncio.get_running_loop().call_soon(server.transport.close)  # after the answer is written
            return "421 4.7.0 too many messages, closing the connection, try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        key = (str(envelope.mail_from), address)
        if MailFault.GREYLISTING in self._provider.faults and key not in self._greyed:
            self._greyed.add(key)
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        with self._provider.hold():
            if MailFault.MAIL_REFUSED in self._provider.faults:
                return "554 5.7.1 message refused by content filter"
            self._provider.submit(str(envelope.mail_from), list(envelope.rcpt_tos), raw)
            if MailFault.DROP_AFTER_DATA in self._provider.faults:
                self._provider.faults.discard(MailFault.DROP_AFTER_DATA)
                assert isinstance(server.transport, asyncio.WriteTransport)
                server.transport.abort()
            return "250 2.0.0 OK queued"


def bearer_said(said: str) -> tuple[str, str]:
    """(login name, access token) in what a client says by XOAUTH2 or by OAUTHBEARER (RFC 7628, section 3.1)."""
    fields = dict(part.partition("=")[::2] for part in said.split("\x01") if "=" in part)
    user = fields.get("user", "")
    if said.startswith("n,a="):
        user = said[4:].partition(",")[0].replace("=2C", ",").replace("=3D", "=")
    return user, fields.get("auth", "").removeprefix("Bearer ")


class ExchangeHandler:
    """The MX: takes mail for one domain and hands it to an intake, which may refuse it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = "250 OK"
        for recipient in envelope.rcpt_tos:
            answer = await self._intake(str(envelope.mail_from or ""), recipient, envelope.original_content or b"")
        return answer


def submission_protocol(handler: SubmissionHandler, hostname: str, context: ssl.SSLContext) -> SMTP:
    """A protocol for one connection: STARTTLS first, then AUTH (RFC 4954), then mail."""
    return SMTP(
        handler,
        hostname=hostname,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=handler.authenticate,
        auth_exclude_mechanism=handler.not_offered,
        enable_SMTPUTF8=True,
        data_size_limit=64 * 1024 * 1024,
    )


def exchange_protocol(handler: ExchangeHandler, hostname: str) -> SMTP:
    return SMTP(handler, hostname=hostname, enable_SMTPUTF8=True, data_size_limit=64 * 1024 * 1024)
