"""Scenario files as pytest items: `pytest --shopper-config shopper.yaml scenarios/`.

Thin, at the edge. All selected probes start together as one wave when the first item runs, and each item then tells its
own verdict. Under pytest-xdist the first worker to ask runs the wave for all of them; the others wait for it and judge
their items from the journal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.commands.options import Manner
    from harness.domain.scenario import Probe
    from harness.domain.verdict import ProbeResult
    from harness.loading.load import Loaded


_WAIT = "3 minutes"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mystery shopper")
    group.addoption(
        "--shopper-config",
        default="",
        metavar="FILE",
        help="shopper.yaml: collect scenario files as tests (default: the ini value shopper_config; without, none are)",
    )
    group.addoption(
        "--shopper-wait",
        default="",
        metavar="SPAN",
        help=f'how long to wait for answers, like 3m or "1 hour" (default: the ini value shopper_wait, else {_WAIT})',
    )
    parser.addini("shopper_config", "shopper.yaml: collect scenario files as tests", default="")
    parser.addini("shopper_wait", f"how long to wait for answers (default: {_WAIT})", default=_WAIT)


def pytest_configure(config: pytest.Config) -> None:
    if _config_file(config) is not None:
        config.pluginmanager.register(_Collector(config), "mystery-shopper-collector")


def _config_file(config: pytest.Config) -> Path | None:
    named = config.getoption("--shopper-config") or config.getini("shopper_config")
    return (config.rootpath / str(named)) if named else None


class _Collector:
    """Loads the project once, plans its probes once, runs them once."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._loaded: Loaded | None = None
        self._probes: dict[str, list[Probe]] = {}
        self._results: dict[str, ProbeResult] = {}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        config = _config_file(self._config)
        assert config is not None
        if file_path.suffix not in (".yaml", ".yml") or file_path == config:
            return None
        if Path(self.loaded.project.scenarios) not in file_path.parents:
            return None
        return ScenarioFile.from_parent(parent, path=file_path, shopper=self)

    @property
    def loaded(self) -> Loaded:
        if self._loaded is None:
            self._loaded, self._probes = _load(_config_file(self._config))
            for tag in sorted({tag for one in self._loaded.scenarios for tag in one.tags}):
                self._config.addinivalue_line("markers", f"{tag}: a tag of scenarios")
        return self._loaded

    def probes_of(self, file: Path) -> list[Probe]:
        key = file.resolve().relative_to(Path(self.loaded.project.scenarios).resolve()).with_suffix("").as_posix()
        return self._probes.get(key, [])

    def result_of(self, key: str, session: pytest.Session) -> ProbeResult:
        """Runs the wave the first time it is asked; under xdist, unless another worker already did."""
        if not self._results:
            chosen = [item.probe for item in session.items if isinstance(item, ProbeItem)]
            wait = str(self._config.getoption("--shopper-wait") or self._config.getini("shopper_wait"))
            shared = getattr(self._config, "workerinput", {}).get("testrunuid", "")
            self._results = _run(self.loaded, chosen, wait, shared, self._manner())
        return self._results[key]

    def _manner(self) -> Manner:
        """On pytest's own terminal, past its capture; nothing under -q, nor in a worker, which has no terminal."""
        from harness.commands.options import Manner

        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        verbosity = int(self._config.get_verbosity())
        if terminal is None or verbosity < 0:
            return Manner(quiet=True)

        def say(line: str) -> None:
            with capture.global_and_fixture_disabled() if capture is not None else nullcontext():
                terminal.ensure_newline()
                terminal.write_line(line)
                terminal.flush()

        return Manner(verbose=verbosity > 0, say=say)


class ScenarioFile(pytest.File):
    """One scenario file; its items are its probes."""

    def __init__(self, *, shopper: _Collector, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shopper = shopper

    def collect(self) -> Iterator[pytest.Item]:
        for probe in self.shopper.probes_of(self.path):
            yield ProbeItem.from_parent(self, name=f"{probe.row}[{probe.mailbox}]", probe=probe)


class ProbeItem(pytest.Item):
    """One conversation."""

    def __init__(self, *, probe: Probe, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.probe = probe
        self._result: ProbeResult | None = None
        for tag in probe.scenario.tags:
            self.add_marker(tag)

    def setup(self) -> None:
        """Measuring is set-up: what could not be measured is an error of the item, never its failure."""
        from harness.domain.verdict import Verdict

        assert isinstance(self.parent, ScenarioFile)
        self._result = result = self.parent.shopper.result_of(_key(self.probe), self.session)
        if result.verdict is Verdict.INCONCLUSIVE:
            raise NotMeasured(result.sentence)
        if result.verdict is Verdict.WAITING:
            pytest.skip(f"waiting: {result.sentence}")

    def runtest(self) -> None:
        from harness.domain.verdict import Verdict

        assert self._result is not None
        if self._result.verdict is Verdict.FAILED:
            raise DeskFailure(self._result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, DeskFailure):
            return str(excinfo.value)
        if isinstance(excinfo.value, NotMeasured):
            return f"ERROR, could not be measured: {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.probe.scenario.place.line - 1, self.name


class DeskFailure(Exception):
    """The findings of one conversation, a line each, with the place in the scenario that asked."""

    def __init__(self, result: ProbeResult) -> None:
        from harness.domain.verdict import Verdict

        lines = [
            f"{one.place or result.probe.scenario.place}: {one.question} {one.sentence}"
            for one in result.findings
            if one.verdict is Verdict.FAILED
        ]
        super().__init__("\n".join(lines))


class NotMeasured(Exception):
    """We could not do our part."""


def _key(probe: Probe) -> str:
    """A probe's name that is the same in every worker: a wave's own identifiers are not."""
    return f"{probe.scenario.key}:{probe.row}[{probe.mailbox}]"


def _load(config: Path | None) -> tuple[Loaded, dict[str, list[Probe]]]:
    import secrets

    from harness import wiring
    from harness.domain.errors import HarnessFault
    from harness.loading.plan import Selection, plan_probes

    assert config is not None
    try:
        loaded = wiring.load(config, os.environ)
        now = wiring.real_clock().now()
        wave = f"{now:%Y%m%d-%H%M%S}-pytest-{secrets.token_hex(2)}"
        probes = plan_probes(loaded, Selection(), wave=wave, now=now, plus_address=wiring.plus_address)
    except HarnessFault as fault:
        raise pytest.UsageError(str(fault)) from fault
    found: dict[str, list[Probe]] = {}
    for probe in probes:
        found.setdefault(probe.scenario.key, []).append(probe)
    return loaded, found


def _run(loaded: Loaded, probes: list[Probe], wait: str, shared: str, manner: Manner) -> dict[str, ProbeResult]:
    import asyncio

    from harness.commands.waves import run_probes, waiting_line

    if manner.say is not None:
        manner.say(waiting_line(probes, wait))
    results = asyncio.run(run_probes(loaded, probes, wait, shared, manner))
    return {_key(one.probe): one for one in results}
