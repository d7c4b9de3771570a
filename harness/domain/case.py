"""What a check may look at: one conversation, what is known about the mailbox, and one `now`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from harness.domain.conversation import Conversation
from harness.domain.evidence import MailboxEvidence
from harness.domain.scenario import Probe


class CanaryState(Enum):
    """What the canary of this mailbox tells about silence."""

    RETURNED = "returned"
    WAITING = "waiting"
    LOST = "lost"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything `judge` hands to a check.

    Attributes:
        mailbox: evidence about the probe's mailbox in this wave, in order.
    """

    probe: Probe
    conversation: Conversation
    now: datetime
    mailbox: Sequence[MailboxEvidence] = field(default_factory=tuple)
