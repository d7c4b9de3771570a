"""A clean story gives no finding against the desk, and one fault gives exactly its own (FAULTS.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import Address, Flag, MailKind
from harness.domain.scenario import Expect, Expected
from harness.domain.verdict import Verdict
from harness.judge import judge
from tests.checks.stories import (
    ACCEPTED,
    ALL_OVER,
    ANSWER,
    BY_FORM,
    CLOSE,
    DAY,
    EXPECT_ACKNOWLEDGEMENT,
    EXPECT_REPLY,
    HOUR,
    LATE_IN_LIFE,
    LONG,
    MINUTE,
    PLACE,
    PLAIN,
    SEND,
    Story,
    clean,
    promise,
    story,
)

ACKNOWLEDGEMENT_ANSWERED = (SEND, EXPECT_ACKNOWLEDGEMENT, ANSWER, EXPECT_REPLY, CLOSE)
OVER = LATE_IN_LIFE + HOUR


def blamed(told: Story, after: timedelta = ALL_OVER) -> set[str]:
    """The checks that failed."""
    return {one.check for one in judge(told.case(after)).findings if one.verdict is Verdict.FAILED}


@pytest.mark.parametrize("steps", [PLAIN, LONG])
def test_nothing_is_held_against_a_desk_that_does_everything_right(steps: tuple[Expect, ...]) -> None:
    result = judge(clean(steps).case(ALL_OVER))
    against = [one for one in result.findings if one.verdict not in (Verdict.PASSED, Verdict.NOT_APPLICABLE)]
    assert (result.verdict, against, result.score) == (Verdict.PASSED, [], 1.0)


def test_a_form_that_is_answered_gives_no_finding() -> None:
    told = story(BY_FORM).submits().acknowledged(in_reply_to=(), references=())
    told = told.answered(references=("<theirs-1@acme.example>",)).says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == set()


def test_a_swallowed_form_is_not_in_and_nobody_answers() -> None:
    told = story(BY_FORM).submits(ACCEPTED).ends(LATE_IN_LIFE, "horizon")
    assert blamed(told, OVER) == {"got_in", "acknowledged", "answered_by_person", "first_reply_in_time"}


def test_a_dead_intake_is_not_in_and_nobody_answers() -> None:
    told = story().says().ends(LATE_IN_LIFE, "horizon")
    assert blamed(told, OVER) == {"got_in", "acknowledged", "answered_by_person", "first_reply_in_time"}


def test_a_missing_acknowledgement_is_the_only_finding_when_a_person_answers() -> None:
    told = story().says().answered().says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == {"acknowledged"}


def test_a_late_acknowledgement_is_the_only_finding() -> None:
    told = story().says().acknowledged(45 * MINUTE).answered().says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == {"acknowledged"}


def test_a_late_reply_breaks_the_settings_promise_and_the_stated_one() -> None:
    told = story().says().acknowledged().answered(2 * DAY).says(2 * DAY + HOUR).ends(2 * DAY + HOUR)
    assert blamed(told, 3 * DAY) == {"first_reply_in_time", "stated_promise_kept"}


def test_only_the_stated_promise_is_broken_when_the_settings_allow_more() -> None:
    text, stated = promise("We will reply within 4 hours.", 4 * 3600.0)
    told = (
        story().says().acknowledged(new_text=text, promises=(stated,)).answered(6 * HOUR).says(7 * HOUR).ends(7 * HOUR)
    )
    assert blamed(told) == {"stated_promise_kept"}


def test_answers_without_headers_are_the_only_finding() -> None:
    told = story(LONG).says().acknowledged().answered(in_reply_to=(), references=()).says(4 * HOUR)
    told = told.answered(5 * HOUR, in_reply_to=(), references=()).says(6 * HOUR).ends(6 * HOUR)
    assert blamed(told) == {"thread_headers"}


def test_answering_the_acknowledgement_into_a_new_ticket_is_the_only_finding() -> None:
    told = story(ACKNOWLEDGEMENT_ANSWERED).says().acknowledged().says(2 * MINUTE)
    told = told.acknowledged(3 * MINUTE, ticket="ACME-1043").answered(3 * HOUR).says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == {"same_ticket"}


def test_a_second_answer_into_a_new_ticket_is_the_only_finding() -> None:
    told = (
        story(LONG).says().acknowledged().answered().says(4 * HOUR).acknowledged(4 * HOUR + MINUTE, ticket="ACME-2000")
    )
    told = told.answered(6 * HOUR, ticket="ACME-2000").says(7 * HOUR).ends(7 * HOUR)
    assert blamed(told) == {"same_ticket"}


def test_two_tickets_for_one_enquiry_are_the_only_finding() -> None:
    told = story(LONG).says().acknowledged().acknowledged(2 * MINUTE, ticket="ACME-1043").answered().says(4 * HOUR)
    told = told.answered(5 * HOUR).says(6 * HOUR).ends(6 * HOUR)
    assert blamed(told) == {"one_ticket"}


def test_a_second_ticket_for_the_enquiry_is_not_charged_to_an_answer_sent_before_it_came() -> None:
    told = story(ACKNOWLEDGEMENT_ANSWERED).says().acknowledged().says(MINUTE)
    told = told.acknowledged(2 * MINUTE, ticket="ACME-1043", in_reply_to=("<ours-0@gmail.test>",), references=())
    told = told.answered(3 * HOUR).says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == {"one_ticket"}


def test_a_no_reply_sender_is_the_only_finding() -> None:
    robot = Address(address="noreply@acme.example")
    told = (
        story(LONG)
        .says()
        .acknowledged(sender=robot)
        .answered(sender=robot)
        .says(4 * HOUR)
        .ends(LATE_IN_LIFE, "horizon")
    )
    assert blamed(told, OVER) == {"can_be_answered"}


def test_a_dead_reply_address_is_the_only_finding() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR).bounced(4 * HOUR + MINUTE)
    assert blamed(told.ends(LATE_IN_LIFE, "horizon"), OVER) == {"can_be_answered"}


def test_a_swallowed_answer_is_the_only_finding() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR).ends(LATE_IN_LIFE, "horizon")
    assert blamed(told, OVER) == {"can_be_answered"}


@pytest.mark.parametrize(
    ("flag", "check"), [(Flag.LOGIN_REQUIRED, "no_login_to_answer"), (Flag.DEAD_END, "can_be_answered")]
)
def test_a_mail_that_forbids_an_answer_is_the_only_finding(flag: Flag, check: str) -> None:
    told = story(LONG).says().acknowledged(flags=frozenset({flag})).answered().says(4 * HOUR)
    assert blamed(told.ends(LATE_IN_LIFE, "horizon"), OVER) == {check}


def test_a_loop_is_the_only_finding() -> None:
    told = story().says()
    for turn in range(1, 8):
        told = told.acknowledged(turn * MINUTE)
    assert blamed(told.answered().says(4 * HOUR).ends(4 * HOUR)) == {"no_loop"}


def test_replies_in_junk_count_as_arrived_and_are_a_matter_of_placement() -> None:
    junk: dict[str, Any] = {"placement": "junk", "folder": "INBOX.Spam"}
    told = story().says().acknowledged(**junk).answered(**junk).says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == {"placement"}


def test_a_mail_delivered_twice_is_one_mail() -> None:
    told = story().says().acknowledged()
    first = told.readings["mail-1"]
    told = told.acknowledged(2 * MINUTE)
    told = replace(told, readings={**told.readings, "mail-2": first}).answered().says(4 * HOUR).ends(4 * HOUR)
    assert blamed(told) == set()


def test_an_echo_of_the_customers_words_is_neither_a_person_nor_a_second_acknowledgement() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR)
    told = told.gets(
        4 * HOUR + MINUTE, kind=MailKind.UNKNOWN, flags=frozenset({Flag.ECHOES_CUSTOMER}), ticket="ACME-1042"
    )
    assert blamed(told.answered(5 * HOUR).says(6 * HOUR).ends(6 * HOUR)) == set()


def test_a_copy_of_the_enquiry_under_a_ticket_number_confirms_it_where_nothing_else_does() -> None:
    echo: dict[str, Any] = {"kind": MailKind.ACKNOWLEDGEMENT, "flags": frozenset({Flag.ECHOES_CUSTOMER})}
    told = story().says().gets(MINUTE, ticket="issue7", **echo)
    assert blamed(told.answered().says(4 * HOUR).ends(4 * HOUR)) == {"acknowledgement_states_time"}

    without_number = story().says().gets(MINUTE, **echo)
    assert "acknowledged" in blamed(without_number.answered(3 * DAY).says(3 * DAY).ends(3 * DAY))


def test_our_own_trouble_is_never_the_desks() -> None:
    for told in (story().fails(), story().is_refused(), story().says().deaf(), story().says().locked_out(HOUR)):
        result = judge(told.case(OVER))
        assert (result.verdict, blamed(told, OVER), result.score) == (Verdict.INCONCLUSIVE, set(), None)


def test_a_slow_desk_is_late_and_has_not_lost_the_answer() -> None:
    told = story(LONG).says().acknowledged().answered(3 * DAY).says(3 * DAY).ends(LATE_IN_LIFE, "horizon")
    assert blamed(told, OVER) == {"first_reply_in_time", "stated_promise_kept", "next_reply_in_time"}


def test_a_refused_form_is_one_finding() -> None:
    refused = FormOutcome(kind=OutcomeKind.HTTP_ERROR, text="500 Internal Server Error", quote="500", status=500)
    assert blamed(story(BY_FORM).submits(refused).ends(MINUTE, "form")) == {"got_in"}


def test_a_bounce_that_the_scenario_expects_is_no_finding() -> None:
    told = story((SEND, Expect(place=PLACE, what=Expected.BOUNCE))).says().bounced().ends(MINUTE)
    assert blamed(told) == set()
