"""Each fault of the form page leads to its finding and to no other; what a form may honestly do leads to none."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.domain.conversation import OurTurn
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason
from harness.domain.verdict import Verdict
from tests.demo.playing import Played, play

QUESTION = "forms/question-by-form"


async def played(fault: str, folder: Path) -> Played:
    return await play(folder, [fault], scenarios=[QUESTION])


def answered(wave: Played) -> FormOutcome:
    opening = wave.result.results[0].conversation.opening
    assert isinstance(opening, OurTurn)
    assert opening.form is not None
    return opening.form


@pytest.mark.parametrize(
    ("fault", "findings", "kind", "reason"),
    [
        ("form-error-as-200", {"got_in"}, OutcomeKind.REFUSED, RefusalReason.VALIDATION),
        ("form-login-wall", {"got_in", "no_login_to_ask"}, OutcomeKind.REFUSED, RefusalReason.LOGIN),
        ("form-500", {"got_in"}, OutcomeKind.HTTP_ERROR, None),
        (
            "form-silent",
            {"got_in", "acknowledged", "answered_by_person", "first_reply_in_time"},
            OutcomeKind.SILENT,
            None,
        ),
    ],
)
async def test_what_the_desk_does_wrong_is_found(
    fault: str, findings: set[str], kind: OutcomeKind, reason: RefusalReason | None, tmp_path: Path
) -> None:
    wave = await played(fault, tmp_path)

    assert wave.failed() == findings
    assert (answered(wave).kind, answered(wave).reason) == (kind, reason)


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        ("form-captcha", OutcomeKind.REFUSED, RefusalReason.CAPTCHA),
        ("form-too-fast", OutcomeKind.REFUSED, RefusalReason.SPAM),
        ("form-two", OutcomeKind.UNSURE, None),
        ("form-required-unknown", OutcomeKind.UNSURE, None),
    ],
)
async def test_what_stops_only_a_machine_is_not_held_against_the_desk(
    fault: str, kind: OutcomeKind, reason: RefusalReason | None, tmp_path: Path
) -> None:
    wave = await played(fault, tmp_path)

    assert wave.failed() == set()
    assert wave.verdicts() == {Verdict.INCONCLUSIVE}
    assert (answered(wave).kind, answered(wave).reason) == (kind, reason)


@pytest.mark.parametrize(
    "habit",
    [
        "form-honeypots",
        "form-in-iframe",
        "form-success-in-alert",
        "form-multi-step",
        "form-cookie-banner",
        "form-fields-after-choice",
    ],
)
async def test_honest_habits_of_forms_lead_to_no_finding(habit: str, tmp_path: Path) -> None:
    wave = await played(habit, tmp_path)

    assert wave.failed() == set()
    assert wave.verdicts() == {Verdict.PASSED}
    assert answered(wave).ticket_references[0].startswith("ACME-")


async def test_a_link_in_a_mail_that_confirms_the_request_is_followed_once(tmp_path: Path) -> None:
    wave = await played("form-needs-confirmation", tmp_path)

    assert wave.failed() == set()
    assert wave.verdicts() == {Verdict.PASSED}
    assert answered(wave).kind is OutcomeKind.NEEDS_CONFIRMATION
    assert answered(wave).ticket_references[0].startswith("ACME-")
    began = [one.conversation.confirming for one in wave.result.results]
    assert all(one is not None and "/support/confirm/" in one.url for one in began)
