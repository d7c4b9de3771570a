"""Can the desk's mails be read without HTML? (FAULTS.md 18; RULES.md 37; seed 004, point 4, "in the correct format")

A mail whose only body is HTML says so in its own Content-Type (RFC 2045); inside a multipart it does not show here.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, waiting
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written.") if case.is_over else waiting("The desk has not written yet.")
    for turn in case.arrivals:
        kind = _content_type(turn)
        if kind.lower().lstrip().startswith("text/html"):
            return failed("A mail has no plain text, only HTML.", _cite(turn, kind))
    return passed("Every mail has plain text.", *(_cite(turn, _content_type(turn)) for turn in case.arrivals))


def _content_type(turn: TheirTurn) -> str:
    return next((value for name, value in turn.reading.headers if name.lower() == "content-type"), "text/plain")


def _cite(turn: TheirTurn, kind: str) -> Cite:
    return Cite(layer=Layer.HEADER, seq=turn.seq, quote=f"Content-Type: {kind}")


CHECK = Check(
    key="readable_without_html",
    question="Can the mails be read without HTML?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
)
