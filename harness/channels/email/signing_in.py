"""Signing in over IMAP and SMTP: passwords, and access tokens by XOAUTH2 or OAUTHBEARER (RFC 7628)."""

from __future__ import annotations

import asyncio
import imaplib
import json
import sys
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imap_tools import MailboxLoginError
from imap_tools.errors import ImapToolsError

from harness.channels.email.connecting import Credentials, Endpoint, credentials, endpoint
from harness.channels.email.handshakes import what_to_do
from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.providers import record_for
from harness.channels.email.tls import tls_context
from harness.channels.email.token_endpoint import scrubbed
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.mailbox import MailboxSettings, Secret

if TYPE_CHECKING:
    import aiosmtplib

TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, EOFError)

_PASSING = (
    "[UNAVAILABLE]",
    "[LIMIT]",
    "[INUSE]",
    "[SERVERBUG]",
    "TOO MANY SIMULTANEOUS",
    "TOO MANY CONN",
    "RATE LIMIT",
)
"""Refusals that say nothing about the credentials (RFC 5530, section 3, and what providers write instead).

Only sure signs: whoever tries a wrong password again and again is locked out, so "please try again" is none.
"""
_SWITCHED_OFF = ("disabled", "not enabled", "not allowed")
_ID = '("name" "mystery-shopper")'


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """What a client says with an access token, in one of two mechanisms."""

    mechanism: str
    initial: bytes = field(repr=False)
    after_error: bytes

    @classmethod
    def of(cls, offered: frozenset[str], user: str, token: str, where: Endpoint) -> Bearer:
        """XOAUTH2 unless only OAUTHBEARER is offered, as at Yahoo (its documentation shows no XOAUTH2).

        A refused token is answered with a challenge that holds {"status": "401", ...}; the refusal itself comes after
        the client has said something more: an empty line (Google's XOAUTH2 protocol) or %x01 (RFC 7628, section 3.2.3).
        """
        if "OAUTHBEARER" in offered and "XOAUTH2" not in offered:
            name = user.replace("=", "=3D").replace(",", "=2C")  # RFC 5801, section 4, saslname
            said = f"n,a={name},\x01host={where.host}\x01port={where.port}\x01auth=Bearer {token}\x01\x01"
            return cls(mechanism="OAUTHBEARER", initial=said.encode(), after_error=b"\x01")
        said = f"user={user}\x01auth=Bearer {token}\x01\x01"
        return cls(mechanism="XOAUTH2", initial=said.encode(), after_error=b"")


# --- IMAP ------------------------------------------------------------------------------------------------------------


def sign_in(settings: MailboxSettings, timeout: float) -> PatientMailBox:
    """A signed-in connection without a selected folder; `timeout` in seconds.

    An access token that the server refuses is renewed once.

    Raises:
        SignInRefused: the provider does not take our credentials.
        ProviderUnreachable: no connection, no TLS, no sense, or the provider wants us to come later.
    """
    login = credentials(settings, smtp=False)
    try:
        return _imap(settings, login, timeout)
    except _Renewable:
        return _imap(settings, login, timeout, last=True)


class _Renewable(Exception):
    """The access token was refused, and another one can be had."""


def _imap(settings: MailboxSettings, login: Credentials, timeout: float, *, last: bool = False) -> PatientMailBox:
    where = endpoint(record_for(settings).imap, settings.key)
    secret = login.secret()
    box = connect_imap(settings, where, timeout)
    told: list[str] = []
    try:
        _authenticate(box, login, secret, where, told)
        _look_around(box)
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        close(box)
        said = " ".join([scrubbed(_words(error), (Secret(secret),)), *told])
        if isinstance(error, imaplib.IMAP4.abort):
            raise ProviderUnreachable(_wanted(settings), "the connection ended", "Try again later.") from error
        if any(word in said.upper() for word in _PASSING):
            raise ProviderUnreachable(_wanted(settings), f"the provider says: {said}", "Try again later.") from error
        if login.oauth and not last and login.refused(secret):
            raise _Renewable from error
        raise refusal(settings, said, oauth=login.oauth) from error
    except TROUBLE as error:
        close(box)
        raise ProviderUnreachable(_wanted(settings), str(error), "Try again later.") from error
    return box


def connect_imap(settings: MailboxSettings, where: Endpoint, timeout: float) -> PatientMailBox:
    """A connection on which nobody has signed in. Raises ProviderUnreachable."""
    try:
        return PatientMailBox(
            where.host,
            where.port,
            tls_context(settings),
            tls_at_once=where.tls_at_once,
            timeout=timeout,
            plain=where.plain,
        )
    except TROUBLE as error:
        got = f"{where.host}:{where.port}: {error}"
        raise ProviderUnreachable(_wanted(settings), got, what_to_do(error, where, "imap")) from error


def close(box: PatientMailBox) -> None:
    """Close the connection without waiting for the server's goodbye."""
    try:
        box.client.shutdown()
    except OSError:
        return


def _authenticate(box: PatientMailBox, login: Credentials, secret: str, where: Endpoint, told: list[str]) -> None:
    if login.oauth:
        bearer = Bearer.of(_offered(box), login.user, secret, where)
        box.client.authenticate(bearer.mechanism, _answers(bearer, told))
    elif "AUTH=PLAIN" in box.client.capabilities and not (login.user + secret).isascii():
        box.login_utf8(login.user, secret, initial_folder=None)  # LOGIN takes ASCII only (RFC 4616)
    else:
        box.login(login.user, secret, initial_folder=None)


def _answers(bearer: Bearer, told: list[str]) -> Callable[[bytes], bytes]:
    """What to say to each challenge: first the token; then, that its refusal was understood."""
    said: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        if challenge:
            told.append(_status(challenge))
        said.append(bearer.after_error if said else bearer.initial)
        return said[-1]

    return answer


def _words(error: Exception) -> str:
    """What the server said; imap-tools wraps it in words of its own."""
    result = getattr(error, "command_result", None)
    if isinstance(result, tuple) and result[1] and isinstance(result[1][0], bytes):
        return result[1][0].decode("utf-8", "replace")
    return str(error)


def _status(challenge: bytes) -> str:
    """What the server says about a token it refuses: {"status": "401", ...}."""
    try:
        return f"(status {json.loads(challenge)['status']})"
    except (ValueError, KeyError, TypeError):
        return ""


def _offered(box: PatientMailBox) -> frozenset[str]:
    return frozenset(one.removeprefix("AUTH=") for one in box.client.capabilities if one.startswith("AUTH="))


def _look_around(box: PatientMailBox) -> None:
    """More may be offered after signing in than before (RFC 9051, section 6.2); and Gmail asks clients for their ID."""
    _, answer = box.client.capability()
    if answer and isinstance(answer[-1], bytes):
        words = answer[-1].decode("ascii", "replace").upper().split()
        box.client.capabilities = tuple(map(sys.intern, words))  # fifty words, kept for each of a hundred mailboxes
    if "ID" in box.client.capabilities:
        box.client.xatom("ID", _ID)


# --- SMTP ------------------------------------------------------------------------------------------------------------


async def sign_in_to_send(settings: MailboxSettings, timeout: float) -> aiosmtplib.SMTP:
    """A signed-in submission connection (RFC 6409); `timeout` in seconds. An access token is renewed once.

    Raises:
        SignInRefused: the provider does not take our credentials.
        ProviderUnreachable: no connection, no TLS, or an answer that asks us to come later (4xx).
    """
    login = credentials(settings, smtp=True)
    try:
        return await _smtp(settings, login, timeout)
    except _Renewable:
        return await _smtp(settings, login, timeout, last=True)


async def _smtp(
    settings: MailboxSettings, login: Credentials, timeout: float, *, last: bool = False
) -> aiosmtplib.SMTP:
    import aiosmtplib

    where = endpoint(record_for(settings).smtp, settings.key)
    secret = await asyncio.to_thread(login.secret)  # it may ask the network
    connection = await connect_smtp(settings, where, timeout)
    try:
        await _authenticate_smtp(connection, login, secret, where)
    except aiosmtplib.SMTPAuthenticationError as error:
        hang_up(connection)
        said = scrubbed(f"{error.code} {error.message}", (Secret(secret),))
        if 400 <= error.code < 500:
            raise ProviderUnreachable(_wanted(settings), said, "Try again later.") from error
        if login.oauth and not last and await asyncio.to_thread(login.refused, secret):
            raise _Renewable from error
        raise refusal(settings, said, oauth=login.oauth) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        hang_up(connection)
        raise ProviderUnreachable(_wanted(settings), str(error) or type(error).__name__) from error
    except BaseException:
        hang_up(connection)
        raise
    return connection


async def connect_smtp(settings: MailboxSettings, where: Endpoint, timeout: float) -> aiosmtplib.SMTP:
    """A connection on which nobody has signed in. Raises ProviderUnreachable."""
    import aiosmtplib

    connection = aiosmtplib.SMTP(
        hostname=where.host,
        port=where.port,
        use_tls=where.tls_at_once,
        start_tls=not (where.tls_at_once or where.plain),
        tls_context=None if where.plain else tls_context(settings),
        timeout=timeout,
    )
    try:
        await connection.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        with suppress(Exception):
            hang_up(connection)
        got = f"{where.host}:{where.port}: {str(error) or type(error).__name__}"
        raise ProviderUnreachable(_wanted(settings), got, what_to_do(error, where, "smtp")) from error
    except BaseException:  # cancelled: aiosmtplib would leave the line open
        hang_up(connection)
        raise
    return connection


def hang_up(connection: aiosmtplib.SMTP) -> None:
    """End a submission connection at once: a TLS goodbye would wait for the server's, after our loop may be gone."""
    if isinstance(connection.transport, asyncio.WriteTransport):
        connection.transport.abort()
    connection.close()


async def part(connection: aiosmtplib.SMTP) -> None:
    """QUIT (RFC 5321, section 4.1.1.10), then hang up."""
    transport = connection.transport  # aiosmtplib forgets it, and leaves its TLS goodbye to the loop
    with suppress(Exception):
        await connection.quit()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    await asyncio.sleep(0)  # the pass of the loop in which the socket closes


async def _authenticate_smtp(connection: aiosmtplib.SMTP, login: Credentials, secret: str, where: Endpoint) -> None:
    import aiosmtplib

    if not login.oauth:
        await connection.login(login.user, secret)
        return
    await connection.ehlo()  # what is offered after STARTTLS counts (RFC 3207, section 4.2)
    offered = frozenset(one.upper() for one in connection.server_auth_methods)
    bearer = Bearer.of(offered, login.user, secret, where)
    answer = await connection.execute_command(b"AUTH", bearer.mechanism.encode(), b64encode(bearer.initial))
    if answer.code == 334:
        answer = await connection.execute_command(b64encode(bearer.after_error))
    if answer.code != 235:
        raise aiosmtplib.SMTPAuthenticationError(answer.code, answer.message)


# --- both ------------------------------------------------------------------------------------------------------------


def refusal(settings: MailboxSettings, said: str, *, oauth: bool) -> SignInRefused:
    """What to tell the user: what the server said, and what this provider usually wants."""
    record = record_for(settings)
    got = f"the provider refuses the {'access token' if oauth else 'password'}"
    if record.oauth_only and not oauth:
        remedy = f"{record.name} takes no passwords: give it `oauth:` and run `shopper login {settings.key}`."
    elif any(word in said.lower() for word in _SWITCHED_OFF) and record.key != "host":
        remedy = f"It may be switched off. {record.switch_on}"
    elif oauth:
        remedy = f"Run `shopper login {settings.key}`, as the owner of {settings.address}."
    else:
        remedy = f"Check user and password in .env. {record.switch_on}"
    return SignInRefused(_wanted(settings), f"{got}: {said}" if said else got, remedy)


def _wanted(settings: MailboxSettings) -> str:
    return f"Signing in to mailbox {settings.key!r}"
