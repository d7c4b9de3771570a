"""Where the scenario expects nothing: did nothing come? (PRODUCT.md, `expect: nothing`)

What earlier `expect` steps waited for does not break the silence. Silence only counts where we would have heard.
"""

from __future__ import annotations

from dataclasses import replace

from harness.domain.advance import NOTHING_WITHIN, silence_begins
from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, silence, waiting
from harness.domain.promise import due_at
from harness.domain.scenario import Expect, Expected
from harness.domain.verdict import Cite, Layer, Verdict


def judge(case: Case) -> Answer:
    found = [(n, one) for n, one in enumerate(case.probe.steps) if isinstance(one, Expect)]
    quiet = [(index, step) for index, step in found if step.what is Expected.NOTHING]
    if not quiet:
        return not_applicable("The scenario always expects something.")
    if (answer := not_sent(case)) is not None:
        return answer
    answers = [_stretch(case, index, step) for index, step in quiet]
    return next((one for one in answers if one.verdict is not Verdict.PASSED), answers[0])


def _stretch(case: Case, index: int, step: Expect) -> Answer:
    start = silence_begins(case.probe, case.conversation, index, case.now)
    if start is None:
        if case.is_over:
            return not_applicable("The conversation ended before that step.")
        return waiting("The story has not come to the silence yet.")
    span = step.within or NOTHING_WITHIN
    due = due_at(start.at, span, case.probe.desk.hours)
    for turn in case.arrivals:
        if turn.seq not in start.consumed and start.at < case.arrival(turn).best <= due:
            cite = Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject)
            return failed("A mail came although none was due.", cite, place=step.place)
    if case.now < due:
        return waiting("So far, silence.")
    heard = silence(case, "")
    kept = passed(f"Nothing came within {span}, as it should be.")
    return kept if heard.verdict in (Verdict.FAILED, Verdict.NOT_JUDGED) else replace(heard, place=step.place)


CHECK = Check(key="silence_kept", question="Did nothing come where nothing should?", judge=judge)
