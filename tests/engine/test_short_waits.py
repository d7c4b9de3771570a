"""A wait that is over before a mailbox was reached ends the run; what was not begun is begun by the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from harness.clock import LeapingClock
from harness.domain.evidence import CanarySent, MailboxFailed
from harness.domain.scenario import Limits, MailboxSettings
from harness.engine.doors import Account, Doors
from harness.engine.session import Session
from harness.journal.journal import Journal
from harness.ports import Accepted, FolderMark, Letter, MailSink, Refused
from tests.engine.probes import NOW, probe
from tests.fakes.mail import FakeMailbox, FakePost

SHORT = timedelta(milliseconds=50)


class DeadMailbox(FakeMailbox):
    """Nobody ever answers its address."""

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        await asyncio.Event().wait()


class DeadPost(FakePost):
    async def send(self, letter: Letter) -> Accepted | Refused:
        await asyncio.Event().wait()
        raise AssertionError("it never answers")


class Stage:
    def __init__(self, folder: Path) -> None:
        self.clock = LeapingClock(NOW)
        self.journal = Journal.at(folder / "journal.sqlite")
        self.probe = probe()
        self.journal.open_wave("w", "A wave", NOW, [self.probe])
        self.mailbox = FakeMailbox("own", self.clock)
        self.post = FakePost(self.clock)

    async def run(self, mailbox: FakeMailbox, post: FakePost, wait: timedelta, limits: Limits | None = None) -> None:
        settings = MailboxSettings(key="own", address="jane@corp.example")
        account = Account(settings=settings, submitter=post, mailbox=mailbox)
        doors = Doors(
            clock=self.clock, journal=self.journal, accounts={"own": account}, limits=limits or Limits(connect=60.0)
        )
        async with asyncio.timeout(30):
            await Session(doors, [self.probe], grace=0.1).run(wait)

    def troubles(self) -> list[str]:
        told = [one.evidence for one in self.journal.entries("w")]
        return [f"{one.wanted}: {one.got}" for one in told if isinstance(one, MailboxFailed)]

    def sent(self) -> int:
        return sum(b"CANARY-" not in letter.raw for letter in self.post.letters)


def refusing(clock: LeapingClock) -> DeadMailbox:
    mailbox = DeadMailbox("own", clock)
    mailbox.trouble = "connection refused"
    return mailbox


async def test_the_run_ends_with_the_wait_when_the_mailbox_cannot_be_reached(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    await stage.run(refusing(stage.clock), stage.post, SHORT)

    assert stage.troubles() == ["Watching mailbox 'own': no connection within 0 s (connection refused)"]
    assert stage.journal.entries(stage.probe.id) == ()


async def test_the_run_ends_soon_after_the_wait_when_the_submission_server_is_silent(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    await stage.run(stage.mailbox, DeadPost(stage.clock), SHORT)

    assert stage.troubles() == ["Sending from mailbox 'own': its submission server took no mail within 0 s"]
    assert stage.journal.entries(stage.probe.id) == ()


async def test_what_a_short_wait_left_is_begun_by_the_next_run_with_a_canary_of_its_own(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.run(stage.mailbox, DeadPost(stage.clock), SHORT)

    await stage.run(stage.mailbox, stage.post, SHORT)

    assert stage.sent() == 1
    assert sum(isinstance(one.evidence, CanarySent) for one in stage.journal.entries("w")) == 2


async def test_without_a_wait_the_limit_for_connecting_counts_and_the_conversation_ends(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    await stage.run(refusing(stage.clock), stage.post, timedelta(), Limits(connect=0.05))

    assert len(stage.journal.entries(stage.probe.id)) > 0
    assert stage.journal.open_probes() == ()
