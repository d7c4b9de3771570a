"""Where the scenario expects nothing: did nothing come? (`expect: nothing`)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, waiting
from harness.domain.promise import Span, due_at
from harness.domain.scenario import Expect, Expected
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    index = next(
        (n for n, step in enumerate(case.probe.steps) if isinstance(step, Expect) and step.what is Expected.NOTHING), None
    )
    if index is None:
        return not_applicable("The scenario always expects something.")
    if (answer := not_sent(case)) is not None:
        return answer
    step = case.probe.steps[index]
    assert isinstance(step, Expect)
    before = [turn for turn in case.conversation.ours if turn.step < index]
    if not before:
        return waiting("Not there yet.")
    span = step.within or Span(text="1 hour", calendar_seconds=3600.0)
    due = due_at(before[-1].at, span, case.probe.desk.hours)
    for turn in case.arrivals:
        if turn.seq > before[-1].seq and case.arrival(turn).earliest <= due:
            cite = Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject)
            return failed("A mail came although none was due.", cite, place=step.place)
    return passed(f"Nothing came within {span}, as it should be.") if case.now >= due else waiting("So far, silence.")


CHECK = Check(key="silence_kept", question="Did nothing come where nothing should?", judge=judge)
