"""django-helpdesk, as it comes from its makers: real mail both ways, its public form, its agent's pages, its settings.

Whatever it is set to, its agents' answers refer to no mail and its acknowledgement states no time: both are true of
it, both are warnings. What is asked here is that a setting adds its own finding to these two, and no other.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import wiring
from tests.desks.helpdesk import AGENT_PASSWORD, PAGE, django_helpdesk, write_project
from tests.desks.post import open_post
from tests.desks.waves import Wave, read_wave, run_wave

ITS_HABITS = {"thread_headers", "acknowledgement_states_time"}
Waves = Callable[..., Wave]


@pytest.fixture(scope="module")
def wave_with(tmp_path_factory: pytest.TempPathFactory) -> Waves:
    """A wave of all stories against a desk with these settings; the workers of pytest-xdist share each one."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def play(*settings: str) -> Wave:
        folder = shared / "-".join(("django-helpdesk", *settings))
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return read_wave(folder) or _play(folder, *settings)

    return play


def _play(folder: Path, *settings: str) -> Wave:
    with open_post() as post, django_helpdesk(folder / "site", post, *settings) as url:
        return run_wave(write_project(folder, post, url))


def test_a_mail_is_confirmed_answered_and_answered_again_in_one_ticket(wave_with: Waves) -> None:
    wave = wave_with()

    assert wave.code == 0, wave.said
    assert wave.verdicts() == {"passed"}
    assert wave.failed() == ITS_HABITS
    assert {one["mailbox"] for one in wave.probes if one["key"].startswith("by-mail")} == {"gmail", "outlook"}
    assert all(one["sentence"].startswith("It stayed one ticket: help-") for one in wave.findings("same_ticket"))


def test_its_public_form_is_filled_in_and_sent_in_a_real_browser(wave_with: Waves) -> None:
    (probe,) = [one for one in wave_with().probes if one["key"].startswith("parcel")]

    assert probe["verdict"] == "passed"
    assert probe["metrics"]["delivered"] is True
    assert probe["metrics"]["ticket_multiplicity"] == 1


def test_its_echo_of_the_customers_words_is_no_answer(wave_with: Waves) -> None:
    """It mails each answer of the customer's back as "(Updated)", in the letter in which an agent's answers come."""
    for probe in wave_with().probes:
        assert len(probe["metrics"]["next_reply_time_seconds"]) == 1
        assert probe["metrics"]["next_reply_time_seconds"][0] >= 2  # the story lets the agent wait that long


def test_without_ticket_numbers_in_subjects_an_answer_opens_a_second_ticket_and_that_is_found(wave_with: Waves) -> None:
    wave = wave_with("no-threading")

    assert wave.code == 1, wave.said
    assert wave.failed() == ITS_HABITS | {"same_ticket"}
    for finding in wave.findings("same_ticket"):
        assert finding["sentence"].startswith("The customer's answer opened a second ticket: help-")
        assert [cite["quote"][:5] for cite in finding["evidence"]] == ["help-", "help-"]


def test_a_queue_without_an_address_mails_from_noreply_and_that_is_found(wave_with: Waves) -> None:
    wave = wave_with("no-reply")

    assert wave.code == 1, wave.said
    assert wave.failed() == ITS_HABITS | {"can_be_answered"}
    for finding in wave.findings("can_be_answered"):
        assert finding["sentence"] == "The customer's answer came back as undeliverable."
        assert "no such mailbox" in finding["evidence"][0]["quote"]


def test_neither_the_key_to_a_customers_ticket_nor_the_agents_password_is_shown(wave_with: Waves) -> None:
    wave = wave_with()

    assert "key=***" in wave.page
    for told in (wave.page, wave.said, str(wave.results)):
        assert "key=" not in told.replace("key=***", "")
        assert AGENT_PASSWORD not in told
    assert AGENT_PASSWORD.encode() not in (wave.folder / "reports" / "journal.sqlite").read_bytes()


def test_the_page_that_tells_how_to_do_this_holds_a_project_that_is_in_order(tmp_path: Path) -> None:
    """What the stories above do not run of it: its mailbox, its quotation marks, its names of secrets."""
    project, story = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "parcel.yaml").write_text(story, "utf-8")
    (tmp_path / "shopper.yaml").write_text(project, "utf-8")

    loaded = wiring.load(tmp_path / "shopper.yaml", {"AGENT_PASSWORD": "a", "GMAIL_APP_PASSWORD": "b"})

    assert len(project.splitlines()) <= 10
    assert [one.title for one in loaded.scenarios] == ["Where is my parcel?"]
