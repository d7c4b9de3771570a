"""From the text of an HTML mail back to the markup it was made of."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.bodies import Body, read_body
from harness.reading.mime import take_apart
from tests.reading.mails import mail

WORDS = st.text("abcé&<>'\"\xa0 \n\t“世", min_size=1, max_size=12).map(html.escape)
REFERENCES = st.sampled_from(["&nbsp;", "&amp;", "&eacute;", "&#39;", "&#x4e16;", "&notit;", "&lt", "&"])
TAGS = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<br>",
        "<p>",
        "</p>",
        "<div class=x>",
        "</div>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
    ]
)
SILENT = st.sampled_from(["<!-- c -->", "<style>s</style>", "<span style='display:none'>h</span>"])
MARKUP = st.lists(st.one_of(WORDS, REFERENCES, TAGS, SILENT), max_size=20).map("".join)
NOT_SHOWN = re.compile(
    r"<!--.*?-->|<style>.*?</style>|<span style='display:none'>.*?</span>|</?[a-z][^<>]*>", re.DOTALL
)


def body(markup: str) -> Body:
    return read_body(take_apart(mail(markup, Content_Type="text/html; charset=utf-8")))


def shown(markup: str) -> str:
    return "".join(html.unescape(NOT_SHOWN.sub("", markup)).split())


@given(MARKUP)
def test_the_markup_between_the_places_of_some_words_says_these_words(markup: str) -> None:
    mail_body = body(markup)

    for words in re.finditer(r"[^\s>]+(?: [^\s>]+)*", mail_body.text):
        if mail_body.from_html and shown(markup):
            span = mail_body.html_span(words.start(), words.end())
            assert span is not None
            assert shown(mail_body.html[span[0] : span[1]]) == "".join(words.group().split())


def test_words_across_tags_and_references_have_the_place_from_first_to_last() -> None:
    mail_body = body("<p>Tom &amp; <b>Je</b>rry&nbsp;are in.</p>")
    start = mail_body.text.index("& Jerry")

    assert mail_body.html_span(start, start + len("& Jerry")) == (7, 25)
    assert mail_body.html[7:25] == "&amp; <b>Je</b>rry"


@pytest.mark.parametrize("marked", ["> ", ">"])
def test_a_mark_of_quotation_stands_nowhere_in_the_markup(marked: str) -> None:
    mail_body = body("<blockquote>When?</blockquote>")

    assert mail_body.text == "> When?"
    assert mail_body.html_span(0, len(marked)) is None


def test_a_plain_part_has_no_place_in_the_markup_beside_it() -> None:
    raw = mail(
        "--b\nContent-Type: text/plain\n\nSent today.\n--b\nContent-Type: text/html\n\n<p>Sent today.</p>\n--b--\n",
        Content_Type='multipart/alternative; boundary="b"',
    )

    assert read_body(take_apart(raw)).html_span(0, 4) is None
