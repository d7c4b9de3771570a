"""The one click, and what can be seen and heard after it: text, navigation, the POST's status, dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.channels.form.outcome import After, read_outcome
from harness.domain.form import FormOutcome, OutcomeKind
from harness.ports import Clock

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page, Response

BeforeClick = Callable[[], Awaitable[None]]
PAGE_TIMEOUT = 20_000.0
"""Real milliseconds a page may take."""
QUIET_FOR = 0.4
"""Real seconds without change after which the page has said what it has to say."""


async def click_once(page: Page, frame: Frame, submit: str, before_click: BeforeClick, clock: Clock) -> FormOutcome:
    """Click the button once, never again, and read what the page answers."""
    from playwright.async_api import Error

    seen = _Seen(page)
    before, address = await _visible_text(page), page.url
    await before_click()
    clicked_at = clock.now()
    try:
        await frame.locator(submit).first.click(no_wait_after=True)
    except Error as error:
        text = f"the button could not be clicked: {str(error).splitlines()[0][:200]}"
        return FormOutcome(kind=OutcomeKind.TIMEOUT, text=text, clicked_at=clicked_at, url=page.url)
    text = await _settled_text(page, before, seen)
    after = After(
        before=before if page.url == address else "",
        text=text,
        url=page.url,
        navigated=page.url != address,
        status=seen.status,
        request=seen.request,
        dialog=seen.dialog,
        invalid=await _invalid(frame),
    )
    return replace(read_outcome(after), clicked_at=clicked_at, confirmed_at=clock.now())


class _Seen:
    """What the network and the page's dialogs say after the click."""

    def __init__(self, page: Page) -> None:
        self.status = 0
        self.request = ""
        self.dialog = ""
        page.on("response", self._on_response)
        page.on("dialog", self._on_dialog)

    def _on_response(self, response: Response) -> None:
        if response.request.method == "POST" and not self.request:
            self.status = response.status
            self.request = f"POST {urlsplit(response.url).path} {response.status}"

    async def _on_dialog(self, dialog: Any) -> None:
        self.dialog = str(dialog.message)[:500]
        await dialog.accept()


async def _settled_text(page: Page, before: str, seen: _Seen) -> str:
    """The visible text once something has changed and then stayed the same for a moment."""
    text, quiet, waited = before, 0.0, 0.0
    changed = False
    while waited < PAGE_TIMEOUT / 1000 and not (changed and quiet >= QUIET_FOR):
        await asyncio.sleep(0.1)  # the page has no clock of ours; this is real time
        waited += 0.1
        latest = await _visible_text(page)
        quiet = quiet + 0.1 if latest == text else 0.0
        changed = (
            changed or latest != before or bool(seen.dialog) or (bool(seen.request) and waited > 1.5) or waited > 6
        )
        text = latest
    return text


async def _visible_text(page: Page) -> str:
    from playwright.async_api import Error

    texts = []
    for frame in page.frames:
        with suppress(Error):
            texts.append(str(await frame.evaluate("() => document.body ? document.body.innerText : ''")))
    return "\n".join(texts)


async def _invalid(frame: Frame) -> tuple[str, ...]:
    from playwright.async_api import Error

    selector = "input:invalid,textarea:invalid,select:invalid,[aria-invalid=true]"
    with suppress(Error):
        names = await frame.evaluate("s => [...document.querySelectorAll(s)].map(e => e.name || e.id)", selector)
        return tuple(str(one) for one in names)
    return ()
