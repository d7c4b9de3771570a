"""Looking at a page: scan.js once in each of its frames."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from harness.channels.form.finding import FrameScan
from harness.domain.form import FormOverrides

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

JOIN = " >> "
"""Between the selectors of frames in frames."""


async def scan_page(page: Page, overrides: FormOverrides, *, links: bool = False) -> list[FrameScan]:
    """What each frame shows, the page itself first. `links`: also in-page links that may open a form."""
    from playwright.async_api import Error

    ask = {"selectors": selectors_in(overrides), "links": links}
    scans = []
    for frame in page.frames:
        with suppress(Error):
            data = json.loads(await frame.evaluate(script("scan.js"), ask))
            if data["rows"] or frame is page.main_frame:
                scans.append(FrameScan(name=await name_of(frame), data=data))
    return scans


async def name_of(frame: Frame) -> str:
    """The CSS selector of a frame's element, from the page down; "" for the page itself."""
    if frame.parent_frame is None:
        return ""
    element = await frame.frame_element()
    own = str(await element.evaluate(script("frame.js")))
    above = await name_of(frame.parent_frame)
    return f"{above}{JOIN}{own}" if above else own


async def frame_named(page: Page, name: str) -> Frame:
    """The frame a plan speaks of; the page itself when it is gone."""
    from playwright.async_api import Error

    for frame in page.frames[1:] if name else ():
        with suppress(Error):
            if await name_of(frame) == name:
                return frame
    return page.main_frame


def selectors_in(overrides: FormOverrides) -> list[str]:
    named = [overrides.form, overrides.submit, *(one.selector for one in overrides.fields.values())]
    return [one for one in named if one]


@cache
def script(name: str) -> str:
    return resources.files("harness.channels.form").joinpath(name).read_text("utf-8")
