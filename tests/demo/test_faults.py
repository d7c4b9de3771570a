"""Each fault of the embedded world leads to its finding, and nothing else is blamed (FAULTS.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.domain.verdict import Verdict
from tests.demo.playing import play

REFUND = "billing/refund-by-mail"
MOVED = "threads/no-reply-dead-end"
SILENT = {"got_in", "acknowledged", "answered_by_person", "first_reply_in_time"}

EXPECTED: list[tuple[str, str, set[str]]] = [
    ("form-swallowed", "forms/question-by-form", SILENT | {"stated_promise_kept"}),
    ("intake-dead", REFUND, SILENT),
    ("no-acknowledgement", REFUND, {"acknowledged"}),
    ("late-acknowledgement", REFUND, {"acknowledged"}),
    ("late-reply", "monthly-smoke", {"first_reply_in_time", "stated_promise_kept"}),
    ("stated-promise-broken", REFUND, {"stated_promise_kept"}),
    ("no-thread-headers", REFUND, {"thread_headers"}),
    ("answer-to-acknowledgement-opens-ticket", "threads/answering-the-acknowledgement", {"same_ticket"}),
    ("second-answer-opens-ticket", "threads/two-answers-in-a-row", {"same_ticket"}),
    ("no-reply-sender", REFUND, {"can_be_answered"}),
    ("dead-reply-to", REFUND, {"can_be_answered"}),
    ("use-the-form", REFUND, {"can_be_answered"}),
    ("login-to-answer", REFUND, {"no_login_to_answer"}),
    ("double-ticket", REFUND, {"one_ticket"}),
    ("double-acknowledgement", REFUND, {"one_ticket"}),
    ("loop", REFUND, {"no_loop"}),
    ("umlauts-damaged", "billing/receipt-attached", {"format_kept"}),
    ("attachment-damaged", "billing/receipt-attached", {"format_kept"}),
    ("sales-first", "desks/sales-against-support", {"sales_against_support"}),
    ("replies-into-junk", REFUND, {"placement"}),
    ("html-only", REFUND, {"readable_without_html"}),
    ("template-fields", REFUND, {"no_unfilled_fields"}),
    ("wrong-name", REFUND, {"right_name"}),
    ("impersonal", REFUND, {"personal"}),
    ("asks-for-told", REFUND, {"asks_for_told"}),
    ("suggests-tried", "tone/angry-customer", {"suggests_tried"}),
    ("assumes", "tone/unclear-enquiry", {"asks_when_unclear"}),
    ("works-for-me", REFUND, {"never_works_for_me"}),
    ("working-on-it", MOVED, {"says_what_is_done"}),
    ("by-design", REFUND, {"by_design_with_place"}),
    ("blames-customer", REFUND, {"owns_it"}),
    ("office-language", REFUND, {"plain_words"}),
    ("closes-unconfirmed", REFUND, {"closes_when_confirmed"}),
    ("other-language", MOVED, {"same_language"}),
    ("other-agent", REFUND, {"same_agent"}),
    ("no-thanks", REFUND, {"thanks"}),
    ("no-apology", REFUND, {"apologises"}),
    ("no-offer", REFUND, {"offers_contact"}),
    ("no-agent-name", REFUND, {"names_agent"}),
    (
        "late-without-a-word",
        "monthly-smoke",
        {"first_reply_in_time", "stated_promise_kept", "explains_delay", "apologises_for_delay"},
    ),
]


@pytest.mark.parametrize(("fault", "scenario", "findings"), EXPECTED, ids=[one[0] for one in EXPECTED])
async def test_a_fault_leads_to_its_finding_and_to_no_other(
    fault: str, scenario: str, findings: set[str], tmp_path: Path
) -> None:
    played = await play(tmp_path, [fault], scenarios=[scenario])

    assert played.failed() == findings


async def test_one_answer_to_two_different_questions_is_called_canned(tmp_path: Path) -> None:
    played = await play(tmp_path, ["canned-answer"], scenarios=["hours/out-of-hours", MOVED])

    assert played.failed() == {"not_canned"}


async def test_a_swallowed_answer_is_found_as_a_closed_reply_path(tmp_path: Path) -> None:
    played = await play(tmp_path, ["answer-swallowed"], scenarios=[REFUND])

    assert "can_be_answered" in played.failed()
    assert played.failed() <= {"can_be_answered", "next_reply_in_time"}


async def test_a_fault_of_one_provider_is_named_as_such(tmp_path: Path) -> None:
    played = await play(tmp_path, ["desk-mail-lost@outlook"], scenarios=["monthly-smoke"])

    assert "provider_parity" in played.failed()
    bad = {one.probe.mailbox for one in played.result.results if one.verdict is Verdict.FAILED}
    assert bad == {"outlook"}


@pytest.mark.parametrize(
    "oddity",
    ["robot-headers-on-answers", "no-marks-on-acknowledgement", "echo", "acknowledgement-with-customers-id"],
)
async def test_oddities_of_real_desks_lead_to_no_finding(oddity: str, tmp_path: Path) -> None:
    played = await play(tmp_path, [oddity], scenarios=[REFUND, "threads/two-answers-in-a-row"])

    assert played.failed() == set()
    assert played.verdicts() == {Verdict.PASSED}


async def test_an_echo_of_a_follow_up_is_no_answer_whatever_the_customers_program_wrote_below_it(
    tmp_path: Path,
) -> None:
    played = await play(tmp_path, ["echo"], scenarios=[REFUND])

    echoes = [turn for one in played.result.results for turn in one.conversation.theirs if turn.is_echo]
    waits = [wait for one in played.result.results for wait in one.metrics.next_reply_time_seconds]
    assert len(echoes) == len(waits) == len(played.result.results)
    assert min(waits) > 3600


@pytest.mark.parametrize("fault", ["canary-lost", "login-refused", "mail-refused"])
async def test_our_own_trouble_is_inconclusive_and_never_the_desks_fault(fault: str, tmp_path: Path) -> None:
    played = await play(tmp_path, [fault], scenarios=["monthly-smoke"])

    assert played.failed() == set()
    assert played.verdicts() == {Verdict.INCONCLUSIVE}


@pytest.mark.parametrize(
    "fault",
    [
        "drop-in-idle",
        "drop-in-fetch",
        "drop-after-data",
        "split-push",
        "deaf-idle",
        "no-idle",
        "exists-rides",
        "bye",
        "login-limit",
        "fetch-limit",
        "submission-limit",
        "greylisting",
        "ids-replaced",
        "duplicate-delivery",
        "delayed-delivery",
        "reordered-delivery",
        "uidvalidity-changes",
        "clock-off",
        "internaldate-is-date",
    ],
)
async def test_a_limping_provider_loses_nothing_and_blames_nobody(fault: str, tmp_path: Path) -> None:
    played = await play(tmp_path, [f"{fault}@gmail"], scenarios=["monthly-smoke"])

    assert played.failed() <= ({"one_ticket"} if fault == "duplicate-delivery" else set())
    assert Verdict.INCONCLUSIVE not in played.verdicts()


@pytest.mark.parametrize("oddity", ["bulk-folder", "no-special-use"])
async def test_junk_is_found_whatever_the_folder_is_called(oddity: str, tmp_path: Path) -> None:
    faults = [f"{oddity}@gmail", "replies-into-junk@gmail"]
    played = await play(tmp_path, faults, scenarios=["monthly-smoke"])

    assert "placement" in played.failed()
    assert played.failed() <= {"placement", "provider_parity"}
    assert Verdict.INCONCLUSIVE not in played.verdicts()


async def test_a_clean_world_gives_no_finding_over_every_provider_and_scenario(tmp_path: Path) -> None:
    played = await play(tmp_path)

    assert played.failed() == set()
    assert played.verdicts() == {Verdict.PASSED}
    assert len(played.result.results) >= 48
