"""Looks for a way to contact support as a customer would: from the home page, link by link, breadth-first.

Polite: robots.txt is honoured (RFC 9309), pages are opened one after the other with a pause, only on the desk's hosts,
only by GET, and nothing is typed anywhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from harness.channels.form.hosts import HostGuard, is_allowed
from harness.channels.form.search_pages import Link, links_of, reading_of
from harness.channels.form.unreachable import why_not_loaded
from harness.domain.errors import CannotMeasure
from harness.domain.form import FormPlan, Shot
from harness.domain.search import MOST_CLICKS, MOST_PAGES, Search, SeenPage, Way, WayKind
from harness.ports import Clock

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

AGENT = "mystery-shopper"
"""The name that robots.txt may speak to."""
PAUSE = 1.0
"""Seconds between two pages, or what the site's Crawl-delay asks for, up to `LONGEST_PAUSE`."""
LONGEST_PAUSE = 10.0
_TIMEOUT = 15_000.0
_REDIRECTS = 5
"""RFC 9309, section 2.3.1.2; only on the desk's hosts."""

Inspect = Callable[[str], Awaitable[FormPlan]]


@dataclass(kw_only=True)
class _Walk:
    """A search under way."""

    home: str
    hosts: tuple[str, ...]
    robots: RobotFileParser
    pause: float
    pages: list[SeenPage] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    shots: dict[str, bytes] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    why: str = ""
    """Why the latest page that did not load did not."""

    def allows(self, url: str) -> bool:
        if self.robots.can_fetch(AGENT, url):
            return True
        self.forbidden.append(url)
        return False

    @property
    def is_satisfied(self) -> bool:
        """Every kind of way is known; farther pages cannot be nearer."""
        return {way.kind for way in self.ways} == set(WayKind)


class SiteSearch:
    """See `ports.SearchSite`. `inspect` tells what a form is."""

    def __init__(self, browser: Browser, clock: Clock, inspect: Callable[[str, tuple[str, ...]], Awaitable[FormPlan]]):
        self._browser = browser
        self._clock = clock
        self._inspect = inspect
        self._script = resources.files("harness.channels.form").joinpath("search.js").read_text("utf-8")

    async def search(self, home: str, hosts: tuple[str, ...]) -> tuple[Search, tuple[Shot, ...]]:
        """Search the site; screenshots are those along `Search.shown_path`.

        Raises:
            CannotMeasure: the browser has ended.
        """
        from playwright.async_api import Error

        try:
            context = await self._browser.new_context(viewport={"width": 1100, "height": 800})
        except Error as error:
            raise CannotMeasure("Opening a page", "the browser has ended", "Run it again.") from error
        context.set_default_timeout(_TIMEOUT)
        try:
            guard = HostGuard(hosts)
            guard.sealed = True
            await guard.watch(context)
            page = await context.new_page()
            robots = await self._robots(page, home, hosts)
            asked = robots.crawl_delay(AGENT)
            pause = min(LONGEST_PAUSE, float(asked)) if asked else PAUSE
            walk = _Walk(home=home, hosts=hosts, robots=robots, pause=pause)
            reached = await self._walk(page, walk)
            walk.elsewhere += [one.partition(" ")[2] for one in guard.stopped if one.startswith("GET ")]
            return _result(walk, reached)
        finally:
            await context.close()

    async def _robots(self, page: Page, home: str, hosts: tuple[str, ...]) -> RobotFileParser:
        """Absent (4xx): everything is allowed. Unreachable (5xx): nothing is (RFC 9309, section 2.3.1)."""
        from playwright.async_api import Error

        robots, url = RobotFileParser(), urljoin(home, "/robots.txt")
        try:
            response = await page.request.get(url, timeout=_TIMEOUT, max_redirects=0)
            for _ in range(_REDIRECTS):
                url = urljoin(url, response.headers.get("location", ""))
                if not 300 <= response.status < 400 or not is_allowed(url, hosts):
                    break
                response = await page.request.get(url, timeout=_TIMEOUT, max_redirects=0)
            if response.ok:
                robots.parse((await response.text())[:500_000].splitlines())
            else:
                robots.parse(["User-agent: *", "Disallow: /"] if response.status >= 500 else [])
        except Error:
            robots.parse([])  # the home page will tell what is the matter
        return robots

    async def _walk(self, page: Page, walk: _Walk) -> int:
        """Layer by layer; returns the clicks within which everything was seen."""
        layer = [Link(url=walk.home, text="", came_from="", rank=0)]
        for clicks in range(MOST_CLICKS + 1):
            following: list[Link] = []
            for link in sorted(layer, key=lambda one: -one.rank):
                if walk.is_satisfied or len(walk.pages) >= MOST_PAGES:
                    return clicks if walk.is_satisfied else clicks - 1
                if link.url in walk.known or not walk.allows(link.url):
                    continue
                walk.known.add(link.url)
                following += await self._visit(page, link, clicks, walk)
            if not walk.pages or not walk.pages[0].status:
                return -1
            layer = following
        return MOST_CLICKS

    async def _visit(self, page: Page, link: Link, clicks: int, walk: _Walk) -> list[Link]:
        """Open one page, note what stands there, and return where one can go from it."""
        if walk.pages:
            await self._clock.wait(self._clock.now() + timedelta(seconds=walk.pause))
        seen = SeenPage(url=link.url, clicks=clicks, came_from=link.came_from, by=link.text)
        scan, status = await self._open(page, link.url, walk)
        if scan is None:
            walk.pages.append(replace(seen, status=status))
            return []
        form = None
        if scan["fields"] and urlsplit(page.url).netloc in walk.hosts:
            form = await self._form(link.url, walk.hosts)
        reading = reading_of(scan, replace(seen, status=status, title=scan["title"]), form)
        walk.pages.append(reading.page)
        walk.ways += reading.ways
        walk.shots[link.url] = await _shot(page)
        onward, elsewhere = links_of(scan, link.url, walk.hosts)
        walk.elsewhere += elsewhere
        return onward

    async def _open(self, page: Page, url: str, walk: _Walk) -> tuple[dict[str, Any] | None, int]:
        """The scan and the status; no scan where the page did not load or led to another host."""
        from playwright.async_api import Error

        try:
            response = await page.goto(url, wait_until="domcontentloaded")
            if urlsplit(page.url).netloc.lower() not in walk.hosts:
                return None, response.status if response else 0
            if response is not None and response.status >= 400:
                return None, response.status
            return dict(await page.evaluate(self._script)), response.status if response else 200
        except Error as error:
            walk.why = why_not_loaded(error)
            return None, 0

    async def _form(self, url: str, hosts: tuple[str, ...]) -> FormPlan | None:
        try:
            return await self._inspect(url, hosts)
        except CannotMeasure:
            return None


async def _shot(page: Page) -> bytes:
    from playwright.async_api import Error

    try:
        return await page.screenshot(type="jpeg", quality=45)
    except Error:
        return b""


def _result(walk: _Walk, reached: int) -> tuple[Search, tuple[Shot, ...]]:
    search = Search(
        home=walk.home,
        pages=tuple(walk.pages),
        ways=tuple(walk.ways),
        forbidden=tuple(dict.fromkeys(walk.forbidden)),
        elsewhere=tuple(dict.fromkeys(walk.elsewhere)),
        searched_to=reached,
        trouble=_trouble(walk),
    )
    shots, pages = [], list(search.pages)
    for index, seen in enumerate(search.shown_path):
        if data := walk.shots.get(seen.url):
            name = f"{index} {seen.title or seen.url}"[:80]
            shots.append(Shot(name=name, media_type="image/jpeg", data=data))
            pages[pages.index(seen)] = replace(seen, shot=name)
    return replace(search, pages=tuple(pages)), tuple(shots)


def _trouble(walk: _Walk) -> str:
    if not walk.pages:
        return "robots.txt asks robots to stay away from the home page"
    first = walk.pages[0]
    if first.status == 0:
        return f"the home page did not load: {walk.why}"
    return f"the home page answered HTTP {first.status}" if first.status >= 400 else ""
