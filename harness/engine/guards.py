"""Guard rails, checked before anything is sent: daily budget per desk, quiet hours, hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from harness.domain.errors import UsageError
from harness.domain.scenario import AgentAnswer, Desk, Probe
from harness.engine.doors import Doors


def check_budget(doors: Doors, probes: Sequence[Probe]) -> None:
    """Refuse a wave that would write to a desk more often than the daily budget allows.

    Raises:
        UsageError: naming the desk, the budget, what is used up and what was wanted.
    """
    now = doors.clock.now()
    budget = doors.limits.per_desk_per_day
    for desk, wanted in Counter(probe.desk.key for probe in probes).items():
        used = doors.journal.openings_since(desk, now - timedelta(days=1))
        if used + wanted > budget:
            raise UsageError(
                f"Starting {wanted} conversations with desk {desk!r}",
                f"limits.per_desk_per_day is {budget}, and {used} were started in the last 24 hours",
                "Select fewer with -t, -k or --mailbox, or raise the limit if the desk agrees.",
            )


def check_doors(doors: Doors, probes: Sequence[Probe]) -> None:
    """Refuse probes that need what is not there.

    Raises:
        UsageError: an `agent` step for a desk without an agent connector.
    """
    for probe in probes:
        steps = [step for step in probe.steps if isinstance(step, AgentAnswer)]
        if steps and (doors.agent is None or not probe.desk.has_agent):
            raise UsageError(
                f"{steps[0].place}: an `agent` step",
                f"desk {probe.desk.key!r} has no `agent:` connector",
                "Name one in shopper.yaml, or leave the answer to a person.",
            )


def quiet_until(desk: Desk, quiet: str, now: datetime) -> datetime | None:
    """The end of the quiet hours that hold at `now`, in the desk's zone; None outside them.

    Args:
        quiet: "22:00-06:00", or "" for none.
    """
    if not quiet:
        return None
    begins, ends = (time.fromisoformat(part.strip()) for part in quiet.split("-"))
    local = now.astimezone(ZoneInfo(desk.hours.timezone))
    for day in (local.date() - timedelta(days=1), local.date()):
        start = datetime.combine(day, begins, local.tzinfo)
        stop = datetime.combine(day if begins < ends else day + timedelta(days=1), ends, local.tzinfo)
        if start <= local < stop:
            return stop.astimezone(now.tzinfo)
    return None
