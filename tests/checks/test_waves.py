"""provider_parity, sales_against_support and not_canned: questions put to all results of a wave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from harness.checks import not_canned, provider_parity, sales_against_support
from harness.domain.scenario import Send, Severity
from harness.domain.verdict import Finding, ProbeResult, Verdict
from harness.judge import judge
from tests.checks.stories import ALL_OVER, HOUR, LATE_IN_LIFE, MINUTE, PLACE, PLAIN, Story, clean, story


def parity(*told: Story) -> tuple[Finding, ...]:
    return provider_parity.CHECK.put([judge(one.case(LATE_IN_LIFE + HOUR)) for one in told])


def lost(**changes: Any) -> Story:
    return story(**changes).says().ends(LATE_IN_LIFE, "horizon")


def fine(**changes: Any) -> Story:
    return story(**changes).says().acknowledged().answered().says(4 * HOUR).ends(4 * HOUR)


def test_the_provider_from_which_it_fails_is_named() -> None:
    found = parity(fine(mailbox="gmail"), lost(mailbox="outlook"), fine(mailbox="plain"))
    assert [one.verdict for one in found] == [Verdict.FAILED]
    assert found[0].sentence.startswith("“Did the enquiry get in?” goes wrong from outlook only")


def test_what_fails_everywhere_is_no_matter_of_the_provider() -> None:
    assert parity(lost(mailbox="gmail"), lost(mailbox="outlook")) == ()


def test_what_works_everywhere_gives_no_finding() -> None:
    assert parity(fine(mailbox="gmail"), fine(mailbox="outlook")) == ()


def test_a_mailbox_we_could_not_measure_is_not_compared() -> None:
    assert parity(fine(mailbox="gmail"), lost(mailbox="outlook").deaf()) == ()


def test_a_mailbox_that_both_works_and_fails_shows_no_rule() -> None:
    assert parity(fine(mailbox="gmail"), fine(mailbox="outlook"), lost(mailbox="outlook")) == ()


def test_a_late_acknowledgement_is_a_matter_of_the_hour() -> None:
    late = story(mailbox="outlook").says().acknowledged(HOUR).answered().says(4 * HOUR).ends(4 * HOUR)
    assert parity(fine(mailbox="gmail"), late) == ()


def test_rows_with_the_same_difference_share_one_finding() -> None:
    found = parity(fine(mailbox="gmail", variant="a"), lost(mailbox="outlook", variant="a"),
                   fine(mailbox="gmail", variant="b"), lost(mailbox="outlook", variant="b"))  # fmt: skip
    assert len(found) == 1
    assert "and 1 more" in found[0].sentence


# --- sales against support -------------------------------------------------------------------------------------------


def answered_after(after: timedelta | None, variant: str, severity: Severity | None = None) -> ProbeResult:
    told = story(variant=variant, checks={"sales_against_support": severity} if severity else {}).says().acknowledged()
    if after is None:
        return judge(told.ends(LATE_IN_LIFE, "horizon").case(LATE_IN_LIFE))
    return judge(told.answered(after).says(after + MINUTE).ends(after + MINUTE).case(after + HOUR))


def compared(*results: ProbeResult) -> tuple[Finding, ...]:
    return sales_against_support.CHECK.put(results)


def test_support_that_is_much_slower_than_sales_is_a_finding() -> None:
    found = compared(answered_after(10 * MINUTE, "sales"), answered_after(5 * HOUR, "support"))
    assert found[0].sentence == "Sales answers after 10 min of business time, support after 5 h (median of 1 and 1)."


def test_support_that_never_answers_is_a_finding() -> None:
    found = compared(answered_after(HOUR, "sales"), answered_after(None, "support"))
    assert "support not at all within 5 days" in found[0].sentence


def test_up_to_twice_as_slow_is_no_finding() -> None:
    assert compared(answered_after(2 * HOUR, "sales"), answered_after(4 * HOUR, "support")) == ()


def test_up_to_half_an_hour_slower_is_no_finding() -> None:
    assert compared(answered_after(5 * MINUTE, "sales"), answered_after(35 * MINUTE, "support")) == ()


def test_neither_answering_is_no_finding() -> None:
    assert compared(answered_after(None, "sales"), answered_after(None, "support")) == ()


def test_other_addresses_stand_for_support_where_there_is_none() -> None:
    assert len(compared(answered_after(HOUR, "sales"), answered_after(9 * HOUR, "help"))) == 1


def test_premium_is_not_support_where_support_is_there() -> None:
    results = (answered_after(HOUR, "sales"), answered_after(HOUR, "support"), answered_after(9 * HOUR, "premium"))
    assert compared(*results) == ()


def test_conversations_that_name_no_address_are_not_compared() -> None:
    assert compared(judge(clean().case(ALL_OVER)), judge(clean().case(ALL_OVER))) == ()


def test_one_side_alone_is_not_compared() -> None:
    assert compared(answered_after(HOUR, "sales")) == ()


def test_a_comparison_is_a_remark_unless_the_scenario_says_it_must_not_fail() -> None:
    pair = (answered_after(HOUR, "sales"), answered_after(9 * HOUR, "support"))
    strict = (answered_after(HOUR, "sales", Severity.MUST), answered_after(9 * HOUR, "support", Severity.MUST))

    assert [one.severity for one in compared(*pair)] == [Severity.SHOULD]
    assert [one.severity for one in compared(*strict)] == [Severity.MUST]


def test_a_scenario_may_switch_a_comparison_off() -> None:
    off = (answered_after(HOUR, "sales", Severity.OFF), answered_after(9 * HOUR, "support", Severity.OFF))

    assert compared(*off) == ()


# --- one answer for two questions ------------------------------------------------------------------------------------

CANNED = (
    "Dear {name},\n\nthank you for your message. All common questions are answered in our help centre; please choose "
    "the section that fits, and follow what it says there. We wish you a pleasant day.\n\nKind regards"
)


def asked_and_answered(key: str, message: str, text: str, name: str = "Jane") -> ProbeResult:
    """One conversation of a wave: what was asked, and what was answered."""
    send = Send(place=PLACE, to="support", subject="Hello", message=message)
    told = story((send, *PLAIN[1:])).says().acknowledged().answered(new_text=text.format(name=name), language="en")
    result = judge(told.says(4 * HOUR).ends(4 * HOUR).case(ALL_OVER))
    scenario = replace(result.probe.scenario, key=key, title=key)
    persona = replace(result.probe.persona, first_name=name)
    return replace(result, probe=replace(result.probe, scenario=scenario, persona=persona))


PRICE, ADDRESS = "What is the price for ten seats?", "I moved to another town, please change my address."


def canned(*results: ProbeResult) -> list[str]:
    return [one.sentence for one in not_canned.CHECK.put(results)]


def test_one_text_for_two_different_questions_is_canned() -> None:
    first, second = asked_and_answered("price", PRICE, CANNED), asked_and_answered("moved", ADDRESS, CANNED, "Tom")
    (found,) = not_canned.CHECK.put([first, second])
    assert found.sentence == "“price” and “moved” ask for different things and got the same answer."
    assert [cite.quote.split(",")[0] for cite in found.cites] == ["Dear Jane", "Dear Tom"]
    assert found.severity is Severity.SHOULD


def test_one_text_for_one_question_is_no_wonder() -> None:
    first, second = asked_and_answered("price", PRICE, CANNED), asked_and_answered("seats", "Price of a seat?", CANNED)
    assert canned(first, second) == []
    assert canned(first, replace(first)) == []


def test_different_answers_are_not_canned() -> None:
    other = "Dear {name},\n\nthank you for your message. I have changed the address in your account; you see it there."
    assert canned(asked_and_answered("price", PRICE, CANNED), asked_and_answered("moved", ADDRESS, other)) == []


def test_two_short_polite_answers_may_be_alike() -> None:
    short = "Dear {name}, yes. Kind regards"
    assert canned(asked_and_answered("price", PRICE, short), asked_and_answered("moved", ADDRESS, short)) == []


def test_a_desk_that_answers_all_with_one_text_is_told_so_once_for_each_question() -> None:
    wave = [asked_and_answered(f"q{n}", m, CANNED) for n, m in enumerate((PRICE, ADDRESS, "Where is the umbrella?"))]
    assert len(canned(*wave)) == 2
