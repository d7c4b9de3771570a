"""Does the same person answer throughout? (RULES.md 31; seed 001, point 1)

Mails that belong to another ticket are left out: that they do is another check's finding.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Probe, Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import letter_of, no_letter
from harness.manners.names import SAME, likeness_of_names, may_be_pet_name
from harness.manners.signing import is_team, signer


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    first = case.humans[0].reading.ticket_references[:1]
    turns = [one for one in case.humans if one.reading.ticket_references[:1] in (first, ())]
    if len(turns) < 2:
        return not_applicable("A person answered only once.")
    cites = [_signature(turn) for turn in turns]
    names = [_name(turn, case.probe) for turn in turns]
    if not all(names):
        return not_judged("Not every answer is signed by name.", "unsigned", *cites)
    other = next((name for name in names if likeness_of_names(name, [names[0]]) < SAME), None)
    if other is not None and may_be_pet_name(other, [names[0]]):
        return not_judged(f"“{names[0]}” and “{other}” may be one person.", "similar_name", *cites)
    if other is not None:
        return failed(f"{names[0]} answered first, then {other}.", *cites)
    return passed(f"{names[0]} answered throughout.", *cites)


def _name(turn: TheirTurn, probe: Probe) -> str:
    agent, letter = turn.reading.agent, letter_of(turn)
    if agent and not is_team(agent, probe.desk.name):
        return agent
    return signer(letter.text, turn.reading.signature, letter.language, f"{probe.desk.name} {probe.persona.name}")


def _signature(turn: TheirTurn) -> Cite:
    agent = turn.reading.agent
    layer = Layer.BODY if agent and agent in turn.reading.text else Layer.HEADER
    return Cite(layer=layer, seq=turn.seq, quote=agent or turn.reading.sender.name)


CHECK = Check(
    key="same_agent",
    question="Does the same person answer throughout?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="001",
)
