"""Does the same scenario go the same way from every mail provider? (FAULTS.md 16; RULES.md 37; seed 004, point 4)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from harness.domain.check import Answer, WaveCheck, failed
from harness.domain.verdict import Cite, Finding, Layer, ProbeResult, Verdict

_COMPARED = ("got_in", "acknowledged", "answered_by_person", "can_be_answered", "same_ticket")
"""Placement names its provider itself; whether letters survive depends on the customer's name."""


def judge(results: Sequence[ProbeResult]) -> tuple[Answer, ...]:
    rows: dict[str, list[ProbeResult]] = defaultdict(list)
    for result in results:
        rows[result.probe.row].append(result)
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for row in rows.values():
        difference = _difference(row)
        if difference is not None:
            found[difference].append(row[0].probe.title)
    return tuple(_answer(question, mailboxes, titles) for (question, mailboxes), titles in found.items())


def _difference(row: list[ProbeResult]) -> tuple[str, tuple[str, ...]] | None:
    """The first question that some mailboxes pass and others fail."""
    for key in _COMPARED:
        findings = [
            (result.probe.mailbox, one) for result in row for one in result.findings if _counts(result, one, key)
        ]
        bad = tuple(sorted({mailbox for mailbox, one in findings if one.verdict is Verdict.FAILED}))
        good = {mailbox for mailbox, one in findings if one.verdict is Verdict.PASSED}
        if bad and good and not good & set(bad):
            return findings[0][1].question, bad
    return None


def _counts(result: ProbeResult, finding: Finding, key: str) -> bool:
    """A late acknowledgement has come all the same: that is no matter of the provider."""
    late = finding.verdict is Verdict.FAILED and result.metrics.acknowledgement_time_seconds is not None
    return finding.check == key and not (key == "acknowledged" and late)


def _answer(question: str, mailboxes: tuple[str, ...], titles: list[str]) -> Answer:
    names = ", ".join(mailboxes)
    where = f"“{titles[0]}”" + (f" and {len(titles) - 1} more" if len(titles) > 1 else "")
    sentence = f"“{question}” goes wrong from {names} only, in {where}; from the other mailboxes it is fine."
    return failed(sentence, Cite(layer=Layer.SERVER, quote=names))


CHECK = WaveCheck(key="provider_parity", question="Does it work from every mail provider?", judge=judge)
