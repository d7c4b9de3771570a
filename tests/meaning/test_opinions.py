"""What a recorded opinion is worth when a conversation is judged: never more than a remark, never against a rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.domain.evidence import Opinion
from harness.domain.scenario import Purpose, Severity
from harness.domain.verdict import Finding, ProbeResult, Verdict
from harness.judge import judge
from tests.checks.stories import HOUR, SENT, Story, story

TEXT = "Dear Jane,\n\nthank you. The charge has been cancelled, and the money is on its way. Let me know if it fails to come."
QUOTE = "The charge has been cancelled, and the money is on its way."
OVER = 8 * HOUR
MAIL = 4
"""Place of the answer in the stream: intent, sent, acknowledgement, answer."""


def told(*opinions: Opinion, text: str = TEXT, language: str = "en", **changes: Any) -> Story:
    begun = story(purpose=Purpose.PROBLEM, **changes).says().acknowledged()
    begun = begun.answered(new_text=text, language=language).says(4 * HOUR).ends(4 * HOUR)
    return begun.adds(*opinions)


def opinion(verdict: str = "passed", quote: str = QUOTE, **changes: Any) -> Opinion:
    plain: dict[str, Any] = {"source": "judge", "check": "owns_it", "mail": MAIL, "model": "little-model"}
    return Opinion(at=SENT + OVER, verdict=verdict, quote=quote, **{**plain, **changes})


def result(story_told: Story) -> ProbeResult:
    return judge(story_told.case(OVER))


def finding(story_told: Story, key: str = "owns_it") -> Finding:
    return next(one for one in result(story_told).findings if one.check == key)


def test_without_an_opinion_it_is_not_judged() -> None:
    found = finding(told())
    assert (found.verdict, found.reason_code, found.judged_by) == (Verdict.NOT_JUDGED, "off_list", "")


@pytest.mark.parametrize(("said", "verdict"), [("passed", Verdict.PASSED), ("failed", Verdict.FAILED)])
def test_an_opinion_fills_what_no_rule_could_judge_and_is_marked(said: str, verdict: Verdict) -> None:
    found = finding(told(opinion(said)))
    assert (found.verdict, found.judged_by) == (verdict, "little-model")
    assert [(one.quote, TEXT[one.start : one.end], one.note) for one in found.cites] == [
        (QUOTE, QUOTE, "judged by little-model")
    ]
    assert "a language model" in found.sentence


def test_an_opinion_moves_neither_the_score_nor_the_verdict_of_a_probe() -> None:
    plain, against = result(told()), result(told(opinion("failed")))
    assert (against.verdict, against.score) == (plain.verdict, plain.score)


def test_a_must_that_a_model_judged_is_a_remark() -> None:
    found = finding(told(opinion("failed"), checks={"owns_it": Severity.MUST}))
    assert (found.verdict, found.severity) == (Verdict.FAILED, Severity.SHOULD)
    assert result(told(opinion("failed"), checks={"owns_it": Severity.MUST})).verdict is Verdict.PASSED


def test_an_opinion_never_overturns_a_rule() -> None:
    blames = TEXT + " It is your own fault."
    found = finding(told(opinion("passed", quote="It is your own fault."), text=blames))
    assert (found.verdict, found.judged_by) == (Verdict.FAILED, "")


def test_an_opinion_on_a_check_that_no_model_may_judge_is_nothing() -> None:
    lost = opinion("failed", check="answered_by_person")
    assert finding(told(lost), "answered_by_person").verdict is Verdict.PASSED


@pytest.mark.parametrize("quote", ["", "The money is here.", QUOTE.upper()])
def test_a_quotation_that_does_not_stand_in_the_mail_is_thrown_away(quote: str) -> None:
    assert finding(told(opinion("passed", quote=quote))).verdict is Verdict.NOT_JUDGED


def test_a_verdict_that_is_none_is_nothing() -> None:
    assert finding(told(opinion("excellent"))).verdict is Verdict.NOT_JUDGED


def test_why_a_model_gave_no_verdict_is_said() -> None:
    found = finding(told(opinion("", "", why="The endpoint answered with status 500.", code="model")))
    assert found.verdict is Verdict.NOT_JUDGED
    assert found.sentence.endswith("A model was asked. The endpoint answered with status 500.")


def test_the_latest_opinion_counts() -> None:
    assert finding(told(opinion("", "", why="No.", code="model"), opinion("passed"))).verdict is Verdict.PASSED


def test_of_several_mails_one_that_keeps_the_rule_is_enough_and_all_have_to_break_it() -> None:
    finnish = "Maksu on peruttu ja rahat palautetaan pian takaisin teille."
    two = told(text=finnish, language="fi")
    two = replace(two, evidence=two.evidence[:4]).answered(
        5 * HOUR, new_text=f"{finnish} Terveisin.", language="fi", message_id="<second@acme.example>"
    )
    two = two.says(6 * HOUR).ends(6 * HOUR)

    def about(mail: int, verdict: str) -> Opinion:
        return opinion(verdict, finnish, check="apologises", mail=mail)

    one_fails, both_fail = two.adds(about(4, "failed")), two.adds(about(4, "failed"), about(5, "failed"))
    one_keeps = two.adds(about(4, "failed"), about(5, "passed"))
    verdicts = [finding(one, "apologises").verdict for one in (two, one_fails, both_fail, one_keeps)]
    assert verdicts == [Verdict.NOT_JUDGED, Verdict.NOT_JUDGED, Verdict.FAILED, Verdict.PASSED]


def likeness(score: float | None, **changes: Any) -> Opinion:
    return opinion("", "", source="semantic", check="on_topic", model="small", score=score, **changes)


@pytest.mark.parametrize(
    ("score", "verdict"), [(0.9, Verdict.PASSED), (0.2, Verdict.NOT_JUDGED), (-0.1, Verdict.FAILED)]
)
def test_a_likeness_is_on_topic_off_topic_or_not_judged(score: float, verdict: Verdict) -> None:
    found = finding(told(likeness(score)), "on_topic")
    assert found.verdict is verdict
    assert found.judged_by == ("" if verdict is Verdict.NOT_JUDGED else "small")


def test_a_language_that_the_small_model_does_not_know_is_not_judged() -> None:
    found = finding(told(likeness(None, why="The model knows English only.", code="language")), "on_topic")
    assert (found.verdict, found.reason_code) == (Verdict.NOT_JUDGED, "language")


def test_a_likeness_in_the_middle_may_be_settled_by_a_language_model() -> None:
    found = finding(told(likeness(0.2), opinion("passed", check="on_topic")), "on_topic")
    assert (found.verdict, found.judged_by) == (Verdict.PASSED, "little-model")
