"""The one click, and what can be seen and heard after it: text, navigation, the submit's status, dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.channels.form.outcome import After, read_outcome
from harness.domain.form import FormOutcome, OutcomeKind
from harness.ports import Clock

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page, Request, Response

BeforeClick = Callable[[], Awaitable[None]]
PAGE_TIMEOUT = 20_000.0
"""Real milliseconds a page may take."""
POLL = 0.06
"""Real seconds between two looks: a page has no clock of ours."""
QUIET_FOR = 0.3
"""Real seconds without change after which a page has said what it has to say."""
PATIENCE = 6.0
"""Real seconds after which a page that said nothing, or nothing that can be understood, is taken at its word."""
_SENDING = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, kw_only=True)
class Look:
    """The page at one instant: see `look.js`."""

    text: str = ""
    live: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    stands: bool = False
    language: str = ""
    ready: bool = False
    url: str = ""


async def click_once(page: Page, frame: Frame, submit: str, before_click: BeforeClick, clock: Clock) -> FormOutcome:
    """Click the button once, never again, and read what the page answers.

    Whether it can be clicked at all is tried before: a button under a banner is our trouble, not the desk's.
    """
    from playwright.async_api import Error

    button = frame.locator(submit).first
    try:
        await button.click(trial=True)
    except Error as error:
        text = f"the button could not be clicked: {str(error).splitlines()[0][:200]}"
        return FormOutcome(kind=OutcomeKind.UNSURE, text=text, url=page.url)
    heard = Heard(page)
    before = await look_at(page) or Look()
    await before_click()
    clicked_at = clock.now()
    try:
        await button.click(no_wait_after=True)
    except Error as error:
        text = f"the click may have failed: {str(error).splitlines()[0][:200]}"
        return FormOutcome(kind=OutcomeKind.TIMEOUT, text=text, clicked_at=clicked_at, url=page.url)
    outcome = await _answer(page, before, heard)
    return replace(outcome, clicked_at=clicked_at, confirmed_at=clock.now())


class Heard:
    """What the network and the page's dialogs say after the click.

    Of several requests the one that answers the form counts: a navigation before a script's, the page's own host before
    others; beacons never.
    """

    def __init__(self, page: Page) -> None:
        self.status = 0
        self.request = ""
        self.dialog = ""
        self.failure = ""
        self._open: set[Request] = set()
        self._rank = (0, 0)
        self._host = urlsplit(page.url).netloc
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failure)
        page.on("dialog", self._on_dialog)

    @property
    def is_busy(self) -> bool:
        """The form is on its way and not answered."""
        return bool(self._open)

    def _on_request(self, request: Request) -> None:
        if _sends(request):
            self._open.add(request)

    def _on_response(self, response: Response) -> None:
        request = response.request
        self._open.discard(request)
        if not _sends(request):
            return
        rank = (2 if request.is_navigation_request() else 1, int(urlsplit(request.url).netloc == self._host))
        if rank >= self._rank and (request.redirected_from is not None or rank > self._rank):
            first = _first(request)
            self._rank, self.status = rank, response.status
            self.request = f"{first.method} {urlsplit(first.url).path} {response.status}"

    def _on_failure(self, request: Request) -> None:
        self._open.discard(request)
        if _sends(request) and not self.request:
            self.failure = request.failure or "the connection failed"

    async def _on_dialog(self, dialog: Any) -> None:
        self.dialog = f"{self.dialog}\n{dialog.message}".strip()[:500]
        await dialog.accept()


async def look_at(page: Page) -> Look | None:
    """Every frame of every page the click may have opened; None while the page is being replaced by the next."""
    from playwright.async_api import Error

    looks: list[dict[str, Any]] = []
    latest = page.context.pages[-1] if page.context.pages else page
    for one in dict.fromkeys([latest, page]):
        for frame in one.frames:
            try:
                looks.append(await frame.evaluate(_script()))
            except Error:
                if frame is page.main_frame:
                    return None
    return Look(
        text="\n".join(one["text"] for one in looks),
        live=_joined(looks, "live"),
        marked=_joined(looks, "marked"),
        native=_joined(looks, "native"),
        stands=any(one["stands"] for one in looks),
        language=looks[0]["language"].partition("-")[0] if looks else "",
        ready=all(one["ready"] for one in looks),
        url=latest.url if latest.url != "about:blank" else page.url,
    )


async def _answer(page: Page, before: Look, heard: Heard) -> FormOutcome:
    """Look until the page has said something that is understood, or has had its time."""
    waited, quiet, last = 0.0, 0.0, before
    while waited < PAGE_TIMEOUT / 1000:
        await asyncio.sleep(POLL)
        waited += POLL
        if heard.failure:
            return FormOutcome(kind=OutcomeKind.TIMEOUT, text=f"the form got no answer: {heard.failure}", url=page.url)
        now = await look_at(page)
        if now is None or heard.is_busy:
            quiet = 0.0
            continue
        quiet = quiet + POLL if now.text == last.text else 0.0
        last = now
        if quiet < (0.0 if now.ready and now.url != before.url and heard.request else QUIET_FOR):
            continue
        outcome = read_outcome(_after(before, now, heard))
        if outcome.kind not in (OutcomeKind.SILENT, OutcomeKind.UNSURE) or waited > PATIENCE:
            return outcome
    if heard.is_busy:
        seconds = f"{PAGE_TIMEOUT / 1000:.0f} seconds"
        return FormOutcome(kind=OutcomeKind.TIMEOUT, text=f"no answer within {seconds}", url=page.url)
    return read_outcome(_after(before, last, heard))


def _after(before: Look, now: Look, heard: Heard) -> After:
    marked = tuple(one for one in now.marked if one not in before.marked or heard.request)
    blocked = not heard.request and now.url == before.url and bool(now.native)
    return After(
        before=before.text,
        text=now.text,
        url=now.url,
        navigated=now.url != before.url,
        status=heard.status,
        request=heard.request,
        dialog=heard.dialog,
        invalid=marked or (now.native if blocked else ()),
        form_stands=now.stands,
        blocked=blocked and not marked and now.text == before.text,
        told=tuple(one for one in now.live if one not in before.live),
        language=now.language,
    )


def _first(request: Request) -> Request:
    while request.redirected_from is not None:
        request = request.redirected_from
    return request


def _sends(request: Request) -> bool:
    """A form's request, or where it was redirected to."""
    return _first(request).method in _SENDING and request.resource_type not in ("ping", "beacon", "cspviolationreport")


def _joined(looks: list[dict[str, Any]], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(item) for one in looks for item in one[key]))


@cache
def _script() -> str:
    return resources.files("harness.channels.form").joinpath("look.js").read_text("utf-8")


__all__ = ["PAGE_TIMEOUT", "BeforeClick", "click_once"]
