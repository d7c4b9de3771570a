"""Did the desk's mail reach the customer's provider over an encrypted connection? (RFC 3207, RFC 3848)

By the Received line of the host that took it from outside: the one step on the way whose word can be believed. Where
that line names no protocol, nothing is said.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.message import Hop
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import count


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    total = count(len(case.arrivals), "mail")
    steps = [(turn, entrance(turn)) for turn in case.arrivals]
    plain = [(turn, hop) for turn, hop in steps if hop is not None and hop.tls is False]
    if plain:
        hop = plain[0][1]
        sentence = f"{len(plain)} of {total} came to {hop.by} without encryption, readable on the way."
        return failed(sentence, *(_cite(turn, one) for turn, one in plain))
    if any(hop is None or hop.tls is None for _, hop in steps):
        return not_judged("The provider's Received line does not say whether it was encrypted.", "no_verdict")
    cites = [_cite(turn, hop) for turn, hop in steps[:1] if hop is not None]
    return passed(f"{total} came over an encrypted connection.", *cites)


def entrance(turn: TheirTurn) -> Hop | None:
    """The hop where the provider took the mail from outside: the oldest of its own."""
    return next((hop for hop in turn.reading.hops if hop.own), None)


def _cite(turn: TheirTurn, hop: Hop) -> Cite:
    return Cite(layer=Layer.HEADER, seq=turn.seq, quote=hop.raw[:300], note=hop.protocol)


CHECK = Check(
    key="sent_encrypted",
    question="Did it come encrypted?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
)
