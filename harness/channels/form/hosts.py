"""Only the desk's hosts: nothing is sent, and no page opened, anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Request, Route

_READS = frozenset(["GET", "HEAD", "OPTIONS"])


def host_of(url: str) -> str:
    """Host name with its port where it is not the scheme's own; "" for addresses without a host."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def is_allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether an address is on one of the hosts; addresses without a host (about:blank) are."""
    host = host_of(url)
    return not host or host in hosts


class HostGuard:
    """Stops what would leave the desk's hosts: POSTs, and the page itself going elsewhere. Pictures and styles may.

    Attributes:
        stopped: what was stopped, as "POST https://host/path".
        sealed: True while a page is only looked at: then nothing at all is sent, not even to the desk.
    """

    def __init__(self, hosts: tuple[str, ...]) -> None:
        self._hosts = hosts
        self.stopped: list[str] = []
        self.sealed = False

    async def watch(self, context: BrowserContext) -> None:
        await context.route("**/*", self._decide)

    async def _decide(self, route: Route) -> None:
        request = route.request
        if self._leaves(request) or (self.sealed and self._changes(request)):
            self.stopped.append(f"{request.method} {request.url[:200]}")
            await route.abort("blockedbyclient")
            return
        await route.continue_()

    def _leaves(self, request: Request) -> bool:
        if is_allowed(request.url, self._hosts):
            return False
        return request.method not in _READS or self._is_page(request)

    @staticmethod
    def _changes(request: Request) -> bool:
        return request.method not in _READS

    @staticmethod
    def _is_page(request: Request) -> bool:
        return request.is_navigation_request() and request.frame.parent_frame is None
