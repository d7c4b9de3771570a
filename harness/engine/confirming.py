"""The click in a mail that a form asks for: recorded before, done once, never again whatever became of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from harness.domain.errors import CannotMeasure, HarnessFault
from harness.domain.evidence import ConfirmationBegan, ConfirmationDone, StoredShot
from harness.domain.form import FormOutcome, OutcomeKind
from harness.engine.book import Book, Page
from harness.engine.doors import Doors


class Confirmer:
    """Follows the link of a confirmation mail and records what its page said."""

    def __init__(self, doors: Doors, book: Book) -> None:
        self._doors = doors
        self._book = book

    async def follow(self, page: Page, step: int, seq: int, url: str) -> None:
        now = self._doors.clock.now
        self._book.append(page, [ConfirmationBegan(at=now(), step=step, seq=seq, url=url)])
        try:
            outcome = await self._open(page, url)
        except HarnessFault as fault:
            outcome = FormOutcome(kind=OutcomeKind.UNSURE, text=f"{fault.wanted}: {fault.got}", url=url)
        shots = tuple(
            StoredShot(name=shot.name, media_type=shot.media_type, sha256=hashlib.sha256(shot.data).hexdigest())
            for shot in outcome.shots
        )
        done = ConfirmationDone(at=now(), step=step, outcome=replace(outcome, shots=()), shots=shots)
        self._book.append(page, [done], [shot.data for shot in outcome.shots])

    async def _open(self, page: Page, url: str) -> FormOutcome:
        if self._doors.links is None:
            raise CannotMeasure("Following a link", "no browser was opened")
        return await self._doors.links.follow(url, page.probe.desk.hosts)
