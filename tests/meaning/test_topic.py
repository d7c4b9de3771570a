"""The small embedding model: near answers, far answers, English only."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")

from harness.checks.quality.on_topic import OFF, ON
from harness.meaning.topic import TopicReader, likeness
from harness.ports import Matter, Ruling

QUESTION = "Do you deliver to Norway, and how long does a parcel take?"


def matter(said: str, language: str = "en") -> Matter:
    return Matter(check="on_topic", rule="", asked=QUESTION, said=said, language=language)


async def test_an_answer_to_the_question_is_on_topic() -> None:
    ruling = await TopicReader().review(matter("Yes, we deliver to Norway. A parcel takes about six days."))
    assert ruling.score is not None
    assert ruling.score >= ON
    assert ruling.verdict == ""


async def test_an_answer_about_something_else_is_off_topic() -> None:
    ruling = await TopicReader().review(matter("Choose “Forgot password”, and sign in with the new one."))
    assert ruling.score is not None
    assert ruling.score < OFF


async def test_another_language_is_not_judged() -> None:
    ruling = await TopicReader().review(matter("Ja, wir liefern nach Norwegen.", "de"))
    assert ruling == Ruling(why="The model knows English only.", code="language")


async def test_an_empty_mail_is_not_judged() -> None:
    assert (await TopicReader().review(matter("  "))).code == "extraction"


def test_the_same_texts_give_the_same_figure() -> None:
    assert likeness(QUESTION, QUESTION) == pytest.approx(1.0)
    assert likeness(QUESTION, "Hello.") == likeness(QUESTION, "Hello.")


def test_a_very_long_mail_is_read_to_the_models_length() -> None:
    assert -1.0 <= likeness(QUESTION, "We deliver to Norway. " * 2000) <= 1.0
