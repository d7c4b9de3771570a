"""A run that sends nothing for the hour says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from harness.commands.waves import quiet_lines
from harness.domain.scenario import Limits
from tests.engine.probes import NOW, probe


def test_quiet_hours_are_told_once_for_each_desk_with_their_end() -> None:
    quiet = replace(probe(), limits=Limits(quiet="22:00-06:00"))
    night = NOW.replace(hour=23, minute=0)

    told = quiet_lines([quiet, replace(quiet, id="b")], night)

    end = NOW.replace(hour=6, minute=0) + timedelta(days=1)
    assert told == [
        f"Quiet hours (limits.quiet) of Acme until {end:%Y-%m-%d} 06:00 UTC: nothing new is sent before. "
        "`shopper collect` after that sends it."
    ]


def test_by_day_nothing_is_said() -> None:
    assert quiet_lines([replace(probe(), limits=Limits(quiet="22:00-06:00"))], NOW) == []
