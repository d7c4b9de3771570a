"""Signing in over real sockets: passwords and tokens, both mechanisms, and refusals that say what they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from harness.channels.email.folders import close, find_folder, sign_in
from harness.channels.email.signing_in import sign_in_to_send
from harness.clock import LeapingClock
from harness.demo.mail.issuer import CLIENT
from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE, MailFault, Traits
from harness.demo.mail.world import CA_FILE, MailWorld
from harness.demo.project import MONDAY
from harness.domain.errors import ProviderUnreachable, SignInRefused, UsageError
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret
from tests.demo.playing import play

WAIT = 20.0
PASSWORD = "päss-wörd-not-secret"
BOTH = pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])


@asynccontextmanager
async def provider(traits: Traits) -> AsyncIterator[Provider]:
    async with MailWorld(LeapingClock(MONDAY), [traits]) as world:
        world.providers[traits.key].add_account("jane", password=PASSWORD)
        yield world.providers[traits.key]


def mailbox(one: Provider, folder: Path, password: str = PASSWORD) -> MailboxSettings:
    """Jane's mailbox there, by token where the provider issues them."""
    address = f"jane@{one.traits.domain}"
    oauth = None
    if one.issuer is not None:
        refresh = Secret(one.issuer.log_in(address))
        url = f"{one.issuer.url}/token"
        oauth = OAuthSettings(client_id=CLIENT, refresh_token=refresh, token_url=url, token_folder=str(folder))
    return MailboxSettings(
        key="box",
        address=address,
        provider="host",
        imap=f"imaps://localhost:{one.imap_port}",
        smtp=f"smtp://localhost:{one.smtp_port}",
        password=None if oauth else Secret(password),
        oauth=oauth,
        ca_file=str(CA_FILE),
    )


async def read_and_send(settings: MailboxSettings) -> str:
    """Signs in on both servers; returns the name of the junk folder seen there."""
    box = await asyncio.to_thread(sign_in, settings, WAIT)
    junk = await asyncio.to_thread(find_folder, box, "\\Junk", "")
    close(box)
    connection = await sign_in_to_send(settings, WAIT)
    await connection.quit()
    return junk or ""


@BOTH
async def test_a_token_signs_in_by_either_mechanism(mechanism: str, tmp_path: Path) -> None:
    async with provider(replace(OUTLOOK_LIKE, bearers=(mechanism,))) as one:
        assert await read_and_send(mailbox(one, tmp_path)) == "Junk Email"


@BOTH
async def test_a_token_withdrawn_before_its_time_is_renewed_once(mechanism: str, tmp_path: Path) -> None:
    async with provider(replace(OUTLOOK_LIKE, bearers=(mechanism,))) as one:
        settings = mailbox(one, tmp_path)
        await read_and_send(settings)
        assert one.issuer is not None
        age(tmp_path)
        one.issuer.withdraw()

        assert await read_and_send(settings) == "Junk Email"
        assert len(one.issuer.asked) == 2


@BOTH
async def test_a_refused_token_is_said_plainly_by_both_servers(mechanism: str, tmp_path: Path) -> None:
    async with provider(replace(OUTLOOK_LIKE, bearers=(mechanism,))) as one:
        settings = mailbox(one, tmp_path)
        await read_and_send(settings)
        one.faults.add(MailFault.LOGIN_REFUSED)
        with pytest.raises(SignInRefused) as by_imap:
            await asyncio.to_thread(sign_in, settings, WAIT)
        with pytest.raises(SignInRefused) as by_smtp:
            await sign_in_to_send(settings, WAIT)

    status = "401" if mechanism == "XOAUTH2" else "invalid_token"
    assert f"refuses the access token: [AUTHENTICATIONFAILED] invalid credentials (status {status})" in str(
        by_imap.value
    )
    assert "Run `shopper login box`, as the owner of jane@outlook.test" in str(by_smtp.value)


async def test_a_password_with_letters_of_any_script_signs_in(tmp_path: Path) -> None:
    async with provider(GMAIL_LIKE) as one:
        assert await read_and_send(mailbox(one, tmp_path)) == "[Gmail]/Spam"


async def test_a_refused_password_is_said_without_it(tmp_path: Path) -> None:
    async with provider(GMAIL_LIKE) as one:
        settings = mailbox(one, tmp_path, password="wrong-not-secret")
        with pytest.raises(SignInRefused, match="refuses the password") as by_imap:
            await asyncio.to_thread(sign_in, settings, WAIT)
        with pytest.raises(SignInRefused, match="refuses the password: 535") as by_smtp:
            await sign_in_to_send(settings, WAIT)

    assert "wrong-not-secret" not in f"{by_imap.value}{by_smtp.value}"


async def test_a_password_where_only_tokens_do_names_the_way_out(tmp_path: Path) -> None:
    async with provider(OUTLOOK_LIKE) as one:
        settings = replace(mailbox(one, tmp_path), provider="outlook", oauth=None, password=Secret("pw-not-secret"))
        with pytest.raises(SignInRefused, match="takes no passwords: give it `oauth:`"):
            await asyncio.to_thread(sign_in, settings, WAIT)


async def test_a_certificate_nobody_vouches_for_is_refused_on_both_ways(tmp_path: Path) -> None:
    async with provider(GMAIL_LIKE) as one:
        settings = replace(mailbox(one, tmp_path), ca_file="")
        with pytest.raises(ProviderUnreachable, match="certificate verify failed"):
            await asyncio.to_thread(sign_in, settings, WAIT)
        with pytest.raises(ProviderUnreachable, match="certificate verify failed"):
            await sign_in_to_send(settings, WAIT)


async def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    async with provider(GMAIL_LIKE) as one:
        settings = replace(mailbox(one, tmp_path), imap=f"imaps://127.1:{one.imap_port}")  # 127.0.0.1, but not its name
        with pytest.raises(ProviderUnreachable, match=r"certificate verify failed: .*mismatch"):
            await asyncio.to_thread(sign_in, settings, WAIT)


async def test_a_server_that_does_not_speak_tls_is_never_spoken_to_in_clear(tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n")
        heard.append(await reader.read(4096))
        writer.write(b"X1 BAD unknown command\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with provider(GMAIL_LIKE) as one:
        for scheme in ("imap", "imaps"):
            settings = replace(mailbox(one, tmp_path), imap=f"{scheme}://localhost:{port}")
            with pytest.raises(ProviderUnreachable):
                await asyncio.to_thread(sign_in, settings, WAIT)
    server.close()

    assert b"not-secret" not in b"".join(heard)
    assert b"LOGIN" not in b"".join(heard)


async def test_a_ca_file_that_is_none_is_a_mistake_of_the_users(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", "utf-8")
    async with provider(GMAIL_LIKE) as one:
        settings = replace(mailbox(one, tmp_path), ca_file=str(tmp_path / "ca.pem"))
        with pytest.raises(UsageError, match="ca_file names a file with certificates"):
            await asyncio.to_thread(sign_in, settings, WAIT)


async def test_an_expired_login_makes_its_mailbox_inconclusive_and_leaves_the_others_alone(tmp_path: Path) -> None:
    played = await play(tmp_path, ["token-expired@outlook"], scenarios=["monthly-smoke"])

    said = {one.probe.mailbox: (one.verdict.value, one.sentence) for one in played.result.results}
    assert said["gmail"][0] == said["plain"][0] == "passed"
    assert said["outlook"][0] == "inconclusive"
    assert "the refresh token has expired or was revoked" in said["outlook"][1]
    assert "shopper login outlook" in said["outlook"][1]


def age(folder: Path) -> None:
    """Make the kept token old enough to be renewed."""
    for path in folder.glob("*.json"):
        path.write_text(path.read_text("utf-8").replace('"issued_at": "2', '"issued_at": "1'), "utf-8")
