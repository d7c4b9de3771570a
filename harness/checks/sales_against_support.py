"""Is sales answered faster than support? (RULES.md 38; seed 004, point 8)

Compared in scenarios that write to `sales` and to other addresses: to `support` where that is among them. Support may
be slower by up to a factor of two or by thirty minutes of business time; beyond both, or unanswered, it is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import inf
from statistics import median

from harness.domain.check import Answer, WaveCheck, failed
from harness.domain.verdict import Cite, Layer, ProbeResult
from harness.domain.wording import spell_opening

FACTOR = 2.0
MARGIN = 1800.0


def judge(results: Sequence[ProbeResult]) -> tuple[Answer, ...]:
    groups: dict[str, list[ProbeResult]] = defaultdict(list)
    for result in results:
        if result.probe.variant:
            groups[result.probe.scenario.key].append(result)
    return tuple(answer for group in groups.values() if (answer := _compare(group)) is not None)


def _compare(group: list[ProbeResult]) -> Answer | None:
    sales = _times([result for result in group if result.probe.variant == "sales"])
    others = [result for result in group if result.probe.variant != "sales"]
    support = _times([result for result in others if result.probe.variant == "support"] or others)
    if not sales or not support:
        return None
    fast, slow = median(sales), median(support)
    if slow <= fast * FACTOR or slow - fast <= MARGIN:
        return None
    took = spell_opening(slow) if slow < inf else f"not at all within {group[0].probe.scenario.horizon}"
    said = f"Sales answers after {spell_opening(fast)} of business time, support {'after ' if slow < inf else ''}{took}"
    scenario = group[0].probe.scenario
    cite = Cite(layer=Layer.TIME, quote=scenario.title, note=f"median of {len(sales)} and {len(support)} conversations")
    return failed(f"{said} (median of {len(sales)} and {len(support)}).", cite, place=scenario.place)


def _times(results: list[ProbeResult]) -> list[float]:
    """Business seconds to the first reply; never counts as infinite, what is still open is left out."""
    found = []
    for result in results:
        if result.metrics.first_reply_business_seconds is not None:
            found.append(result.metrics.first_reply_business_seconds)
        elif result.metrics.never_replied:
            found.append(inf)
    return found


CHECK = WaveCheck(key="sales_against_support", question="Is support answered as fast as sales?", judge=judge)
