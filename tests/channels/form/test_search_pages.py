"""What a page offers to somebody who looks for support."""

from __future__ import annotations

from typing import Any

import pytest

from harness.channels.form.search_pages import links_of, reading_of
from harness.domain.form import FormPlan, PlanVerdict
from harness.domain.search import Search, SeenPage, Way, WayKind

URL = "https://acme.example/contact"
PAGE = SeenPage(url=URL, clicks=1, came_from="https://acme.example/", by="Contact")


def scan(**changes: Any) -> dict[str, Any]:
    nothing = {
        "links": [],
        "sources": [],
        "buttons": [],
        "title": "",
        "heading": "",
        "headings": [],
        "text": "",
        "language": "en",
        "fields": False,
        "password": False,
    }
    return {**nothing, **changes}


def link(href: str, text: str = "", place: str = "main") -> dict[str, str]:
    return {"href": href, "text": text, "place": place}


def ways(form: FormPlan | None = None, **changes: Any) -> dict[WayKind, str]:
    return {way.kind: way.what for way in reading_of(scan(**changes), PAGE, form).ways}


def test_links_for_mail_and_telephone_are_ways() -> None:
    found = ways(links=[link("mailto:help@acme.example?subject=Hi"), link("tel:+41440000000")])

    assert found == {WayKind.ADDRESS: "help@acme.example", WayKind.PHONE: "+41440000000"}


def test_an_address_and_a_number_in_the_text_are_ways() -> None:
    found = ways(text="Write to help@acme.example or call.\nTel. 044 123 45 67")

    assert found == {WayKind.ADDRESS: "help@acme.example", WayKind.PHONE: "044 123 45 67"}


@pytest.mark.parametrize("verdict", [PlanVerdict.READY, PlanVerdict.UNSURE, PlanVerdict.CAPTCHA])
def test_a_support_form_is_a_way_even_if_a_machine_may_not_use_it(verdict: PlanVerdict) -> None:
    assert ways(FormPlan(url=URL, verdict=verdict)) == {WayKind.FORM: URL}


@pytest.mark.parametrize("verdict", [PlanVerdict.NO_FORM, PlanVerdict.LOGIN])
def test_another_form_is_none(verdict: PlanVerdict) -> None:
    assert ways(FormPlan(url=URL, verdict=verdict)) == {}


def test_a_chat_is_known_by_its_provider_or_by_its_button() -> None:
    assert ways(sources=["https://widget.intercom.io/widget/abc"]) == {WayKind.CHAT: "Intercom"}
    assert ways(buttons=["Live chat"]) == {WayKind.CHAT: "Live chat"}


def test_a_password_where_support_was_looked_for_is_a_login_wall() -> None:
    assert reading_of(scan(password=True), PAGE, None).page.login_wall


def test_a_login_beside_an_address_is_no_wall() -> None:
    read = reading_of(scan(password=True, links=[link("mailto:help@acme.example")]), PAGE, None)

    assert not read.page.login_wall


def test_an_ordinary_login_page_is_no_wall() -> None:
    account = SeenPage(url="https://acme.example/account", clicks=1, by="My account")

    assert not reading_of(scan(password=True, text="Welcome back"), account, None).page.login_wall


@pytest.mark.parametrize("heading", ["Frequently asked questions", "Häufige Fragen", "よくあるご質問", "FAQ"])
def test_frequent_questions_are_known_in_several_languages(heading: str) -> None:
    assert reading_of(scan(headings=[heading]), PAGE, None).page.faq


def test_a_time_beside_a_way_to_write_is_kept_and_one_without_is_not() -> None:
    text = "We answer within 24 hours."

    assert [one.duration for one in reading_of(scan(text=f"help@acme.example\n{text}"), PAGE, None).page.promises] == [
        "PT24H"
    ]
    assert reading_of(scan(text=text), PAGE, None).page.promises == ()


def test_links_are_ranked_by_words_and_place_and_stay_on_the_desks_hosts() -> None:
    links = [
        link("https://acme.example/products", "Products", "nav"),
        link("https://acme.example/kontakt#top", "Kontakt", "footer"),
        link("https://acme.example/prices.pdf", "Prices"),
        link("https://acme.example/logout", "Log out"),
        link("https://desk.example/new", "Support"),
        link("javascript:void(0)", "Contact"),
    ]

    onward, elsewhere = links_of(scan(links=links), "https://acme.example/", ("acme.example",))

    assert {one.url: one.rank for one in onward} == {
        "https://acme.example/products": 2,
        "https://acme.example/kontakt": 9,
    }
    assert elsewhere == ["https://desk.example/new"]


def test_the_shown_path_leads_to_the_nearest_way_to_write() -> None:
    home = SeenPage(url="https://acme.example/", clicks=0, status=200)
    phone = Way(kind=WayKind.PHONE, what="044", page=home.url, clicks=0)
    form = Way(kind=WayKind.FORM, what=URL, page=URL, clicks=1)
    search = Search(home=home.url, pages=(home, PAGE), ways=(phone, form), searched_to=3)

    assert search.nearest() == phone
    assert search.shown_path == (home, PAGE)


def test_without_a_way_the_shown_path_leads_to_what_stands_in_its_place() -> None:
    home = SeenPage(url="https://acme.example/", clicks=0, status=200)
    questions = SeenPage(url="https://acme.example/help", clicks=1, came_from=home.url, faq=True)
    search = Search(home=home.url, pages=(home, questions), searched_to=3)

    assert search.shown_path == (home, questions)
    assert search.has_only_questions
