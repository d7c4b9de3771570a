"""Agents' names are masked in what is shared, unless told otherwise: staff did not ask to be in a report.

Keys in addresses always are: whoever has django-helpdesk's `/view/?ticket=help-7&key=...` has the customer's ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.domain.verdict import WaveResult

_KEY = re.compile(
    r"([?&;](?:[a-z_]*(?:key|token|secret|hash|signature|password|passwd|auth)|sig|otp|pin|code|uuid|guid)=)"
    r"[^&\s\"'<>\])]{6,}",
    re.IGNORECASE,
)


class Mask:
    """Replaces names by initials and keys in addresses by stars, wherever they stand."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
        self._initials = {name: ".".join(part[0] for part in name.split()) + "." for name in known}
        for name in known:
            for part in name.split():
                if len(part) > 2:
                    self._initials.setdefault(part, part[0] + ".")
        ordered = sorted(self._initials, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in ordered)) if ordered else None

    def __call__(self, text: str) -> str:
        text = _KEY.sub(r"\1***", text)
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._initials[found.group()], text)


def mask_for(wave: WaveResult, *, show_names: bool) -> Mask:
    """A mask for all agents of a wave; customers are invented and keep their names."""
    if show_names:
        return Mask()
    ours = {result.probe.persona.name for result in wave.results}
    names = {turn.reading.agent for result in wave.results for turn in result.conversation.theirs}
    return Mask(names - ours)
