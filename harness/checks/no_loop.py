"""Do the desk's robots stop by themselves? The harness never answers automatic mail (FAULTS.md 15)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.conversation import OurTurn, TheirTurn
from harness.domain.message import MailKind
from harness.domain.verdict import Cite, Layer

MOST = 3
"""Automatic mails between two words of the customer's that a desk may need."""


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    longest: list[TheirTurn] = []
    current: list[TheirTurn] = []
    for turn in case.conversation.turns:
        if isinstance(turn, OurTurn):
            current = []
        elif turn.reading.kind in (MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED, MailKind.OUT_OF_OFFICE):
            current = [*current, turn]
            longest = max(longest, current, key=len)
    if len(longest) > MOST:
        cites = [Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in longest]
        return failed(f"{len(longest)} automatic mails came without a word of the customer's in between.", *cites)
    return passed("Automatic mail stops by itself.")


CHECK = Check(key="no_loop", question="Does automatic mail stop by itself?", judge=judge)
