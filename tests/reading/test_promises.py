"""What unmakes a promise: whose deed it is, whether it is asked, over, refused, or bound to a condition."""

from __future__ import annotations

import pytest

from harness.domain.message import PromiseWhat
from harness.reading.promises import find_promises
from tests.reading.moments import at

NOW = at("2026-03-04T10:00+00:00")


def told(sentence: str) -> list[str]:
    """What is promised in a sentence: lengths of time and deadlines."""
    return [one.duration or one.local_deadline or "" for one in find_promises(sentence, now=NOW) if not one.vague]


@pytest.mark.parametrize(
    "sentence",
    [
        "Did we answer within two hours?",
        "If nobody calls you within two hours, ring us.",
        "Last month we answered within two hours.",
        "Sorry that we could not answer within two hours.",
        "We cannot promise to answer within two hours.",
        "We answer within two hours, but not this week.",
        "The courier will call you two hours before.",
        "Please wait two hours before contacting us again.",
        "The manufacturer replies within two weeks.",
        "We have been answering mails for two hours.",
    ],
)
def test_a_deed_and_a_time_are_no_promise_by_themselves(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "promised"),
    [
        ("Sorry that we could not answer on Monday, we will call you within two hours.", ["PT2H"]),
        ("If you write before noon, we answer within two hours.", ["PT2H"]),
        ("Mails received before 3 pm are answered the same day.", ["2026-03-04T23:59"]),
        ("Your letter of 3 March is with the lab and we will answer it by the 20th.", ["2026-03-20T23:59"]),
        ("We will answer by 11 pm.", ["2026-03-04T23:00"]),
        ("We will call you on Monday next week at 4.", ["2026-03-09T16:00"]),
        ("We will answer within an hour and a half.", ["PT90M"]),
        ("We will answer within 1.5 hours.", ["PT90M"]),
        ("We will answer in two, three days.", ["P3D"]),
    ],
)
def test_what_the_desk_promises_beside_it_is_found(sentence: str, promised: list[str]) -> None:
    assert told(sentence) == promised


def test_what_somebody_does_for_you_by_a_time_starts_no_clock_of_an_answer() -> None:
    (promise,) = find_promises("My colleague is going to visit you within two days.")

    assert promise.what is PromiseWhat.OTHER


def test_an_american_date_has_the_month_first() -> None:
    (promise,) = find_promises("We will answer by 04/03.", language="en", now=at("2026-03-04T10:00-05:00"))

    assert promise.local_deadline == "2026-04-03T23:59"
