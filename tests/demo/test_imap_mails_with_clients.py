"""The embedded IMAP subset, driven by clients that are not ours: mails, IDLE, and lines that no client sends."""

from __future__ import annotations

import asyncio
import imaplib

import pytest
from imap_tools import AND, MailBox, MailMessageFlags

from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import GMAIL_LIKE, PLAIN_HOST, MailFault, Traits
from tests.demo.imap_clients import ADDRESS, holding, said, with_imap_tools, with_imaplib
from tests.demo.post import PASSWORD, mail, open_post, trusting

# --- mails -----------------------------------------------------------------------------------------------------------


async def test_a_mail_comes_back_byte_for_byte() -> None:
    raw = mail("Ugly", body="caf\u00e9 \xff").replace(b"Hello", b"\xfe\xff")

    def talk(one: imaplib.IMAP4_SSL) -> object:
        one.append("INBOX", "(\\Flagged)", '"17-Nov-2026 10:00:00 +0100"', raw)
        one.select()
        return one.uid("FETCH", "1", "(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])")[1]

    described, content = (await with_imaplib(talk))[0]  # type: ignore[index]

    assert content == raw
    assert b'INTERNALDATE "17-Nov-2026 09:00:00 +0000"' in described
    assert b"\\Flagged" in described
    assert b"RFC822.SIZE %d" % len(raw) in described


async def test_an_appended_mail_without_a_date_gets_the_present() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> bytes:
        one.append("INBOX", "", "", mail("One"))
        one.select()
        return one.fetch("1", "(INTERNALDATE)")[1][0]  # type: ignore[return-value]

    assert b" 9-Nov-2026 08:30:00 +0000" in await with_imaplib(talk)


async def test_an_appended_mail_with_a_nonsense_date_is_bad() -> None:
    assert await with_imaplib(lambda one: said(one, 'APPEND INBOX "yesterday" {1+}\r\nx')) == "BAD"


async def test_imap_tools_reads_a_mail_as_it_was_sent() -> None:
    found = await with_imap_tools(lambda box: list(box.fetch(AND(subject="two"))), before=holding("One", "Two"))

    assert [(one.subject, one.from_, one.text) for one in found] == [("Two", "support@desk.test", "Hello\r\n")]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("BODY.PEEK[HEADER.FIELDS (SUBJECT)]", b"Subject: One\r\n\r\n"),
        ("BODY.PEEK[TEXT]", b"Hello\r\n"),
        ("BODY.PEEK[]<0.4>", b"From"),
        ("RFC822.HEADER", mail("One").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"),
        ("BODY.PEEK[HEADER]", mail("One").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"),
        ("RFC822", mail("One")),
        ("BODY[HEADER.FIELDS.NOT (FROM TO SUBJECT DATE)]", b"Message-ID: <one@desk.test>\r\n\r\n"),
    ],
)
async def test_parts_of_a_mail_are_fetched(item: str, expected: bytes) -> None:
    def talk(one: imaplib.IMAP4_SSL) -> object:
        one.select()
        return one.fetch("1", f"({item})")[1]

    assert (await with_imaplib(talk, before=holding("One")))[0][1] == expected  # type: ignore[index]


async def test_an_envelope_holds_addresses_and_ids() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> bytes:
        one.select()
        return one.fetch("1", "ALL")[1][0]  # type: ignore[return-value]

    envelope = await with_imaplib(talk, before=holding("One"))

    assert b'"One" (("Support" NIL "support" "desk.test"))' in envelope
    assert b'"<one@desk.test>"' in envelope


@pytest.mark.parametrize("item", ["BODYSTRUCTURE", "BODY[2.MIME]", "X-GM-LABELS"])
async def test_what_is_not_offered_is_bad_and_the_session_goes_on(item: str) -> None:
    def talk(one: imaplib.IMAP4_SSL) -> tuple[str, str]:
        one.select()
        return said(one, f"FETCH 1 {item}"), one.noop()[0]

    assert await with_imaplib(talk, before=holding("One")) == ("BAD", "OK")


async def test_a_uid_range_to_the_end_always_holds_the_last_mail() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> object:
        one.select()
        return one.uid("FETCH", "99:*", "(UID)")[1]

    assert await with_imaplib(talk, before=holding("One", "Two")) == [b"2 (UID 2)"]


async def test_flags_are_added_taken_away_and_set() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> list[object]:
        one.select()
        return [
            one.store("1", "+FLAGS", "(\\Seen \\Flagged)")[1],
            one.store("1", "-FLAGS", "\\Seen")[1],
            one.uid("STORE", "1", "FLAGS", "(\\Answered)")[1],
            one.store("1", "+FLAGS.SILENT", "(\\Draft)")[1],
        ]

    assert await with_imaplib(talk, before=holding("One")) == [
        [b"1 (FLAGS (\\Flagged \\Seen))"],
        [b"1 (FLAGS (\\Flagged))"],
        [b"1 (UID 1 FLAGS (\\Answered))"],
        [None],
    ]


async def test_imap_tools_flags_copies_moves_and_deletes() -> None:
    def talk(box: MailBox) -> dict[str, list[str]]:
        box.flag(["1"], MailMessageFlags.ANSWERED, value=True)
        box.copy(["1"], "[Gmail]/Spam")
        box.move(["2"], "[Gmail]/Spam")
        box.delete(["3"])
        found = {}
        for folder in ("INBOX", "[Gmail]/Spam"):
            box.folder.set(folder)
            found[folder] = [one.subject for one in box.fetch()]
        return found

    found = await with_imap_tools(talk, before=holding("One", "Two", "Three"))

    assert found == {"INBOX": ["One"], "[Gmail]/Spam": ["One", "Two"]}


@pytest.mark.parametrize("command", ["COPY", "MOVE"])
async def test_nothing_is_copied_to_a_folder_that_does_not_exist(command: str) -> None:
    def talk(one: imaplib.IMAP4_SSL) -> tuple[str, bytes]:
        one.select()
        return one.uid(command, "1", "Nowhere")[0], one.uid("SEARCH", "ALL")[1][0]

    assert await with_imaplib(talk, before=holding("One")) == ("NO", b"1")


async def test_a_copy_of_nothing_is_fine() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> str:
        one.select()
        return one.uid("COPY", "7", '"[Gmail]/Spam"')[0]

    assert await with_imaplib(talk, before=holding("One")) == "OK"


async def test_uid_expunge_removes_only_the_named_ones() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> bytes:
        one.select()
        one.store("1:2", "+FLAGS", "(\\Deleted)")
        one.uid("EXPUNGE", "2")
        return bytes(one.uid("SEARCH", "ALL")[1][0])

    assert await with_imaplib(talk, before=holding("One", "Two", "Three")) == b"1 3"


@pytest.mark.parametrize(
    ("terms", "hits"),
    [
        ("ALL", b"1 2"),
        ("UID 2:*", b"2"),
        ("SUBJECT two", b"2"),
        ("HEADER Message-ID one@desk", b"1"),
        ("TEXT nowhere", b""),
        ("UNSEEN BODY hello", b"1 2"),
    ],
)
async def test_people_may_look_around_with_search(terms: str, hits: bytes) -> None:
    def talk(one: imaplib.IMAP4_SSL) -> bytes:
        one.select()
        return bytes(one.search("UTF-8", terms)[1][0])

    assert await with_imaplib(talk, before=holding("One", "Two")) == hits


@pytest.mark.parametrize(
    "command",
    [
        "FETCH one (UID)",
        "FETCH",
        "SEARCH LARGER 7",
        "SEARCH UID",
        "STORE 1",
        'LIST ""',
        "STATUS INBOX",
        "FROBNICATE",
        "UID",
        "AUTHENTICATE PLAIN %%%",
        "AUTHENTICATE PLAIN eA==",
        "SEARCH ((ALL",
    ],
)
async def test_nonsense_is_bad_and_does_not_end_the_session(command: str) -> None:
    def talk(one: imaplib.IMAP4_SSL) -> tuple[str, str]:
        one.select()
        return said(one, command), one.noop()[0]

    assert await with_imaplib(talk, before=holding("One")) == ("BAD", "OK")


@pytest.mark.parametrize("command", ["FETCH", "STORE", "EXPUNGE", "SEARCH"])
async def test_mails_cannot_be_asked_for_without_a_folder(command: str) -> None:
    words = {"FETCH": "1 (UID)", "STORE": "1 +FLAGS (\\Seen)", "SEARCH": "ALL"}.get(command, "")

    assert await with_imaplib(lambda one: said(one, f"{command} {words}")) == "BAD"


# --- idle ------------------------------------------------------------------------------------------------------------


async def test_imap_tools_hears_of_a_mail_while_idling() -> None:
    def wait(port: int) -> list[bytes]:
        with MailBox("localhost", port, timeout=30, ssl_context=trusting()).login(ADDRESS, PASSWORD) as box:
            return [line for line in box.idle.wait(timeout=20) if b"EXISTS" in line]

    async with open_post(GMAIL_LIKE) as world:
        provider = world.providers["gmail"]
        waiting = asyncio.create_task(asyncio.to_thread(wait, provider.imap_port))
        while not any(session._idling for session in provider.sessions):  # type: ignore[attr-defined]  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        await provider.take("support@desk.test", ADDRESS, mail("One"))

        assert await waiting == [b"* 1 EXISTS"]


async def test_a_mail_that_came_before_idle_is_announced_when_idle_begins() -> None:
    def wait(port: int) -> list[bytes]:
        client = imaplib.IMAP4_SSL("localhost", port, ssl_context=trusting(), timeout=30)
        client.login("jane", PASSWORD)
        client.select()
        asyncio.run_coroutine_threadsafe(provider.take("support@desk.test", ADDRESS, mail("One")), loop).result()
        client.send(b"x1 IDLE\r\n")
        lines = [client.readline(), client.readline()]
        client.shutdown()
        return lines

    async with open_post(GMAIL_LIKE) as world:
        provider, loop = world.providers["gmail"], asyncio.get_running_loop()

        assert await asyncio.to_thread(wait, provider.imap_port) == [b"+ idling\r\n", b"* 1 EXISTS\r\n"]


async def test_anything_but_done_ends_idle_with_bad() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> tuple[bytes, bytes, str]:
        one.select()
        one.send(b"x1 IDLE\r\n")
        begun = one.readline()
        one.send(b"x2 NOOP\r\n")
        return begun, one.readline(), one.noop()[0]

    begun, ended, after = await with_imaplib(talk)

    assert begun.startswith(b"+")
    assert ended.startswith(b"x1 BAD")
    assert after == "OK"


@pytest.mark.parametrize(
    ("traits", "fault"), [(PLAIN_HOST, None), (GMAIL_LIKE, MailFault.NO_IDLE)], ids=["by nature", "by a fault"]
)
async def test_idle_is_bad_where_it_is_not_offered(traits: Traits, fault: MailFault | None) -> None:
    def switch_on(provider: Provider) -> None:
        provider.faults |= {fault} if fault else set()

    assert await with_imaplib(lambda one: said(one, "IDLE"), traits=traits, before=switch_on) == "BAD"


# --- lines that no client sends --------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [b"\r\n", b"x1\r\n", b'x1 LIST "" "unclosed\r\n', b"x1 SEARCH )\r\n"])
async def test_a_line_that_is_no_command_is_bad(line: bytes) -> None:
    def talk(one: imaplib.IMAP4_SSL) -> tuple[bytes, str]:
        one.send(line)
        return one.readline(), one.noop()[0]

    answer, after = await with_imaplib(talk)

    assert b" BAD " in answer
    assert after == "OK"


async def test_a_literal_of_a_terabyte_ends_the_connection() -> None:
    def talk(one: imaplib.IMAP4_SSL) -> bytes:
        one.send(b"x1 APPEND INBOX {1099511627776}\r\n")
        return one.readline()

    with pytest.raises(imaplib.IMAP4.abort):
        await with_imaplib(lambda one: (talk(one), one.noop()))
