"""answered_by_person, first_reply_in_time, stated_promise_kept, next_reply_in_time."""

from __future__ import annotations

from typing import Any

import pytest

from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import MailKind
from harness.domain.promise import Promises, Span
from harness.domain.scenario import Expect, Expected, Severity
from harness.domain.verdict import Layer, Verdict
from tests.checks.stories import (
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
    SEND,
    SENT,
    Story,
    promise,
    story,
)

REPLY_CHECKS = ("answered_by_person", "first_reply_in_time", "stated_promise_kept")


def asked_again() -> Story:
    """The customer asks again four hours in, an hour after the first answer."""
    return story(LONG).says().acknowledged().answered(3 * HOUR).says(4 * HOUR)


# --- answered_by_person ----------------------------------------------------------------------------------------------


def test_the_person_who_answered_is_named() -> None:
    found = story().says().answered(agent="Ann").finding("answered_by_person", 4 * HOUR)
    assert (found.verdict, found.sentence) == (Verdict.PASSED, "Ann answered.")


def test_a_person_without_a_name_has_answered_all_the_same() -> None:
    assert story().says().answered(agent="").finding("answered_by_person", 4 * HOUR).sentence == "A person answered."


@pytest.mark.parametrize(
    "kind", [MailKind.ACKNOWLEDGEMENT, MailKind.OUT_OF_OFFICE, MailKind.SURVEY, MailKind.CHALLENGE]
)
def test_automatic_mail_is_no_answer(kind: MailKind) -> None:
    assert story().says().gets(HOUR, kind=kind).verdict("answered_by_person", LATE_IN_LIFE) is Verdict.FAILED


def test_a_person_is_waited_for_until_the_horizon() -> None:
    assert story().says().acknowledged().verdict("answered_by_person", LATE_IN_LIFE - MINUTE) is Verdict.WAITING


def test_nobody_answered_by_the_horizon() -> None:
    found = story().says().acknowledged().finding("answered_by_person", LATE_IN_LIFE)
    assert (found.verdict, found.critical, found.place) == (Verdict.FAILED, True, PLACE)


# --- what holds for all three ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", REPLY_CHECKS)
def test_a_scenario_that_expects_no_reply_is_not_judged_by_it(key: str) -> None:
    told = story((SEND, EXPECT_ACKNOWLEDGEMENT, CLOSE)).says().acknowledged()
    assert told.verdict(key, LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("key", REPLY_CHECKS)
def test_a_silence_in_a_deaf_mailbox_is_inconclusive(key: str) -> None:
    assert story().says().acknowledged().deaf().verdict(key, LATE_IN_LIFE) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("key", REPLY_CHECKS)
def test_a_mail_of_unknown_kind_leaves_it_open_whether_somebody_answered(key: str) -> None:
    found = story().says().acknowledged().gets(HOUR, kind=MailKind.UNKNOWN, subject="Hm").finding(key, LATE_IN_LIFE)
    assert (found.verdict, found.reason_code, found.cites[0].quote) == (Verdict.NOT_JUDGED, "unsure_kind", "Hm")


@pytest.mark.parametrize("key", REPLY_CHECKS[1:])
def test_a_late_reply_is_not_held_against_a_desk_that_may_have_answered_before(key: str) -> None:
    told = story().says().acknowledged().gets(HOUR, kind=MailKind.UNKNOWN).answered(2 * DAY)
    assert told.finding(key, 3 * DAY).reason_code == "unsure_kind"


# --- first_reply_in_time ---------------------------------------------------------------------------------------------


def test_a_first_reply_in_time_tells_both_clocks() -> None:
    found = story().says().answered(3 * HOUR).finding("first_reply_in_time", 4 * HOUR)
    sentence = "The first reply took 3 h (3 h of business time); promised: 24 hours."
    assert (found.verdict, found.sentence) == (Verdict.PASSED, sentence)
    assert (found.cites[0].at, found.cites[0].clock) == (SENT + 3 * HOUR, "ours")


def test_a_late_first_reply_says_how_late() -> None:
    found = story().says().answered(26 * HOUR).finding("first_reply_in_time", 2 * DAY)
    assert (found.verdict, found.severity) == (Verdict.FAILED, Severity.MUST)
    assert found.sentence.endswith("promised: 24 hours. It was 2 h late.")


def test_an_open_promise_is_waited_for_and_says_until_when() -> None:
    found = story().says().finding("first_reply_in_time", HOUR)
    assert (found.verdict, found.sentence) == (
        Verdict.WAITING,
        "A person has time to answer until 2026-03-05 10:00 UTC.",
    )


def test_a_promise_is_broken_at_its_due_time_answer_or_not() -> None:
    assert story().says().verdict("first_reply_in_time", DAY) is Verdict.FAILED


def test_a_miss_within_the_uncertainty_is_borderline() -> None:
    found = story().says().answered(DAY + MINUTE / 120).finding("first_reply_in_time", 2 * DAY)
    assert (found.verdict, found.borderline) == (Verdict.PASSED, True)


def test_no_promise_no_finding() -> None:
    told = story(promises=Promises()).says().answered(2 * DAY)
    assert told.verdict("first_reply_in_time", 3 * DAY) is Verdict.NOT_APPLICABLE


def test_a_promise_longer_than_the_horizon_never_falls_due() -> None:
    step = Expect(place=PLACE, what=Expected.REPLY, within=Span(text="10 days", calendar_seconds=864000.0))
    assert story((SEND, step)).says().verdict("first_reply_in_time", LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


# --- stated_promise_kept ---------------------------------------------------------------------------------------------


def test_a_kept_word_is_quoted() -> None:
    found = story().says().acknowledged().answered(3 * HOUR).finding("stated_promise_kept", 4 * HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.PASSED, "We will reply within 24 hours.")


def test_a_broken_word_is_quoted_with_the_arrival_of_the_answer() -> None:
    text, stated = promise("We will reply within 4 hours.", 4 * 3600.0)
    found = (
        story()
        .says()
        .acknowledged(new_text=text, promises=(stated,))
        .answered(6 * HOUR)
        .finding("stated_promise_kept", DAY)
    )
    assert found.verdict is Verdict.FAILED
    assert [cite.layer for cite in found.cites] == [Layer.NEW_TEXT, Layer.TIME]


def test_a_stated_time_that_is_not_over_is_waited_for() -> None:
    assert story().says().acknowledged().verdict("stated_promise_kept", 23 * HOUR) is Verdict.WAITING


def test_a_stated_time_without_an_answer_is_broken_when_it_is_over() -> None:
    assert story().says().acknowledged().verdict("stated_promise_kept", DAY + 2 * MINUTE) is Verdict.FAILED


def test_the_clock_of_a_stated_time_starts_when_the_customer_reads_it() -> None:
    told = story().says().acknowledged(2 * HOUR).answered(25 * HOUR)
    assert told.verdict("stated_promise_kept", 2 * DAY) is Verdict.PASSED


def test_the_page_can_promise_too() -> None:
    _, stated = promise("within 2 hours", 7200.0)
    page = FormOutcome(kind=OutcomeKind.ACCEPTED, clicked_at=SENT, promises=(stated,))
    found = story(BY_FORM).submits(page).answered(3 * HOUR).finding("stated_promise_kept", 4 * HOUR)
    assert (found.verdict, found.cites[0].layer) == (Verdict.FAILED, Layer.PAGE)


def test_of_several_stated_times_the_first_to_fall_due_counts() -> None:
    text, stated = promise("We will reply within 2 hours.", 7200.0)
    told = story().says().acknowledged(new_text=text, promises=(stated,)).acknowledged(2 * MINUTE).answered(3 * HOUR)
    assert "2 hours" in told.finding("stated_promise_kept", 4 * HOUR).sentence


@pytest.mark.parametrize("says", [{"promises": ()}, {"promises": (promise("soon", vague=True)[1],)}])
def test_a_vague_word_or_none_cannot_be_broken(says: dict[str, Any]) -> None:
    told = story().says().acknowledged(**says).answered(3 * DAY)
    assert told.verdict("stated_promise_kept", 4 * DAY) is Verdict.NOT_APPLICABLE


def test_what_is_promised_after_the_answer_is_no_promise_of_an_answer() -> None:
    told = story().says().answered(HOUR).acknowledged(2 * HOUR)
    assert told.verdict("stated_promise_kept", 4 * DAY) is Verdict.NOT_APPLICABLE


def test_a_stated_time_after_the_horizon_never_falls_due() -> None:
    text, stated = promise("We will reply within 10 days.", 864000.0)
    told = story().says().acknowledged(new_text=text, promises=(stated,))
    assert told.verdict("stated_promise_kept", LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


# --- next_reply_in_time ----------------------------------------------------------------------------------------------


def test_a_next_reply_in_time_passes() -> None:
    found = asked_again().answered(6 * HOUR).finding("next_reply_in_time", DAY)
    assert (found.verdict, found.sentence) == (Verdict.PASSED, "The next reply took 2 h; promised: 8 hours.")


def test_a_late_next_reply_fails() -> None:
    assert asked_again().answered(13 * HOUR).verdict("next_reply_in_time", DAY) is Verdict.FAILED


def test_a_next_reply_is_waited_for_until_it_is_due() -> None:
    assert asked_again().verdict("next_reply_in_time", 5 * HOUR) is Verdict.WAITING
    assert asked_again().verdict("next_reply_in_time", 12 * HOUR) is Verdict.FAILED


def test_a_missing_next_reply_is_inconclusive_in_a_deaf_mailbox() -> None:
    assert asked_again().deaf().verdict("next_reply_in_time", 12 * HOUR) is Verdict.INCONCLUSIVE


def test_a_lost_follow_up_is_the_reply_paths_matter() -> None:
    assert asked_again().verdict("next_reply_in_time", 4 * HOUR + LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


def test_a_customer_who_does_not_write_again_awaits_no_next_reply() -> None:
    assert story().says().answered().verdict("next_reply_in_time", DAY) is Verdict.NOT_APPLICABLE


def test_a_follow_up_that_expects_nothing_awaits_no_reply() -> None:
    told = story((SEND, EXPECT_REPLY, ANSWER)).says().answered().says(4 * HOUR)
    assert told.verdict("next_reply_in_time", LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


def test_of_several_rounds_the_worst_is_told() -> None:
    steps = (SEND, EXPECT_REPLY, ANSWER, EXPECT_REPLY, ANSWER, EXPECT_REPLY)
    told = story(steps).says().answered(HOUR).says(2 * HOUR).answered(20 * HOUR).says(21 * HOUR).answered(22 * HOUR)
    assert told.verdict("next_reply_in_time", DAY) is Verdict.FAILED


def test_two_words_in_a_row_are_counted_from_the_older() -> None:
    steps = (SEND, EXPECT_REPLY, ANSWER, ANSWER, EXPECT_REPLY)
    told = story(steps).says().answered(HOUR).says(2 * HOUR).says(9 * HOUR).answered(11 * HOUR)
    assert told.verdict("next_reply_in_time", DAY) is Verdict.FAILED


def test_a_next_reply_due_after_the_horizon_never_falls_due() -> None:
    slow = Expect(place=PLACE, what=Expected.REPLY, within=Span(text="10 days", calendar_seconds=864000.0))
    told = story((SEND, EXPECT_REPLY, ANSWER, slow)).says().answered(3 * DAY).says(3 * DAY)
    assert told.verdict("next_reply_in_time", 4 * DAY) is Verdict.WAITING
    assert told.verdict("next_reply_in_time", 3 * DAY + LATE_IN_LIFE) is Verdict.NOT_APPLICABLE
