"""One conversation judged: verdict, sentence, score, promises, metrics."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from harness.domain.evidence import OffsetMeasured
from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import Flag, MailKind
from harness.domain.promise import Promises, Span
from harness.domain.scenario import Expect, Expected, Question, Severity, Wait
from harness.domain.verdict import Metrics, PromiseRecord, PromiseState, Verdict
from harness.judge import judge
from tests.checks.stories import (
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
    SEND,
    SENT,
    Story,
    clean,
    promise,
    story,
)

OVER = LATE_IN_LIFE + 4 * HOUR


def records(told: Story, what: str, after: timedelta = ALL_OVER) -> list[PromiseRecord]:
    return [one for one in judge(told.case(after)).promises if one.what == what]


# --- verdict, sentence, score ----------------------------------------------------------------------------------------


def test_a_failed_must_fails_the_probe_with_its_sentence() -> None:
    result = judge(story().says().acknowledged().ends(LATE_IN_LIFE, "horizon").case(LATE_IN_LIFE))
    assert (result.verdict, result.sentence) == (Verdict.FAILED, "No person answered within 5 days.")


def test_a_failed_should_is_a_remark() -> None:
    told = story().says().acknowledged(placement="junk", folder="Spam").answered().says(4 * HOUR).ends(4 * HOUR)
    result = judge(told.case(ALL_OVER))
    assert (result.verdict, result.sentence) == (
        Verdict.PASSED,
        "As promised, with a remark: 1 of 2 mails landed in “Spam”.",
    )


def test_a_failure_outweighs_what_could_not_be_measured() -> None:
    told = story(LONG).says().acknowledged(HOUR).answered().is_refused(4 * HOUR).ends(4 * HOUR, "refused")
    assert judge(told.case(ALL_OVER)).verdict is Verdict.FAILED


def test_a_story_with_steps_left_waits_even_if_all_is_well_so_far() -> None:
    told = story((SEND, EXPECT_ACKNOWLEDGEMENT, CLOSE)).says().acknowledged()
    result = judge(told.case(HOUR))
    assert (result.verdict, result.sentence) == (Verdict.WAITING, "So far as promised; the story is not over yet.")


def test_an_unsure_must_is_said_and_does_not_fail() -> None:
    told = story((SEND, EXPECT_REPLY)).says().acknowledged().gets(HOUR, kind=MailKind.UNKNOWN)
    result = judge(told.ends(LATE_IN_LIFE, "horizon").case(LATE_IN_LIFE))
    assert result.verdict is Verdict.PASSED
    assert result.sentence.startswith("Nothing went wrong that we are sure of, but: A mail came")


def test_the_score_is_the_weighted_share_of_what_passed() -> None:
    told = story().says().acknowledged(placement="junk").answered().says(4 * HOUR).ends(4 * HOUR)
    result = judge(told.case(ALL_OVER))
    judged = [one for one in result.findings if one.verdict in (Verdict.PASSED, Verdict.FAILED)]
    total = sum(one.weight for one in judged)
    assert result.score == pytest.approx((total - 1.0) / total)


def test_a_failed_critical_check_makes_the_score_zero() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR).ends(OVER, "horizon")
    assert judge(told.case(OVER)).score == 0.0


@pytest.mark.parametrize("told", [story(), story().says(), story().says().deaf()])
def test_there_is_no_score_while_not_everything_could_be_seen(told: Story) -> None:
    assert judge(told.case(HOUR)).score is None


def test_all_checks_off_passes_without_a_score() -> None:
    from harness.checks import CHECKS

    off = {check.key: Severity.OFF for check in CHECKS}
    result = judge(story(checks=off).says().ends(HOUR).case(HOUR))
    assert (result.findings, result.score, result.verdict) == ((), None, Verdict.PASSED)


def test_the_same_case_is_judged_the_same_twice() -> None:
    case = clean().case(ALL_OVER)
    assert judge(case) == judge(case)


def test_a_quotation_that_does_not_stand_there_carries_nothing() -> None:
    _, stated = promise("We will reply within 24 hours.", 86400.0)
    told = story().says().acknowledged(new_text="Something else altogether.", promises=(stated,))
    found = {one.check: one for one in judge(told.case(HOUR)).findings}["acknowledgement_states_time"]
    assert (found.verdict, found.reason_code, found.cites) == (Verdict.NOT_JUDGED, "quote", ())


def due(told: Story, after: timedelta) -> tuple[timedelta, str]:
    """When the next thing is due, counted from the enquiry, and what it is."""
    found = judge(told.case(after)).next_due
    assert found is not None
    return found.at - SENT, found.what


def test_a_waiting_probe_says_which_promise_is_due_next() -> None:
    assert due(story().says(), MINUTE) == (5 * MINUTE, "the acknowledgement is due")
    assert due(story().says().acknowledged(), HOUR) == (DAY, "the first reply is due")
    assert due(story(LONG).says().acknowledged().answered().says(4 * HOUR), 5 * HOUR) == (
        12 * HOUR,
        "the next reply is due",
    )


def test_a_probe_with_a_broken_promise_still_says_what_is_due_next() -> None:
    assert due(story().says(), HOUR) == (DAY, "the first reply is due")


def test_the_desks_own_word_is_due_where_it_comes_first() -> None:
    text, soon = promise("We will reply within 4 hours.", 14400.0)
    told = story().says().acknowledged(new_text=text, promises=(soon,))
    assert due(told, HOUR) == (MINUTE + 4 * HOUR, "the first reply is due, as the desk itself says")


def test_without_a_promise_the_waiting_ends_at_the_horizon() -> None:
    assert due(story(promises=Promises()).says(), HOUR) == (LATE_IN_LIFE, "the waiting for an answer ends")


def test_what_is_not_sent_is_to_be_sent_at_once() -> None:
    assert due(story(), HOUR) == (HOUR, "the enquiry is to be sent")


def test_a_lapsed_promise_waits_for_the_mail_to_ourselves_before_it_is_called_broken() -> None:
    told = story((SEND, EXPECT_REPLY), promises=Promises(first_reply=Span(text="1 minute", calendar_seconds=60.0)))
    told = told.says().deaf()
    assert due(told, 2 * MINUTE) == (5 * MINUTE, "the mail to ourselves has to be back")


def test_a_pause_of_the_scenario_is_due_before_a_later_promise() -> None:
    pause = Wait(place=PLACE, span=Span(text="2 hours", calendar_seconds=7200.0))
    assert due(story((SEND, pause, ANSWER, EXPECT_REPLY)).says(), HOUR) == (2 * HOUR, "the scenario goes on")


def test_after_the_end_only_the_last_mail_is_waited_for_and_not_the_horizon() -> None:
    told = story().says().acknowledged().answered().says(4 * HOUR).ends(4 * HOUR)
    assert due(told, 4 * HOUR) == (4 * HOUR + 2 * MINUTE, "the last mail can be taken as delivered")


def test_what_is_over_waits_for_nothing() -> None:
    assert judge(clean().case(ALL_OVER)).next_due is None


# --- promises --------------------------------------------------------------------------------------------------------


def test_a_kept_promise_tells_both_clocks_and_how_early() -> None:
    (one, stated) = records(clean(), "first reply")
    assert (one.state, one.source, one.promised) == (PromiseState.KEPT, "settings", "24 hours")
    assert (one.calendar_seconds, one.business_seconds, one.by) == (10800.0, 10800.0, -75600.0)
    assert (stated.source, stated.quote, stated.seq) == ("stated", "We will reply within 24 hours.", 3)


def test_the_scenarios_time_is_named_as_its_source() -> None:
    step = Expect(place=PLACE, what=Expected.REPLY, within=Span(text="1 hour", calendar_seconds=3600.0))
    (one,) = records(story((SEND, step)).says().answered(), "first reply")
    assert (one.state, one.source, one.by, one.place) == (PromiseState.BROKEN, "scenario", 7200.0, PLACE)


def test_a_promise_without_an_answer_is_open_then_broken() -> None:
    told = story().says().acknowledged()
    assert [one.state for one in records(told, "first reply", HOUR)] == [PromiseState.WAITING] * 2
    assert [one.state for one in records(told, "first reply", 2 * DAY)] == [PromiseState.BROKEN] * 2


def test_a_promise_in_a_deaf_mailbox_is_unmeasured() -> None:
    assert [one.state for one in records(story().says().deaf(), "first reply", DAY)] == [PromiseState.UNMEASURED]


def test_a_promise_waits_for_the_canary() -> None:
    (one,) = records(story().says().without_canary(), "acknowledgement", MINUTE)
    assert one.state is PromiseState.WAITING


def test_a_promise_that_only_our_patience_ended_is_unmeasured() -> None:
    step = Expect(place=PLACE, what=Expected.REPLY, within=Span(text="10 days", calendar_seconds=864000.0))
    (one,) = records(story((SEND, step)).says(), "first reply", LATE_IN_LIFE)
    assert one.state is PromiseState.UNMEASURED


def test_a_vague_word_is_recorded_as_such() -> None:
    text, vague = promise("We will reply as soon as possible.", vague=True)
    told = story(promises=Promises()).says().acknowledged(new_text=text, promises=(vague,)).answered()
    (one,) = records(told, "first reply")
    assert (one.state, one.quote) == (PromiseState.VAGUE, "We will reply as soon as possible.")


def test_a_vague_word_on_the_page_counts_too() -> None:
    _, vague = promise("soon", vague=True)
    page = FormOutcome(kind=OutcomeKind.ACCEPTED, clicked_at=SENT, promises=(vague,))
    (one,) = records(story(BY_FORM, promises=Promises()).submits(page), "first reply", HOUR)
    assert (one.state, one.seq) == (PromiseState.VAGUE, 1)


def test_an_acknowledgement_made_needless_by_a_person_is_no_promise() -> None:
    assert records(story().says().answered(MINUTE), "acknowledgement") == []


def test_a_late_acknowledgement_breaks_its_promise() -> None:
    (one,) = records(story().says().acknowledged(HOUR), "acknowledgement", 2 * HOUR)
    assert (one.state, one.by) == (PromiseState.BROKEN, 3300.0)


def test_each_round_has_its_record() -> None:
    assert [one.state for one in records(clean(), "next reply")] == [PromiseState.KEPT]


def test_a_follow_up_that_bounced_leaves_its_promise_unmeasured() -> None:
    told = story(LONG).says().acknowledged().answered().says(4 * HOUR).bounced(5 * HOUR)
    assert [one.state for one in records(told, "next reply", 2 * DAY)] == [PromiseState.UNMEASURED]


def test_a_round_without_a_promise_has_no_record() -> None:
    assert records(story(promises=Promises()).says().answered(), "first reply") == []


def test_a_scenario_without_a_reply_has_only_the_acknowledgement() -> None:
    result = judge(story((SEND, EXPECT_ACKNOWLEDGEMENT)).says().acknowledged().case(HOUR))
    assert [one.what for one in result.promises] == ["acknowledgement"]


def test_nothing_is_promised_before_the_enquiry_is_out() -> None:
    assert judge(story().intends().case(HOUR)).promises == ()


def test_the_servers_clock_makes_it_borderline() -> None:
    told = story().says().answered(DAY + MINUTE / 60, watched=False)
    arrived = told.evidence[-1]
    told = replace(told, evidence=(*told.evidence[:-1], replace(arrived, delivered_at=SENT + DAY)))  # type: ignore[arg-type]
    told = told.notes(OffsetMeasured(at=SENT, mailbox="gmail", low=-1.0, high=1.0))
    (one,) = records(told, "first reply", 2 * DAY)
    assert (one.state, one.borderline) == (PromiseState.KEPT, True)


# --- metrics ---------------------------------------------------------------------------------------------------------


def measured(told: Story, after: timedelta = ALL_OVER) -> Metrics:
    return judge(told.case(after)).metrics


def test_the_metrics_of_a_clean_story() -> None:
    assert measured(clean()) == Metrics(
        acknowledgement_time_seconds=60.0,
        first_reply_time_seconds=10800.0,
        first_reply_business_seconds=10800.0,
        next_reply_time_seconds=(7200.0,),
        requester_wait_time_seconds=18000.0,
        longest_silence_seconds=10800.0,
        reply_path="open",
        thread_integrity=True,
        ticket_multiplicity=1,
        placement="inbox",
        delivered=True,
        never_replied=False,
    )


def test_nothing_is_measured_before_the_enquiry_is_out() -> None:
    assert measured(story().intends()) == Metrics()


def test_waiting_time_runs_on_while_nobody_answers() -> None:
    metrics = measured(story().says().acknowledged(), 2 * DAY)
    assert metrics.requester_wait_time_seconds == 2 * 86400.0
    assert metrics.longest_silence_seconds == 2 * 86400.0 - 60.0


def test_waiting_time_stops_at_the_horizon() -> None:
    metrics = measured(story().says(), LATE_IN_LIFE + DAY)
    assert metrics.requester_wait_time_seconds == LATE_IN_LIFE.total_seconds()


def test_never_replied_is_open_until_the_horizon() -> None:
    told = story().says()
    assert (measured(told, DAY).never_replied, measured(told, LATE_IN_LIFE).never_replied) == (None, True)


def test_our_own_deafness_is_not_never_replied() -> None:
    assert measured(story().says().deaf(), LATE_IN_LIFE).never_replied is None


@pytest.mark.parametrize(("placement", "worst"), [("junk", "junk"), ("promotions", "promotions"), ("inbox", "inbox")])
def test_the_worst_placement_is_told(placement: str, worst: str) -> None:
    assert measured(story().says().acknowledged().answered(placement=placement)).placement == worst


def test_a_desk_that_wrote_nothing_has_missing_mails_at_the_end() -> None:
    assert (measured(story().says(), DAY).placement, measured(story().says(), LATE_IN_LIFE).placement) == (
        "",
        "missing",
    )


def test_coverage_counts_the_questions_in_the_first_reply() -> None:
    questions = (
        Question(ask="When?", answered_by=("days", "week")),
        Question(ask="Which card?", answered_by=("card",)),
        Question(ask="Anything else?"),
    )
    told = story(LONG, questions=questions).says().answered(new_text="In five DAYS.").says(4 * HOUR)
    assert (measured(told).first_reply_coverage, measured(told).replies_to_solution) == (0.5, None)
    told = told.answered(5 * HOUR, new_text="To your card.")
    assert (measured(told).first_reply_coverage, measured(told).replies_to_solution) == (0.5, 2)


def test_coverage_is_unknown_without_an_answer() -> None:
    told = story(questions=(Question(ask="When?", answered_by=("days",)),)).says()
    assert measured(told).first_reply_coverage is None


def test_broken_threads_show_in_thread_integrity() -> None:
    assert measured(story().says().answered(in_reply_to=(), references=())).thread_integrity is False


def test_two_tickets_show_in_multiplicity() -> None:
    assert measured(story().says().acknowledged().acknowledged(2 * MINUTE, ticket="ACME-7")).ticket_multiplicity == 2


def test_a_demand_to_sign_in_shows_in_the_reply_path() -> None:
    assert measured(story().says().acknowledged(flags=frozenset({Flag.LOGIN_REQUIRED}))).reply_path == "login_required"


def test_an_answer_after_the_acknowledgement_does_not_restart_the_clock() -> None:
    told = (
        story((SEND, EXPECT_ACKNOWLEDGEMENT, ANSWER, EXPECT_REPLY)).says().acknowledged().says(HOUR).answered(3 * HOUR)
    )
    assert measured(told).first_reply_time_seconds == 10800.0
