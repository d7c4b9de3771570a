"""The support organisation under test, as the user's project describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from harness.domain.form import FormOverrides
from harness.domain.mailbox import Secret
from harness.domain.promise import Promises
from harness.domain.support_hours import SupportHours


@dataclass(frozen=True, kw_only=True)
class DeskAddress:
    key: str
    address: str
    promises: Promises = Promises()


@dataclass(frozen=True, kw_only=True)
class DeskForm:
    """A support form of the desk. `dwell`: seconds between opening the page and submitting."""

    key: str
    url: str
    overrides: FormOverrides
    dwell: float = 3.0
    promises: Promises = Promises()


class ReferencePlace(Enum):
    """Where the visible reference of a probe stands."""

    SIGNATURE = "signature"
    SUBJECT = "subject"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The support organisation under test.

    Attributes:
        hosts: host names (with ":port" where not the scheme's own) that a browser may open for this desk.
        notice: who agreed to be tested, printed in the report.
        plus: whether probes write from plus addresses; off for desks that refuse the sign.
        answers_from: domains the desk's mail comes from, beside those of its addresses; only helps matching.
    """

    key: str
    name: str
    home: str = ""
    addresses: Mapping[str, DeskAddress] = field(default_factory=dict)
    forms: Mapping[str, DeskForm] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    hours: SupportHours = SupportHours()
    promises: Promises = Promises()
    notice: str = ""
    plus: bool = True
    reference: ReferencePlace = ReferencePlace.SIGNATURE
    answers_from: tuple[str, ...] = ()
    agent_command: tuple[str, ...] = ()
    """Command that answers as an agent (see `harness/desks/command.py`)."""
    agent_connector: str = ""
    """Or the name of a connector that does; its account is in `Project.agents`, for a probe holds no secret."""

    @property
    def has_agent(self) -> bool:
        """Whether `agent` steps can be played."""
        return bool(self.agent_command or self.agent_connector)


@dataclass(frozen=True, kw_only=True)
class AgentSettings:
    """An account at a desk by which the harness plays its agent. `url`: the desk's staff pages."""

    connector: str
    url: str
    user: str
    password: Secret
    ca_file: str = ""
