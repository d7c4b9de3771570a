"""The README's picture, from the committed sample report: `make screenshots`."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from harness.channels.form.browser import find_browser, open_browser

ROOT = Path(__file__).parent.parent


async def take() -> None:
    """One picture of page one, wide."""
    async with open_browser(find_browser("", os.environ)) as browser:
        page = await browser.new_page(viewport={"width": 1180, "height": 980})
        await page.goto((ROOT / "reports" / "sample" / "index.html").as_uri())
        await page.screenshot(path=ROOT / "docs" / "report.png")


if __name__ == "__main__":
    asyncio.run(take())
