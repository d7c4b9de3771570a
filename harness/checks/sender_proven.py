"""Does the desk's mail prove whose it is, to the customer's provider? (seed 004, point 4; RFC 7208, 6376, 7489)

Only what the mailbox's own provider wrote counts. A mail without its verdict is no proof either way, and no pass.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.message import Authentication
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import count

_BAD = ("fail", "softfail", "permerror", "hardfail")


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    for turn in case.arrivals:
        found = turn.reading.authentication
        if _is_refuted(found):
            sentence = f"{case.probe.mailbox} could not verify who sent the mail: {spoken(found)}."
            return failed(f"{sentence} Such mail easily lands in junk.", _cite(turn))
    unproven = [turn for turn in case.arrivals if not _is_proven(turn.reading.authentication)]
    total = count(len(case.arrivals), "mail")
    if unproven:
        said = f"For {len(unproven)} of {total} the mailbox's provider left no verdict on who sent it"
        return not_judged(f"{said}; that is no pass.", "no_verdict", *(_cite(turn) for turn in unproven))
    found = case.arrivals[0].reading.authentication
    return passed(f"The sender of {total} is proven ({spoken(found)}).", _cite(case.arrivals[0]))


def spoken(found: Authentication) -> str:
    """ "SPF pass, DKIM fail" """
    pairs = (("SPF", found.spf), ("DKIM", found.dkim), ("DMARC", found.dmarc))
    return ", ".join(f"{name} {value}" for name, value in pairs if value) or "no verdict"


def _is_refuted(found: Authentication) -> bool:
    """DMARC decides where it was looked at; else a broken signature, a wrong sending host, or no proof at all."""
    if found.dmarc in ("pass", *_BAD):
        return found.dmarc != "pass"
    if found.dkim == "pass":
        return False
    looked = [one for one in (found.spf, found.dkim, found.dmarc) if one]
    return bool({found.spf, found.dkim} & set(_BAD)) or (len(looked) > 1 and set(looked) == {"none"})


def _is_proven(found: Authentication) -> bool:
    return found.dmarc == "pass" or (found.dmarc not in _BAD and "pass" in (found.dkim, found.spf))


def _cite(turn: TheirTurn) -> Cite:
    found = turn.reading.authentication
    return Cite(layer=Layer.HEADER, seq=turn.seq, quote=found.raw[:300] or turn.reading.subject, note=spoken(found))


CHECK = Check(
    key="sender_proven",
    question="Does the mail prove who sent it?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
)
