"""What the customer types into a form comes from the scenario."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from harness.clock import LeapingClock
from harness.domain.form import FormOutcome, FormOverrides, OutcomeKind, Submission
from harness.domain.scenario import Desk, DeskForm, Submit
from harness.engine.book import Book
from harness.engine.doors import Doors
from harness.engine.submitting import FormSubmitter
from harness.journal.journal import Journal
from tests.engine.probes import NOW, PLACE, probe


class Typing:
    """A browser that keeps what it was told to type."""

    def __init__(self) -> None:
        self.told: list[Submission] = []

    async def submit(
        self, desk: Desk, form: DeskForm, submission: Submission, before_click: Callable[[], Awaitable[None]]
    ) -> FormOutcome:
        self.told.append(submission)
        await before_click()
        return FormOutcome(kind=OutcomeKind.ACCEPTED)


async def test_the_planted_order_number_goes_into_a_field_for_it_and_the_step_s_own_words_come_first(
    tmp_path: Path,
) -> None:
    form = DeskForm(key="contact", url="https://acme.example/new", overrides=FormOverrides())
    desk = Desk(key="acme", name="Acme", forms={"contact": form})
    plain = Submit(place=PLACE, form="contact", subject="Hi", message="Hello")
    own = replace(plain, fields={"order": "9-9", "Colour": "blue"})
    journal, browser = Journal.at(tmp_path / "journal.sqlite"), Typing()
    doors = Doors(clock=LeapingClock(NOW), journal=journal, accounts={}, forms=browser)

    for identity, step in (("a", plain), ("b", own)):
        told = probe(identity, desk=desk)
        told = replace(told, scenario=replace(told.scenario, steps=(step,), facts={"order": "771204", "tried": "it"}))
        journal.open_wave(identity, "A wave", NOW, [told])
        book = Book(journal)
        await FormSubmitter(doors, book).submit(book.open(told), 0, step)

    assert [dict(one.fields) for one in browser.told] == [{"order": "771204"}, {"order": "9-9", "Colour": "blue"}]
