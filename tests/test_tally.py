"""A wave in numbers (METRICS.md, "Honest numbers")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.domain.evidence import (
    CanaryReturned,
    CanarySent,
    MailboxEvidence,
    MailboxFailed,
    OffsetMeasured,
    WatchBegan,
    WatchGap,
)
from harness.domain.promise import Span
from harness.domain.scenario import Severity
from harness.domain.verdict import Number, ProbeResult, Verdict, WaveResult
from harness.judge import judge
from harness.tally import WaveFacts, nearest_rank, tally
from tests.checks.stories import DAY, HOUR, LATE_IN_LIFE, MINUTE, SENT, Story, story


def wave(*results: ProbeResult, mailboxes: tuple[MailboxEvidence, ...] = ()) -> WaveResult:
    facts = WaveFacts(wave="w1", title="November", started_at=SENT, judged_at=SENT + 9 * DAY, mailboxes=mailboxes)
    return tally(facts, results)


def judged(told: Story, after: timedelta = LATE_IN_LIFE + HOUR) -> ProbeResult:
    return judge(told.case(after))


def answered(after: timedelta = 3 * HOUR) -> ProbeResult:
    told = story().says().acknowledged().answered(after).says(after + MINUTE).ends(after + MINUTE)
    return judged(told, after + HOUR)


def unanswered() -> ProbeResult:
    return judged(story().says().acknowledged().ends(LATE_IN_LIFE, "horizon"))


def unmeasured() -> ProbeResult:
    return judged(story().says().deaf().ends(LATE_IN_LIFE, "horizon"))


def waiting() -> ProbeResult:
    return judged(story().says().acknowledged(), HOUR)


def number(result: WaveResult, key: str) -> Number:
    return next(one for one in result.numbers if one.key == key)


# --- verdict and sentence --------------------------------------------------------------------------------------------


def test_a_wave_is_as_bad_as_its_worst_probe() -> None:
    results = [answered(), waiting(), unmeasured(), unanswered()]
    verdicts = [wave(*results[:n]).verdict for n in range(1, 5)]
    assert verdicts == [Verdict.PASSED, Verdict.WAITING, Verdict.INCONCLUSIVE, Verdict.FAILED]


def test_the_sentence_counts_what_went_how() -> None:
    sentence = wave(answered(), waiting(), unmeasured(), unanswered()).sentence
    assert sentence == (
        "1 of 4 conversations went as promised; in 1 a promise or a rule was broken; "
        "1 still waits; 1 could not be measured."
    )


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ((), "No conversation was planned."),
        ((answered(),), "The conversation went as promised."),
        ((answered(), answered()), "All 2 conversations went as promised."),
    ],
)
def test_the_sentence_of_a_good_wave(results: tuple[ProbeResult, ...], sentence: str) -> None:
    assert wave(*results).sentence == sentence


def test_the_score_is_the_mean_of_the_probes_that_have_one() -> None:
    assert wave(answered(), unanswered(), unmeasured(), waiting()).score == 0.5
    assert wave(unmeasured()).score is None


def test_the_weights_and_the_horizon_are_there_to_print() -> None:
    result = wave(answered())
    assert (result.weights["got_in"], result.horizon_text) == (3.0, "5 days")


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_every_number_says_on_how_many_it_rests() -> None:
    result = wave(answered(), answered(), unanswered(), unmeasured())
    assert (number(result, "answered_by_person").value, number(result, "answered_by_person").n) == ("67 %", 3)


def test_our_own_failures_have_their_own_line() -> None:
    result = wave(answered(), unmeasured())
    assert (number(result, "inconclusive").value, number(result, "inconclusive").n) == ("1", 2)
    assert number(wave(answered()), "inconclusive").note == ""


def test_never_counts_as_infinite_in_the_median() -> None:
    result = wave(answered(), unanswered(), unanswered())
    first = number(result, "first_reply_time")
    assert (first.value, first.n, first.raw) == ("more than 5 days", 3, None)


def test_the_median_is_by_nearest_rank_with_business_time_beside_it() -> None:
    first = number(wave(answered(HOUR), answered(2 * HOUR), answered(5 * HOUR)), "first_reply_time")
    assert (first.value, first.note, first.raw) == ("2 h", "business time 2 h", 7200.0)


def test_what_still_waits_is_in_no_reply_time() -> None:
    assert number(wave(answered(), waiting()), "first_reply_time").n == 1


@pytest.mark.parametrize(("probes", "told"), [(9, False), (10, True)])
def test_the_ninetieth_percentile_needs_ten_probes(probes: int, told: bool) -> None:
    first = number(wave(*[answered()] * probes), "first_reply_time")
    assert ("nine in ten within 3 h" in first.note) is told


def test_promises_are_counted_kept_and_broken() -> None:
    promises = number(wave(answered(), unanswered()), "promises_kept")
    assert (promises.note, promises.n) == ("4 kept, 2 broken", 6)


def test_the_never_replied_rate_names_its_horizon() -> None:
    never = number(wave(answered(), unanswered()), "never_replied")
    assert (never.value, never.n, never.note) == ("50 %", 2, "within 5 days")


def test_numbers_without_anything_to_count_are_dashes() -> None:
    result = wave(unmeasured())
    keys = ("answered_by_person", "first_reply_time", "promises_kept", "same_ticket", "never_replied")
    assert {number(result, key).value for key in keys} == {"–"}


def test_the_longest_horizon_is_told() -> None:
    long = story(horizon=Span(text="2 weeks", calendar_seconds=14 * 86400.0)).says()
    business = story(horizon=Span(text="3 business days", business_days=3.0)).says()
    assert wave(judged(long, HOUR), waiting(), judged(business, HOUR)).horizon_text == "2 weeks"


@pytest.mark.parametrize(("share", "value"), [(0.5, 2.0), (0.9, 4.0), (0.25, 1.0), (0.0, 1.0)])
def test_nearest_rank_takes_a_value_that_is_there(share: float, value: float) -> None:
    assert nearest_rank([4.0, 1.0, 3.0, 2.0], share) == value


def test_findings_over_several_probes_belong_to_the_wave() -> None:
    good = judged(story(mailbox="gmail").says().acknowledged().answered().says(4 * HOUR).ends(4 * HOUR))
    bad = judged(story(mailbox="outlook").says().ends(LATE_IN_LIFE, "horizon"))
    assert [one.check for one in wave(good, bad).findings] == ["provider_parity"]


# --- mailboxes -------------------------------------------------------------------------------------------------------


def test_each_mailbox_tells_its_story_in_order() -> None:
    result = wave(
        answered(),
        mailboxes=(
            WatchBegan(at=SENT, mailbox="gmail"),
            CanarySent(at=SENT, mailbox="gmail", reference="C"),
            CanaryReturned(at=SENT + timedelta(seconds=4), mailbox="gmail", reference="C"),
            WatchGap(at=SENT + HOUR, mailbox="gmail", since=SENT, why="connection lost"),
            MailboxFailed(at=SENT, mailbox="outlook", wanted="Signing in", got="refused", remedy="Renew the token."),
        ),
    )
    assert result.mailbox_notes == {
        "gmail": ("The mail to ourselves came back after 4 s.", "Not watched for 1 h (connection lost)."),
        "outlook": ("Signing in: refused. Renew the token.",),
    }


def test_a_canary_that_is_missing_is_said() -> None:
    result = wave(mailboxes=(CanarySent(at=SENT, mailbox="gmail", reference="C"),))
    assert result.mailbox_notes == {"gmail": ("The mail to ourselves has not come back.",)}


@pytest.mark.parametrize(
    ("low", "high", "notes"),
    [
        (-1.0, 1.0, ()),
        (-30.0, 30.0, ()),
        (59.0, 61.0, ("Its clock is +59 to +61 s off ours; times are corrected.",)),
        (-61.0, -59.0, ("Its clock is -61 to -59 s off ours; times are corrected.",)),
    ],
)
def test_a_clock_that_is_surely_off_is_said(low: float, high: float, notes: tuple[str, ...]) -> None:
    measured = OffsetMeasured(at=SENT, mailbox="gmail", low=low, high=high)
    assert wave(mailboxes=(measured,)).mailbox_notes == {"gmail": notes}


def compared(support: timedelta, severity: Severity) -> WaveResult:
    """Sales after an hour, support after `support`, in a scenario that takes the comparison as seriously as told."""

    def one(variant: str, after: timedelta) -> ProbeResult:
        told = story(variant=variant, checks={"sales_against_support": severity}).says().acknowledged()
        return judged(told.answered(after).says(after + MINUTE).ends(after + MINUTE), after + HOUR)

    return wave(one("sales", HOUR), one("support", support))


def test_a_finding_across_conversations_is_told_in_the_sentence() -> None:
    told = compared(9 * HOUR, Severity.SHOULD)

    assert told.sentence == "All 2 conversations went as promised; 1 finding across conversations."
    assert told.verdict is Verdict.PASSED


def test_a_finding_across_conversations_that_must_not_be_fails_the_wave() -> None:
    assert compared(9 * HOUR, Severity.MUST).verdict is Verdict.FAILED
    assert compared(HOUR, Severity.MUST).verdict is Verdict.PASSED
