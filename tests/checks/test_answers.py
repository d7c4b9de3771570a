"""The bars that the checks on quality must reach, on labelled support threads in eleven languages.

The first threads were written and labelled before their author had read a check or a word list, the others before any
check had judged them. Scores when they were first judged, before anything was changed for them ("failed": precision
and recall; precision of "passed"; share not judged of what a fair reader could judge):

- first 128 threads, 870 labels: 0.842, 0.874; 0.958; 11.4 %. Without a quotation below them the reader took 82 of their
  132 answers for a person's; judged on those alone: 0.800, 0.372; 0.969; 40.7 %. (With the enquiry quoted, as most desks
  do and as these threads are read since, it takes nearly all.)
- further 54, more varied, 313 labels: 0.989, 0.909; 0.990; 9.0 %.
- 17 good answers in unusual words, meant to provoke a false "failed", 129 labels: 10 times "failed" and none true (five
  where a fair reader could not say); 1.0; 18.2 %.

Verdicts on rules without a label were looked through as well; what accused wrongly there was mended and has a test.
Four labels that the authors saw otherwise on second reading were corrected afterwards (a "Thanks, Jo" does thank).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benches.quality import Judged, judged_all, score
from benches.threads import case_of, labelled_threads
from harness.domain.verdict import Layer, Verdict
from harness.judge import judge

THREADS = Path("tests/checks/answers")


@pytest.fixture(scope="module")
def told() -> list[Judged]:
    return judged_all(labelled_threads(THREADS))


def test_there_are_enough_threads_in_every_language_with_phrase_sets(told: list[Judged]) -> None:
    threads = {one.thread.name: one.thread for one in told}

    assert len(threads) >= 195
    assert len({one.language for one in threads.values()}) == 11
    assert len(told) >= 1300


def test_failed_accuses_nobody_who_did_well(told: list[Judged]) -> None:
    assert score(told).failed_precision >= 0.97


def test_no_check_accuses_wrongly_more_than_once(told: list[Judged]) -> None:
    wrong = [one.check for one in told if one.finding.verdict is Verdict.FAILED and one.truth is not Verdict.FAILED]

    assert len(wrong) == len(set(wrong))


def test_passed_is_rarely_said_of_what_failed(told: list[Judged]) -> None:
    assert score(told).passed_precision >= 0.97


def test_most_of_what_failed_is_found_and_little_is_left_open(told: list[Judged]) -> None:
    assert score(told).failed_recall >= 0.9
    assert score(told).not_judged <= 0.08


def test_every_quotation_stands_in_the_mail_word_for_word() -> None:
    for thread in labelled_threads(THREADS):
        case = case_of(thread)
        texts = {turn.seq: turn.reading.new_text for turn in case.conversation.theirs}
        for finding in judge(case).findings:
            assert finding.reason_code != "quote", (thread.name, finding.check)
            for cite in finding.cites:
                if cite.layer is Layer.NEW_TEXT and cite.start is not None:
                    assert texts[cite.seq][cite.start : cite.end] == cite.quote


def test_a_thread_is_told_once_for_each_rule(tmp_path: Path) -> None:
    told = (
        "#### a | problem | Jane Miller\n<<< Hello\nIt broke.\n>>> 2h | Ann\nOh.\n===\npassed: thanks\nfailed: thanks\n"
    )
    (tmp_path / "en.txt").write_text(told)

    with pytest.raises(ValueError, match="thanks has two labels"):
        labelled_threads(tmp_path)
