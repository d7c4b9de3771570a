"""Both models are off by themselves; shopper.yaml or the command line switches them on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.scenario import JudgeSettings, MeaningSettings, Project, Secret
from tests.loading.projects import PROJECT, SECRETS, complaints, load, write
from tests.loopback.desks_of_today import SCENARIO, quick_world, write_project
from tests.loopback.test_commands import shopper
from tests.meaning.endpoints import KEY, Prompt, endpoint, honest, says

MEANING = """\
meaning:
  semantic: on
  judge: {url: "https://models.example/v1", model: little-model, key: "${TOKEN}", timeout: 5 seconds, most: 7}
"""


def project(folder: Path, meaning: MeaningSettings) -> Project:
    return replace(load(write(folder)).project, meaning=meaning)


def sources(given: Project, *, semantic: bool | None = None, judge: bool | None = None) -> list[str]:
    return [one.source for one in wiring.open_reviewers(given, semantic=semantic, judge=judge)]


JUDGE = JudgeSettings(url="https://models.example/v1", model="little-model")


def test_the_settings_are_read_with_the_key_from_the_environment(tmp_path: Path) -> None:
    meaning = load(write(tmp_path, PROJECT + MEANING)).project.meaning
    key = Secret(SECRETS["TOKEN"])
    judge = JudgeSettings(url="https://models.example/v1", model="little-model", key=key, timeout=5.0, most=7)
    assert meaning == MeaningSettings(semantic=True, judge=judge)
    assert SECRETS["TOKEN"] not in repr(meaning)


def test_by_themselves_both_are_off(tmp_path: Path) -> None:
    assert load(write(tmp_path)).project.meaning == MeaningSettings()
    assert sources(project(tmp_path, MeaningSettings())) == []


def test_an_endpoint_without_a_web_address_is_a_mistake(tmp_path: Path) -> None:
    broken = PROJECT + "meaning: {judge: {url: models.example, model: little-model}}\n"
    assert any(
        "'models.example' is no http:// or https:// address" in one for one in complaints(write(tmp_path, broken))
    )


def test_a_misspelt_switch_is_a_mistake(tmp_path: Path) -> None:
    assert any("semantics" in one for one in complaints(write(tmp_path, PROJECT + "meaning: {semantics: on}\n")))


def test_what_shopper_yaml_says_holds_unless_the_command_line_says_otherwise(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    both = project(tmp_path, MeaningSettings(semantic=True, judge=JUDGE))
    assert sources(both) == ["semantic", "judge"]
    assert sources(both, semantic=False) == ["judge"]
    assert sources(both, judge=False) == ["semantic"]
    assert sources(project(tmp_path, MeaningSettings()), semantic=True) == ["semantic"]


def test_a_judge_that_nobody_named_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the project names none"):
        sources(project(tmp_path, MeaningSettings()), judge=True)


@pytest.mark.loopback
def test_a_run_asks_the_judge_and_the_report_marks_what_it_said(tmp_path: Path) -> None:
    def agrees(prompt: Prompt) -> str:
        return says("passed", prompt.said.split("\n")[0])

    with quick_world() as world, endpoint(honest(agrees)) as served:
        config = write_project(tmp_path, world, anybody=f"{SCENARIO}purpose: hostile\n")
        judged = f"\nmeaning: {{judge: {{url: '{served.url}', model: little-model, key: {KEY}}}}}\n"
        config.write_text(config.read_text("utf-8") + judged, "utf-8")
        code, said = shopper("run", "-c", str(config), "--wait", "30s", "--json", str(tmp_path / "results.json"))

    assert code == 0, said
    assert "Models were asked:" in said
    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    marked = [one for probe in results["probes"] for one in probe["findings"] if one["judged_by"]]
    page = next((tmp_path / "reports").glob("*/index.html")).read_text("utf-8")
    assert {one["judged_by"] for one in marked} == {"little-model"}
    assert "judged by a model: little-model, not in the score" in page
    assert KEY not in page + said + (tmp_path / "results.json").read_text("utf-8")
    assert KEY.encode() not in (tmp_path / "reports" / "journal.sqlite").read_bytes()
