"""Is the customer never left without a word for too long? (RULES.md 25; seed 002, point 2)

Too long: more than three days of the desk's own opening between the customer's word, or the desk's last one, and the
next word of the desk's. A silence that never ended is another check's finding.
"""

from __future__ import annotations

from datetime import datetime

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, passed, time_cite
from harness.domain.conversation import OurTurn, TheirTurn
from harness.domain.scenario import Severity
from harness.domain.support_hours import business_seconds
from harness.domain.wording import spell_opening
from harness.manners.letters import no_letter

DAYS = 3.0
"""Opening days."""


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    hours = case.probe.desk.hours
    longest, turn = _longest(case)
    most = DAYS * hours.business_day_seconds
    cite = time_cite(case, turn)
    told = f"The longest silence was {spell_opening(longest)} of opening time."
    return failed(f"{told} That is more than three opening days.", cite) if longest > most else passed(told, cite)


def _longest(case: Case) -> tuple[float, TheirTurn]:
    """The longest stretch in which the customer waited, in seconds of opening time, and the mail that ended it."""
    gaps: list[tuple[float, TheirTurn]] = [(0.0, case.humans[0])]
    since: datetime | None = None
    for turn in case.conversation.turns:
        if isinstance(turn, OurTurn):
            since = since or turn.at
            continue
        arrived = case.arrival(turn).best
        if since is not None and turn in case.arrivals:
            gaps.append((business_seconds(case.probe.desk.hours, since, arrived), turn))
            since = None if turn.is_human else arrived
    return max(gaps, key=lambda gap: gap[0])


CHECK = Check(
    key="never_silent",
    question="Is the customer never left without a word for too long?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="002",
)
