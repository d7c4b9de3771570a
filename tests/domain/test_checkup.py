"""Whose clock is off, when several mailboxes have been asked."""

from __future__ import annotations

import pytest

from harness.domain.checkup import Health, our_clock


@pytest.mark.parametrize(
    ("measured", "health", "said"),
    [
        ([(40.0, 41.0)], Health.SKIPPED, "one mailbox alone cannot tell whose clock is off"),
        ([(-0.2, 0.9), (-3.0, 1.0)], Health.FINE, "agrees with 2 mailboxes' servers"),
        ([(1.5, 2.5), (1.0, 4.0)], Health.FINE, "agrees with 2 mailboxes' servers"),
        ([(40.0, 41.0), (39.5, 43.0)], Health.WARNING, "40 s behind what 2 mailboxes' servers agree on"),
        ([(-41.0, -40.0), (-45.0, -38.0), (-41.5, -40.0)], Health.WARNING, "40 s ahead of what 3 mailboxes' servers"),
        ([(40.0, 41.0), (-0.5, 0.5)], Health.FINE, "the mailboxes' servers disagree with each other"),
    ],
)
def test_this_machines_clock_is_blamed_only_when_all_agree(
    measured: list[tuple[float, float]], health: Health, said: str
) -> None:
    answer = our_clock(measured)

    assert answer.health is health
    assert said in answer.said
    assert bool(answer.remedy) is (health is Health.WARNING)
