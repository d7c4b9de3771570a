"""Models are asked once, what they say is recorded, and judging asks nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.clock import LeapingClock
from harness.domain.evidence import Opinion
from harness.domain.verdict import Verdict, WaveResult
from harness.engine.consulting import consult
from harness.engine.judging import judge_wave
from harness.journal.journal import Journal
from harness.meaning.endpoint import EndpointJudge
from harness.ports import Matter, Ruling
from tests.demo.playing import Played, play
from tests.meaning.endpoints import Prompt, endpoint, honest, says

pytestmark = pytest.mark.loopback
QUOTE = "I have cancelled the second charge."


class Ruler:
    """Rules as it is told to, and remembers what it was asked."""

    def __init__(self, ruling: Ruling, source: str = "judge") -> None:
        self.source, self.model = source, "ruler"
        self.asked: list[Matter] = []
        self._ruling = ruling

    async def review(self, matter: Matter) -> Ruling:
        self.asked.append(matter)
        return self._ruling


async def shrugged(folder: Path) -> Played:
    """A wave whose answers own nothing in so many words, so that no rule can judge that."""
    return await play(folder, ["no-apology"], scenarios=["billing/refund-by-mail"])


def owning(wave: WaveResult) -> set[tuple[Verdict, str]]:
    return {(f.verdict, f.judged_by) for r in wave.results for f in r.findings if f.check == "owns_it"}


async def test_a_model_behind_an_endpoint_judges_what_no_rule_could_and_a_regrade_asks_nobody(tmp_path: Path) -> None:
    played = await shrugged(tmp_path)
    journal, now = Journal.at(played.journal), played.result.judged_at

    def agrees(prompt: Prompt) -> str:
        return says("passed", QUOTE) if QUOTE in prompt.said else says("unsure", "")

    with endpoint(honest(agrees)) as served:
        recorded = await consult(journal, "wave", LeapingClock(now), [EndpointJudge(served.settings())])
        calls = len(served.prompts)
        assert recorded > 0
        assert await consult(journal, "wave", LeapingClock(now), [EndpointJudge(served.settings())]) == 0
        assert len(served.prompts) == calls
    assert owning(played.result) == {(Verdict.NOT_JUDGED, "")}
    for _ in range(2):
        judged = judge_wave(journal, "wave", now, played.believed)
        assert owning(judged) == {(Verdict.PASSED, "little-model")}
        assert judged.score == played.result.score
    journal.close()


async def test_only_what_is_not_judged_is_asked_with_the_rule_and_the_new_words(tmp_path: Path) -> None:
    played = await shrugged(tmp_path)
    journal = Journal.at(played.journal)
    ruler = Ruler(Ruling(why="No idea.", code="unsure"))
    await consult(journal, "wave", LeapingClock(played.result.judged_at), [ruler])
    journal.close()

    assert {one.check for one in ruler.asked} == {"owns_it"}
    assert all("responsibility" in one.rule for one in ruler.asked)
    assert all("charged twice" in one.asked for one in ruler.asked)
    assert all(">" not in one.said and "wrote:" not in one.said for one in ruler.asked)


async def test_an_endpoint_that_failed_is_asked_again_next_time(tmp_path: Path) -> None:
    played = await shrugged(tmp_path)
    journal, clock = Journal.at(played.journal), LeapingClock(played.result.judged_at)
    down, up = Ruler(Ruling(why="It was down.", code="model")), Ruler(Ruling(verdict="passed", quote=QUOTE))
    await consult(journal, "wave", clock, [down])
    await consult(journal, "wave", clock, [up])
    journal.close()

    assert [one.said for one in up.asked] == [one.said for one in down.asked]


async def test_the_first_answer_is_compared_with_the_question(tmp_path: Path) -> None:
    played = await shrugged(tmp_path)
    journal, clock = Journal.at(played.journal), LeapingClock(played.result.judged_at)
    ruler = Ruler(Ruling(score=0.8), source="semantic")
    assert await consult(journal, "wave", clock, [ruler]) == len(played.result.results)
    kept = [
        e.evidence for p in journal.probes("wave") for e in journal.entries(p.id) if isinstance(e.evidence, Opinion)
    ]
    judged = judge_wave(journal, "wave", clock.now())
    journal.close()

    assert {(one.source, one.check, one.score) for one in kept} == {("semantic", "on_topic", 0.8)}
    assert {f.verdict for r in judged.results for f in r.findings if f.check == "on_topic"} == {Verdict.PASSED}


async def test_without_models_nothing_is_asked(tmp_path: Path) -> None:
    played = await shrugged(tmp_path)
    journal = Journal.at(played.journal)
    assert await consult(journal, "wave", LeapingClock(played.result.judged_at), []) == 0
    journal.close()
