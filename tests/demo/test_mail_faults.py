"""What an embedded provider does under each fault, seen from outside."""

from __future__ import annotations

import asyncio

import pytest

from harness.demo.mail.provider import CLOCK_OFF, DELAY, Provider
from harness.demo.mail.traits import GMAIL_LIKE, PLAIN_HOST, MailFault
from harness.demo.mail.world import MailWorld
from tests.demo.post import START, mail, open_post

JANE = "jane@plain.test"
DESK = "support@desk.test"


def subjects(provider: Provider, folder: str = "INBOX") -> list[str]:
    raws = [one.raw for one in provider.accounts["jane"].folders[folder].mails]
    return [raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for raw in raws]


async def until(world: MailWorld, minutes: int) -> None:
    """Let the world's time pass."""
    await world._clock.wait(START + minutes * DELAY / 3)


async def test_duplicate_delivery_files_two_copies_with_a_received_line_each() -> None:
    async with open_post(PLAIN_HOST) as world:
        provider = world.providers["plain"]
        provider.faults.add(MailFault.DUPLICATE_DELIVERY)
        await provider.take(DESK, JANE, mail("One"))

        one, other = provider.accounts["jane"].folders["INBOX"].mails

    assert one.raw != other.raw
    assert one.raw.partition(b"Delivered-To")[2].startswith(b": jane@plain.test")


async def test_delayed_delivery_files_three_minutes_after_it_accepted() -> None:
    async with open_post(PLAIN_HOST) as world:
        provider = world.providers["plain"]
        provider.faults.add(MailFault.DELAYED_DELIVERY)
        await provider.take(DESK, JANE, mail("One"))
        await until(world, 2)
        before = subjects(provider)
        await until(world, 4)

        [filed] = provider.accounts["jane"].folders["INBOX"].mails

    assert before == []
    assert filed.internal_date == START + DELAY
    assert b"Mon, 09 Nov 2026 08:30:00 +0000" in filed.raw.partition(b"From:")[0]


async def test_reordered_delivery_files_the_second_mail_first_and_loses_none() -> None:
    async with open_post(PLAIN_HOST) as world:
        provider = world.providers["plain"]
        provider.faults.add(MailFault.REORDERED_DELIVERY)
        for subject in ("One", "Two", "Three"):
            await provider.take(DESK, JANE, mail(subject))
        before = subjects(provider)
        await until(world, 4)

        assert before == ["Two", "One"]
        assert subjects(provider) == ["Two", "One", "Three"]


async def test_a_rebuilt_folder_has_another_uidvalidity_and_closes_its_connections() -> None:
    async with open_post(PLAIN_HOST) as world:
        provider = world.providers["plain"]
        folder = provider.accounts["jane"].folders["INBOX"]
        before = folder.uidvalidity
        await provider.take(DESK, JANE, mail("One"))
        folder.expunge(lambda _: True)
        provider.faults.add(MailFault.UIDVALIDITY_CHANGES)
        await provider.take(DESK, JANE, mail("Two"))

        assert folder.uidvalidity != before
        assert [one.uid for one in folder.mails] == [1]


async def test_a_wrong_clock_stamps_what_the_provider_files() -> None:
    async with open_post(PLAIN_HOST) as world:
        provider = world.providers["plain"]
        provider.faults.add(MailFault.CLOCK_OFF)
        await provider.take(DESK, JANE, mail("One"))

        assert provider.accounts["jane"].folders["INBOX"].mails[0].internal_date == START + CLOCK_OFF


async def test_internaldate_may_be_the_senders_word() -> None:
    async with open_post(PLAIN_HOST) as world:
        provider = world.providers["plain"]
        provider.faults.add(MailFault.INTERNALDATE_IS_DATE)
        await until(world, 30)
        await provider.take(DESK, JANE, mail("One"))

        assert provider.accounts["jane"].folders["INBOX"].mails[0].internal_date == START


async def test_a_mailbox_that_does_not_exist_bounces_back_to_the_sender() -> None:
    async with open_post(GMAIL_LIKE, PLAIN_HOST) as world:
        provider = world.providers["plain"]
        provider.submit(JANE, ["nobody@gmail.test", "nobody@nowhere.test"], mail("One", sender=JANE))
        async with asyncio.timeout(30):
            while len(subjects(provider)) < 2:
                await until(world, 1)
                await asyncio.sleep(0)

        raws = [one.raw for one in provider.accounts["jane"].folders["INBOX"].mails]

    assert all(b"report-type=delivery-status" in raw for raw in raws)
    assert any(b"no such mailbox" in raw for raw in raws)
    assert any(b"no such domain nowhere.test" in raw for raw in raws)


@pytest.mark.parametrize(("address", "filed"), [("jane+x@gmail.test", 1), ("jane+x@plain.test", 0)])
async def test_plus_addresses_are_delivered_where_the_provider_has_them(address: str, filed: int) -> None:
    async with open_post(GMAIL_LIKE, PLAIN_HOST) as world:
        provider = world.provider_of(address)
        assert provider is not None
        await provider.take(DESK, address, mail("One"))

        assert len(subjects(provider)) == filed
