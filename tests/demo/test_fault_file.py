"""Faults from YAML: the same names as on the command line, mistakes with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.commands.demo import chosen_faults
from harness.demo.fault_file import faults_in
from harness.domain.errors import ScenarioMistakes


def written(folder: Path, text: str) -> Path:
    (folder / "faults.yaml").write_text(text, "utf-8")
    return folder / "faults.yaml"


def test_a_file_names_faults_and_the_command_line_adds_to_them(tmp_path: Path) -> None:
    file = written(tmp_path, "# what we had in March\nfaults:\n  - late-reply\n  - mail-refused@gmail\n")

    assert faults_in(file) == ("late-reply", "mail-refused@gmail")
    assert chosen_faults(["echo", "late-reply"], file) == ("late-reply", "mail-refused@gmail", "echo")
    assert chosen_faults(["echo"], None) == ("echo",)


MISTAKES = {
    "faults:\n  - late-replly\n": "faults.yaml:2:5: no fault 'late-replly'. Did you mean 'late-reply'? ",
    "faults: [bye@gmial]": "faults.yaml:1:10: no provider 'gmial'. Did you mean 'gmail'?",
    "faults: [late-reply@gmail]": "faults.yaml:1:10: 'late-reply' is no fault of a provider. Write 'late-reply' alone.",
    "faults: late-reply": "faults.yaml:1:1: `faults` is no list. Write `faults: [",
    "faults: [7]": "faults.yaml:1:10: 7 is no name of a fault.",
    "fault: [bye]": "faults.yaml:1:1: unknown key 'fault'. Did you mean 'faults'?",
    "- bye": "faults.yaml:1:1: the file holds no mapping",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioMistakes) as refused:
        faults_in(written(tmp_path, text))

    assert MISTAKES[text] in str(refused.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ScenarioMistakes) as refused:
        faults_in(written(tmp_path, "faults: [nope, zzzz]\nmore: 1\n"))

    assert len(refused.value.mistakes) == 3


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioMistakes, match="there is no such file"):
        faults_in(tmp_path / "none.yaml")
