"""Do the agents' answers carry threading headers that refer to the customer's mail? (FAULTS.md 6; RFC 5322, 3.6.4)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.humans:
        return not_applicable("No person has answered yet.")
    theirs = {turn.reading.message_id for turn in case.arrivals if turn.reading.message_id}
    known = case.conversation.known_ids() | theirs
    for turn in case.humans:
        if not _has_something_to_refer_to(case, turn):
            continue
        chain = {*turn.reading.in_reply_to, *turn.reading.references}
        if not chain:
            cite = Cite(
                layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject, note="no In-Reply-To, no References"
            )
            return failed(
                "A person's answer carries no threading headers: mail programs show it as a new conversation.", cite
            )
        if not chain & known:
            cite = Cite(layer=Layer.HEADER, seq=turn.seq, quote=" ".join(sorted(chain))[:200])
            return failed("A person's answer refers to mails the customer has never seen.", cite)
    return passed("Every answer refers to the mail before it.")


def _has_something_to_refer_to(case: Case, turn: TheirTurn) -> bool:
    """After a form nobody has sent a mail yet: the first one that comes has nothing to refer to."""
    earlier = any(one.seq < turn.seq for one in case.arrivals)
    return earlier or any(one.message_ids for one in case.conversation.ours if one.seq < turn.seq)


CHECK = Check(
    key="thread_headers",
    question="Do answers carry threading headers?",
    judge=judge,
    severity=Severity.SHOULD,
)
