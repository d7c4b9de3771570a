"""The report shows what was judged, loads nothing, runs nothing, and keeps names and secrets to itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from harness.channels.form.browser import find_browser
from harness.domain.message import Flag, MailKind
from harness.domain.scenario import Place, Severity
from harness.domain.verdict import Finding, ProbeResult, Verdict, WaveResult
from harness.judge import judge
from harness.report.history import compare
from harness.report.hostile import safe_html, visible
from harness.report.html import write_html
from harness.report.junit import write_junit
from harness.report.masking import Mask, mask_for
from harness.report.results import read_summary, results_schema, write_json
from harness.report.timeline import draw, moments
from harness.tally import WaveFacts, tally
from tests.checks.stories import ALL_OVER, DAY, GOOD_ANSWER, HOUR, LONG, MINUTE, SENT, Story, clean, story
from tests.report.waves import BLOBS, HOSTILE, wave


@pytest.fixture
def judged() -> WaveResult:
    return wave()


def page(result: WaveResult, folder: Path, *, show_names: bool = False) -> str:
    out = folder / "index.html"
    write_html(result, out, blob=BLOBS.__getitem__, mask=mask_for(result, show_names=show_names))
    return out.read_text("utf-8")


def test_page_one_says_the_sentence_the_score_and_five_numbers_with_n(judged: WaveResult, tmp_path: Path) -> None:
    text = page(judged, tmp_path)

    assert judged.sentence in text
    assert text.count("<small>n = ") == 5
    assert "How it was counted" in text
    assert "SuperOffice 2018" in text


def test_every_finding_shows_its_sentence_and_points_to_the_message(judged: WaveResult, tmp_path: Path) -> None:
    text = page(judged, tmp_path)

    for result in judged.results:
        for finding in result.findings:
            if finding.verdict is Verdict.FAILED and finding.cites:
                assert f'href="#c-{result.probe.id}-{finding.cites[0].seq}"' in text


def test_agents_names_are_masked_unless_told_otherwise(judged: WaveResult, tmp_path: Path) -> None:
    assert "Anna Keller" not in page(judged, tmp_path)
    assert "Keller" not in write_json(judged, mask_for(judged, show_names=False))
    assert "Anna Keller" in page(judged, tmp_path, show_names=True)


def test_a_mask_replaces_whole_words_only() -> None:
    assert Mask(["Anna Keller"])("Anna Keller, Anna's Annapurna") == "A.K., A.'s Annapurna"
    assert Mask()("Anna") == "Anna"


@pytest.mark.parametrize("show_names", [True, False])
def test_a_key_in_an_address_is_never_shown(judged: WaveResult, show_names: bool) -> None:
    mask = mask_for(judged, show_names=show_names)

    assert (
        mask("https://d.example/view/?ticket=help-7&key=021bef95-4daf.")
        == "https://d.example/view/?ticket=help-7&key=***"
    )
    assert mask('<a href="/t?id=7&amp;access_token=abcdef123">x</a>') == '<a href="/t?id=7&amp;access_token=***">x</a>'
    assert mask("Is the key=value form right?") == "Is the key=value form right?"


def test_hidden_characters_show_and_long_texts_say_what_is_left() -> None:
    assert visible("a\u202eb\x00c") == "a⟨U+202E⟩b⟨U+0000⟩c"
    assert "5 more characters" in visible("x" * 15, most=10)


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_hostile_survives_in_html(markup: str) -> None:
    clean = safe_html(markup).lower()

    assert not any(word in clean for word in ("<script", "onerror", "javascript:", "<img", "<iframe", "href", "style"))


@pytest.mark.loopback
def test_in_a_real_browser_the_page_loads_nothing_and_runs_nothing(judged: WaveResult, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    page(judged, tmp_path)
    seen: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser("", {"PATH": "/usr/bin:/usr/local/bin"}).path)
        for width in (1280, 360):
            tab = browser.new_page(viewport={"width": width, "height": 900})
            tab.on("request", lambda request: seen.append(request.url))
            tab.on("dialog", lambda dialog: seen.append(dialog.message))
            tab.on("console", lambda message: seen.append(message.text))
            tab.goto((tmp_path / "index.html").as_uri())
            tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert tab.title().endswith("Mystery Shopper")
        browser.close()

    assert [url for url in seen if not url.startswith(("file:", "data:image/jpeg"))] == []


LABELS = "[...document.querySelectorAll('.troubles td')].map(d => getComputedStyle(d, '::before').content)"


@pytest.mark.loopback
def test_what_went_wrong_is_a_list_on_a_narrow_screen_and_a_table_on_a_wide_one(
    judged: WaveResult, tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    page(judged, tmp_path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser("", {"PATH": "/usr/bin:/usr/local/bin"}).path)
        narrow, wide = (browser.new_page(viewport={"width": width, "height": 900}) for width in (360, 1280))
        for tab in (narrow, wide):
            tab.goto((tmp_path / "index.html").as_uri())
        labels, none = narrow.evaluate(LABELS), wide.evaluate(LABELS)
        places = narrow.locator(".troubles td").evaluate_all("all => all.map(d => d.getBoundingClientRect().right)")
        head = wide.locator(".troubles thead").bounding_box()
        browser.close()

    assert labels[:3] == ['"No: "', '"From: "', '"For example: "']
    assert set(none) == {"none"}
    assert max(places) <= 360
    assert head is not None
    assert head["height"] > 10


def test_the_json_fits_its_schema_and_is_read_back_for_the_next_wave(judged: WaveResult) -> None:
    text = write_json(judged, Mask())

    jsonschema.Draft7Validator(results_schema()).validate(json.loads(text))
    summary = read_summary(text)
    assert summary.wave == judged.wave
    assert len(summary.verdicts) == len(judged.results)


def evidence(told: Story) -> list[dict[str, Any]]:
    """What the findings of one conversation rest on, as the JSON has it, with each check and verdict."""
    result = judge(told.case(ALL_OVER))
    facts = WaveFacts(wave="w1", title="A wave", started_at=result.probe.planned_at, judged_at=SENT, mailboxes=())
    (probe,) = json.loads(write_json(tally(facts, [result]), Mask()))["probes"]
    return [{**cite, **one} for one in probe["findings"] for cite in one["evidence"]]


def test_a_mail_searched_in_vain_is_not_repeated_in_the_json_but_its_place_is_told() -> None:
    told = [one for one in evidence(clean()) if one["searched"] and one["verdict"] == "passed"]

    assert {"works_for_me" in one["note"] for one in told} == {True, False}
    assert {(one["quote"], one["start"]) for one in told} == {("", 0)}
    assert all(one["end"] == len(GOOD_ANSWER) for one in told if one["note"])


def test_words_that_prove_something_stand_in_the_json_verbatim() -> None:
    thanked = [one["quote"] for one in evidence(clean()) if one["check"] == "thanks"]
    rude = story().says().acknowledged().answered(new_text="Send it back.", language="en").says(4 * HOUR).ends(4 * HOUR)
    missed = [one["quote"] for one in evidence(rude) if one["check"] == "thanks"]

    assert all("thank you for your message" in one for one in thanked)
    assert missed == ["Send it back."]


def test_each_conversation_has_a_line_of_its_own_in_the_json(judged: WaveResult) -> None:
    lines = write_json(judged, Mask()).splitlines()

    keys = [json.loads(line.rstrip(","))["key"] for line in lines if line.startswith('{"key"')]
    assert len(keys) == len(judged.results)


@pytest.mark.parametrize("text", ["[]", '{"version": 99}', "{}"])
def test_what_is_no_result_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no result"):
        read_summary(text)


def test_junit_tells_the_desks_fault_from_ours_and_from_waiting(judged: WaveResult) -> None:
    root = ElementTree.fromstring(write_junit(judged, Mask()))

    suite = root[0]
    by_name = {case.get("name"): [child.tag for child in case if child.tag != "properties"] for case in suite}
    assert by_name["A refund[passed]"] == []
    assert by_name["A refund[failed]"] == ["failure"]
    assert by_name["A refund[inconclusive]"] == ["error"]
    assert by_name["A refund[waiting]"] == ["skipped"]
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("1", "1", "1")


def test_the_next_wave_says_what_broke_and_what_was_mended(judged: WaveResult) -> None:
    earlier = read_summary(write_json(judged, Mask()))
    worse = {"x[passed]": "failed", "x[failed]": "passed"}
    before = replace(earlier, verdicts=earlier.verdicts | worse, score=0.0)

    changes = compare(judged, before)

    assert changes.broken == ("x[failed]",)
    assert changes.mended == ("x[passed]",)
    assert changes.score is not None


def test_a_wave_of_nothing_still_makes_a_page(judged: WaveResult, tmp_path: Path) -> None:
    assert "All conversations" in page(replace(judged, results=(), findings=()), tmp_path)


def test_a_must_across_conversations_is_a_case_of_its_own_in_junit(judged: WaveResult) -> None:
    place = Place(file="desks/sales.yaml", line=3)
    sales = Finding(
        check="x",
        question="As fast as sales?",
        verdict=Verdict.FAILED,
        severity=Severity.MUST,
        sentence="No.",
        place=place,
    )

    suite = ElementTree.fromstring(write_junit(replace(judged, findings=(sales,)), Mask(())))[0]

    case = suite[-1]
    assert (case.get("name"), case.get("line")) == ("As fast as sales? [across conversations]", "3")
    assert [one.tag for one in case] == ["failure"]
    assert int(suite.get("failures") or 0) == len(suite.findall("testcase/failure"))


def test_the_time_line_names_each_moment_with_its_distance_from_the_question() -> None:
    told = [one.text for one in moments(judge(clean().case(ALL_OVER)))]

    assert told[:3] == ["asked", "acknowledged, 1 min", "answered, 3 h"]
    assert "first reply due" in told


@pytest.mark.parametrize("kind", [MailKind.ACKNOWLEDGEMENT, MailKind.UNKNOWN])
def test_our_own_words_sent_back_are_called_so_and_no_acknowledgement(kind: MailKind) -> None:
    echo: dict[str, Any] = {
        "kind": kind,
        "flags": frozenset({Flag.ECHOES_CUSTOMER}),
        "subject": "[ACME-1] Charged twice",
    }
    told = story().says().gets(MINUTE, **echo).acknowledged(2 * MINUTE)

    moments_told = [one.text for one in moments(judge(told.case(HOUR)))]

    assert moments_told[:3] == ["asked", "sent our words back, 1 min", "acknowledged, 2 min"]


def test_a_person_who_repeats_our_words_has_answered() -> None:
    told = story().says().answered(HOUR, flags=frozenset({Flag.ECHOES_CUSTOMER}))

    assert "answered, 1 h" in [one.text for one in moments(judge(told.case(2 * HOUR)))]


def test_moments_at_nearly_the_same_instant_are_drawn_apart() -> None:
    answers = ElementTree.fromstring(draw(crowded()))

    places = [float(circle.get("cx", "0")) for circle in answers.iter("circle")]
    assert len(places) == 4
    assert all(right - left >= 15 for left, right in pairwise(places))
    assert max(places) <= 752


def test_a_broken_deadline_says_so_in_words() -> None:
    late = story().says().acknowledged().answered(30 * HOUR).says(31 * HOUR).ends(31 * HOUR)

    assert "first reply due, broken" in [one.text for one in moments(judge(late.case(32 * HOUR)))]


def crowded() -> ProbeResult:
    """Four words of the customer within seconds, and an answer a day later."""
    told = story((*LONG[:1], *LONG[3:4] * 3, *LONG[1:])).says()
    for second in (1, 2, 3):
        told = told.says(timedelta(seconds=second))
    return judge(told.answered(DAY).ends(DAY).case(DAY))
