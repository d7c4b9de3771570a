"""The scenarios that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import wiring
from harness.loading.documents import Mistakes, read_document
from harness.loading.load import load_all
from harness.loading.models import ScenarioModel
from harness.loading.validating import validate

PACK = Path(__file__).parent.parent.parent / "scenarios"
FILES = sorted(PACK.rglob("*.yaml"))
PROJECT = f"""\
desks:
  acme:
    home: https://acme.example/
    addresses:
      support: support@acme.example
      sales: sales@acme.example
      premium: {{address: vip@acme.example, promises: {{first reply: 2 hours}}}}
    forms: {{contact: https://acme.example/contact}}
mailboxes:
  own: {{address: probe@corp.example, imap: imaps://mail.corp.example, smtp: smtps://mail.corp.example}}
scenarios: {PACK}
"""


def test_the_pack_teaches_with_at_least_fourteen_scenarios() -> None:
    assert len(FILES) >= 14


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_each_shipped_scenario_is_in_order_and_begins_with_a_word_to_the_reader(file: Path) -> None:
    mistakes = Mistakes()
    document = read_document(file, mistakes)

    assert document is not None
    assert validate(ScenarioModel, document, document.data, mistakes) is not None
    assert mistakes.found == []
    assert document.text.startswith("# ")


def test_the_pack_runs_against_a_real_desk_by_changing_the_project_only(tmp_path: Path) -> None:
    (tmp_path / "shopper.yaml").write_text(PROJECT, "utf-8")

    loaded = load_all(tmp_path / "shopper.yaml", wiring.vocabulary(), {})

    assert len(loaded.scenarios) == len(FILES)
