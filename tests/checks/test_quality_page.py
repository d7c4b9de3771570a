"""`docs/quality.md` prints every question with its severity and weight."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.checks.quality import QUALITY
from harness.domain.check import Check

PAGE = (Path(__file__).parent.parent.parent / "docs" / "quality.md").read_text("utf-8")


@pytest.mark.parametrize("check", QUALITY, ids=[one.key for one in QUALITY])
def test_the_page_tells_question_seed_severity_and_weight(check: Check) -> None:
    asked = "yes" if check.rule else ""
    assert (
        f"| `{check.key}` | {check.question} | {check.seed} | {check.severity.value} | {check.weight:g} | {asked} |"
        in PAGE
    )
