"""The canary of doctor: where it lands, what it tells about the clock, and how it may fail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from harness.clock import LeapingClock
from harness.domain.checkup import Health
from harness.domain.errors import SignInRefused
from harness.domain.evidence import OffsetMeasured, WatchBegan
from harness.domain.mailbox import MailboxSettings
from harness.engine.canary_trip import fly
from harness.engine.doors import Account
from harness.ports import Accepted, FolderMark, Letter, MailSink, NewMail, Refused
from tests.fakes.mail import FakePost

START = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
LIMIT = timedelta(seconds=60)


class Post(FakePost):
    """Tells when a letter was handed over."""

    def __init__(self, clock: LeapingClock) -> None:
        super().__init__(clock)
        self.handed_over = asyncio.Event()

    async def send(self, letter: Letter) -> Accepted | Refused:
        answer = await super().send(letter)
        self.handed_over.set()
        return answer


class Nest:
    """A mailbox that hands every letter of the post back, some seconds later."""

    def __init__(self, clock: LeapingClock, post: Post, *, placement: str = "inbox", deaf: bool = False) -> None:
        self._clock = clock
        self._post = post
        self._placement = placement
        self._deaf = deaf
        self.offset: tuple[float, float] | None = (-0.5, 0.5)
        self.fault: Exception | None = None

    async def watch(self, _: Mapping[str, FolderMark], sink: MailSink) -> None:
        if self._deaf:
            await asyncio.Event().wait()
        if self.fault is not None:
            raise self.fault
        await sink.note(WatchBegan(at=self._clock.now(), mailbox="own"))
        await self._post.handed_over.wait()
        if self.offset is not None:
            low, high = self.offset
            await sink.note(OffsetMeasured(at=self._clock.now(), mailbox="own", low=low, high=high))
        await sink.take(self._mail(Letter(sender="", recipients=(), message_id="", raw=b"Subject: other\r\n\r\n")))
        await sink.take(self._mail(self._post.letters[-1]))
        await asyncio.Event().wait()

    def _mail(self, letter: Letter) -> NewMail:
        return NewMail(
            mailbox="own",
            folder="Spam" if self._placement == "junk" else "INBOX",
            placement=self._placement,
            uidvalidity=1,
            uid=1,
            raw=letter.raw,
            seen_at=self._clock.now() + timedelta(seconds=3),
            absent_at=None,
            delivered_at=None,
            mark=FolderMark(folder="INBOX", uidvalidity=1, uidnext=2),
        )

    @property
    def trouble(self) -> str:
        return ""

    def expect(self) -> None:
        return

    async def sent_copy(self, _message_id: str, _reference: str) -> None:
        return None


def account(**how: object) -> tuple[Account, Nest, LeapingClock]:
    clock = LeapingClock(START)
    post = Post(clock)
    nest = Nest(clock, post, **how)  # type: ignore[arg-type]
    settings = MailboxSettings(key="own", address="jane@corp.example")
    return Account(settings=settings, submitter=post, mailbox=nest), nest, clock


async def test_it_comes_back_into_the_inbox() -> None:
    one, _, clock = account()

    canary, offset = await fly(one, clock, LIMIT)

    assert (canary.health, canary.said, canary.figures["seconds"]) == (Health.FINE, "there and back in 3.0 s", 3.0)
    assert (offset.health, offset.said) == (Health.FINE, "agrees with ours (between -0.5 and +0.5 s)")


async def test_it_comes_back_into_junk() -> None:
    one, _, clock = account(placement="junk")

    canary, _ = await fly(one, clock, LIMIT)

    assert (canary.health, canary.said) == (Health.WARNING, "there and back in 3.0 s, but into Spam")
    assert canary.remedy


@pytest.mark.parametrize(
    ("offset", "health", "said"),
    [
        ((40.0, 41.0), Health.WARNING, "40 s to 41 s ahead of ours"),
        ((-241.0, -240.0), Health.WARNING, "4 min to 4 min 1 s behind ours"),
        ((1.5, 2.5), Health.FINE, "agrees with ours (between +1.5 and +2.5 s)"),
        ((86400.0, 86401.0), Health.WARNING, "1 d ahead of ours"),
        (None, Health.SKIPPED, "not measured: the mail was not seen soon enough after it came"),
    ],
)
async def test_the_clock_is_told_as_an_interval(offset: tuple[float, float] | None, health: Health, said: str) -> None:
    one, nest, clock = account()
    nest.offset = offset

    _, answer = await fly(one, clock, LIMIT)

    assert (answer.health, answer.said) == (health, said)


async def test_a_mailbox_that_cannot_be_watched_is_broken() -> None:
    one, _, clock = account(deaf=True)

    canary, offset = await fly(one, clock, LIMIT)

    assert (canary.health, canary.said) == (Health.BROKEN, "the mailbox could not be watched within 1 min")
    assert offset.health is Health.SKIPPED


async def test_a_watch_that_ends_in_a_fault_is_told_at_once() -> None:
    one, nest, clock = account()
    nest.fault = SignInRefused("Signing in", "the provider refuses the password", "Check it.")

    canary, _ = await fly(one, clock, LIMIT)

    assert (canary.health, canary.said, canary.remedy) == (
        Health.BROKEN,
        "the provider refuses the password",
        "Check it.",
    )


async def test_a_fault_in_sending_is_told() -> None:
    one, _, clock = account()
    post = FakePost(clock)
    post.answers.append(SignInRefused("Signing in", "535 no", "Check it."))

    canary, _ = await fly(replace(one, submitter=post), clock, LIMIT)

    assert (canary.health, canary.said) == (Health.BROKEN, "535 no")
