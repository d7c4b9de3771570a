"""The embedded IMAP subset, driven by clients that are not ours: signing in, and folders."""

from __future__ import annotations

import asyncio
import base64
import imaplib

import pytest
from imap_tools import MailBox, MailboxLoginError

from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST, Traits
from tests.demo.imap_clients import ADDRESS, holding, said, with_imap_tools, with_imaplib
from tests.demo.post import PASSWORD, TOKEN, open_post, trusting

# --- signing in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        ("PLAIN", f"\0{ADDRESS}\0{PASSWORD}"),
        ("XOAUTH2", f"user={ADDRESS}\x01auth=Bearer {TOKEN}\x01\x01"),
        ("OAUTHBEARER", f"n,a={ADDRESS},\x01host=x\x01port=993\x01auth=Bearer {TOKEN}\x01\x01"),
    ],
)
async def test_a_client_signs_in_with_each_mechanism(mechanism: str, said: str) -> None:
    answer = await with_imaplib(lambda one: one.authenticate(mechanism, lambda _: said.encode()), signed_in=False)

    assert answer[0] == "OK"


async def test_auth_login_asks_for_name_and_password_in_turn() -> None:
    answers = {b"Username:": ADDRESS.encode(), b"Password:": PASSWORD.encode()}

    answer = await with_imaplib(lambda one: one.authenticate("LOGIN", lambda asked: answers[asked]), signed_in=False)

    assert answer[0] == "OK"


async def test_an_initial_response_saves_a_round_trip() -> None:
    initial = base64.b64encode(f"\0{ADDRESS}\0{PASSWORD}".encode()).decode()

    answer = await with_imaplib(lambda one: one.xatom("AUTHENTICATE", "PLAIN", initial), signed_in=False)

    assert answer[0] == "OK"


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
async def test_a_stale_token_is_challenged_and_then_refused(mechanism: str) -> None:
    challenges: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        challenges.append(challenge)
        return b"" if challenge else f"n,a={ADDRESS},\x01user={ADDRESS}\x01auth=Bearer old\x01\x01".encode()

    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        await with_imaplib(lambda one: one.authenticate(mechanism, answer), signed_in=False)

    assert b"status" in challenges[-1]


async def test_a_wrong_password_is_refused() -> None:
    def sign_in(port: int) -> None:
        box = MailBox("localhost", port, ssl_context=trusting())
        try:
            box.login(ADDRESS, "wrong")
        finally:
            box.client.shutdown()

    async with open_post(GMAIL_LIKE) as world:
        with pytest.raises(MailboxLoginError, match="AUTHENTICATIONFAILED"):
            await asyncio.to_thread(sign_in, world.providers["gmail"].imap_port)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
async def test_a_provider_with_tokens_only_takes_no_password(mechanism: str) -> None:
    commands = [f"AUTHENTICATE {mechanism}", f"LOGIN jane {PASSWORD}"]

    answers = await with_imaplib(
        lambda one: [said(one, command) for command in commands], traits=OUTLOOK_LIKE, signed_in=False
    )

    assert answers == ["NO", "NO"]


async def test_an_unknown_mechanism_is_refused() -> None:
    with pytest.raises(imaplib.IMAP4.error, match="not offered"):
        await with_imaplib(lambda one: one.authenticate("CRAM-MD5", lambda _: b"x"), signed_in=False)


@pytest.mark.parametrize(("traits", "offered"), [(GMAIL_LIKE, True), (PLAIN_HOST, False)], ids=["gmail", "plain"])
async def test_capabilities_tell_what_a_provider_offers(traits: Traits, offered: bool) -> None:
    capabilities = await with_imaplib(lambda one: one.capability()[1][0], traits=traits)

    assert (b"IDLE" in capabilities.split()) is offered
    assert (b"SPECIAL-USE" in capabilities.split()) is offered


async def test_commands_before_the_sign_in_are_bad() -> None:
    assert await with_imaplib(lambda one: said(one, "SELECT INBOX"), signed_in=False) == "BAD"


async def test_id_noop_check_and_logout_are_answered() -> None:
    commands = ["ID NIL", "NOOP", "CHECK", "LOGOUT"]

    assert await with_imaplib(lambda one: [said(one, command) for command in commands]) == ["OK", "OK", "OK", "OK"]


# --- folders ---------------------------------------------------------------------------------------------------------


async def test_imap_tools_finds_folders_and_what_they_are_for() -> None:
    folders = await with_imap_tools(lambda box: {one.name: one for one in box.folder.list()})

    assert set(folders) == {"INBOX", "[Gmail]/Spam", "[Gmail]/Sent Mail"}
    assert "\\Junk" in folders["[Gmail]/Spam"].flags
    assert folders["[Gmail]/Spam"].delim == "/"


async def test_a_percent_sign_stops_at_the_separator() -> None:
    answer = await with_imaplib(lambda one: one.list('""', "%")[1])

    assert answer == [b'(\\HasNoChildren) "/" "INBOX"']


async def test_a_folder_is_created_once() -> None:
    def talk(box: MailBox) -> tuple[bool, bytes]:
        box.folder.create("Archive of 2026")
        answer = box.client.create('"Archive of 2026"')
        return box.folder.exists("Archive of 2026"), answer[1][0]

    exists, second = await with_imap_tools(talk)

    assert exists
    assert b"ALREADYEXISTS" in second


@pytest.mark.parametrize("name", ["Entwürfe & Ähnliches", "垃圾邮件", "R&D"])
async def test_names_in_every_script_come_back_as_they_were_made(name: str) -> None:
    def talk(box: MailBox) -> set[str]:
        box.folder.create(name)
        box.folder.set(name)
        return {one.name for one in box.folder.list()}

    assert name in await with_imap_tools(talk)


async def test_status_counts_without_selecting() -> None:
    status = await with_imap_tools(
        lambda box: box.folder.status("INBOX", ["MESSAGES", "UIDNEXT", "UNSEEN"]), before=holding("One", "Two")
    )

    assert status == {"MESSAGES": 2, "UIDNEXT": 3, "UNSEEN": 2}


@pytest.mark.parametrize("command", ["SELECT", "EXAMINE", "STATUS", "APPEND"])
async def test_a_folder_that_does_not_exist_is_answered_with_no(command: str) -> None:
    words = {"STATUS": "(MESSAGES)", "APPEND": "{1+}\r\nx"}.get(command, "")

    answer = await with_imaplib(lambda one: one.xatom(command, "Nowhere", *([words] if words else [])))

    assert answer[0] == "NO"


async def test_a_folder_opened_for_reading_keeps_mails_unseen() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> tuple[bytes, bytes]:
        one.select(readonly=True)
        one.fetch("1", "(BODY[])")
        unseen = one.search(None, "UNSEEN")[1][0]
        one.select()
        one.fetch("1", "(BODY[])")
        return unseen, one.search(None, "UNSEEN")[1][0]

    assert await with_imaplib(talk, before=holding("One")) == (b"1", b"")


async def test_close_expunges_and_unselect_does_not() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> list[bytes | None]:
        counts = []
        for leave in (one.unselect, one.close):
            one.select()
            one.store("1", "+FLAGS", "(\\Deleted)")
            leave()
            counts.append(one.select(readonly=True)[1][0])
        one.close()
        return counts

    assert await with_imaplib(talk, before=holding("One", "Two")) == [b"2", b"1"]


async def test_namespace_tells_the_separator() -> None:
    answer = await with_imaplib(lambda one: one.namespace()[1], traits=PLAIN_HOST)

    assert answer == [b'(("" ".")) NIL NIL']
