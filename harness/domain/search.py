"""Looking for a way to contact support, click by click, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.domain.message import StatedPromise

MOST_CLICKS = 3
MOST_PAGES = 40


class WayKind(Enum):
    """A way to reach the desk."""

    FORM = "form"
    ADDRESS = "address"
    PHONE = "phone"
    CHAT = "chat"

    @property
    def spelt(self) -> str:
        return {"form": "a form", "address": "an address", "phone": "a telephone number", "chat": "a chat"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way that was found. `what`: the form's page, the address, the number, the chat's provider.

    `clicks`: from the home page to the page it stands on.
    """

    kind: WayKind
    what: str
    page: str
    clicks: int


@dataclass(frozen=True, kw_only=True)
class SeenPage:
    """A page that was opened.

    Attributes:
        came_from, by: the page before, and the words of the link that led here; "" for the home page.
        status: HTTP, 0 when it did not load.
        login_wall: one must sign in to go on to support here.
        faq: answers to frequent questions stand here.
        promises: times to answer, where a way to write stands on the page.
        shot: name of its screenshot, "" where none was kept.
    """

    url: str
    clicks: int
    came_from: str = ""
    by: str = ""
    title: str = ""
    status: int = 0
    login_wall: bool = False
    faq: bool = False
    promises: tuple[StatedPromise, ...] = ()
    shot: str = ""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What looking around a site brought up, breadth-first from its home page.

    Attributes:
        pages, ways: in the order they were seen, so that the nearest of a kind is its first.
        forbidden: addresses that robots.txt asks robots not to open (RFC 9309).
        elsewhere: links that speak of support and lead to hosts that are not the desk's.
        searched_to: every page within so many clicks was seen; -1 when not even the home page was.
        trouble: why nothing could be seen, "" when it could.
    """

    home: str
    pages: tuple[SeenPage, ...] = ()
    ways: tuple[Way, ...] = ()
    forbidden: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    searched_to: int = -1
    trouble: str = ""

    def nearest(self, *kinds: WayKind) -> Way | None:
        """The way with the fewest clicks; of any kind when none is named."""
        return min(
            (way for way in self.ways if not kinds or way.kind in kinds), key=lambda way: way.clicks, default=None
        )

    def path_to(self, url: str) -> tuple[SeenPage, ...]:
        """From the home page to this page, as it was clicked."""
        by_url = {page.url: page for page in self.pages}
        path: list[SeenPage] = []
        while url in by_url and by_url[url] not in path:
            path.insert(0, by_url[url])
            url = path[0].came_from
        return tuple(path)

    @property
    def shown_path(self) -> tuple[SeenPage, ...]:
        """To the nearest way to write; where there is none, to the nearest way, a login wall, or the questions."""
        way = self.nearest(WayKind.FORM, WayKind.ADDRESS) or self.nearest()
        ends = [way.page] if way else [page.url for page in self.pages if page.login_wall or page.faq]
        return self.path_to(ends[0] if ends else self.home)

    @property
    def login_walls(self) -> tuple[SeenPage, ...]:
        return tuple(page for page in self.pages if page.login_wall)

    @property
    def has_only_questions(self) -> bool:
        """Frequent questions and their answers, but nobody to ask."""
        return not self.ways and any(page.faq for page in self.pages)
