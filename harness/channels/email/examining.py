"""Looking at a mailbox's servers, question by question, for `shopper doctor`: signs in and reads, sends nothing."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from harness.channels.email.access_tokens import AccessTokens
from harness.channels.email.connecting import Endpoint, endpoint
from harness.channels.email.folders import find_folder
from harness.channels.email.imap_client import PatientMailBox
from harness.channels.email.providers import record_for
from harness.channels.email.signing_in import TROUBLE, close, connect_imap, connect_smtp, part, sign_in, sign_in_to_send
from harness.domain.checkup import Answer, Health
from harness.domain.errors import HarnessFault
from harness.domain.mailbox import MailboxSettings
from harness.domain.wording import count, spell
from harness.ports import Clock

_SOON = timedelta(days=14)
"""A certificate that ends sooner is worth a warning; most are renewed a month ahead."""
_LOGIN_ENDS = timedelta(days=3)

QUESTIONS = ("resolves", "connects", "TLS", "signs in", "folders", "token", "storage")


@dataclass(kw_only=True)
class _Patient:
    """One mailbox under examination."""

    settings: MailboxSettings
    clock: Clock
    timeout: float
    imap: Endpoint
    smtp: Endpoint
    box: PatientMailBox | None = None
    answers: list[Answer] = field(default_factory=list)


async def examine(settings: MailboxSettings, clock: Clock, timeout: float = 20.0) -> tuple[Answer, ...]:
    """One answer to each of `QUESTIONS`; after one that is broken, those that rest on it are skipped.

    Args:
        timeout: seconds for each connection.
    """
    record = record_for(settings)
    try:
        imap, smtp = endpoint(record.imap, settings.key), endpoint(record.smtp, settings.key)
    except HarnessFault as fault:
        return (_broken("resolves", fault), *(_skipped(question) for question in QUESTIONS[1:]))
    patient = _Patient(settings=settings, clock=clock, timeout=timeout, imap=imap, smtp=smtp)
    try:
        await _ask_all(patient)
    finally:
        if patient.box is not None:
            await asyncio.to_thread(close, patient.box)
    return tuple(patient.answers)


async def _ask_all(patient: _Patient) -> None:
    asked = (_resolves, _connects, _tls, _signs_in, _folders, _token, _storage)
    stopped = False
    for question, ask in zip(QUESTIONS, asked, strict=True):
        if stopped and question != "token":
            patient.answers.append(_skipped(question))
            continue
        try:
            answer = await ask(patient)
        except HarnessFault as fault:
            answer = _broken(question, fault)
        except (*TROUBLE, ssl.SSLError) as trouble:
            answer = Answer(question=question, health=Health.BROKEN, said=str(trouble) or type(trouble).__name__)
        patient.answers.append(answer)
        stopped = stopped or (answer.health is Health.BROKEN and question not in {"folders", "token"})


# --- the questions ---------------------------------------------------------------------------------------------------


async def _resolves(patient: _Patient) -> Answer:
    loop = asyncio.get_running_loop()
    said = []
    for where in (patient.imap, patient.smtp):
        try:
            found = await loop.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
        except OSError:
            remedy = "Check the host name, the network, and the name servers of this machine."
            return Answer(question="resolves", health=Health.BROKEN, said=f"{where.host} has no address", remedy=remedy)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        said.append(f"{where.host} is {addresses[0]}{more}")
    return Answer(question="resolves", health=Health.FINE, said="; ".join(dict.fromkeys(said)))


async def _connects(patient: _Patient) -> Answer:
    said, figures = [], {}
    for name, where in (("IMAP", patient.imap), ("SMTP", patient.smtp)):
        began = patient.clock.now()
        try:
            async with asyncio.timeout(patient.timeout):
                _, writer = await asyncio.open_connection(where.host, where.port)
        except (OSError, TimeoutError) as error:
            why = "no answer" if isinstance(error, TimeoutError) else _reason(error)
            remedy = f"Is port {where.port} open in the firewall? Many networks close it."
            got = f"{name} {where.host}:{where.port}: {why}"
            return Answer(question="connects", health=Health.BROKEN, said=got, remedy=remedy)
        figures[f"{name.lower()}_seconds"] = took = (patient.clock.now() - began).total_seconds()
        said.append(f"{name} port {where.port} in {took * 1000:.0f} ms")
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return Answer(question="connects", health=Health.FINE, said=", ".join(said), figures=figures)


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "no connection"


async def _tls(patient: _Patient) -> Answer:
    """Versions, and when the first of the two certificates ends. An untrusted one raises."""
    if patient.imap.plain or patient.smtp.plain:
        said = "switched off by imap+plain or smtp+plain, for this machine alone"
        return Answer(question="TLS", health=Health.WARNING, said=said, remedy="Fine for tests on one machine only.")
    box = await asyncio.to_thread(connect_imap, patient.settings, patient.imap, patient.timeout)
    sock = box.client.sock
    assert isinstance(sock, ssl.SSLSocket)
    imap = (sock.getpeercert() or {}, sock.version() or "TLS")
    await asyncio.to_thread(close, box)
    connection = await connect_smtp(patient.settings, patient.smtp, patient.timeout)
    inside = connection.get_transport_info("ssl_object")
    smtp = (inside.getpeercert() or {}, inside.version() or "TLS")
    await part(connection)
    return certificates(imap, smtp, patient.clock.now())


def certificates(imap: tuple[Any, str], smtp: tuple[Any, str], now: datetime) -> Answer:
    """The answer for two certificates as `getpeercert` yields them, each with its TLS version."""
    ends = min(_end_of(certificate) for certificate, _ in (imap, smtp))
    days = (ends - now) / timedelta(days=1)
    versions = " and ".join(dict.fromkeys((imap[1], smtp[1])))
    soon = ends - now < _SOON
    return Answer(
        question="TLS",
        health=Health.WARNING if soon else Health.FINE,
        said=f"{versions}, certificates good until {ends:%Y-%m-%d} ({count(int(days), 'day')})",
        remedy="The server's owner must renew it; nobody can sign in after that day." if soon else "",
        figures={"certificate_days": round(days, 1)},
    )


def _end_of(certificate: Any) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


async def _signs_in(patient: _Patient) -> Answer:
    began = patient.clock.now()
    patient.box = await asyncio.to_thread(sign_in, patient.settings, patient.timeout)
    connection = await sign_in_to_send(patient.settings, patient.timeout)
    await part(connection)
    took = (patient.clock.now() - began).total_seconds()
    how = "access token" if patient.settings.oauth else "password"
    said = f"by {how}, to read and to send, in {took * 1000:,.0f} ms"
    return Answer(question="signs in", health=Health.FINE, said=said, figures={"seconds": took})


async def _folders(patient: _Patient) -> Answer:
    box = patient.box
    assert box is not None
    junk = await asyncio.to_thread(find_folder, box, "\\Junk", patient.settings.junk)
    sent = await asyncio.to_thread(find_folder, box, "\\Sent", patient.settings.sent)
    said = f"INBOX, junk: {junk or 'none found'}, sent: {sent or 'none found'}"
    if junk and sent:
        return Answer(question="folders", health=Health.FINE, said=said)
    missing = [name for name, folder in (("junk", junk), ("sent", sent)) if not folder]
    needless = missing == ["sent"] and not record_for(patient.settings).files_sent
    return Answer(
        question="folders",
        health=Health.FINE if needless else Health.WARNING,
        said=said,
        remedy="" if needless else f"If there is one, name it as `{'` and `'.join(missing)}` of this mailbox.",
    )


async def _token(patient: _Patient) -> Answer:
    oauth = patient.settings.oauth
    if oauth is None:
        return Answer(question="token", health=Health.FINE, said="a password needs no renewal")
    if oauth.access_token is not None:
        remedy = f"Give it a refresh token instead: `shopper login {patient.settings.key}`."
        said = "a fixed access token, which ends soon and is not renewed"
        return Answer(question="token", health=Health.WARNING, said=said, remedy=remedy)
    state = AccessTokens(patient.settings).state()
    if state.expires_at is None:
        return Answer(question="token", health=Health.SKIPPED, said=f"none yet, by {state.how}")
    now = patient.clock.now()
    left = state.expires_at - now
    said = f"by {state.how}; the access token lasts {spell(left.total_seconds())} more and is renewed by itself"
    figures = {"access_token_seconds": left.total_seconds()}
    ends = state.refresh_expires_at
    if ends is None:
        return Answer(question="token", health=Health.FINE, said=said, figures=figures)
    soon = ends - now < _LOGIN_ENDS
    return Answer(
        question="token",
        health=Health.WARNING if soon else Health.FINE,
        said=f"{said}; the login ends on {ends:%Y-%m-%d %H:%M} UTC",
        remedy=f"Run `shopper login {patient.settings.key}` before that." if soon else "",
        figures={**figures, "login_seconds": (ends - now).total_seconds()},
    )


async def _storage(patient: _Patient) -> Answer:
    """How full the mailbox is (RFC 9208): a full one loses the desk's answers."""
    box = patient.box
    assert box is not None
    if "QUOTA" not in " ".join(box.client.capabilities):
        return Answer(question="storage", health=Health.FINE, said="the server does not tell how full it is")
    _, answer = await asyncio.to_thread(box.client.getquotaroot, "INBOX")
    return quota(answer)


def quota(answer: Any) -> Answer:
    """The answer for what `getquotaroot` yields; STORAGE counts units of 1024 bytes."""
    told = b" ".join(part for row in answer for part in row if isinstance(part, bytes))
    found = re.search(rb"STORAGE (\d+) ([1-9]\d*)", told)
    if found is None:
        return Answer(question="storage", health=Health.FINE, said="the server names no limit")
    used, limit = int(found.group(1)), int(found.group(2))
    full = used / limit
    return Answer(
        question="storage",
        health=Health.WARNING if full > 0.9 else Health.FINE,
        said=f"{full:.0%} of {limit / 1024 / 1024:.1f} GB used",
        remedy="Delete mails: a full mailbox refuses the desk's answers." if full > 0.9 else "",
        figures={"used_bytes": used * 1024.0, "limit_bytes": limit * 1024.0},
    )


# --- wording ---------------------------------------------------------------------------------------------------------


def _broken(question: str, fault: HarnessFault) -> Answer:
    return Answer(question=question, health=Health.BROKEN, said=fault.got, remedy=fault.remedy)


def _skipped(question: str) -> Answer:
    return Answer(question=question, health=Health.SKIPPED, said="not asked")
