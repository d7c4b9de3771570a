"""Load a project and its scenarios; all mistakes of all files are raised together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.checks import CHECKS, WAVE_CHECKS
from harness.domain.errors import UsageError
from harness.domain.scenario import Project, Scenario
from harness.loading.documents import Mistakes, fill_in, read_document, read_environment
from harness.loading.models import ProjectModel, ScenarioModel
from harness.loading.names import check_names, check_order
from harness.loading.project import to_project
from harness.loading.scenarios import Bench, to_scenario
from harness.loading.templates import check_templates
from harness.loading.validating import validate


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Words that other rooms give a meaning to."""

    providers: frozenset[str]
    dialects: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Everything of a user's project, and the bytes of attached files by SHA-256."""

    project: Project
    scenarios: tuple[Scenario, ...]
    files: Mapping[str, bytes]


def load_all(config: Path, vocabulary: Vocabulary, environ: Mapping[str, str], paths: Sequence[Path] = ()) -> Loaded:
    """Load shopper.yaml and its scenarios (or those named).

    Raises:
        ScenarioMistakes: with every mistake of every file.
    """
    mistakes = Mistakes()
    project = _load_project(config, vocabulary, environ, mistakes)
    if project is None:
        _check_shapes(paths or [config.resolve().parent / "scenarios"], mistakes)
        mistakes.raise_if_any()
        raise AssertionError("a project that cannot be read leaves a mistake")
    scenarios, files = load_scenarios(project, vocabulary, mistakes, paths)
    mistakes.raise_if_any()
    return Loaded(project=project, scenarios=scenarios, files=files)


def load_scenarios(
    project: Project, vocabulary: Vocabulary, mistakes: Mistakes, paths: Sequence[Path] = ()
) -> tuple[tuple[Scenario, ...], dict[str, bytes]]:
    """The scenarios of a project; mistakes are noted, not raised."""
    folder = Path(project.scenarios)
    checks = frozenset([check.key for check in CHECKS] + [check.key for check in WAVE_CHECKS])
    bench = Bench(project=project, dialects=vocabulary.dialects, checks=checks, mistakes=mistakes)
    found = []
    for path in _files(paths or [folder]):
        document = read_document(path, mistakes)
        if document is None:
            continue
        check_names(document, bench)
        check_templates(document, mistakes)
        model = validate(ScenarioModel, document, document.data, mistakes)
        if model is not None:
            check_order(document, model, mistakes)
            found.append(to_scenario(document, model, folder, bench))
    return tuple(found), bench.files


def _check_shapes(paths: Sequence[Path], mistakes: Mistakes) -> None:
    """What can be said of scenarios without a project: everything but the names they use."""
    for path in _files([one for one in paths if one.exists()]):
        document = read_document(path, mistakes)
        if document is None:
            continue
        check_templates(document, mistakes)
        model = validate(ScenarioModel, document, document.data, mistakes)
        if model is not None:
            check_order(document, model, mistakes)


def _load_project(
    config: Path, vocabulary: Vocabulary, environ: Mapping[str, str], mistakes: Mistakes
) -> Project | None:
    document = read_document(config, mistakes)
    if document is None:
        return None
    data = fill_in(document, read_environment(config.resolve().parent, environ), mistakes)
    model = validate(ProjectModel, document, data, mistakes)
    return None if model is None else to_project(document, model, vocabulary.providers, mistakes)


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*.y*ml") if one.suffix in (".yaml", ".yml"))
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(f"Reading scenarios from {path}", "there is no such file or folder")
    return [one for one in found if one.name != "shopper.yaml"]
