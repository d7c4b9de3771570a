"""Forms: the finder's time, a probe against a script written by hand, memory of further probes; part of `make bench`.

The hand-written script works in the same browser, in a fresh context each time, and takes the same two pictures.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness import wiring
from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.finding import plan_form
from harness.channels.form.probing import BrowserForms
from harness.channels.form.scanning import scan_page
from harness.domain.form import FormOverrides
from harness.domain.scenario import Desk, DeskForm
from tests.forms.scoring import WORDS
from tests.forms.serving import OWN, FormSite

if TYPE_CHECKING:
    from playwright.async_api import Browser

ROUNDS = 9
PAGE = "en-plain"


def main() -> None:
    asyncio.run(_all())


async def _all() -> None:
    folders = [folder for folder in (OWN, _corpus()) if (folder / "labels.json").is_file()]
    async with open_browser(find_browser("", os.environ)) as browser:
        times = [one for folder in folders for one in await _finder(browser, folder)]
        print(
            f"form finder: median {statistics.median(times):.1f} ms (bar 10), worst {max(times):.0f} ms (bar 300), {len(times)} pages"
        )
        with FormSite(folder=OWN) as site:
            await _against_a_script(browser, site)
            await _memory(browser, site)


async def _finder(browser: Browser, folder: Path) -> list[float]:
    """Milliseconds to scan and plan each page; the second look counts, when nothing is read from disk any more."""
    times = []
    with FormSite(folder=folder) as site:
        page = await (await browser.new_context(viewport={"width": 1100, "height": 900})).new_page()
        for key in site.labels:
            await page.goto(site.address(key))
            plan_form(page.url, await scan_page(page, FormOverrides()), FormOverrides())
            begun = time.perf_counter()
            plan_form(page.url, await scan_page(page, FormOverrides()), FormOverrides())
            times.append(1000 * (time.perf_counter() - begun))
        await page.context.close()
    return times


async def _against_a_script(browser: Browser, site: FormSite) -> None:
    """Taken in turns, so that a busy machine slows both alike."""
    forms = BrowserForms(browser, wiring.real_clock())
    probe, script = [], []
    for _ in range(ROUNDS):
        script.append(await _timed(lambda: _by_hand(browser, site)))
        probe.append(await _timed(lambda: _by_probe(forms, site)))
    ratio = statistics.median(probe) / statistics.median(script)
    print(
        f"form probe: {statistics.median(probe):.2f} s, by hand {statistics.median(script):.2f} s, ratio {ratio:.2f} (bar 1.2), n = {ROUNDS}"
    )


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


async def _by_probe(forms: BrowserForms, site: FormSite) -> None:
    async def nothing() -> None:
        return

    form = DeskForm(key="form", url=site.address(PAGE), overrides=FormOverrides(), dwell=0.0)
    outcome = await forms.submit(Desk(key="desk", name="Desk", hosts=(site.host,)), form, WORDS, nothing)
    assert outcome.is_accepted, outcome


async def _by_hand(browser: Browser, site: FormSite) -> None:
    """What a tester would write for this one page."""
    context = await browser.new_context(viewport={"width": 1100, "height": 900})
    page = await context.new_page()
    await page.goto(site.address(PAGE))
    await page.fill("#who", WORDS.name)
    await page.fill("#mail", WORDS.email)
    await page.fill("#ref", "771204")
    await page.fill("#about", WORDS.subject)
    await page.fill("#words", WORDS.message)
    await page.check("#terms")
    assert await page.input_value("#mail") == WORDS.email
    await page.screenshot(type="jpeg", quality=55)
    await page.click("form button")
    await page.wait_for_selector("text=has been sent")
    await page.screenshot(type="jpeg", quality=55)
    await context.close()


async def _memory(browser: Browser, site: FormSite) -> None:
    """Proportional set size of the browser's processes with one and with five pages open, each with a plan."""
    forms = BrowserForms(browser, wiring.real_clock(), room=5)
    sizes = []
    for count in (1, 5):
        gate = asyncio.Event()
        ready = asyncio.Semaphore(0)

        async def hold(gate: asyncio.Event, ready: asyncio.Semaphore) -> None:
            async with forms.inspecting(site.address(PAGE), FormOverrides(), (site.host,)):
                ready.release()
                await gate.wait()

        holding = [asyncio.create_task(hold(gate, ready)) for _ in range(count)]
        for _ in range(count):
            await ready.acquire()
        sizes.append(_browser_size())
        gate.set()
        await asyncio.gather(*holding)
    print(f"each further concurrent form probe: {(sizes[1] - sizes[0]) / 4:.0f} MB (bar 120)")


def _browser_size() -> float:
    """Megabytes of every process below this one, as /proc tells; 0 where there is none."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    ours = {os.getpid()}
    for _ in range(8):
        ours |= {pid for pid, parent in parents.items() if parent in ours}
    total = 0
    for pid in ours - {os.getpid()}:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def _corpus() -> Path:
    return Path(os.environ.get("CORPUS", "../shared/corpus")) / "forms"


if __name__ == "__main__":
    main()
