"""Follows a link that confirms an enquiry: opened once, on the desk's hosts, nothing clicked or typed there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harness.channels.form.clicking import PAGE_TIMEOUT, Look, look_at
from harness.channels.form.hosts import HostGuard
from harness.channels.form.outcome import After, read_outcome
from harness.channels.form.unreachable import why_not_loaded
from harness.domain.errors import CannotMeasure
from harness.domain.form import FormOutcome, OutcomeKind, Shot
from harness.ports import Clock

if TYPE_CHECKING:
    from playwright.async_api import Browser


class LinkFollower:
    """See `ports.Links`."""

    def __init__(self, browser: Browser, clock: Clock) -> None:
        self._browser = browser
        self._clock = clock

    async def follow(self, url: str, hosts: tuple[str, ...]) -> FormOutcome:
        from playwright.async_api import Error

        try:
            context = await self._browser.new_context(viewport={"width": 1100, "height": 900})
        except Error as error:
            raise CannotMeasure("Following a link", "the browser has ended", "Run `shopper collect` again.") from error
        context.set_default_timeout(PAGE_TIMEOUT)
        try:
            await HostGuard(hosts).watch(context)
            page = await context.new_page()
            clicked_at = self._clock.now()
            try:
                response = await page.goto(url, wait_until="load")
            except Error as error:
                text = f"the page did not load: {why_not_loaded(error)}"
                return FormOutcome(kind=OutcomeKind.TIMEOUT, text=text, url=url, clicked_at=clicked_at)
            now = await look_at(page) or Look()
            status = response.status if response is not None else 0
            after = After(before="", text=now.text, url=page.url, status=status, language=now.language)
            shot = Shot(name="confirmed", media_type="image/jpeg", data=await page.screenshot(type="jpeg", quality=55))
            outcome = replace(read_outcome(after), clicked_at=clicked_at, confirmed_at=self._clock.now(), shots=(shot,))
            return replace(outcome, request=f"GET {status}")
        finally:
            await context.close()
