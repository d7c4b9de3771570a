"""`shopper status`: what a wave waits for next, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from harness.commands.reports import next_line
from harness.domain.scenario import Limits
from harness.domain.verdict import WaveResult
from harness.judge import judge
from harness.tally import WaveFacts, tally
from tests.checks.stories import ALL_OVER, DAY, HOUR, MINUTE, SENT, Story, clean, story


def wave(after: timedelta, *told: Story, judged_at: datetime | None = None) -> WaveResult:
    facts = WaveFacts(wave="w1", title="A wave", started_at=SENT, judged_at=judged_at or SENT + after, mailboxes=())
    return tally(facts, [judge(one.case(after)) for one in told])


def test_the_nearest_promise_of_the_wave_is_named_with_its_conversation() -> None:
    later, sooner = story().says().acknowledged(), story().says()

    assert next_line(wave(MINUTE, later, sooner)) == (
        "Next, 2026-03-04 10:05 UTC: the acknowledgement is due (A customer was charged twice [gmail])."
    )


def test_what_fell_due_while_nobody_looked_asks_for_collect() -> None:
    said = next_line(wave(MINUTE, story().says(), judged_at=SENT + DAY))

    assert said.startswith("Due now: the acknowledgement is due")
    assert said.endswith("; `shopper collect` looks.")


def test_quiet_hours_put_an_unsent_enquiry_off() -> None:
    told = story()
    quiet = replace(told, probe=replace(told.probe, limits=Limits(quiet="09:00-15:00")))

    assert next_line(wave(HOUR, quiet)).startswith("Next, 2026-03-04 15:00 UTC: the enquiry is to be sent")


def test_a_wave_that_is_over_waits_for_nothing() -> None:
    assert next_line(wave(ALL_OVER, clean())) == ""
