"""The find steps: the desk's site searched once per conversation, with screenshots along the path."""

from __future__ import annotations

import hashlib

from harness.domain.errors import CannotMeasure, HarnessFault
from harness.domain.evidence import EffectFailed, Searched, StoredShot
from harness.domain.form import Shot
from harness.domain.search import Search
from harness.engine.book import Book, Page
from harness.engine.doors import Doors


class Searcher:
    """Looks around a desk's site and records what was found. It changes nothing there, so it needs no intent."""

    def __init__(self, doors: Doors, book: Book) -> None:
        self._doors = doors
        self._book = book

    async def search(self, page: Page, index: int) -> None:
        try:
            search, shots = await self._look(page)
        except HarnessFault as fault:
            failed = EffectFailed(
                at=self._doors.clock.now(), step=index, wanted=fault.wanted, got=fault.got, remedy=fault.remedy
            )
            self._book.append(page, [failed])
            return
        stored = tuple(
            StoredShot(name=shot.name, media_type=shot.media_type, sha256=hashlib.sha256(shot.data).hexdigest())
            for shot in shots
        )
        searched = Searched(at=self._doors.clock.now(), step=index, search=search, shots=stored)
        self._book.append(page, [searched], [shot.data for shot in shots])

    async def _look(self, page: Page) -> tuple[Search, tuple[Shot, ...]]:
        if self._doors.sites is None:
            raise CannotMeasure("Looking around the desk's site", "no browser was opened")
        desk = page.probe.desk
        return await self._doors.sites.search(desk.home, desk.hosts)
