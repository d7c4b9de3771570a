"""Roundup, as it comes from its makers: mail in through roundup-mailgw, its habits of marking and copying.

It confirms an enquiry by a copy of it, under the customer's own Message-ID and name and with nothing automatic about
it; what its people write is marked as bulk. None of that may confuse the kinds of mail, or lose one.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.desks.post import open_post
from tests.desks.roundup import DOMAIN, Roundup
from tests.desks.waves import Wave, read_wave, run_wave

Waves = Callable[[bool], Wave]


@pytest.fixture(scope="module")
def wave_that(tmp_path_factory: pytest.TempPathFactory) -> Waves:
    """A wave of all stories against a tracker that copies only enquiries, or everything; shared as its neighbour's."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def play(echoes: bool) -> Wave:
        folder = shared / ("roundup-echoing" if echoes else "roundup")
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return read_wave(folder) or _play(folder, echoes=echoes)

    return play


def _play(folder: Path, *, echoes: bool) -> Wave:
    tracker = Roundup(folder / "tracker", echoes=echoes)
    with open_post({DOMAIN: tracker.take}) as post:
        tracker.install(post)
        return run_wave(tracker.write_project(folder, post))


def arrived(wave: Wave) -> list[Message]:
    """The tracker's mails as the journal keeps them."""
    journal = sqlite3.connect(wave.folder / "reports" / "journal.sqlite")
    blobs = [raw for (raw,) in journal.execute("SELECT bytes FROM blobs")]
    journal.close()
    return [mail for mail in map(message_from_bytes, blobs) if mail["X-Roundup-Name"]]


@pytest.mark.parametrize("echoes", [False, True])
def test_an_enquiry_is_confirmed_answered_and_answered_again_in_one_issue(wave_that: Waves, echoes: bool) -> None:
    wave = wave_that(echoes)

    assert wave.code == 0, wave.said
    assert wave.verdicts() == {"passed"}
    assert wave.failed() == set()
    assert all(one["sentence"].startswith("It stayed one ticket: issue") for one in wave.findings("same_ticket"))


def test_its_copy_of_the_enquiry_is_the_acknowledgement_and_is_not_dropped(wave_that: Waves) -> None:
    wave = wave_that(False)
    copies = [mail for mail in arrived(wave) if "New submission from" in str(mail)]

    assert len(copies) == 2
    for copy in copies:
        assert copy["Message-Id"].endswith(("@gmail.test>", "@outlook.test>"))  # the customer's own
        assert copy["Auto-Submitted"] is None
    assert all(one["sentence"].startswith("Acknowledged after") for one in wave.findings("acknowledged"))


@pytest.mark.parametrize("echoes", [False, True])
def test_only_its_person_answers_though_everything_is_marked_as_bulk(wave_that: Waves, echoes: bool) -> None:
    wave = wave_that(echoes)

    assert {mail["Precedence"] for mail in arrived(wave)} == {"bulk"}
    assert {one["sentence"] for one in wave.findings("answered_by_person")} == {"A.B. answered."}
    for probe in wave.probes:
        assert len(probe["metrics"]["next_reply_time_seconds"]) == 1
        assert probe["metrics"]["next_reply_time_seconds"][0] >= 3  # the story lets the agent wait that long
