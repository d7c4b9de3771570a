"""Watching on an embedded provider that does everything wrong: no mail is lost, none comes twice, gaps are said."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from harness.channels.email.pacing import OWN_SERVER, Pacing, pacing_for
from harness.channels.email.providers import PROVIDERS
from harness.channels.email.watching import ImapMailbox
from harness.clock import RealClock
from harness.demo.mail.provider import CLOCK_OFF, Provider
from harness.demo.mail.store import Folder
from harness.demo.mail.traits import GMAIL_LIKE, PLAIN_HOST, FolderNames, MailFault, Traits
from harness.domain.evidence import OffsetMeasured, WatchGap
from harness.domain.mailbox import Secret
from harness.domain.scenario import MailboxSettings
from harness.ports import FolderMark
from tests.channels.tapping import Tap, tapped
from tests.conformance.stages import Recorder
from tests.demo.post import mail, open_post, settings_of

QUICK = Pacing(poll=0.05, safety=0.3, backoff=(0.02,), timeout=30.0)
SEEN_ONLY_BY_PUSH = replace(QUICK, safety=3600.0)


@asynccontextmanager
async def watched(
    provider: Provider,
    *,
    pacing: Pacing = QUICK,
    marks: Mapping[str, FolderMark] | None = None,
    settings: MailboxSettings | None = None,
) -> AsyncIterator[tuple[Recorder, ImapMailbox]]:
    recorder = Recorder()
    mailbox = ImapMailbox(settings or settings_of(provider), provider._post._clock, pacing)  # type: ignore[attr-defined]
    watching = asyncio.create_task(mailbox.watch(marks or {}, recorder))
    try:
        await recorder.until_watched()
        yield recorder, mailbox
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await mailbox.close()


def deliver(provider: Provider, *subjects: str, folder: str = "INBOX") -> None:
    for subject in subjects:
        provider.accounts["jane"].folders[folder].file(mail(subject), provider.now().replace(microsecond=0))


def subjects(recorder: Recorder) -> list[str]:
    return [one.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for one in recorder.mails]


def gaps(recorder: Recorder) -> list[WatchGap]:
    return [note for note in recorder.notes if isinstance(note, WatchGap)]


# --- what goes wrong on the way --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        MailFault.DROP_IN_IDLE,
        MailFault.DROP_IN_FETCH,
        MailFault.BYE,
        MailFault.SPLIT_PUSH,
        MailFault.DEAF_IDLE,
        MailFault.NO_IDLE,
        MailFault.EXISTS_RIDES,
        MailFault.LOGIN_LIMIT,
        MailFault.FETCH_LIMIT,
    ],
    ids=lambda fault: fault.value,
)
async def test_every_mail_is_handed_over_once_whatever_the_provider_does(fault: MailFault) -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        provider.faults.add(fault)
        async with watched(provider) as (recorder, _):
            for number in range(3):
                deliver(provider, f"Mail {number}")
                await recorder.until_mails(number + 1)

    assert subjects(recorder) == ["Mail 0", "Mail 1", "Mail 2"]


@pytest.mark.parametrize("fault", [MailFault.SPLIT_PUSH, MailFault.EXISTS_RIDES], ids=lambda fault: fault.value)
async def test_an_announcement_in_an_odd_shape_is_heard_without_a_safety_look(fault: MailFault) -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        provider.faults.add(fault)
        async with watched(provider, pacing=SEEN_ONLY_BY_PUSH) as (recorder, _):
            deliver(provider, "One")
            await recorder.until_mails(1)

    assert subjects(recorder) == ["One"]


async def test_hundreds_of_mails_over_a_line_that_breaks_every_twenty_come_once_each() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        async with watched(provider) as (recorder, _):
            for number in range(200):
                if number % 20 == 10:
                    for session in tuple(provider.sessions):
                        session.hang_up()
                deliver(provider, f"Mail {number}")
                await asyncio.sleep(0)
            await recorder.until_mails(200)

    assert subjects(recorder) == [f"Mail {number}" for number in range(200)]


async def test_a_closed_connection_is_a_gap_with_its_cause() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        provider.faults.add(MailFault.BYE)
        async with watched(provider) as (recorder, _):
            async with asyncio.timeout(60):
                while not all(session._idling for session in provider.sessions):  # type: ignore[attr-defined]  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            deliver(provider, "One")
            await recorder.until(lambda: bool(gaps(recorder)))

    [gap] = gaps(recorder)
    assert gap.since < gap.at
    assert gap.why.startswith("connection lost: ")


async def test_a_line_that_falls_silent_counts_as_unwatched_since_the_last_look() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        async with tapped(provider.imap_port) as tap:
            settings = replace(settings_of(provider), imap=f"imaps://localhost:{tap.port}")
            pacing = replace(QUICK, timeout=1.0)
            async with watched(provider, pacing=pacing, settings=settings) as (recorder, _):
                deliver(provider, "One")
                await recorder.until_mails(1)
                tap.silent = True
                silent_from = provider.now()
                deliver(provider, "Two")
                async with asyncio.timeout(60):
                    while tap.accepted <= 2:  # noqa: ASYNC110 - the wire tells nobody
                        await asyncio.sleep(0.01)
                tap.silent = False
                await recorder.until_mails(2)

    [gap] = gaps(recorder)
    assert gap.since <= silent_from + timedelta(seconds=0.5)
    assert recorder.mails[1].absent_at is not None
    assert recorder.mails[1].absent_at <= silent_from + timedelta(seconds=0.5)


async def test_a_rebuilt_folder_is_looked_through_again_and_new_mail_found() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        async with watched(provider) as (recorder, _):
            deliver(provider, "One")
            await recorder.until_mails(1)
            provider.accounts["jane"].folders["INBOX"].rebuild()
            deliver(provider, "Two")
            await recorder.until(lambda: "Two" in subjects(recorder))

    assert subjects(recorder)[:1] == ["One"]
    assert {one.uidvalidity for one in recorder.mails if one.raw.endswith(mail("Two"))} == {
        provider.accounts["jane"].folders["INBOX"].uidvalidity
    }


async def test_of_a_rebuilt_folder_only_the_newest_thousands_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.channels.email.watched_connection._NEWEST", 2)
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        deliver(provider, *(f"Old {number}" for number in range(5)))
        old = FolderMark(folder="INBOX", uidvalidity=1, uidnext=6)
        async with watched(provider, marks={"INBOX": old}) as (recorder, _):
            await recorder.until_mails(2)

    assert subjects(recorder) == ["Old 3", "Old 4"]


# --- what is said on the wire ----------------------------------------------------------------------------------------


async def spoken(*, pacing: Pacing, mails: int) -> Tap:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        deliver(provider, "Old")
        async with tapped(provider.imap_port) as tap:
            settings = replace(settings_of(provider), imap=f"imaps://localhost:{tap.port}")
            async with watched(provider, pacing=pacing, settings=settings) as (recorder, mailbox):
                for number in range(mails):
                    deliver(provider, f"Mail {number}")
                    await recorder.until_mails(number + 1)
                deliver(provider, "Ours", folder="[Gmail]/Sent Mail")
                await mailbox.sent_copy("<ours@desk.test>", "MS-1")
        return tap


async def test_nothing_is_searched_and_nothing_appended() -> None:
    tap = await spoken(pacing=QUICK, mails=3)

    assert not {"SEARCH", "UID SEARCH", "APPEND", "STORE", "UID STORE"} & set(tap.commands())
    assert not [line for line in tap.said if "BODY[" in line]


async def test_only_new_mails_are_fetched_whole() -> None:
    tap = await spoken(pacing=SEEN_ONLY_BY_PUSH, mails=2)

    whole = [line.split(" ", 1)[1] for line in tap.said if "BODY.PEEK[]" in line]
    assert whole == ["UID FETCH 2 (UID BODY.PEEK[])", "UID FETCH 3 (UID BODY.PEEK[])"]


async def test_a_fetch_goes_before_every_idle_and_idle_is_begun_anew() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        async with tapped(provider.imap_port) as tap:
            settings = replace(settings_of(provider), imap=f"imaps://localhost:{tap.port}", junk="INBOX")
            async with watched(provider, pacing=replace(QUICK, safety=0.05), settings=settings):
                async with asyncio.timeout(60):
                    while tap.commands().count("IDLE") < 8:  # noqa: ASYNC110 - the wire tells nobody
                        await asyncio.sleep(0.01)

    after_sign_in = tap.commands()[tap.commands().index("IDLE") - 1 :]
    assert set(after_sign_in) <= {"IDLE", "DONE", "UID FETCH"}
    assert after_sign_in.count("UID FETCH") >= after_sign_in.count("IDLE") - 2


# --- how closely -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("traits", [GMAIL_LIKE, replace(GMAIL_LIKE, idle=False)], ids=["idle", "no idle"])
async def test_after_a_send_an_own_server_is_asked_in_a_burst(traits: Traits) -> None:
    pacing = replace(SEEN_ONLY_BY_PUSH, poll=3600.0, burst=((0.01, 500),))
    async with open_post(traits, leaping=False) as world:
        provider = world.providers["gmail"]
        provider.faults.add(MailFault.DEAF_IDLE)
        async with watched(provider, pacing=pacing) as (recorder, mailbox):
            mailbox.expect()
            deliver(provider, "One")
            await recorder.until_mails(1)
            mailbox.expect()
            deliver(provider, "Two")
            await recorder.until_mails(2)

    assert subjects(recorder) == ["One", "Two"]


async def test_a_burst_hears_of_junk_at_once() -> None:
    pacing = replace(SEEN_ONLY_BY_PUSH, burst=((0.05, 2000),))
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        async with watched(provider, pacing=pacing) as (recorder, mailbox):
            mailbox.expect()
            deliver(provider, "Spam", folder="[Gmail]/Spam")
            await recorder.until_mails(1)

    assert [one.placement for one in recorder.mails] == ["junk"]


def test_only_servers_of_ones_own_are_asked_in_a_burst() -> None:
    bursts = {key: pacing_for(record).burst for key, record in PROVIDERS.items()}

    assert bursts.pop("host") == OWN_SERVER
    assert set(bursts.values()) == {()}


# --- folders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        FolderNames(junk="Junk", special_use=False),
        FolderNames(junk="INBOX.Spam", separator=".", special_use=False),
        FolderNames(junk="Bulk Mail", special_use=False),
        FolderNames(junk="INBOX/Junk E-mail", special_use=False),
        FolderNames(junk="Mail|Spam", separator="|", special_use=False),
        FolderNames(junk="Unerwünscht", special_use=False),
        FolderNames(junk="Rejected by robots"),
    ],
    ids=lambda names: f"{names.junk} {'with' if names.special_use else 'without'} use",
)
async def test_the_junk_folder_is_found(names: FolderNames) -> None:
    async with open_post(replace(PLAIN_HOST, folders=names), leaping=False) as world:
        provider = world.providers["plain"]
        async with watched(provider) as (recorder, _):
            deliver(provider, "Spam", folder=names.junk)
            await recorder.until_mails(1)

    assert [(one.folder, one.placement) for one in recorder.mails] == [(names.junk, "junk")]


async def test_a_junk_folder_made_for_its_first_mail_is_watched_from_that_mail_on() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        folders = provider.accounts["jane"].folders
        del folders["[Gmail]/Spam"]
        async with watched(provider) as (recorder, _):
            spam = Folder(name="Spam", uidvalidity=7)
            spam.file(mail("Spam"), provider.now())
            folders["Spam"] = spam
            await recorder.until_mails(1)

    assert [(one.folder, one.placement) for one in recorder.mails] == [("Spam", "junk")]


# --- clocks ----------------------------------------------------------------------------------------------------------


async def test_a_server_clock_that_is_off_is_measured() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        provider.faults.add(MailFault.CLOCK_OFF)
        async with watched(provider) as (recorder, _):
            for number in range(3):
                deliver(provider, f"Mail {number}")
                await recorder.until_mails(number + 1)

    measured = [note for note in recorder.notes if isinstance(note, OffsetMeasured)][-1]
    assert measured.low <= CLOCK_OFF.total_seconds() <= measured.high
    assert measured.high - measured.low < 60


async def test_a_server_that_never_says_anything_does_not_hold_up_the_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"imaps://localhost:{silent.getsockname()[1]}"
        settings = MailboxSettings(key="own", address="jane@corp.example", imap=address, password=Secret("geheim"))
        mailbox = ImapMailbox(settings, RealClock(), replace(QUICK, timeout=3600.0))
        watching = asyncio.create_task(mailbox.watch({}, Recorder()))
        connection, _ = await asyncio.to_thread(silent.accept)
        watching.cancel()
        async with asyncio.timeout(30):
            await asyncio.gather(watching, return_exceptions=True)
            await mailbox.close()
        connection.close()
