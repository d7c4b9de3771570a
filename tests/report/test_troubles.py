"""Page one says what went wrong by question, and what could not be measured by reason."""

from __future__ import annotations

from dataclasses import replace

from harness.domain.verdict import Verdict, WaveResult
from harness.report.troubles import troubles, unmeasured
from tests.report.waves import wave


def with_verdicts(verdict: Verdict, sentence: str = "") -> WaveResult:
    judged = wave()
    return replace(judged, results=tuple(replace(one, verdict=verdict, sentence=sentence) for one in judged.results))


def test_each_failed_question_is_one_row_with_its_count_and_an_example() -> None:
    judged = wave()

    rows = troubles(judged)

    assert rows
    for row in rows:
        same = [f for r in judged.results for f in r.findings if f.question == row.question]
        assert row.failed == sum(f.verdict is Verdict.FAILED for f in same if f.verdict is Verdict.FAILED)
        assert row.failed <= row.judged
        assert row.example in {f.sentence for f in same}


def test_musts_come_before_remarks_and_the_most_frequent_first() -> None:
    rows = troubles(wave())

    assert [row.remark for row in rows] == sorted(row.remark for row in rows)


def test_conversations_that_were_not_measured_are_no_trouble_of_the_desk() -> None:
    assert troubles(with_verdicts(Verdict.INCONCLUSIVE)) == ()


def test_reasons_of_ours_are_grouped_with_how_many_conversations_they_cost() -> None:
    judged = with_verdicts(Verdict.INCONCLUSIVE, "Signing in to corp: refused.")

    (only,) = unmeasured(judged)

    assert (only.conversations, only.sentence) == (len(judged.results), "Signing in to corp: refused.")
