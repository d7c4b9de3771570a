"""Does the person who answers give a name? (RULES.md 13; seed 000, "Be their partner")

The reader knows a name when it is sure. Where the end of the mail holds a word that might be one all the same, nothing
is said.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_judged, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import letters_of, no_letter
from harness.manners.signing import is_team, may_be_signed, signer


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter, desk = letters_of(case)[0], case.probe.desk.name
    reading = letter.turn.reading
    header = Cite(layer=Layer.HEADER, seq=letter.turn.seq, quote=reading.sender.name or reading.sender.address)
    if reading.agent and not is_team(reading.agent, desk):
        return passed(f"{reading.agent} signs.", header)
    end = reading.text.rstrip()[-300:]
    body = Cite(layer=Layer.BODY, seq=letter.turn.seq, quote=end, note="the end of the mail, searched for a name")
    if not reading.new_text_sure or not letter.language:
        return not_judged("Where the mail's signature stands is not sure.", "extraction", body)
    written = (letter.text, reading.signature, letter.language, f"{desk} {case.probe.persona.name}")
    if name := signer(*written):
        return passed(f"{name} signs.", body)
    if may_be_signed(*written):
        return not_judged("Whether the mail is signed by a person is not sure.", "unsigned", body)
    return failed("The person who answers gives no name.", body, header)


CHECK = Check(
    key="names_agent",
    question="Does the person who answers give a name?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
)
