"""Never lost, never twice: what happens when a process dies between intent and outcome, or somebody else was first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from harness.clock import LeapingClock
from harness.domain.conversation import OurState
from harness.domain.errors import CannotMeasure, ProviderUnreachable, UsageError
from harness.domain.evidence import Intended, MailSent
from harness.domain.form import FormOutcome, FormOverrides, Submission
from harness.domain.scenario import (
    AgentAnswer,
    Answer,
    Desk,
    DeskForm,
    Expect,
    Expected,
    Limits,
    MailboxSettings,
    Submit,
    Wait,
    WaitUntil,
)
from harness.domain.support_hours import SupportHours
from harness.engine.acting import LEASE, Performer, message_id
from harness.engine.book import Book, Page
from harness.engine.doors import Account, Doors
from harness.engine.guards import check_budget, check_doors, quiet_until
from harness.journal.journal import Journal
from harness.loading.opening_hours import parse_openings
from harness.ports import Refused, SentCopy
from tests.engine.probes import NOW, PLACE, probe
from tests.fakes.mail import FakeMailbox, FakePost


class Stage:
    """One conversation, a fake provider, and a performer that may be made anew, as after a crash."""

    def __init__(self, folder: Path) -> None:
        self.clock = LeapingClock(NOW)
        self.journal = Journal.at(folder / "journal.sqlite")
        self.post = FakePost(self.clock)
        self.mailbox = FakeMailbox("own", self.clock)
        self.probe = probe()
        settings = MailboxSettings(key="own", address="jane@corp.example")
        account = Account(settings=settings, submitter=self.post, mailbox=self.mailbox)
        self.doors = Doors(clock=self.clock, journal=self.journal, accounts={"own": account})
        self.journal.open_wave("w", "A wave", NOW, [self.probe])

    async def step(self) -> Page:
        """A new process comes, reads the journal and takes what is due."""
        book = Book(self.journal)
        page = book.open(self.probe)
        await Performer(self.doors, book, {}).take_steps(page)
        return page

    async def pass_time(self, span: timedelta) -> None:
        await self.clock.wait(self.clock.now() + span)

    def die_after_intent(self) -> None:
        intended = Intended(
            at=NOW, step=0, effect="mail", lease_until=NOW + LEASE, message_id=message_id(self.probe, 0)
        )
        self.journal.append(self.probe.id, 0, [intended])


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_an_intent_stands_in_the_journal_before_the_mail_is_sent(stage: Stage) -> None:
    page = await stage.step()

    kinds = [entry.evidence.kind for entry in stage.journal.entries(stage.probe.id)]
    assert kinds == ["intended", "mail_sent"]
    assert page.conversation.ours[0].state is OurState.SENT
    assert len(stage.post.letters) == 1


async def test_taking_steps_again_sends_nothing_twice(stage: Stage) -> None:
    await stage.step()
    await stage.step()

    assert len(stage.post.letters) == 1


async def test_an_open_intent_is_left_alone_until_its_lease_is_over(stage: Stage) -> None:
    stage.die_after_intent()

    await stage.step()

    assert stage.post.letters == []


async def test_a_mail_found_in_sent_is_recorded_and_not_sent_again(stage: Stage) -> None:
    stage.die_after_intent()
    identifier = message_id(stage.probe, 0)
    stage.mailbox.copies[identifier] = SentCopy(message_id="<replaced@corp.example>", delivered_at=NOW)
    await stage.pass_time(LEASE)

    page = await stage.step()

    assert stage.post.letters == []
    assert page.conversation.ours[0].reconciled
    assert page.conversation.known_ids() == {identifier, "<replaced@corp.example>"}


async def test_a_mail_surely_not_sent_goes_out_with_the_same_message_id(stage: Stage) -> None:
    stage.die_after_intent()
    await stage.pass_time(LEASE)

    page = await stage.step()

    assert [letter.message_id for letter in stage.post.letters] == [message_id(stage.probe, 0)]
    assert page.conversation.ours[0].state is OurState.SENT


async def test_where_nobody_can_tell_the_conversation_is_not_measured(stage: Stage) -> None:
    stage.die_after_intent()
    stage.mailbox.fault = ProviderUnreachable("Looking into Sent", "no folder")
    await stage.pass_time(LEASE)

    page = await stage.step()

    assert stage.post.letters == []
    assert page.conversation.ended is not None
    assert page.conversation.ended.reason == "not measured"


async def test_a_connection_lost_after_data_is_settled_later_and_not_sent_at_once(stage: Stage) -> None:
    stage.post.answers.append(ProviderUnreachable("Sending", "lost after DATA", permanent=False))
    first = await stage.step()
    stage.mailbox.copies[message_id(stage.probe, 0)] = SentCopy(message_id="", delivered_at=None)
    await stage.pass_time(LEASE)

    second = await stage.step()

    assert first.conversation.open_intent is not None
    assert second.conversation.ours[0].state is OurState.SENT
    assert len(stage.post.letters) == 1


async def test_a_form_is_never_submitted_again_after_the_click(stage: Stage) -> None:
    stage.journal.append(stage.probe.id, 0, [Intended(at=NOW, step=0, effect="form", lease_until=NOW)])
    await stage.pass_time(timedelta(seconds=1))

    page = await stage.step()

    assert page.conversation.ended is not None
    assert page.conversation.ended.reason == "not measured"


async def test_a_refusal_of_our_provider_ends_the_conversation_as_a_result_about_it(stage: Stage) -> None:
    stage.post.answers.append(Refused(at=NOW, code=554, answer="spam"))

    page = await stage.step()

    assert page.conversation.ours[0].code == 554
    assert page.conversation.ended is not None
    assert page.conversation.ended.reason == "refused"


async def test_a_rivals_append_is_read_and_decided_upon_anew(stage: Stage) -> None:
    book = Book(stage.journal)
    page = book.open(stage.probe)
    sent = MailSent(at=NOW, step=0, message_id=message_id(stage.probe, 0))
    stage.die_after_intent()
    stage.journal.append(stage.probe.id, 1, [sent])

    await Performer(stage.doors, book, {}).take_steps(page)

    assert stage.post.letters == []
    assert page.last_seq == 2


async def test_steps_that_wait_or_play_the_agent(stage: Stage) -> None:
    steps = (Wait(place=PLACE, until=WaitUntil.OPEN), AgentAnswer(place=PLACE, message="Done"))
    stage.probe = probe("b", scenario=stage.probe.scenario.__class__(**{**vars(stage.probe.scenario), "steps": steps}))

    page = await stage.step()

    assert set(page.conversation.steps_over) == {0}
    assert page.conversation.ours[0].fault is not None
    assert page.conversation.ours[0].fault.got == "no connector is configured"


async def test_an_agent_that_answers_is_recorded(stage: Stage) -> None:
    class Agent:
        async def answer(self, desk: Desk, ticket: str, message: str) -> str:
            return f"{desk.key}: {message}"

    steps = (AgentAnswer(place=PLACE, message="Done"), Expect(place=PLACE, what=Expected.NOTHING))
    stage.probe = probe("b", scenario=stage.probe.scenario.__class__(**{**vars(stage.probe.scenario), "steps": steps}))
    stage.doors = Doors(clock=stage.clock, journal=stage.journal, accounts=stage.doors.accounts, agent=Agent())

    await stage.step()

    kinds = [entry.evidence.kind for entry in stage.journal.entries("b")]
    assert kinds[0] == "agent_answered"


async def test_the_budget_counts_what_other_waves_began(stage: Stage) -> None:
    await stage.step()
    doors = Doors(clock=stage.clock, journal=stage.journal, limits=Limits(per_desk_per_day=2))

    check_budget(doors, [probe("x")])
    with pytest.raises(UsageError, match="1 were started in the last 24 hours"):
        check_budget(doors, [probe("x"), probe("y")])


async def test_an_agent_step_without_a_connector_is_refused_before_anything_is_sent(stage: Stage) -> None:
    steps = (AgentAnswer(place=PLACE, message="Done"),)
    asked = probe("b", scenario=stage.probe.scenario.__class__(**{**vars(stage.probe.scenario), "steps": steps}))

    with pytest.raises(UsageError, match="has no `agent:` connector"):
        check_doors(stage.doors, [asked])


def test_quiet_hours_hold_over_midnight_in_the_desks_zone() -> None:
    desk = Desk(
        key="d", name="d", hours=SupportHours(timezone="Europe/Zurich", openings=parse_openings("Mon 09:00-18:00"))
    )
    night = NOW.replace(hour=23)

    until = quiet_until(desk, "22:00-06:00", night)

    assert until == NOW.replace(hour=5, minute=0) + timedelta(days=1)
    assert quiet_until(desk, "22:00-06:00", NOW) is None
    assert quiet_until(desk, "", night) is None


async def test_an_answer_to_nothing_is_not_measured_and_says_what_to_change(stage: Stage) -> None:
    steps = (Expect(place=PLACE, what=Expected.NOTHING), Answer(place=PLACE, message="Hello?"))
    stage.probe = probe("b", scenario=stage.probe.scenario.__class__(**{**vars(stage.probe.scenario), "steps": steps}))
    book = Book(stage.journal)

    with pytest.raises(CannotMeasure, match="Put an `expect:` before the answer"):
        Performer(stage.doors, book, {})._compose(book.open(stage.probe), 1)


async def test_a_rival_who_submits_the_form_first_is_not_called_our_failure(stage: Stage) -> None:
    class SlowForms:
        """While this browser fills in the form, another process clicks."""

        async def submit(
            self, desk: Desk, form: DeskForm, submission: Submission, before_click: Callable[[], Awaitable[None]]
        ) -> FormOutcome:
            rival = Intended(at=NOW, step=0, effect="form", lease_until=NOW + LEASE)
            stage.journal.append("b", 0, [rival])
            await before_click()
            raise AssertionError("clicked although a rival was first")

    form = DeskForm(key="contact", url="https://acme.example/new", overrides=FormOverrides())
    desk = Desk(key="acme", name="Acme", forms={"contact": form})
    steps = (Submit(place=PLACE, form="contact", subject="Hi", message="Hello"),)
    asked = probe("b", scenario=replace(stage.probe.scenario, steps=steps), desk=desk)
    stage.probe = asked
    stage.doors = Doors(clock=stage.clock, journal=stage.journal, accounts=stage.doors.accounts, forms=SlowForms())

    page = await stage.step()

    assert [entry.evidence.kind for entry in stage.journal.entries("b")] == ["intended"]
    assert page.conversation.open_intent is not None
