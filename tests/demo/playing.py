"""Play scenarios against the embedded world in this process, and look at what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness import wiring
from harness.demo.project import Pace, demo_project, open_world
from harness.domain.verdict import Verdict, WaveResult
from harness.engine.judging import judge_wave
from harness.engine.session import Session
from harness.journal.journal import Journal
from harness.loading.documents import Mistakes
from harness.loading.load import Loaded, load_scenarios
from harness.loading.plan import Selection, plan_probes

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"


@dataclass(frozen=True, kw_only=True)
class Played:
    """A judged wave and its journal's file."""

    result: WaveResult
    journal: Path
    believed: Mapping[str, tuple[str, ...]]
    """Whose verdicts on the sender are the mailboxes' own providers', for judging anew."""

    def failed(self) -> set[str]:
        """Keys of all checks that failed anywhere, over single conversations and over the wave."""
        found = [one for result in self.result.results for one in result.findings] + list(self.result.findings)
        return {one.check for one in found if one.verdict is Verdict.FAILED}

    def verdicts(self) -> set[Verdict]:
        return {result.verdict for result in self.result.results}


async def play(
    folder: Path, faults: Sequence[str] = (), *, scenarios: Sequence[str] = (), pace: Pace | None = None
) -> Played:
    """A wave of the named scenarios (all mail scenarios if none) from all three providers."""
    async with open_world(tuple(faults), pace) as world:
        project = demo_project(world, SCENARIOS, folder)
        mistakes = Mistakes()
        paths = [SCENARIOS / f"{name}.yaml" for name in scenarios]
        loaded_scenarios, files = load_scenarios(project, wiring.vocabulary(), mistakes, paths)
        mistakes.raise_if_any()
        loaded = Loaded(project=project, scenarios=loaded_scenarios, files=files)
        chosen = Selection() if scenarios else Selection(tags=("mail",))
        now = world.clock.now()
        probes = plan_probes(loaded, chosen, wave="wave", now=now, plus_address=wiring.plus_address)
        journal = Journal.at(folder / "journal.sqlite")
        journal.open_wave("wave", "A wave", now, probes, files.values())
        try:
            async with wiring.open_doors(
                project,
                journal,
                world.clock,
                probes,
                poll=0.02,
                safety=1.0,
                environ={"PATH": "/usr/bin:/usr/local/bin:/bin"},
            ) as doors:
                await Session(doors, probes).run(None)
            return Played(
                result=judge_wave(journal, "wave", world.clock.now(), wiring.believed(project)),
                journal=folder / "journal.sqlite",
                believed=wiring.believed(project),
            )
        finally:
            journal.close()
