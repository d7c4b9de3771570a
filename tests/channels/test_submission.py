"""Sending through an embedded provider that is busy, slow or unwilling."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from harness.channels.email.submission import SmtpSubmitter, submission_limits
from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import GMAIL_LIKE, MailFault
from harness.domain.errors import ProviderUnreachable
from harness.domain.scenario import MailboxSettings
from harness.ports import Accepted, Letter, Refused
from tests.demo.post import DESK, START, mail, open_post, settings_of

JANE = "jane@gmail.test"


def letter(subject: str = "Question") -> Letter:
    identifier = f"<{subject.lower()}@{DESK}>"
    return Letter(sender=JANE, recipients=(f"support@{DESK}",), message_id=identifier, raw=mail(subject, sender=JANE))


@asynccontextmanager
async def submitting(
    *faults: MailFault, pace: float = 2.0, per_day: int = 0
) -> AsyncIterator[tuple[SmtpSubmitter, Provider]]:
    async with open_post(GMAIL_LIKE) as world:
        provider = world.providers["gmail"]
        provider.faults |= set(faults)
        submitter = SmtpSubmitter(settings_of(provider), world._clock, pace=pace, per_day=per_day)
        try:
            yield submitter, provider
        finally:
            await submitter.close()


def copies(provider: Provider) -> list[bytes]:
    return [one.raw for one in provider.accounts["jane"].folders["[Gmail]/Sent Mail"].mails]


async def test_greylisting_is_waited_out_with_the_same_mail() -> None:
    async with submitting(MailFault.GREYLISTING) as (submitter, provider):
        outcome = await submitter.send(letter())

        assert isinstance(outcome, Accepted)
        assert outcome.at >= START + timedelta(seconds=30)
        assert copies(provider) == [letter().raw]


async def test_a_server_that_closes_with_421_is_tried_again() -> None:
    async with submitting(MailFault.SUBMISSION_LIMIT) as (submitter, provider):
        outcome = await submitter.send(letter())

        assert isinstance(outcome, Accepted)
        assert len(copies(provider)) == 1


async def test_a_connection_that_was_closed_while_idle_costs_no_time() -> None:
    async with submitting(pace=0.0) as (submitter, provider):
        await submitter.send(letter("One"))
        provider.faults.add(MailFault.SUBMISSION_LIMIT)
        outcome = await submitter.send(letter("Two"))

    assert isinstance(outcome, Accepted)
    assert outcome.at < START + timedelta(seconds=30)


async def test_a_connection_lost_before_the_answer_leaves_a_doubt_and_is_not_repeated() -> None:
    async with submitting(MailFault.DROP_AFTER_DATA) as (submitter, provider):
        with pytest.raises(ProviderUnreachable, match="after DATA") as raised:
            await submitter.send(letter())

        assert not raised.value.permanent
        assert len(copies(provider)) == 1


async def test_a_refusal_after_data_is_a_result_about_the_provider() -> None:
    async with submitting(MailFault.MAIL_REFUSED) as (submitter, _):
        outcome = await submitter.send(letter())

    assert isinstance(outcome, Refused)
    assert outcome.code == 554


async def test_the_server_files_the_only_copy() -> None:
    async with submitting() as (submitter, provider):
        await submitter.send(letter())

        assert copies(provider) == [letter().raw]


async def test_mails_keep_their_distance() -> None:
    async with submitting(pace=2.0) as (submitter, _):
        outcomes = [await submitter.send(letter(f"Mail{number}")) for number in range(3)]

    assert [outcome.at - START for outcome in outcomes] == [timedelta(seconds=2 * number) for number in range(3)]


async def test_the_providers_daily_limit_is_kept_for_a_day() -> None:
    async with submitting(pace=0.0, per_day=2) as (submitter, provider):
        await submitter.send(letter("One"))
        await submitter.send(letter("Two"))
        with pytest.raises(ProviderUnreachable, match="2 mails a day") as raised:
            await submitter.send(letter("Three"))
        await provider._post._clock.wait(START + timedelta(days=1, seconds=1))  # type: ignore[attr-defined]

        assert raised.value.permanent
        assert isinstance(await submitter.send(letter("Three")), Accepted)


def test_pace_and_limit_come_from_the_record_unless_servers_are_named() -> None:
    known = MailboxSettings(key="o", address="jane@outlook.com", provider="microsoft365")

    assert submission_limits(known, 1.0) == (2.0, 10_000)
    assert submission_limits(known, 5.0) == (5.0, 10_000)
    assert submission_limits(replace(known, smtp="smtp://localhost:2525"), 1.0) == (1.0, 0)


async def test_a_server_that_is_not_there_is_given_up_after_some_tries() -> None:
    async with open_post(GMAIL_LIKE) as world:
        settings = replace(settings_of(world.providers["gmail"]), smtp="smtp://localhost:9")
        submitter = SmtpSubmitter(settings, world._clock)

        with pytest.raises(ProviderUnreachable) as raised:
            await submitter.send(letter())

    assert raised.value.permanent


async def test_a_submitter_that_is_closed_waits_for_no_goodbye_in_tls() -> None:
    async with submitting() as (submitter, _):
        await submitter.send(letter())
        assert submitter._connection is not None
        assert submitter._connection.transport is not None
        line = submitter._connection.transport.get_extra_info("socket")
        await submitter.close()

        assert line.fileno() == -1
