"""Forms in a real browser, on the project's own pages: looked at, filled, sent once, or left alone."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from typer.testing import CliRunner

from harness import wiring
from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.probing import BrowserForms
from harness.cli import app
from harness.domain.errors import CannotMeasure, UsageError
from harness.domain.form import FieldOverride, FormOutcome, FormOverrides, FormPlan, OutcomeKind, PlanVerdict, Role
from harness.domain.scenario import Desk, DeskForm
from tests.forms.scoring import WORDS, score
from tests.forms.serving import OWN, FormSite

Answer = TypeVar("Answer")
SENT = (
    *("de-table", "fr-placeholders", "it-honeypots", "nl-beside", "sv-steps", "da-topic", "no-opener", "cs-frame"),
    *(
        "tr-painted-select",
        "he-styled-box",
        "ja-table",
        "hu-shadow",
        "uk-choice",
        "en-editor-frame",
        "en-sum-captcha",
        "en-comment",
        "de-kasse",
        "en-file-only",
    ),
)
"""Each way in once; `make accuracy` sends them all."""


def in_browser(work: Callable[[BrowserForms], Awaitable[Answer]], **more: Any) -> Answer:
    async def run() -> Answer:
        async with open_browser(find_browser("", os.environ)) as browser:
            return await work(BrowserForms(browser, wiring.real_clock(), **more))

    return asyncio.run(run())


def submitted(site: FormSite, page: str, overrides: FormOverrides | None = None, **more: Any) -> FormOutcome:
    form = DeskForm(key="form", url=site.address(page), overrides=overrides or FormOverrides(), dwell=0.0)
    hosts, words = more.pop("hosts", (site.host,)), more.pop("words", WORDS)

    async def nothing() -> None:
        return

    return in_browser(
        lambda forms: forms.submit(Desk(key="desk", name="Desk", hosts=hosts), form, words, nothing), **more
    )


def inspected(site: FormSite, page: str, overrides: FormOverrides | None = None) -> FormPlan:
    return in_browser(lambda forms: forms.inspect(site.address(page), overrides or FormOverrides(), (site.host,)))


def test_every_page_is_read_as_it_is_labelled_and_only_support_forms_are_sent() -> None:
    tally = asyncio.run(score(OWN, sends=SENT))

    assert (tally.missed, tally.wrong_but_sure, tally.faults) == ([], [], [])
    assert (tally.left_alone, tally.sent_right) == (tally.negatives, tally.sent)
    assert tally.sent == 14


def test_a_cookie_banner_is_refused_and_the_choice_is_recorded() -> None:
    with FormSite(folder=OWN) as site:
        outcome = submitted(site, "fi-cookies")

    assert outcome.plan is not None
    assert outcome.plan.consent == "rejected: 'Hylkää'"
    assert site.posted_by("fi-cookies")[0].value("evasteet") == "hylätty"


def test_a_cookie_banner_is_accepted_when_the_user_wants_it() -> None:
    with FormSite(folder=OWN) as site:
        submitted(site, "fi-cookies", FormOverrides(cookies="accept"))

    assert site.posted_by("fi-cookies")[0].value("evasteet") == "hyväksytty"


def test_consent_is_ticked_where_it_is_required_and_the_newsletter_never() -> None:
    with FormSite(folder=OWN) as site:
        outcome = submitted(site, "en-plain")

    names = [name for name, _ in site.posted_by("en-plain")[0].fields]
    assert ("terms" in names, "news" in names) == (True, False)
    assert ("I have read the privacy notice and agree to it", "ticked") in outcome.typed


def test_a_submission_keeps_its_evidence() -> None:
    with FormSite(folder=OWN) as site:
        outcome = submitted(site, "en-plain")

    assert [shot.data[:2] for shot in outcome.shots] == [b"\xff\xd8", b"\xff\xd8"]
    assert outcome.request == "POST /submit/en-plain 200"
    assert 'textbox "E-mail address"' in outcome.snapshot
    assert outcome.browser.startswith("Chromium ")
    assert outcome.opened_at is not None
    assert outcome.clicked_at is not None
    assert outcome.opened_at <= outcome.clicked_at


def test_what_the_user_names_settles_a_required_control_that_is_not_understood() -> None:
    overrides = FormOverrides(
        fields={
            "licence": FieldOverride(label="Licence key", value="K-42"),
            "urgency": FieldOverride(selector='input[name="u"]', value="Can wait"),
        }
    )
    with FormSite(folder=OWN) as site:
        submitted(site, "en-required-unknown", overrides)

    posted = site.posted_by("en-required-unknown")[0]
    assert (posted.value("s"), posted.value("u")) == ("K-42", "1")


def test_two_forms_alike_are_left_alone_until_one_is_named() -> None:
    with FormSite(folder=OWN) as site:
        doubtful = submitted(site, "pt-two-forms")
        settled = submitted(site, "pt-two-forms", FormOverrides(form="#lisboa"))

    assert (doubtful.kind, doubtful.clicked_at) == (OutcomeKind.UNSURE, None)
    assert settled.clicked_at is not None
    assert [post.page for post in site.posts] == ["pt-two-forms"]


def test_nothing_is_sent_to_a_host_that_is_none_of_the_desk_s(tmp_path: Path) -> None:
    elsewhere = "http://localhost:9/elsewhere"
    page = f'<html lang="en"><title>Contact</title><form action="{elsewhere}" method="post"><label>E-mail <input name="e"></label><label>Message <textarea name="m"></textarea></label><button>Send</button></form></html>'
    with site_of(tmp_path, page) as site:
        outcome = submitted(site, "page")

    assert (outcome.kind, outcome.clicked_at) == (OutcomeKind.UNSURE, None)
    assert "localhost:9, none of the desk's hosts" in outcome.text


def test_a_script_that_sends_elsewhere_is_stopped_and_it_is_told(tmp_path: Path) -> None:
    page = """<html lang="en"><title>Contact</title><label>E-mail <input id="e"></label><label>Message <textarea id="m"></textarea></label>
<button onclick="fetch('http://localhost:9/in', {method: 'POST', mode: 'no-cors', body: 'x'}).catch(() => 0)">Send</button></html>"""
    with site_of(tmp_path, page) as site:
        outcome = submitted(site, "page")

    assert outcome.kind is OutcomeKind.UNSURE
    assert outcome.stopped == ("POST http://localhost:9/in",)


def test_looking_sends_nothing_even_where_a_page_sends_by_itself(tmp_path: Path) -> None:
    page = """<html lang="en"><title>Contact</title><form method="post" action="/submit/page"><label>E-mail <input name="e"></label>
<label>Message <textarea name="m"></textarea></label><button>Send</button></form><script>document.forms[0].submit()</script></html>"""
    with site_of(tmp_path, page) as site:
        inspected(site, "page")

    assert site.posts == []


def test_a_form_with_one_question_at_a_time_is_followed_to_its_end(tmp_path: Path) -> None:
    page = """<html lang="en"><title>Contact us</title><h1>Contact us</h1><div id="q"></div><script>
const asked = [['What is your name?', 'input'], ['Your e-mail address', 'input'], ['Your question', 'textarea']], told = {}; let i = 0;
function show() { const [label, tag] = asked[i], last = i === asked.length - 1;
  document.getElementById('q').innerHTML = `<label for="f">${label}</label><${tag} id="f"></${tag}><button type="button" id="n">${last ? 'Send' : 'Next'}</button>`;
  document.getElementById('n').onclick = () => { told[label] = document.getElementById('f').value; i += 1;
    if (!last) return show();
    fetch('/submit/page', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(told)}); }; }
show()</script></html>"""
    with site_of(tmp_path, page) as site:
        plan = inspected(site, "page")
        looked = list(site.posts)
        submitted(site, "page")

    assert (plan.verdict, looked) == (PlanVerdict.READY, [])
    assert [control.role for control in plan.controls] == [Role.NAME, Role.EMAIL, Role.MESSAGE]
    assert site.posts[0].values == (WORDS.name, WORDS.email, WORDS.message)


def test_a_page_that_shows_what_was_typed_is_confirmed_as_part_of_one_submission(tmp_path: Path) -> None:
    page = """<html lang="ja"><title>お問い合わせ</title><form onsubmit="show(this); return false"><label>メールアドレス<input name="e"></label>
<label>お問い合わせ内容<textarea name="m"></textarea></label><button>確認画面へ</button></form><script>
function show(form) { const told = new FormData(form); document.body.innerHTML = '<p>以下の内容</p><form method="post" action="/submit/page"><input type="hidden" name="e"><input type="hidden" name="m"><button>送信する</button></form>';
  for (const name of ['e', 'm']) document.forms[0][name].value = told.get(name); }</script></html>"""
    with site_of(tmp_path, page) as site:
        outcome = submitted(site, "page")

    assert outcome.is_accepted
    assert [post.values for post in site.posts] == [(WORDS.email, WORDS.message)]


def test_a_page_that_is_not_there_is_told_with_its_status(tmp_path: Path) -> None:
    with site_of(tmp_path, "") as site:
        (tmp_path / "pages" / "page.html").unlink()
        outcome = submitted(site, "page")

    assert (outcome.kind, outcome.status, outcome.clicked_at) == (OutcomeKind.HTTP_ERROR, 404, None)


def test_a_host_that_does_not_answer_cannot_be_looked_at() -> None:
    with pytest.raises(CannotMeasure, match="the page did not load"):
        in_browser(lambda forms: forms.inspect("http://127.0.0.1:9/x", FormOverrides(), ("127.0.0.1:9",)))


def test_a_page_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    with site_of(tmp_path, "") as site:
        outcome = submitted(site, "page", hosts=("other.test",))

    assert outcome.kind is OutcomeKind.UNSURE
    assert "none of the desk's hosts; it was not opened" in outcome.text


def test_a_banner_that_only_offers_consent_is_accepted_and_it_is_told(tmp_path: Path) -> None:
    page = """<html lang="en"><title>Contact</title><div id="cookie-bar" style="position:fixed;bottom:0">We use cookies. <button onclick="this.parentNode.remove()">Got it</button></div>
<form method="post" action="/submit/page"><label>E-mail <input name="e"></label><label>Message <textarea name="m"></textarea></label><button>Send</button></form></html>"""
    with site_of(tmp_path, page) as site:
        answered, left = (inspected(site, "page", FormOverrides(cookies=choice)) for choice in ("reject", "leave"))

    assert answered.consent == "accepted: 'Got it'; nothing else was offered"
    assert left.consent == ""


def test_what_stands_under_before_is_clicked_first_and_its_absence_is_told() -> None:
    with FormSite(folder=OWN) as site:
        opened = inspected(site, "da-topic", FormOverrides(before=("Andet spørgsmål",)))

    assert (opened.verdict, opened.opened_by) == (PlanVerdict.READY, ("Andet spørgsmål",))


def test_a_value_that_the_page_throws_away_stops_the_submission(tmp_path: Path) -> None:
    page = """<html lang="en"><title>Contact</title><form method="post" action="/submit/page"><label>E-mail <input name="e" oninput="this.value='x'"></label>
<label>Message <textarea name="m"></textarea></label><button>Send</button></form></html>"""
    with site_of(tmp_path, page) as site:
        outcome = submitted(site, "page")

    assert (outcome.kind, outcome.text, site.posts) == (OutcomeKind.UNSURE, "'E-mail' does not hold what was typed", [])


def test_a_category_is_chosen_by_the_user_s_value_and_a_required_one_by_its_harmless_option() -> None:
    with FormSite(folder=OWN) as site:
        submitted(site, "en-split-name", FormOverrides(fields={"category": FieldOverride(value="sales")}))
        submitted(site, "en-split-name")

    assert [post.value("d") for post in site.posted_by("en-split-name")] == ["Sales", "Something else"]


def test_a_required_order_number_that_nobody_gave_stops_the_submission(tmp_path: Path) -> None:
    page = """<html lang="en"><title>Contact</title><form method="post" action="/submit/page"><label>E-mail <input name="e"></label>
<label>Booking code <input name="o"></label><label>Colour <input name="c" required></label><label>Attachment <input type="file" name="f" required></label>
<label>Message <textarea name="m"></textarea></label><button>Send</button></form></html>"""
    words = replace(WORDS, attachment=None, fields={"Colour": "blue"})
    with site_of(tmp_path, page) as site:
        outcome = submitted(site, "page", words=words)

    assert (outcome.kind, "'Attachment' must be filled" in outcome.text) == (OutcomeKind.UNSURE, True)


def test_the_command_tells_an_outcome_as_json_beside_the_plan(tmp_path: Path) -> None:
    with FormSite(folder=OWN) as site:
        words = ("--submit", "--dwell", "0", "--json", "-c", str(tmp_path / "no"))
        code, said = shopper("form", site.address("en-required-unknown"), "--allow", site.host, *words)

    document = json.loads(said)
    assert (code, document["verdict"], document["outcome"]["kind"]) == (3, "unsure", "unsure")


def test_the_command_says_what_is_wrong_with_its_words(tmp_path: Path) -> None:
    common = ("--allow", "a.test", "-c", str(tmp_path / "no"))

    assert "has no role or label" in shopper("form", "http://a.test/", *common, "--value", "nothing")[1]
    assert "is no http:// or https:// address" in shopper("form", "ftp://a.test/", *common)[1]
    assert "No such file" in shopper("form", "http://a.test/", *common, "--attach", str(tmp_path / "gone"))[1]


def test_selectors_find_their_controls_by_document_query_selector() -> None:
    with FormSite(folder=OWN) as site:
        plan = inspected(site, "el-text-before")

    assert [control.selector for control in plan.controls][:2] == ['input[name="g1"]', 'input[name="g2"]']


def shopper(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, UsageError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def test_the_command_prints_the_plan_as_json_with_exactly_these_keys(tmp_path: Path) -> None:
    with FormSite(folder=OWN) as site:
        code, said = shopper(
            "form", site.address("cs-frame"), "--allow", site.host, "--json", "-c", str(tmp_path / "no")
        )

    document = json.loads(said)
    assert code == 0
    assert set(document) == {"controls", "submit", "traps", "required_unknown", "verdict"}
    assert set(document["controls"][0]) == {"role", "selector", "frame", "label", "confidence", "reasons"}
    assert {one["frame"] for one in document["controls"]} == {"#formular"}


def test_the_command_explains_in_plain_words_and_offers_overrides_to_paste(tmp_path: Path) -> None:
    with FormSite(folder=OWN) as site:
        page = site.address("en-required-unknown")
        code, said = shopper("form", page, "--allow", "127.0.0.1", "-c", str(tmp_path / "no"))

    assert code == 0
    assert "Unsure: nothing would be submitted." in said
    assert "Email -> 'Email', 95% sure (type=email), required" in said
    assert 'selector: "#s", value: "..."}  # Licence key' in said


def test_the_command_says_by_its_exit_code_that_a_page_has_no_form(tmp_path: Path) -> None:
    with site_of(tmp_path, "<h1>News</h1>") as site:
        words = (site.address("page"), "--allow", site.host, "-c", str(tmp_path / "no"))
        (code, said), (json_code, document) = shopper("form", *words), shopper("form", *words, "--json")

    assert (code, json_code) == (1, 1)
    assert "No support form here" in said
    assert json.loads(document)["verdict"] == "no_form"


def test_the_command_tries_the_form_with_the_user_s_values(tmp_path: Path) -> None:
    with FormSite(folder=OWN) as site:
        words = ("--submit", "--dwell", "0", "--name", "Ada Obi", "--value", "order=55", "--shots", str(tmp_path / "s"))
        code, said = shopper("form", site.address("en-plain"), "--allow", site.host, "-c", str(tmp_path / "no"), *words)

    posted = site.posted_by("en-plain")[0]
    assert (code, posted.value("who"), posted.value("ref")) == (0, "Ada Obi", "55")
    assert "accepted" in said
    assert (tmp_path / "s" / "filled-form.jpg").stat().st_size > 1000


def test_the_command_refuses_a_host_that_nobody_allowed(tmp_path: Path) -> None:
    code, said = shopper("form", "http://other.test/contact", "-c", str(tmp_path / "no"))

    assert code == 2
    assert "give --allow other.test if you may test it" in said


def test_a_trace_is_kept_only_when_the_form_did_not_take_it(tmp_path: Path) -> None:
    with FormSite(folder=OWN) as site:
        submitted(site, "en-plain", trace=tmp_path / "good.zip")
        submitted(site, "en-sum-captcha", trace=tmp_path / "bad.zip")

    assert [(tmp_path / name).exists() for name in ("good.zip", "bad.zip")] == [False, True]


def site_of(folder: Path, page: str) -> FormSite:
    """One page, served on its own."""
    (folder / "pages").mkdir()
    (folder / "pages" / "page.html").write_text(f"<!doctype html>{page}", "utf-8")
    label = {"id": "page", "file": "pages/page.html"}
    (folder / "labels.json").write_text(json.dumps({"pages": [label]}), "utf-8")
    return FormSite(folder=folder)
