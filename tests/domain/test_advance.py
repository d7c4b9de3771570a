"""What a conversation needs next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.domain.advance import (
    Act,
    Confirm,
    End,
    Next,
    Reconcile,
    Rest,
    Sleep,
    advance,
    horizon_of,
    silence_begins,
    wait_ends_at,
)
from harness.domain.evidence import AgentAnswered, MailSent, WaitEnded
from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import MailKind
from harness.domain.promise import Span
from harness.domain.scenario import AgentAnswer, Answer, Close, Desk, Send, Step, Submit, Wait, WaitUntil
from harness.domain.support_hours import Opening, SupportHours
from tests.checks.stories import (
    ANSWER,
    BY_FORM,
    CLOSE,
    DAY,
    EXPECT_ACKNOWLEDGEMENT,
    EXPECT_BOUNCE,
    EXPECT_NOTHING,
    EXPECT_REPLY,
    HOUR,
    LATE_IN_LIFE,
    LONG,
    MINUTE,
    PLACE,
    SEND,
    SENT,
    SUBMIT,
    Story,
    probe,
    story,
)

WAIT = Wait(place=PLACE, span=Span(text="2 hours", calendar_seconds=7200.0))
AGENT = AgentAnswer(place=PLACE, message="Here you are.")
OFFICE = SupportHours(openings=tuple(Opening(weekday=day, opens=540, closes=1020) for day in range(5)), text="9-17")

FRIDAY = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def following(told: Story, after: timedelta = HOUR) -> Next:
    case = told.case(after)
    return advance(case.probe, case.conversation, case.now)


# --- the first word --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [(SEND, EXPECT_REPLY), (SUBMIT, EXPECT_REPLY)])
def test_a_story_begins_with_its_enquiry(steps: tuple[Step, ...]) -> None:
    assert following(story(steps)) == Act(step=0)


def test_an_intent_that_nobody_settled_is_settled_first_and_not_before_its_lease_is_over() -> None:
    assert following(story().intends()) == Reconcile(step=0, after=SENT + 10 * MINUTE)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (story().fails(), "not measured"),
        (story().is_refused(), "refused"),
        (story(BY_FORM).submits(FormOutcome(kind=OutcomeKind.HTTP_ERROR)), "form"),
    ],
)
def test_a_word_that_did_not_get_out_ends_the_story(told: Story, reason: str) -> None:
    assert following(told) == End(reason=reason)


# --- expecting -------------------------------------------------------------------------------------------------------


def test_a_reply_is_waited_for_until_the_horizon() -> None:
    assert following(story().says().acknowledged()) == Sleep(until=SENT + LATE_IN_LIFE)


def test_the_horizon_counts_from_the_customers_last_word() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR)
    assert following(told, 5 * HOUR) == Sleep(until=SENT + 4 * HOUR + LATE_IN_LIFE)


def test_the_horizon_ends_the_story() -> None:
    assert following(story().says(), LATE_IN_LIFE) == End(reason="horizon")


def test_there_is_no_horizon_before_the_first_word() -> None:
    case = story().case(HOUR)
    assert horizon_of(case.probe, case.conversation) is None


@pytest.mark.parametrize("kind", [MailKind.ACKNOWLEDGEMENT, MailKind.UNKNOWN, MailKind.OUT_OF_OFFICE, MailKind.SURVEY])
def test_only_a_person_is_answered_where_a_reply_is_expected(kind: MailKind) -> None:
    steps = (SEND, EXPECT_REPLY, ANSWER)
    assert isinstance(following(story(steps).says().gets(MINUTE, kind=kind)), Sleep)
    assert following(story(steps).says().answered(MINUTE)) == Act(step=2)


@pytest.mark.parametrize("kind", [MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED])
def test_an_acknowledgement_can_be_answered(kind: MailKind) -> None:
    told = story((SEND, EXPECT_ACKNOWLEDGEMENT, ANSWER)).says().gets(MINUTE, kind=kind)
    assert following(told) == Act(step=2)


def test_a_bounce_is_waited_for() -> None:
    told = story((SEND, EXPECT_BOUNCE)).says()
    assert isinstance(following(told), Sleep)
    assert following(told.bounced()) == End(reason="done")


def test_a_reply_that_overtakes_the_acknowledgement_is_not_held_up_by_it() -> None:
    assert following(story().says().answered(MINUTE)) == Act(step=3)


def test_a_reply_does_not_stand_for_an_acknowledgement_that_the_customer_wants_to_answer() -> None:
    told = story((SEND, EXPECT_ACKNOWLEDGEMENT, ANSWER)).says().answered(MINUTE)
    assert isinstance(following(told), Sleep)


def test_one_mail_does_not_stand_for_two_replies() -> None:
    told = story((SEND, EXPECT_REPLY, EXPECT_REPLY, CLOSE)).says().answered()
    assert isinstance(following(told, 4 * HOUR), Sleep)
    assert following(told.answered(4 * HOUR), 5 * HOUR) == Act(step=3)


def test_a_reply_to_an_earlier_word_does_not_answer_a_later_one() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR)
    assert isinstance(following(told, 5 * HOUR), Sleep)


def test_a_mail_delivered_twice_does_not_answer_twice() -> None:
    told = story(LONG).says().acknowledged().answered()
    again = replace(told.evidence[-1], at=SENT + 5 * HOUR)
    assert isinstance(following(told.says(4 * HOUR).adds(again), 6 * HOUR), Sleep)


def test_two_words_in_a_row_are_said_at_once() -> None:
    told = story((SEND, EXPECT_REPLY, ANSWER, ANSWER)).says().answered().says(4 * HOUR)
    assert following(told, 4 * HOUR) == Act(step=3)


# --- silence ---------------------------------------------------------------------------------------------------------


def test_silence_is_listened_to_for_an_hour_unless_said() -> None:
    told = story((SEND, EXPECT_NOTHING)).says()
    assert following(told, MINUTE) == Sleep(until=SENT + HOUR)
    assert following(told, HOUR) == End(reason="done")


def test_silence_as_long_as_the_scenario_says() -> None:
    quiet = replace(EXPECT_NOTHING, within=Span(text="1 day", calendar_seconds=86400.0))
    assert following(story((SEND, quiet)).says()) == Sleep(until=SENT + DAY)


def test_after_the_silence_the_story_goes_on() -> None:
    told = story((SEND, EXPECT_NOTHING, CLOSE)).says()
    assert following(told, HOUR) == Act(step=2)
    assert following(told.says(HOUR), 2 * HOUR) == End(reason="done")


def test_a_wait_after_a_silence_is_taken_once_and_counts_from_its_end() -> None:
    told = story((SEND, EXPECT_NOTHING, WAIT, CLOSE)).says()
    assert following(told, 2 * HOUR) == Sleep(until=SENT + 3 * HOUR)
    assert following(told.adds(WaitEnded(at=SENT + 3 * HOUR, step=2)), 3 * HOUR) == Act(step=3)


def test_an_agent_after_a_silence_is_played_once() -> None:
    told = story((SEND, EXPECT_NOTHING, AGENT, EXPECT_REPLY)).says()
    assert isinstance(following(told.adds(AgentAnswered(at=SENT + HOUR, step=2)), 2 * HOUR), Sleep)


def test_a_reply_after_a_silence_is_seen() -> None:
    told = story((SEND, EXPECT_NOTHING, EXPECT_REPLY, CLOSE)).says().answered(2 * HOUR)
    assert following(told, 3 * HOUR) == Act(step=3)


def test_a_silence_begins_when_what_was_waited_for_has_come() -> None:
    case = story((SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_NOTHING)).says().acknowledged(20 * MINUTE).case(HOUR)
    start = silence_begins(case.probe, case.conversation, 2, case.now)
    assert start is not None
    assert (start.at, start.consumed) == (SENT + 20 * MINUTE, frozenset({3}))


# --- waiting and agents ----------------------------------------------------------------------------------------------


def test_a_wait_counts_from_the_last_word() -> None:
    told = story((SEND, WAIT, ANSWER)).says(HOUR)
    assert following(told, 2 * HOUR) == Sleep(until=SENT + 3 * HOUR)
    assert following(told, 3 * HOUR) == Act(step=1)
    assert following(told.adds(WaitEnded(at=SENT + 3 * HOUR, step=1)), 3 * HOUR) == Act(step=2)


def test_a_wait_before_the_first_word_counts_from_the_plan() -> None:
    assert following(story((WAIT, SEND)), HOUR) == Sleep(until=SENT + 2 * HOUR)


def test_a_second_wait_counts_from_the_end_of_the_first() -> None:
    told = story((WAIT, WAIT, SEND)).adds(WaitEnded(at=SENT + 2 * HOUR, step=0))
    assert following(told, 3 * HOUR) == Sleep(until=SENT + 4 * HOUR)


def test_a_wait_after_a_reply_counts_from_the_reply() -> None:
    told = story((SEND, EXPECT_REPLY, WAIT, CLOSE)).says().answered(3 * HOUR)
    assert following(told, 4 * HOUR) == Sleep(until=SENT + 5 * HOUR)


@pytest.mark.parametrize(
    ("wait", "started", "ends"),
    [
        (Wait(place=PLACE, until=WaitUntil.OPEN), SATURDAY, MONDAY_MORNING),
        (Wait(place=PLACE, until=WaitUntil.CLOSED), FRIDAY, FRIDAY + timedelta(hours=5)),
        (Wait(place=PLACE), SATURDAY, SATURDAY),
    ],
)
def test_a_wait_may_last_until_the_desk_opens_or_closes(wait: Wait, started: datetime, ends: datetime) -> None:
    planned = probe()
    office: Desk = replace(planned.desk, hours=OFFICE)
    assert wait_ends_at(replace(planned, desk=office), started, wait) == ends


def test_waiting_for_a_desk_to_close_that_never_closes_is_over_at_once() -> None:
    assert wait_ends_at(probe(), SENT, Wait(place=PLACE, until=WaitUntil.CLOSED)) == SENT


def test_the_agent_is_played_once() -> None:
    told = story((SEND, EXPECT_ACKNOWLEDGEMENT, AGENT, EXPECT_REPLY)).says().acknowledged()
    assert following(told) == Act(step=2)
    assert isinstance(following(told.adds(AgentAnswered(at=SENT + 2 * MINUTE, step=2))), Sleep)


# --- the end ---------------------------------------------------------------------------------------------------------


def test_a_story_without_steps_left_is_done() -> None:
    told = story().says().acknowledged().answered().says(4 * HOUR)
    assert following(told, 4 * HOUR) == End(reason="done")


def test_a_story_that_is_done_is_still_watched_for_a_while() -> None:
    told = story().says().acknowledged().answered().says(4 * HOUR).ends(4 * HOUR)
    assert following(told, 4 * HOUR) == Sleep(until=SENT + 4 * HOUR + 2 * MINUTE)
    assert following(told, 4 * HOUR + 2 * MINUTE) == Rest()


@pytest.mark.parametrize("reason", ["horizon", "refused", "form", "not measured"])
def test_any_other_end_is_final(reason: str) -> None:
    assert following(story().says().ends(HOUR, reason), HOUR) == Rest()


# --- whatever happens ------------------------------------------------------------------------------------------------

WORDS = (SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_REPLY, EXPECT_NOTHING, ANSWER, WAIT, CLOSE)
later_steps = st.lists(st.sampled_from(WORDS[1:]), max_size=6).map(lambda steps: (SEND, *steps))
events = st.lists(
    st.tuples(st.sampled_from(["acts", "acknowledged", "answered", "unknown", "nothing"]), st.integers(1, 30)),
    max_size=20,
)


def happened(steps: tuple[Step, ...], drawn: list[tuple[str, int]]) -> tuple[Story, timedelta, list[int]]:
    """Play the engine: take each due step at once; return the story, the time, the steps acted upon."""
    told, now, acted = story(steps), timedelta(), list[int]()
    for what, hours in drawn:
        now += hours * HOUR
        if what == "acknowledged":
            told = told.acknowledged(now)
        elif what == "answered":
            told = told.answered(now)
        elif what == "unknown":
            told = told.gets(now, kind=MailKind.UNKNOWN)
        match following(told, now):
            case Act(step=step):
                acted.append(step)
                told = acts(told, step, now)
            case End(reason=reason):
                told = told.ends(now, reason)
            case Sleep() | Rest() | Reconcile() | Confirm():
                continue
    return told, now, acted


def acts(told: Story, step: int, now: timedelta) -> Story:
    match told.probe.steps[step]:
        case Send() | Submit() | Answer() | Close():
            return told.says(now)
        case _:
            return told.adds(WaitEnded(at=SENT + now, step=step))


@given(later_steps, events)
def test_no_step_is_ever_taken_twice_and_none_out_of_order(
    steps: tuple[Step, ...], drawn: list[tuple[str, int]]
) -> None:
    _, _, acted = happened(steps, drawn)
    assert acted == sorted(set(acted))


@given(later_steps, events)
def test_the_same_arguments_give_the_same_answer(steps: tuple[Step, ...], drawn: list[tuple[str, int]]) -> None:
    told, now, _ = happened(steps, drawn)
    assert following(told, now) == following(told, now)


@given(later_steps, events)
def test_a_sleep_always_ends_in_the_future(steps: tuple[Step, ...], drawn: list[tuple[str, int]]) -> None:
    told, now, _ = happened(steps, drawn)
    match following(told, now):
        case Sleep(until=until):
            assert until > SENT + now
        case _:
            pass


@given(later_steps, st.lists(st.sampled_from(["acknowledged", "unknown"]), max_size=6))
def test_automatic_mail_alone_is_never_answered_twice(steps: tuple[Step, ...], kinds: list[str]) -> None:
    told, _, acted = happened(steps, [("acts", 1), *((kind, 1) for kind in kinds)])
    expecting = [n for n, step in enumerate(steps) if step == EXPECT_REPLY]
    beyond = [step for step in acted if expecting and step > expecting[0]]
    assert beyond == []
    assert len([one for one in told.evidence if isinstance(one, MailSent)]) <= len(steps)
