"""Servers that say something else than yes or no to a sign-in: scripted, on real sockets, in clear on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from harness.channels.email.signing_in import close, sign_in, sign_in_to_send
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret

WAIT = 20.0
TOKEN = "token-not-secret"


@asynccontextmanager
async def scripted(greeting: str, answers: Mapping[str, str], empty: str = "") -> AsyncIterator[tuple[int, list[str]]]:
    """A server that answers each line by its first matching word; "{tag}" is the line's first word. Yields its port and
    what it heard; an answer of "" ends the connection. `empty` answers an empty line; "{first}" is the tag of
    AUTHENTICATE."""
    heard: list[str] = []
    served: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served.append(task)
        writer.write(f"{greeting}\r\n".encode())
        while raw := await reader.readline():
            line = raw.decode().strip("\r\n")
            heard.append(line)
            answer = next((text for word, text in answers.items() if word in line), "{tag} OK done")
            if not line:
                answer = empty.replace("{first}", next(one for one in heard if "AUTHENTICATE" in one).split(" ")[0])
            if not answer:
                break
            writer.write(answer.replace("{tag}", line.split(" ")[0]).encode() + b"\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*served, return_exceptions=True), WAIT)


def mailbox(port: int, **more: object) -> MailboxSettings:
    how: dict[str, object] = {"password": Secret("pw-not-secret"), **more}
    return MailboxSettings(
        key="own",
        address="jane@corp.example",
        imap=f"imap+plain://127.0.0.1:{port}",
        smtp=f"smtp+plain://127.0.0.1:{port}",
        **how,  # type: ignore[arg-type]
    )


CAPABILITY = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done"


@pytest.mark.parametrize(
    "said",
    [
        "{tag} NO [UNAVAILABLE] the user database is down",
        "{tag} NO [LIMIT] rate limit hit",
        "{tag} NO Too many simultaneous connections. (Failure)",
        "{tag} NO [INUSE] later",
    ],
)
async def test_a_refusal_that_is_not_about_the_password_is_worth_another_try(said: str) -> None:
    async with scripted("* OK ready", {"CAPABILITY": CAPABILITY, "LOGIN": said}) as (port, _):
        with pytest.raises(ProviderUnreachable, match="the provider says") as trouble:
            await asyncio.to_thread(sign_in, mailbox(port), WAIT)
    assert not trouble.value.permanent


@pytest.mark.parametrize(
    "said", ["{tag} NO [AUTHENTICATIONFAILED] Please try again later", "{tag} NO [ALERT] Too many login failures"]
)
async def test_a_wrong_password_is_not_tried_again_whatever_the_server_suggests(said: str) -> None:
    async with scripted("* OK ready", {"CAPABILITY": CAPABILITY, "LOGIN": said}) as (port, heard):
        with pytest.raises(SignInRefused):
            await asyncio.to_thread(sign_in, mailbox(port), WAIT)
    assert sum("LOGIN" in line for line in heard) == 1


async def test_what_is_switched_off_is_to_be_switched_on() -> None:
    said = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant"
    async with scripted("220 ready", {"EHLO": EHLO, "AUTH": said}) as (port, _):
        settings = mailbox(port, provider="microsoft365", oauth=OAuthSettings(access_token=Secret(TOKEN)))
        with pytest.raises(SignInRefused, match="The administrator switches on IMAP and Authenticated SMTP"):
            await sign_in_to_send(settings, WAIT)


async def test_a_server_that_echoes_the_password_does_not_bring_it_into_the_message() -> None:
    said = "{tag} NO [AUTHENTICATIONFAILED] no such pw-not-secret"
    async with scripted("* OK ready", {"CAPABILITY": CAPABILITY, "LOGIN": said}) as (port, _):
        with pytest.raises(SignInRefused) as refused:
            await asyncio.to_thread(sign_in, mailbox(port), WAIT)
    assert "no such ***" in str(refused.value)


async def test_a_connection_that_ends_while_signing_in_is_no_refusal() -> None:
    async with scripted("* OK ready", {"CAPABILITY": CAPABILITY, "LOGIN": ""}) as (port, _):
        with pytest.raises(ProviderUnreachable):
            await asyncio.to_thread(sign_in, mailbox(port), WAIT)


async def test_what_is_offered_after_signing_in_counts() -> None:
    after = "* CAPABILITY IMAP4rev1 IDLE ID\r\n{tag} OK done"
    async with scripted("* OK [CAPABILITY IMAP4rev1] ready", {"CAPABILITY": after}) as (port, heard):
        box = await asyncio.to_thread(sign_in, mailbox(port), WAIT)
        offered = box.client.capabilities
        close(box)

    assert "IDLE" in offered
    assert any("ID (" in line for line in heard), "Gmail asks clients to say who they are"


async def test_a_server_that_falls_silent_is_worth_another_try() -> None:
    async with scripted("* OK ready", {"CAPABILITY": CAPABILITY, "LOGIN": "* OK one moment"}) as (port, _):
        with pytest.raises(ProviderUnreachable):
            await asyncio.to_thread(sign_in, mailbox(port), 0.3)


@pytest.mark.parametrize("challenge", ["bm9uc2Vuc2U=", "W10=", "e30="], ids=["no JSON", "a list", "no status"])
async def test_a_challenge_that_makes_no_sense_is_answered_all_the_same(challenge: str) -> None:
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done",
        "AUTHENTICATE": "+ ",
        "dXNlcj": f"+ {challenge}",
    }
    async with scripted("* OK ready", answers, empty="{first} NO [AUTHENTICATIONFAILED] bad token") as (port, heard):
        settings = mailbox(port, password=None, oauth=OAuthSettings(access_token=Secret(TOKEN)))
        with pytest.raises(SignInRefused, match=r"refuses the access token: \[AUTHENTICATIONFAILED\] bad token"):
            await asyncio.to_thread(sign_in, settings, WAIT)
    assert heard[-1] == "", "the challenge is answered with an empty line"
    assert sum("AUTHENTICATE" in line for line in heard) == 1, "a fixed token is not tried again"


async def test_without_a_password_no_server_is_asked() -> None:
    async with scripted("* OK ready", {}) as (port, heard):
        for ask in (lambda one: asyncio.to_thread(sign_in, one, WAIT), lambda one: sign_in_to_send(one, WAIT)):
            with pytest.raises(SignInRefused, match="neither a password nor oauth"):
                await ask(mailbox(port, password=None))
    assert heard == []


# --- SMTP ------------------------------------------------------------------------------------------------------------

EHLO = "250-corp.example\r\n250 AUTH PLAIN LOGIN XOAUTH2"


@pytest.mark.parametrize("said", ["454 4.7.0 temporary authentication failure", "421 4.7.0 too many connections"])
async def test_a_4xx_while_signing_in_to_send_is_worth_another_try(said: str) -> None:
    async with scripted("220 ready", {"EHLO": EHLO, "AUTH": said}) as (port, _):
        with pytest.raises(ProviderUnreachable) as trouble:
            await sign_in_to_send(mailbox(port), WAIT)
    assert not trouble.value.permanent


async def test_a_5xx_while_signing_in_to_send_is_a_refusal_without_the_password() -> None:
    async with scripted("220 ready", {"EHLO": EHLO, "AUTH": "535 5.7.8 bad pw-not-secret"}) as (port, _):
        with pytest.raises(SignInRefused, match=r"535 5\.7\.8 bad \*\*\*"):
            await sign_in_to_send(mailbox(port), WAIT)


async def test_a_submission_server_that_goes_away_is_worth_another_try() -> None:
    async with scripted("220 ready", {"EHLO": EHLO, "AUTH": ""}) as (port, _):
        with pytest.raises(ProviderUnreachable):
            await sign_in_to_send(mailbox(port), WAIT)


async def test_a_submission_server_that_takes_no_logins_is_said() -> None:
    async with scripted("220 ready", {"EHLO": "250 corp.example"}) as (port, _):
        with pytest.raises(ProviderUnreachable, match="AUTH"):
            await sign_in_to_send(mailbox(port), WAIT)


async def test_a_submission_server_that_offers_no_tls_hears_no_password() -> None:
    async with scripted("220 ready", {"EHLO": EHLO}) as (port, heard):
        settings = replace(mailbox(port), smtp=f"smtp://127.0.0.1:{port}")
        with pytest.raises(ProviderUnreachable):
            await sign_in_to_send(settings, WAIT)
    assert not any("AUTH" in line for line in heard)


async def test_a_port_where_nobody_listens_is_named() -> None:
    async with scripted("220 ready", {}) as (port, _):
        pass
    with pytest.raises(ProviderUnreachable, match=f"127.0.0.1:{port}"):
        await sign_in_to_send(mailbox(port), WAIT)
