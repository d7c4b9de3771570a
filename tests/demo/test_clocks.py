"""A reply over a week-end: late by the calendar, in time by business hours; both clocks are told (FAULTS.md 4)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.demo.project import Pace
from harness.domain.verdict import Finding, Verdict
from tests.demo.playing import play

FRIDAY_EVENING = datetime(2026, 11, 13, 16, 0, tzinfo=UTC)
"""17:00 in Zurich, an hour before closing; an answer takes three hours of business time, so it comes on Monday at 11."""


async def first_reply(folder: Path, within: str) -> Finding:
    (folder / "weekend.yaml").write_text(
        f"""\
scenario: Over the week-end
desk: acme
from: [plain]
steps:
  - send: support
    subject: A short question
    message: Hello, when will my parcel be delivered?
  - expect: reply
    within: {within}
""",
        "utf-8",
    )
    played = await play(folder, scenarios=[str(folder / "weekend")], pace=Pace(start=FRIDAY_EVENING))
    (result,) = played.result.results
    return next(one for one in result.findings if one.check == "first_reply_in_time")


@pytest.mark.parametrize(("within", "verdict"), [("24 hours", Verdict.FAILED), ("8 business hours", Verdict.PASSED)])
async def test_the_same_reply_breaks_a_calendar_promise_and_keeps_a_business_one(
    within: str, verdict: Verdict, tmp_path: Path
) -> None:
    finding = await first_reply(tmp_path, within)

    assert finding.verdict is verdict
    assert "2 d 18 h" in finding.sentence
    assert "3 h" in finding.sentence.replace("18 h", "")
