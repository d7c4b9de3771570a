"""What `shopper doctor` found: for each subject (a mailbox, a desk, the browser) one answer to each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from harness.domain.wording import spell


class Health(Enum):
    FINE = "fine"
    WARNING = "warning"
    """It works, but not for long or not quite."""
    BROKEN = "broken"
    SKIPPED = "skipped"
    """Could not be asked because an earlier question went wrong, or was not wanted."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer.

    Attributes:
        said: what was found, without any secret. remedy: what to do, "" where nothing is to be done.
        figures: the numbers in it, for machines; times in seconds.
    """

    question: str
    health: Health
    said: str
    remedy: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """All answers about one subject, in the order of the questions."""

    subject: str
    about: str
    answers: tuple[Answer, ...]

    @property
    def health(self) -> Health:
        """The worst of its answers; skipped ones do not count."""
        return worst(answer.health for answer in self.answers)


def our_clock(measured: Sequence[tuple[float, float]]) -> Answer:
    """Whether several mailboxes agree that it is this machine's clock that is wrong.

    Args:
        measured: for each mailbox how many seconds its server's clock is ahead of ours: at least, at most.
    """
    if len(measured) < 2:
        return Answer(question="clock", health=Health.SKIPPED, said="one mailbox alone cannot tell whose clock is off")
    low, high = max(low for low, _ in measured), min(high for _, high in measured)
    if low > high:
        return Answer(question="clock", health=Health.FINE, said="the mailboxes' servers disagree with each other")
    if low <= 2.0 and high >= -2.0:
        return Answer(question="clock", health=Health.FINE, said=f"agrees with {len(measured)} mailboxes' servers")
    which = "behind" if low > 0 else "ahead of"
    said = f"{spell(min(abs(low), abs(high)))} {which} what {len(measured)} mailboxes' servers agree on"
    remedy = "Switch on time synchronisation (NTP): a promise is judged by this clock."
    return Answer(question="clock", health=Health.WARNING, said=said, remedy=remedy)


def worst(found: Iterable[Health]) -> Health:
    """Broken before warning before fine."""
    healths = set(found)
    return next((one for one in (Health.BROKEN, Health.WARNING) if one in healths), Health.FINE)
