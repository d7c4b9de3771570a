"""can_be_answered, no_login_to_answer, same_ticket, one_ticket, thread_headers, no_loop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import Address, Flag, MailKind, Reason
from harness.domain.scenario import Severity
from harness.domain.verdict import Layer, Verdict
from tests.checks.stories import (
    ANSWER,
    BY_FORM,
    CLOSE,
    EXPECT_ACKNOWLEDGEMENT,
    EXPECT_REPLY,
    HOUR,
    LATE_IN_LIFE,
    LONG,
    MINUTE,
    SEND,
    SENT,
    Story,
    clean,
    story,
)

TO_ROBOT = (SEND, EXPECT_ACKNOWLEDGEMENT, ANSWER, EXPECT_REPLY)
NO_NUMBER: dict[str, Any] = {"ticket": "", "subject": "We received your request"}
NEW_TICKET: dict[str, Any] = {**NO_NUMBER, "flags": frozenset({Flag.NEW_TICKET})}
NO_HEADERS: dict[str, Any] = {"in_reply_to": (), "references": ()}


def asked_again() -> Story:
    return story(LONG).says().acknowledged().answered(3 * HOUR).says(4 * HOUR)


# --- can_be_answered -------------------------------------------------------------------------------------------------


def test_an_answer_that_is_answered_got_through() -> None:
    assert asked_again().answered(5 * HOUR).verdict("can_be_answered", 6 * HOUR) is Verdict.PASSED


def test_an_answer_is_waited_for() -> None:
    assert asked_again().verdict("can_be_answered", 5 * HOUR) is Verdict.WAITING


def test_an_answer_that_vanishes_is_critical() -> None:
    found = asked_again().finding("can_be_answered", 4 * HOUR + LATE_IN_LIFE)
    assert (found.verdict, found.critical) == (Verdict.FAILED, True)


def test_a_vanished_answer_is_inconclusive_in_a_deaf_mailbox() -> None:
    assert asked_again().deaf().verdict("can_be_answered", 4 * HOUR + LATE_IN_LIFE) is Verdict.INCONCLUSIVE


def test_an_answer_our_provider_refuses_is_inconclusive() -> None:
    told = story(LONG).says().acknowledged().answered().is_refused(4 * HOUR).ends(4 * HOUR, "refused")
    found = told.finding("can_be_answered", LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "refused_by_provider")


ENDING_THEN_ANSWER = (SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_REPLY, CLOSE, ANSWER, EXPECT_REPLY)


def test_a_polite_ending_proves_nothing_about_an_answer_that_we_could_not_send() -> None:
    told = story(ENDING_THEN_ANSWER).says().acknowledged().answered().says(4 * HOUR).fails(5 * HOUR)
    found = told.ends(5 * HOUR, "not measured").finding("can_be_answered", LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "ours")


def test_a_polite_ending_proves_nothing_about_an_answer_that_our_provider_refused() -> None:
    told = story(ENDING_THEN_ANSWER).says().acknowledged().answered().says(4 * HOUR).is_refused(5 * HOUR)
    found = told.ends(5 * HOUR, "refused").finding("can_be_answered", LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "refused_by_provider")


def test_a_polite_ending_after_an_answer_that_we_could_not_send_proves_nothing_about_it() -> None:
    told = story(LONG).says().acknowledged().answered().fails(4 * HOUR).says(5 * HOUR).ends(5 * HOUR)
    assert told.verdict("can_be_answered", LATE_IN_LIFE) is Verdict.INCONCLUSIVE


def test_a_slow_desk_may_just_not_have_come_to_it() -> None:
    told = story(LONG).says().acknowledged().answered(72 * HOUR).says(73 * HOUR)
    found = told.finding("can_be_answered", 73 * HOUR + LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.NOT_JUDGED, "horizon")


def test_where_nobody_ever_answers_a_lost_answer_cannot_be_told() -> None:
    told = story(TO_ROBOT).says().acknowledged().says(2 * MINUTE)
    assert told.verdict("can_be_answered", 2 * MINUTE + LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


def test_an_acknowledgement_of_the_enquiry_that_comes_late_proves_nothing_about_the_answer() -> None:
    told = story(LONG).says().answered(3 * HOUR).says(4 * HOUR)
    told = told.acknowledged(5 * HOUR, in_reply_to=("<ours-0@gmail.test>",), references=())
    assert told.verdict("can_be_answered", 6 * HOUR) is Verdict.WAITING


@pytest.mark.parametrize(
    "address",
    [
        "noreply@acme.example",
        "no-reply@acme.example",
        "support.do_not_reply@acme.example",
        "keine-antwort@acme.example",
    ],
)
def test_a_no_reply_address_is_quoted(address: str) -> None:
    found = story().says().acknowledged(sender=Address(address=address)).finding("can_be_answered", HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, address)


def test_the_reply_to_counts_before_the_sender() -> None:
    told = (
        story()
        .says()
        .acknowledged(sender=Address(address="noreply@acme.example"), reply_to=(Address(address="a@b.c"),))
    )
    assert told.verdict("can_be_answered", HOUR) is Verdict.NOT_APPLICABLE


def test_an_address_that_only_looks_like_no_reply_is_fine() -> None:
    told = story().says().acknowledged(sender=Address(address="casino.reply@acme.example"))
    assert told.verdict("can_be_answered", HOUR) is Verdict.NOT_APPLICABLE


def test_an_answer_that_bounces_fails() -> None:
    assert asked_again().bounced(5 * HOUR).verdict("can_be_answered", 6 * HOUR) is Verdict.FAILED


def test_the_sentence_that_forbids_an_answer_is_quoted_where_it_stands() -> None:
    text = "Thank you. You cannot reply to this mail. Bye."
    why = Reason(says="unmonitored", weight=1.0, because="", layer="new_text", quote="You cannot reply to this mail.")
    told = story().says().acknowledged(new_text=text, promises=(), flags=frozenset({Flag.DEAD_END}), reasons=(why,))
    cite = told.finding("can_be_answered", HOUR).cites[0]
    assert text[cite.start : cite.end] == cite.quote == "You cannot reply to this mail."


def test_a_polite_ending_that_does_not_bounce_got_through_once_the_linger_is_over() -> None:
    told = story().says().acknowledged().answered().says(4 * HOUR).ends(4 * HOUR)
    assert told.verdict("can_be_answered", 4 * HOUR + MINUTE) is Verdict.WAITING
    assert told.verdict("can_be_answered", 4 * HOUR + 2 * MINUTE) is Verdict.PASSED


def test_nothing_is_known_before_the_customer_answers() -> None:
    assert story().says().acknowledged().verdict("can_be_answered", HOUR) is Verdict.NOT_APPLICABLE


# --- no_login_to_answer ----------------------------------------------------------------------------------------------


def test_a_demand_to_sign_in_fails_here_and_not_as_a_shut_path() -> None:
    told = story().says().acknowledged(flags=frozenset({Flag.LOGIN_REQUIRED}))
    assert told.verdict("no_login_to_answer", HOUR) is Verdict.FAILED
    assert told.verdict("can_be_answered", HOUR) is Verdict.NOT_APPLICABLE


def test_mails_that_ask_for_no_login_pass() -> None:
    assert story().says().acknowledged().verdict("no_login_to_answer", HOUR) is Verdict.PASSED


def test_without_mails_there_is_no_demand() -> None:
    assert story().says().verdict("no_login_to_answer", HOUR) is Verdict.NOT_APPLICABLE


# --- same_ticket -----------------------------------------------------------------------------------------------------


def test_the_same_number_afterwards_passes() -> None:
    found = asked_again().answered(5 * HOUR).finding("same_ticket", 6 * HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.PASSED, "ACME-1042")


def test_another_number_afterwards_fails_with_both() -> None:
    found = asked_again().answered(5 * HOUR, ticket="ACME-2000").finding("same_ticket", 6 * HOUR)
    assert (found.verdict, [cite.quote for cite in found.cites]) == (Verdict.FAILED, ["ACME-1042", "ACME-2000"])


def test_the_number_on_the_forms_page_is_known_too() -> None:
    page = FormOutcome(kind=OutcomeKind.ACCEPTED, clicked_at=SENT, ticket_references=("ACME-1",))
    told = story((BY_FORM[0], EXPECT_REPLY, ANSWER, EXPECT_REPLY)).submits(page).answered(ticket="").says(4 * HOUR)
    assert told.answered(5 * HOUR, ticket="ACME-2").verdict("same_ticket", 6 * HOUR) is Verdict.FAILED
    assert told.answered(5 * HOUR, ticket="ACME-1").verdict("same_ticket", 6 * HOUR) is Verdict.PASSED


def test_a_thread_without_numbers_goes_on_by_its_headers() -> None:
    told = story(LONG).says().acknowledged(**NO_NUMBER).answered(ticket="").says(4 * HOUR).answered(5 * HOUR, ticket="")
    assert told.verdict("same_ticket", 6 * HOUR) is Verdict.PASSED


def test_an_answer_acknowledged_as_a_new_enquiry_fails_without_numbers() -> None:
    told = story(TO_ROBOT).says().acknowledged(**NEW_TICKET).says(2 * MINUTE).acknowledged(3 * MINUTE, **NEW_TICKET)
    assert told.verdict("same_ticket", HOUR) is Verdict.FAILED


def test_nothing_that_tells_the_ticket_cannot_be_judged() -> None:
    told = story(LONG).says().acknowledged(**NO_NUMBER).answered(ticket="").says(4 * HOUR)
    told = told.answered(5 * HOUR, ticket="", **NO_HEADERS).ends(6 * HOUR)
    assert told.verdict("same_ticket", LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


def test_the_ticket_of_an_answer_is_waited_for() -> None:
    assert asked_again().verdict("same_ticket", 5 * HOUR) is Verdict.WAITING


def test_a_customer_who_never_answers_stays_in_no_ticket() -> None:
    assert story().says().acknowledged().verdict("same_ticket", HOUR) is Verdict.NOT_APPLICABLE


def test_a_polite_ending_needs_nothing_back() -> None:
    told = story((SEND, EXPECT_REPLY, CLOSE)).says().answered().says(4 * HOUR)
    assert told.verdict("same_ticket", 5 * HOUR) is Verdict.NOT_APPLICABLE


def test_a_scenario_may_not_care() -> None:
    loose = replace(EXPECT_REPLY, same_ticket=False)
    told = (
        story((SEND, EXPECT_REPLY, ANSWER, loose)).says().answered().says(4 * HOUR).answered(5 * HOUR, ticket="ACME-9")
    )
    assert told.verdict("same_ticket", 6 * HOUR) is Verdict.NOT_APPLICABLE


def test_a_changed_subject_makes_it_a_should() -> None:
    changed = replace(ANSWER, subject="Something else")
    assert story((SEND, EXPECT_REPLY, changed, EXPECT_REPLY)).finding("same_ticket", HOUR).severity is Severity.SHOULD
    assert asked_again().finding("same_ticket", 5 * HOUR).severity is Severity.MUST


def test_an_id_our_provider_replaced_is_judged_by_the_date() -> None:
    told = asked_again().acknowledged(5 * HOUR, ticket="ACME-2", in_reply_to=("<swapped@outlook.test>",), references=())
    assert told.verdict("same_ticket", 6 * HOUR) is Verdict.FAILED


# --- one_ticket ------------------------------------------------------------------------------------------------------


def test_one_acknowledgement_passes() -> None:
    assert story().says().acknowledged().verdict("one_ticket", HOUR) is Verdict.PASSED


def test_two_acknowledgements_fail() -> None:
    found = story().says().acknowledged().acknowledged(2 * MINUTE).finding("one_ticket", HOUR)
    assert (found.verdict, found.sentence) == (Verdict.FAILED, "The enquiry was acknowledged 2 times.")


def test_two_numbers_fail_with_both() -> None:
    found = story().says().acknowledged().acknowledged(2 * MINUTE, ticket="ACME-7").finding("one_ticket", HOUR)
    assert found.sentence == "One enquiry opened 2 tickets: ACME-1042, ACME-7."


def test_a_loop_is_not_counted_as_tickets() -> None:
    told = story().says()
    for turn in range(1, 5):
        told = told.acknowledged(turn * MINUTE)
    assert told.verdict("one_ticket", HOUR) is Verdict.NOT_APPLICABLE


def test_no_acknowledgement_cannot_be_counted() -> None:
    assert story().says().answered().verdict("one_ticket", 4 * HOUR) is Verdict.NOT_APPLICABLE


# --- thread_headers --------------------------------------------------------------------------------------------------


def test_answers_that_refer_to_our_mail_pass() -> None:
    assert clean().verdict("thread_headers", 8 * HOUR) is Verdict.PASSED


def test_an_answer_without_headers_fails() -> None:
    assert story().says().answered(**NO_HEADERS).verdict("thread_headers", 4 * HOUR) is Verdict.FAILED


def test_an_answer_that_refers_to_strange_mails_fails_and_quotes_them() -> None:
    found = story().says().answered(in_reply_to=("<x@y.z>",), references=()).finding("thread_headers", 4 * HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, "<x@y.z>")


def test_the_first_mail_after_a_form_has_nothing_to_refer_to() -> None:
    told = story(BY_FORM).submits().answered(**NO_HEADERS)
    assert told.verdict("thread_headers", 4 * HOUR) is Verdict.PASSED


def test_without_an_answer_there_are_no_headers_to_look_at() -> None:
    assert story().says().acknowledged().verdict("thread_headers", HOUR) is Verdict.NOT_APPLICABLE


# --- no_loop ---------------------------------------------------------------------------------------------------------


def test_a_few_automatic_mails_are_no_loop() -> None:
    told = story().says().acknowledged().gets(2 * MINUTE, kind=MailKind.OUT_OF_OFFICE)
    assert told.verdict("no_loop", HOUR) is Verdict.PASSED


def test_four_automatic_mails_in_a_row_are_a_loop_and_all_are_cited() -> None:
    told = story().says()
    for turn in range(1, 5):
        told = told.acknowledged(turn * MINUTE)
    found = told.finding("no_loop", HOUR)
    assert (found.verdict, len(found.cites), found.cites[0].layer) == (Verdict.FAILED, 4, Layer.HEADER)


def test_a_customers_word_in_between_breaks_the_row() -> None:
    told = story(LONG).says().acknowledged().acknowledged(2 * MINUTE).acknowledged(3 * MINUTE).says(4 * MINUTE)
    assert told.acknowledged(5 * MINUTE).verdict("no_loop", HOUR) is Verdict.PASSED


def test_a_silent_desk_has_no_loop() -> None:
    assert story().says().verdict("no_loop", HOUR) is Verdict.NOT_APPLICABLE
