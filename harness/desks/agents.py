"""Which agent plays for which desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.domain.errors import CannotMeasure
from harness.domain.scenario import Desk
from harness.ports import Agent


@dataclass(frozen=True)
class AgentsByDesk:
    """One agent for each desk key; itself an `Agent`."""

    agents: Mapping[str, Agent]

    async def answer(self, desk: Desk, ticket: str, message: str) -> str:
        """Raises CannotMeasure for a desk that shopper.yaml gives no agent (any more)."""
        agent = self.agents.get(desk.key)
        if agent is None:
            wanted = f"Answering ticket {ticket or '(unknown)'} as an agent of {desk.key!r}"
            raise CannotMeasure(wanted, "shopper.yaml names no `agent:` for this desk")
        return await agent.answer(desk, ticket, message)
