"""Does one enquiry open one ticket and bring one acknowledgement? (FAULTS.md 14; METRICS.md, "ticket multiplicity")

Only acknowledgements of the enquiry itself count: what a later word of the customer's sets off is another question.
"""

from __future__ import annotations

from harness.domain.case import LOOP_FROM, Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.message import MailKind
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    kind = MailKind.ACKNOWLEDGEMENT
    mails = [turn for turn in case.acknowledgements if turn.reading.kind is kind and case.is_about_opening(turn)]
    if not mails:
        return not_applicable("There is no acknowledgement to count.")
    if len(mails) >= LOOP_FROM:
        return not_applicable("Automatic mails go on and on: see that finding.")
    cites = [Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject) for turn in mails]
    numbers = list(dict.fromkeys(turn.reading.ticket_references[0] for turn in mails if turn.reading.ticket_references))
    if len(numbers) > 1:
        return failed(f"One enquiry opened {len(numbers)} tickets: {', '.join(numbers)}.", *cites)
    if len(mails) > 1:
        return failed(f"The enquiry was acknowledged {len(mails)} times.", *cites)
    return passed("One enquiry, one acknowledgement.", *cites)


CHECK = Check(key="one_ticket", question="Does one enquiry open one ticket?", judge=judge)
