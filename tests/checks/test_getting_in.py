"""got_in, acknowledged, acknowledgement_states_time."""

from __future__ import annotations

from typing import Any

import pytest

from harness.domain.evidence import WatchBegan
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason
from harness.domain.message import PromiseWhat
from harness.domain.promise import Promises, Span
from harness.domain.scenario import Expect, Expected, Severity
from harness.domain.verdict import Layer, Verdict
from tests.checks.stories import (
    ACCEPTED,
    BY_FORM,
    CLOSE,
    DAY,
    EXPECT_ACKNOWLEDGEMENT,
    EXPECT_BOUNCE,
    EXPECT_NOTHING,
    EXPECT_REPLY,
    HOUR,
    LATE_IN_LIFE,
    MINUTE,
    PLACE,
    SEND,
    SENT,
    promise,
    story,
)

NO_PROMISES = Promises()


# --- got_in ----------------------------------------------------------------------------------------------------------


def test_an_enquiry_is_in_when_the_desk_writes_back() -> None:
    assert story().says().acknowledged().verdict("got_in", HOUR) is Verdict.PASSED


def test_an_enquiry_is_waited_for_until_the_horizon() -> None:
    assert story().says().verdict("got_in", LATE_IN_LIFE - MINUTE) is Verdict.WAITING


def test_silence_to_the_horizon_means_it_did_not_get_in() -> None:
    found = story().says().finding("got_in", LATE_IN_LIFE)
    assert (found.verdict, found.critical) == (Verdict.FAILED, True)
    assert found.sentence == "The enquiry was sent, but nothing ever came back within 5 days."


def test_a_form_that_said_thank_you_is_quoted_when_nothing_comes() -> None:
    found = story(BY_FORM).submits(ACCEPTED).finding("got_in", LATE_IN_LIFE)
    assert found.cites[0].quote == "Thank you for your request."
    assert found.sentence.startswith("The form said thank you")


def test_silence_proves_nothing_without_our_canary() -> None:
    found = story().says().deaf().finding("got_in", LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "canary_lost")


def test_silence_proves_nothing_when_no_canary_was_tried() -> None:
    found = story().says().without_canary().finding("got_in", LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "no_canary")


@pytest.mark.parametrize(("permanent", "code"), [(True, "login"), (False, "provider")])
def test_silence_in_a_mailbox_we_cannot_read_is_ours(permanent: bool, code: str) -> None:
    found = story().says().locked_out(HOUR, permanent=permanent).finding("got_in", LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, code)


def test_a_mailbox_that_could_be_read_again_later_counts() -> None:
    told = story().says().locked_out(HOUR).notes(WatchBegan(at=SENT + HOUR, mailbox="gmail"))
    assert told.verdict("got_in", LATE_IN_LIFE) is Verdict.FAILED


def test_a_bounce_means_it_did_not_get_in_and_is_quoted() -> None:
    found = story().says().bounced(subject="Undeliverable: no such user").finding("got_in", HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, "Undeliverable: no such user")


def test_a_bounce_the_scenario_expects_passes() -> None:
    assert story((SEND, EXPECT_BOUNCE)).says().bounced().verdict("got_in", HOUR) is Verdict.PASSED


def test_a_bounce_the_scenario_expects_and_that_never_comes_fails() -> None:
    assert story((SEND, EXPECT_BOUNCE)).says().verdict("got_in", LATE_IN_LIFE) is Verdict.FAILED


def test_whether_it_got_in_cannot_be_seen_when_nothing_is_expected_back() -> None:
    told = story((SEND, EXPECT_NOTHING)).says().ends(HOUR)
    assert told.verdict("got_in", HOUR) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (OutcomeKind.REFUSED, RefusalReason.VALIDATION),
        (OutcomeKind.REFUSED, RefusalReason.LOGIN),
        (OutcomeKind.HTTP_ERROR, None),
        (OutcomeKind.NO_FORM, None),
    ],
)
def test_a_form_that_does_not_take_it_fails(kind: OutcomeKind, reason: RefusalReason | None) -> None:
    told = story(BY_FORM).submits(FormOutcome(kind=kind, reason=reason, text="Sorry.", quote="Sorry."))
    found = told.finding("got_in", HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, "Sorry.")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (FormOutcome(kind=OutcomeKind.UNSURE, text="two forms tie"), "form_unsure"),
        (FormOutcome(kind=OutcomeKind.REFUSED, reason=RefusalReason.CAPTCHA), "captcha"),
    ],
)
def test_a_form_we_did_not_send_is_inconclusive(outcome: FormOutcome, code: str) -> None:
    found = story(BY_FORM).submits(outcome).finding("got_in", HOUR)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, code)


def test_a_page_that_never_loads_is_the_desks_only_where_our_own_mail_works() -> None:
    told = story(BY_FORM).submits(FormOutcome(kind=OutcomeKind.TIMEOUT))
    assert told.verdict("got_in", HOUR) is Verdict.FAILED
    assert told.deaf().verdict("got_in", HOUR) is Verdict.INCONCLUSIVE


def test_a_click_that_was_answered_by_nothing_is_still_waited_for() -> None:
    silent = FormOutcome(kind=OutcomeKind.SILENT, clicked_at=SENT)
    assert story(BY_FORM).submits(silent).verdict("got_in", HOUR) is Verdict.WAITING
    assert story(BY_FORM).submits(silent).verdict("got_in", LATE_IN_LIFE) is Verdict.FAILED


def test_other_checks_have_nothing_to_say_of_a_form_that_was_not_taken() -> None:
    told = story(BY_FORM).submits(FormOutcome(kind=OutcomeKind.HTTP_ERROR))
    assert told.verdict("acknowledged", LATE_IN_LIFE) is Verdict.NOT_APPLICABLE


# --- acknowledged ----------------------------------------------------------------------------------------------------


def test_an_acknowledgement_within_the_promise_passes() -> None:
    found = story().says().acknowledged(4 * MINUTE).finding("acknowledged", HOUR)
    assert (found.verdict, found.sentence) == (Verdict.PASSED, "Acknowledged after 4 min; promised: 5 minutes.")


def test_a_late_acknowledgement_fails_with_the_place_that_asked_for_it() -> None:
    found = story().says().acknowledged(10 * MINUTE).finding("acknowledged", HOUR)
    assert (found.verdict, found.place, found.severity) == (Verdict.FAILED, PLACE, Severity.MUST)


def test_an_acknowledgement_is_waited_for_until_it_is_due() -> None:
    assert story().says().verdict("acknowledged", 4 * MINUTE) is Verdict.WAITING
    assert story().says().verdict("acknowledged", 5 * MINUTE) is Verdict.FAILED


def test_a_missing_acknowledgement_is_inconclusive_in_a_deaf_mailbox() -> None:
    assert story().says().deaf().verdict("acknowledged", HOUR) is Verdict.INCONCLUSIVE


def test_a_missing_acknowledgement_waits_for_the_canary() -> None:
    step = Expect(place=PLACE, what=Expected.ACKNOWLEDGEMENT, within=Span(text="1 minute", calendar_seconds=60.0))
    found = story((SEND, step)).says().deaf().finding("acknowledged", 2 * MINUTE)
    assert (found.verdict, "mail to ourselves" in found.sentence) == (Verdict.WAITING, True)


def test_an_acknowledgement_that_only_the_settings_promise_is_a_should() -> None:
    found = story((SEND, EXPECT_REPLY)).says().finding("acknowledged", HOUR)
    assert (found.verdict, found.severity) == (Verdict.FAILED, Severity.SHOULD)


def test_nobody_asks_for_an_acknowledgement_that_is_neither_promised_nor_expected() -> None:
    told = story((SEND, EXPECT_REPLY), promises=NO_PROMISES).says()
    assert told.verdict("acknowledged", HOUR) is Verdict.NOT_APPLICABLE


def test_an_expected_acknowledgement_without_a_time_has_until_the_end() -> None:
    told = story(promises=NO_PROMISES).says()
    assert told.verdict("acknowledged", LATE_IN_LIFE - MINUTE) is Verdict.WAITING
    assert told.verdict("acknowledged", LATE_IN_LIFE) is Verdict.FAILED
    assert told.acknowledged(DAY).finding("acknowledged", 2 * DAY).sentence == "Acknowledged after 1 d."


def test_the_scenarios_time_stands_in_place_of_the_settings() -> None:
    step = Expect(place=PLACE, what=Expected.ACKNOWLEDGEMENT, within=Span(text="1 hour", calendar_seconds=3600.0))
    assert story((SEND, step, CLOSE)).says().acknowledged(30 * MINUTE).verdict("acknowledged", HOUR) is Verdict.PASSED


def test_a_person_who_answers_at_once_makes_an_acknowledgement_needless() -> None:
    assert story().says().answered(2 * MINUTE).verdict("acknowledged", HOUR) is Verdict.NOT_APPLICABLE


def test_an_acknowledgement_that_was_not_due_when_the_story_ended_is_no_matter() -> None:
    assert story((SEND, EXPECT_ACKNOWLEDGEMENT)).says().ends(MINUTE).verdict("acknowledged", HOUR) is Verdict.FAILED
    assert story().says().ends(MINUTE).verdict("acknowledged", 2 * MINUTE) is Verdict.NOT_APPLICABLE


def test_a_miss_smaller_than_the_uncertainty_is_borderline_and_kept() -> None:
    told = story().says().acknowledged(5 * MINUTE + MINUTE / 120)
    found = told.finding("acknowledged", HOUR)
    assert (found.verdict, found.borderline) == (Verdict.PASSED, True)


# --- acknowledgement_states_time -------------------------------------------------------------------------------------


def test_a_stated_time_is_quoted_where_it_stands() -> None:
    told = story().says().acknowledged()
    found = told.finding("acknowledgement_states_time", HOUR)
    cite, text = found.cites[0], told.readings["mail-1"].new_text
    assert (found.verdict, text[cite.start : cite.end]) == (Verdict.PASSED, "We will reply within 24 hours.")


def test_a_time_stated_on_the_page_will_do() -> None:
    _, stated = promise("within 2 days", 2 * 86400.0)
    page = FormOutcome(kind=OutcomeKind.ACCEPTED, clicked_at=SENT, promises=(stated,))
    found = story(BY_FORM).submits(page).finding("acknowledgement_states_time", HOUR)
    assert (found.verdict, found.cites[0].layer) == (Verdict.PASSED, Layer.PAGE)


def test_as_soon_as_possible_is_no_time() -> None:
    text, vague = promise("We will reply as soon as possible.", vague=True)
    found = story().says().acknowledged(new_text=text, promises=(vague,)).finding("acknowledgement_states_time", HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, "We will reply as soon as possible.")


def test_a_refund_time_is_no_time_for_an_answer() -> None:
    text, refund = promise("Refunds take 5 days.", 5 * 86400.0, what=PromiseWhat.REFUND)
    told = story().says().acknowledged(new_text=text, promises=(refund,))
    assert told.verdict("acknowledgement_states_time", HOUR) is Verdict.FAILED


def test_an_acknowledgement_without_any_time_is_cited_whole() -> None:
    told = story().says().acknowledged(new_text="We have received your request.", promises=())
    found = told.finding("acknowledgement_states_time", HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, "We have received your request.")


@pytest.mark.parametrize(("says", "code"), [({"language": "eu"}, "language"), ({"new_text_sure": False}, "extraction")])
def test_absence_is_not_judged_where_the_reader_is_not_sure(says: dict[str, Any], code: str) -> None:
    told = story().says().acknowledged(promises=(), **says)
    found = told.finding("acknowledgement_states_time", HOUR)
    assert (found.verdict, found.reason_code) == (Verdict.NOT_JUDGED, code)


def test_no_acknowledgement_is_another_checks_finding() -> None:
    assert story().says().verdict("acknowledgement_states_time", LATE_IN_LIFE) is Verdict.NOT_APPLICABLE
