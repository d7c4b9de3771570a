"""Do the desk's robots stop by themselves? The harness never answers automatic mail (FAULTS.md 15; RFC 3834, 2)."""

from __future__ import annotations

from harness.domain.case import LOOP_FROM, Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.conversation import OurTurn, TheirTurn
from harness.domain.message import MailKind
from harness.domain.verdict import Cite, Layer

_AUTOMATIC = (MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED, MailKind.OUT_OF_OFFICE, MailKind.CHALLENGE)


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    longest = _longest_run(case)
    if len(longest) >= LOOP_FROM:
        cites = [Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in longest]
        return failed(f"{len(longest)} automatic mails came without a word of the customer's in between.", *cites)
    return passed("Automatic mail stops by itself.")


def _longest_run(case: Case) -> list[TheirTurn]:
    longest: list[TheirTurn] = []
    current: list[TheirTurn] = []
    for turn in case.conversation.turns:
        if isinstance(turn, OurTurn):
            current = []
        elif turn.reading.kind in _AUTOMATIC:
            current = [*current, turn]
            longest = max(longest, current, key=len)
    return longest


CHECK = Check(key="no_loop", question="Does automatic mail stop by itself?", judge=judge)
