"""Which browser to drive, and opening it once per run."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.domain.errors import NoBrowser

if TYPE_CHECKING:
    from playwright.async_api import Browser

_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_USUAL = (
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
"""A browser that talks to nobody but the desk."""


@dataclass(frozen=True, kw_only=True)
class BrowserChoice:
    """The executable, and how it was found."""

    path: str
    how: str


def find_browser(preferred: str, environ: Mapping[str, str]) -> BrowserChoice:
    """`--browser`, `SHOPPER_BROWSER`, Playwright's own if its file exists, Chrome or Edge, then chromium on PATH.

    Raises:
        NoBrowser: with one command that mends it.
    """
    named = preferred or environ.get("SHOPPER_BROWSER", "")
    if named:
        found = shutil.which(named, path=environ.get("PATH"))
        if found is None:
            raise NoBrowser("Opening a browser", f"{named!r} is no program", "Name another with --browser.")
        return BrowserChoice(path=found, how="as named")
    for path in (*_playwright_own(environ), *(Path(one) for one in _USUAL)):
        if path.is_file():
            return BrowserChoice(path=str(path), how="installed")
    for name in _ON_PATH:
        found = shutil.which(name, path=environ.get("PATH"))
        if found is not None:
            return BrowserChoice(path=found, how="on PATH")
    raise NoBrowser(
        "Opening a browser for the form scenarios",
        "none was found (Playwright's own, Chrome, Edge, chromium)",
        "Run `playwright install chromium`, or on Debian and Ubuntu `apt install chromium`.",
    )


@asynccontextmanager
async def open_browser(choice: BrowserChoice) -> AsyncIterator[Browser]:
    """A headless browser for a whole run. Raises NoBrowser when it does not start."""
    from playwright.async_api import Error, async_playwright

    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=choice.path, args=list(_QUIET))
        except Error as error:
            got = str(error).split("\n")[0][:200]
            raise NoBrowser(f"Starting {choice.path}", got, "Name another browser with --browser.") from error
        try:
            yield browser
        finally:
            await browser.close()


def _playwright_own(environ: Mapping[str, str]) -> list[Path]:
    """The file must be looked for: Playwright names a path even where nothing is installed."""
    home = Path(environ.get("HOME", "/"))
    root = Path(environ.get("PLAYWRIGHT_BROWSERS_PATH") or home / ".cache" / "ms-playwright")
    if not root.is_dir():
        return []
    return [
        *sorted(root.glob("chromium-*/chrome-linux*/chrome")),
        *sorted(root.glob("chromium-*/chrome-mac*/**/Chromium")),
    ]
