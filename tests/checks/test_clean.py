"""A clean story gives no finding against the desk, and one fault gives exactly its own (FAULTS.md)."""

from __future__ import annotations

from harness.domain.verdict import Verdict
from harness.judge import judge
from tests.checks.stories import ALL_OVER, BY_FORM, LONG, PLAIN, SENT, clean


def test_nothing_is_held_against_a_desk_that_does_everything_right() -> None:
    result = judge(clean(LONG).case(ALL_OVER))
    against = [one for one in result.findings if one.verdict not in (Verdict.PASSED, Verdict.NOT_APPLICABLE)]
    assert (result.verdict, against, result.score) == (Verdict.PASSED, [], 1.0)
