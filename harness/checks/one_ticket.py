"""Does one enquiry open one ticket and bring one acknowledgement? (FAULTS.md 14)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.message import MailKind
from harness.domain.verdict import Cite, Layer

LOOP = 4
"""From this many automatic mails on it is a loop, and another check's finding."""


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    until = case.later_words[0].seq if case.later_words else None
    mails = [turn for turn in case.acknowledgements if until is None or turn.seq < until]
    mails = [turn for turn in mails if turn.reading.kind is MailKind.ACKNOWLEDGEMENT]
    if not mails:
        return not_applicable("There is no acknowledgement to count.")
    if len(mails) >= LOOP:
        return not_applicable("Automatic mails go on and on: see that finding.")
    cites = [Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in mails]
    numbers = list(dict.fromkeys(turn.reading.ticket_references[0] for turn in mails if turn.reading.ticket_references))
    if len(numbers) > 1:
        return failed(f"One enquiry opened {len(numbers)} tickets: {', '.join(numbers)}.", *cites)
    if len(mails) > 1:
        return failed(f"The enquiry was acknowledged {len(mails)} times.", *cites)
    return passed("One enquiry, one acknowledgement.", *cites)


CHECK = Check(key="one_ticket", question="Does one enquiry open one ticket?", judge=judge)
