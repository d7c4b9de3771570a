"""What `shopper doctor` found: for each subject (a mailbox, a desk, the browser) one answer to each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


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


def worst(found: Iterable[Health]) -> Health:
    """Broken before warning before fine."""
    healths = set(found)
    return next((one for one in (Health.BROKEN, Health.WARNING) if one in healths), Health.FINE)
