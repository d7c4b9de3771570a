"""Does a filter of the customer's provider call the desk's mail spam, wherever it was filed? (seed 004, point 4)

By the headers that the provider's own filter writes; what other hosts wrote before does not count. No word of a filter
is no pass.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import count


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    total = count(len(case.arrivals), "mail")
    spam = [turn for turn in case.arrivals if turn.reading.spam is not None and turn.reading.spam.is_spam]
    if spam:
        return failed(f"The provider's filter called {len(spam)} of {total} spam.", *map(_cite, spam))
    silent = [turn for turn in case.arrivals if turn.reading.spam is None]
    if silent:
        return not_applicable(f"On {len(silent)} of {total} no filter left a word; that is no pass.")
    return passed(f"The provider's filter let {total} pass.", _cite(case.arrivals[0]))


def _cite(turn: TheirTurn) -> Cite:
    spam = turn.reading.spam
    assert spam is not None
    return Cite(layer=Layer.HEADER, seq=turn.seq, quote=spam.quote, note=spam.header)


CHECK = Check(
    key="not_called_spam",
    question="Does no filter call it spam?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
)
