"""`shopper clean --wave`: a wave that is unknown is told from one that still waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.commands.cleaning import clean_lines
from harness.domain.errors import UsageError
from harness.domain.scenario import Project
from harness.journal.journal import Journal
from tests.engine.probes import NOW, probe


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A journal with one wave of two conversations, one of them over."""
    journal = Journal.at(tmp_path / "journal.sqlite")
    journal.open_wave("20261109-083000-ab12", "A wave", NOW, [probe("a"), probe("b")])
    journal.set_due({"a": None})
    journal.close()
    return Project(file="shopper.yaml", root=str(tmp_path), desks={}, mailboxes={}, reports=str(tmp_path))


@pytest.mark.parametrize(
    ("wave", "said"),
    [
        ("20261109-083000-ab21", "there is none of that name. Did you mean '20261109-083000-ab12'?"),
        ("x", "there is none of that name. `shopper status` lists those there are."),
        ("20261109-083000-ab12", "1 of its 2 conversations still open. `shopper status` says what they wait for"),
    ],
)
def test_an_unknown_wave_is_told_from_one_that_still_waits(wave: str, said: str, project: Project) -> None:
    with pytest.raises(UsageError) as refused:
        list(clean_lines(project, wave, sure=True))

    assert said in str(refused.value)
