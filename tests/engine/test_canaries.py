"""A silence counts against the desk only if a mail of ours to ourselves came home; an old canary proves nothing today."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from harness.clock import LeapingClock
from harness.domain.case import CanaryState
from harness.domain.evidence import CanaryReturned, CanarySent
from harness.domain.scenario import MailboxSettings
from harness.domain.verdict import Verdict
from harness.engine.doors import Account, Doors
from harness.engine.session import Session
from harness.journal.journal import Journal
from harness.ports import Accepted, Letter, Refused
from tests.checks.stories import DAY, HOUR, LATE_IN_LIFE, MINUTE, SENT, story
from tests.engine.probes import NOW, probe
from tests.fakes.mail import FakeMailbox, FakePost


class Provider(FakePost):
    """Brings a canary home when told to; everything else goes nowhere."""

    def __init__(self, clock: LeapingClock, mailbox: FakeMailbox, *, brings_home: bool = True) -> None:
        super().__init__(clock)
        self._mailbox = mailbox
        self._brings_home = brings_home

    async def send(self, letter: Letter) -> Accepted | Refused:
        answer = await super().send(letter)
        if b"CANARY-" in letter.raw and self._brings_home:
            await self._mailbox.deliver(letter.raw)
        return answer


class Stage:
    def __init__(self, folder: Path, *, brings_home: bool = True) -> None:
        self.clock = LeapingClock(NOW)
        self.journal = Journal.at(folder / "journal.sqlite")
        self.mailbox = FakeMailbox("own", self.clock)
        self.post = Provider(self.clock, self.mailbox, brings_home=brings_home)
        account = Account(
            settings=MailboxSettings(key="own", address="jane@corp.example"), submitter=self.post, mailbox=self.mailbox
        )
        self.doors = Doors(clock=self.clock, journal=self.journal, accounts={"own": account})
        self.probe = probe()
        self.journal.open_wave("w", "A wave", NOW, [self.probe])

    async def run(self) -> None:
        await Session(self.doors, [self.probe]).run(timedelta())

    def canaries(self) -> list[CanarySent]:
        return [one.evidence for one in self.journal.entries("w") if isinstance(one.evidence, CanarySent)]

    def returned(self) -> list[str]:
        told = [one.evidence for one in self.journal.entries("w")]
        return [one.reference for one in told if isinstance(one, CanaryReturned)]


async def test_a_session_sends_a_canary_and_hears_it_come_home(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    await stage.run()

    assert stage.returned() == [one.reference for one in stage.canaries()]


async def test_coming_back_within_the_hour_sends_no_second_canary(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.run()
    await stage.clock.wait(NOW + timedelta(minutes=50))

    await stage.run()

    assert len(stage.canaries()) == 1


async def test_coming_back_a_day_later_asks_anew_whether_the_mailbox_works(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.run()
    await stage.clock.wait(NOW + timedelta(days=1))

    await stage.run()

    assert len({one.reference for one in stage.canaries()}) == 2


async def test_a_canary_that_never_comes_home_holds_the_end_up_for_half_a_minute_only(tmp_path: Path) -> None:
    stage = Stage(tmp_path, brings_home=False)

    await stage.run()

    assert stage.returned() == []
    assert timedelta(seconds=30) <= stage.clock.now() - NOW < timedelta(minutes=2)


def test_an_old_canary_that_comes_home_late_does_not_prove_todays() -> None:
    told = story().says().ends(LATE_IN_LIFE, "horizon")
    late = told.notes(
        CanarySent(at=SENT + DAY, mailbox="gmail", reference="CANARY-2"),
        CanaryReturned(at=SENT + DAY + MINUTE, mailbox="gmail", reference="CANARY-1"),
    )

    assert late.case(LATE_IN_LIFE + HOUR).canary is CanaryState.LOST
    assert late.verdict("answered_by_person", LATE_IN_LIFE + HOUR) is Verdict.INCONCLUSIVE


def test_trouble_after_a_conversation_has_ended_takes_nothing_back() -> None:
    told = story().says().ends(LATE_IN_LIFE, "horizon")
    later = told.notes(CanarySent(at=SENT + LATE_IN_LIFE + DAY, mailbox="gmail", reference="CANARY-9"))
    locked = later.locked_out(LATE_IN_LIFE + 2 * DAY)

    assert locked.verdict("answered_by_person", LATE_IN_LIFE + 3 * DAY) is Verdict.FAILED
