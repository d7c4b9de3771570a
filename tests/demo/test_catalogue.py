"""`shopper demo --fault list`: each fault once, with what it does."""

from __future__ import annotations

import pytest

from harness.demo.catalogue import CATALOGUE, catalogue_lines, fault_names, nearest
from harness.demo.desk.faults import HARMLESS, DeskFault
from harness.demo.desk.pages import HARMLESS_PAGES, PageFault
from harness.demo.mail.traits import MailFault


def test_every_fault_stands_in_one_group_with_its_meaning() -> None:
    listed = [fault for group in CATALOGUE.values() for fault in group]

    assert len(listed) == len(set(listed))
    assert set(listed) == {*DeskFault, *PageFault, *MailFault}
    assert all(does for group in CATALOGUE.values() for does in group.values())


def test_what_must_lead_to_no_finding_is_told_apart() -> None:
    harmless = {fault for name, group in CATALOGUE.items() if "no finding" in name for fault in group}

    assert harmless == HARMLESS | HARMLESS_PAGES


def test_each_line_fits_a_terminal_and_begins_with_the_name_to_type() -> None:
    lines = list(catalogue_lines())

    assert max(map(len, lines)) <= 120
    assert [line.split()[0] for line in lines if line.startswith("  ")] != []
    assert {line.split()[0] for line in lines if line.startswith("  ")} == set(fault_names())


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("no-reply-sendr", "Did you mean 'no-reply-sender'? "),
        ("nope", "Did you mean 'no-idle' or 'no-offer' or 'loop'? "),
        ("zzzz", ""),
    ],
)
def test_a_word_that_names_no_fault_gets_the_nearest_ones(word: str, meant: str) -> None:
    assert nearest(word) == f"{meant}`shopper demo --fault list` tells them all."
