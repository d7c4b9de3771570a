"""Contact easy to find, no login to ask, and when to expect an answer (seed 004, points 2, 3 and 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.domain.evidence import EffectFailed, Searched
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason
from harness.domain.message import StatedPromise
from harness.domain.scenario import Find
from harness.domain.search import Search, SeenPage, Way, WayKind
from harness.domain.verdict import Verdict
from tests.checks.stories import ACCEPTED, BY_FORM, FIND, HOUR, PLACE, SENT, Story, story

HOME = "https://acme.example/"
FORM = f"{HOME}contact"
A_DAY = StatedPromise(text="We answer within 24 hours.", start=0, end=26, seconds=86400.0)
FRONT = SeenPage(url=HOME, clicks=0, title="Acme", status=200)
CONTACT = SeenPage(url=FORM, clicks=1, came_from=HOME, by="Contact", title="Contact", status=200, promises=(A_DAY,))
FOUND = Search(
    home=HOME,
    pages=(FRONT, CONTACT),
    ways=(Way(kind=WayKind.FORM, what=FORM, page=FORM, clicks=1),),
    searched_to=3,
)
NOTHING = Search(home=HOME, pages=(FRONT,), searched_to=3)


def looked(search: Search, step: Find = FIND) -> Story:
    return story((step,)).adds(Searched(at=SENT, step=0, search=search)).ends(HOUR)


def test_a_form_one_click_away_is_easy_to_find() -> None:
    found = looked(FOUND).finding("contact_easy_to_find", HOUR)

    assert found.verdict is Verdict.PASSED
    assert found.sentence == f"A form stands 1 click from the home page ({FORM})."
    assert found.cites[0].quote == FORM


def test_an_address_on_the_home_page_is_easy_to_find() -> None:
    way = Way(kind=WayKind.ADDRESS, what="help@acme.example", page=HOME, clicks=0)

    found = looked(replace(NOTHING, ways=(way,))).finding("contact_easy_to_find", HOUR)

    assert (found.verdict, found.sentence) == (
        Verdict.PASSED,
        "An address stands on the home page (help@acme.example).",
    )


def test_more_clicks_than_the_scenario_allows_are_too_many() -> None:
    far = replace(FOUND, ways=(replace(FOUND.ways[0], clicks=3),))

    found = looked(far).finding("contact_easy_to_find", HOUR)

    assert found.verdict is Verdict.FAILED
    assert "3 clicks from the home page" in found.sentence
    assert found.place == PLACE


def test_a_way_of_another_kind_does_not_count_where_one_kind_is_asked_for() -> None:
    found = looked(FOUND, replace(FIND, way="phone")).finding("contact_easy_to_find", HOUR)

    assert found.verdict is Verdict.FAILED
    assert found.sentence.startswith("A telephone number was not found within 3 clicks")


@pytest.mark.parametrize(
    ("search", "words"),
    [
        (NOTHING, "was not found within 3 clicks of the home page."),
        (replace(NOTHING, pages=(replace(FRONT, faq=True),)), "only answers to frequent questions stand there"),
        (replace(NOTHING, pages=(replace(FRONT, login_wall=True),)), "one must sign in first"),
        (replace(NOTHING, elsewhere=("https://acme.desk.example/",)), "https://acme.desk.example/"),
    ],
)
def test_what_stands_in_the_place_of_a_way_is_told(search: Search, words: str) -> None:
    found = looked(search).finding("contact_easy_to_find", HOUR)

    assert found.verdict is Verdict.FAILED
    assert words in found.sentence


def test_a_site_too_large_to_be_searched_is_not_judged() -> None:
    assert looked(replace(NOTHING, searched_to=1)).verdict("contact_easy_to_find", HOUR) is Verdict.NOT_JUDGED


def test_a_site_that_could_not_be_opened_is_not_measured() -> None:
    search = Search(home=HOME, trouble="the home page did not load")

    found = looked(search).finding("contact_easy_to_find", HOUR)

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "the home page did not load" in found.sentence


def test_a_browser_that_ended_is_our_trouble() -> None:
    told = story((FIND,)).adds(EffectFailed(at=SENT, step=0, wanted="Opening a page", got="the browser has ended"))

    assert told.verdict("contact_easy_to_find", HOUR) is Verdict.INCONCLUSIVE


def test_a_scenario_that_only_looks_around_sends_nothing_and_judges_nothing_else() -> None:
    told = looked(FOUND)

    assert told.verdict("got_in", HOUR) is Verdict.NOT_APPLICABLE
    assert told.verdict("first_reply_in_time", HOUR) is Verdict.NOT_APPLICABLE


def test_without_a_search_it_is_not_asked() -> None:
    assert story(BY_FORM).submits().verdict("contact_easy_to_find", HOUR) is Verdict.NOT_APPLICABLE


# --- no login to ask -------------------------------------------------------------------------------------------------


def test_a_form_that_takes_the_enquiry_needs_no_login() -> None:
    assert story(BY_FORM).submits().verdict("no_login_to_ask", HOUR) is Verdict.PASSED


def test_a_login_before_the_form_is_quoted() -> None:
    wall = FormOutcome(kind=OutcomeKind.REFUSED, reason=RefusalReason.LOGIN, quote="Please sign in to continue")

    found = story(BY_FORM).submits(wall).finding("no_login_to_ask", HOUR)

    assert found.verdict is Verdict.FAILED
    assert "“Please sign in to continue”" in found.sentence


def test_a_form_that_was_found_needs_no_login() -> None:
    assert looked(FOUND).verdict("no_login_to_ask", HOUR) is Verdict.PASSED


def test_a_login_on_every_way_to_write_is_found() -> None:
    phone = Way(kind=WayKind.PHONE, what="044 000 00 00", page=HOME, clicks=0)
    search = replace(NOTHING, pages=(replace(FRONT, login_wall=True, title="Sign in"),), ways=(phone,))

    found = looked(search).finding("no_login_to_ask", HOUR)

    assert (found.verdict, found.sentence) == (
        Verdict.FAILED,
        "Who wants to write to support must sign in first: Sign in.",
    )


def test_where_nothing_was_found_no_login_can_be_judged() -> None:
    assert looked(NOTHING).verdict("no_login_to_ask", HOUR) is Verdict.NOT_APPLICABLE
    assert looked(Search(home=HOME, trouble="no answer")).verdict("no_login_to_ask", HOUR) is Verdict.NOT_APPLICABLE


# --- when to expect an answer ----------------------------------------------------------------------------------------


def test_a_time_beside_the_form_is_enough() -> None:
    found = looked(FOUND).finding("says_when", HOUR)

    assert (found.verdict, found.cites[0].quote) == (Verdict.PASSED, A_DAY.text)


def test_a_time_on_the_page_of_thanks_is_enough() -> None:
    assert story(BY_FORM).submits(replace(ACCEPTED, promises=(A_DAY,))).verdict("says_when", HOUR) is Verdict.PASSED


def test_a_page_of_thanks_without_a_time_leaves_it_to_the_acknowledgement() -> None:
    soon = StatedPromise(text="We answer as soon as possible.", start=0, end=30, vague=True)

    assert story(BY_FORM).submits(replace(ACCEPTED, promises=(soon,))).verdict("says_when", HOUR) is (
        Verdict.NOT_APPLICABLE
    )


def test_a_way_to_write_without_a_time_beside_it_is_found() -> None:
    search = replace(FOUND, pages=(FRONT, replace(CONTACT, promises=())))

    assert looked(search).verdict("says_when", HOUR) is Verdict.FAILED


def test_where_no_page_takes_enquiries_no_time_can_be_missed() -> None:
    assert looked(NOTHING).verdict("says_when", HOUR) is Verdict.NOT_APPLICABLE
