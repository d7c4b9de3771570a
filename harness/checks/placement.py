"""Do the desk's mails land in the inbox? One in junk has arrived, but hardly anybody sees it (seed 004, point 4)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import count


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    elsewhere = [turn for turn in case.arrivals if turn.arrived.placement != "inbox"]
    if not elsewhere:
        return passed(f"{count(len(case.arrivals), 'mail')} in the inbox.")
    cites = [Cite(layer=Layer.SERVER, seq=turn.seq, quote=turn.arrived.folder) for turn in elsewhere]
    folders = ", ".join(dict.fromkeys(f"“{turn.arrived.folder}”" for turn in elsewhere))
    return failed(f"{len(elsewhere)} of {count(len(case.arrivals), 'mail')} landed in {folders}.", *cites)


CHECK = Check(
    key="placement", question="Do the mails land in the inbox?", judge=judge, severity=Severity.SHOULD, seed="004"
)
