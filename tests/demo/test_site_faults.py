"""Faults of the site around the form, seen by a walk through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.domain.search import WayKind
from harness.domain.verdict import Verdict
from harness.journal.journal import Journal
from harness.report.html import write_html
from harness.report.masking import mask_for
from tests.demo.playing import play

LOOK = "desks/easy-to-find"


@pytest.mark.parametrize(
    ("fault", "findings"),
    [
        ("site-faq-only", {"contact_easy_to_find"}),
        ("site-contact-hidden", {"contact_easy_to_find"}),
        ("form-login-wall", {"no_login_to_ask"}),
        ("site-states-no-time", {"says_when"}),
    ],
)
async def test_a_fault_of_the_site_leads_to_its_finding_and_to_no_other(
    fault: str, findings: set[str], tmp_path: Path
) -> None:
    played = await play(tmp_path, [fault], scenarios=[LOOK])

    assert played.failed() == findings


async def test_an_honest_site_passes_and_the_report_shows_the_way_in_pictures(tmp_path: Path) -> None:
    played = await play(tmp_path, scenarios=[LOOK])

    (result,) = played.result.results
    ((_, searched),) = result.conversation.searches
    way = searched.search.nearest(WayKind.FORM)
    assert result.verdict is Verdict.PASSED
    assert way is not None
    assert way.clicks == 1
    assert len(searched.shots) == 2
    journal = Journal.at(played.journal)
    try:
        page = tmp_path / "report.html"
        write_html(played.result, page, blob=journal.blob, mask=mask_for(played.result, show_names=False))
    finally:
        journal.close()
    assert page.read_text("utf-8").count('<img src="data:image/jpeg') == 2
