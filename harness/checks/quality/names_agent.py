"""Does the person who answers give a name? (RULES.md 13; seed 000, "Be their partner")"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_judged, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import letters_of, no_letter


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter = letters_of(case)[0]
    reading = letter.turn.reading
    header = Cite(layer=Layer.HEADER, seq=letter.turn.seq, quote=reading.sender.name or reading.sender.address)
    if reading.agent:
        return passed(f"{reading.agent} signs.", header)
    end = reading.text.rstrip()[-300:]
    body = Cite(layer=Layer.BODY, seq=letter.turn.seq, quote=end, note="the end of the mail, searched for a name")
    if not reading.new_text_sure or not letter.language:
        return not_judged("Where the mail's signature stands is not sure.", "extraction", body)
    return failed("The person who answers gives no name.", body, header)


CHECK = Check(
    key="names_agent",
    question="Does the person who answers give a name?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
)
