"""The command `find`, against the embedded desk's site."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.searching import SiteSearch
from harness.clock import LeapingClock
from harness.commands.sites import FindTask, run_find
from harness.demo.project import open_world
from harness.domain.errors import UsageError
from harness.domain.form import FormPlan, PlanVerdict
from harness.domain.search import Search


async def found(folder: Path, *faults: str, **more: object) -> tuple[int, str]:
    """Exit code and what was said."""
    said: list[str] = []
    async with open_world(faults) as world:
        host = world.web.url.removeprefix("http://")
        task = FindTask(
            url=f"{world.web.url}/",
            config=folder / "shopper.yaml",
            allow=(host,),
            **more,  # type: ignore[arg-type]
        )
        code = await run_find(task, os.environ, said.append)
    return code, "\n".join(said).replace(world.web.url, "")


async def test_it_counts_clicks_and_keeps_pictures_of_the_path(tmp_path: Path) -> None:
    code, said = await found(tmp_path, as_json=True, shots=tmp_path / "shots")

    document = json.loads(said)
    assert code == 0
    assert document["ways"]["form"] == {
        "clicks": 1,
        "what": "/support/new",
        "page": "/support/new",
        "path": [{"url": "/", "by": ""}, {"url": "/support/new", "by": "Contact"}],
    }
    assert document["ways"]["phone"]["what"] == "+41440000000"
    assert document["ways"]["chat"] is None
    assert [one["duration"] for one in document["promises"]] == ["PT24H"]
    assert sorted(file.name for file in (tmp_path / "shots").iterdir()) == ["path-0.jpg", "path-1.jpg"]


async def test_it_says_in_plain_words_where_only_questions_stand(tmp_path: Path) -> None:
    code, said = await found(tmp_path, "site-faq-only")

    assert code == 1
    assert "form     not found" in said
    assert "Only answers to frequent questions stand there" in said


async def test_a_host_that_nobody_allowed_is_not_opened(tmp_path: Path) -> None:
    task = FindTask(url="https://acme.example/", config=tmp_path / "shopper.yaml")

    with pytest.raises(UsageError, match="--allow acme"):
        await run_find(task, os.environ, print)


async def test_what_is_no_web_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no web address"):
        await run_find(FindTask(url="acme", config=tmp_path / "shopper.yaml"), os.environ, print)


async def test_a_site_that_does_not_answer_is_not_measured(tmp_path: Path) -> None:
    said: list[str] = []
    task = FindTask(url="http://127.0.0.1:9/", config=tmp_path / "none.yaml", allow=("127.0.0.1:9",))

    assert await run_find(task, os.environ, said.append) == 3
    assert said == ["Could not be searched: the home page did not load: browsers refuse to open this port."]


# --- sites of all sorts ----------------------------------------------------------------------------------------------


@asynccontextmanager
async def site(pages: dict[str, str], robots: tuple[int, str] = (404, "")) -> AsyncIterator[tuple[str, list[str]]]:
    """A site of these pages on loopback; yields its address and the paths that were asked for."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, path, *_ = [*(await reader.readline()).decode().split(" "), "", ""]
        asked.extend([path] if path else [])  # a browser may connect ahead and ask nothing
        body = robots[1] if path == "/robots.txt" else pages.get(path, "<h1>Not found</h1>")
        status = robots[0] if path == "/robots.txt" else 200 if path in pages else 404
        moved = f"Location: {body}\r\n" if status == 301 else ""
        head = f"HTTP/1.1 {status} X\r\n{moved}Content-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


async def look(url: str) -> Search:
    """Without pauses: the clock leaps."""
    clock = LeapingClock(datetime(2026, 11, 9, tzinfo=UTC))

    async def no_form(_: str, __: tuple[str, ...]) -> FormPlan:
        return FormPlan(url=url, verdict=PlanVerdict.NO_FORM)

    async with open_browser(find_browser("", os.environ)) as browser:
        with clock.hold():
            search, _ = await SiteSearch(browser, clock, no_form).search(f"{url}/", (url.removeprefix("http://"),))
    return search


def link(path: str, text: str = "More") -> str:
    return f'<p><a href="{path}">{text}</a></p>'


async def test_robots_txt_is_honoured() -> None:
    pages = {"/": link("/private/contact", "Contact") + link("/help", "Help"), "/help": "<h1>FAQ</h1>"}

    async with site(pages, (200, "User-agent: *\nDisallow: /private\n")) as (url, asked):
        search = await look(url)

    assert "/private/contact" not in asked
    assert [one.removeprefix(url) for one in search.forbidden] == ["/private/contact"]
    assert search.has_only_questions


async def test_robots_txt_is_followed_to_where_it_moved() -> None:
    pages = {"/": link("/contact", "Contact"), "/contact": "<h1>Contact</h1>"}
    pages["/rules"] = "User-agent: *\nDisallow: /contact\n"

    async with site(pages, (301, "/rules")) as (url, asked):
        search = await look(url)

    assert "/contact" not in asked
    assert len(search.forbidden) == 1


async def test_a_site_whose_robots_txt_fails_is_left_alone() -> None:
    async with site({"/": link("mailto:help@acme.example")}, (503, "")) as (url, asked):
        search = await look(url)

    assert "/" not in asked
    assert search.trouble == "robots.txt asks robots to stay away from the home page"


async def test_likely_links_come_first_and_forty_pages_are_enough() -> None:
    pages = {"/": "".join(link(f"/page/{n}") for n in range(60)) + link("/kontakt", "Kontakt")}
    pages |= {f"/page/{n}": "<h1>Page</h1>" for n in range(60)}
    pages["/kontakt"] = "<p>help@acme.example</p>"

    async with site(pages) as (url, asked):
        search = await look(url)

    assert [one for one in asked if one not in ("/robots.txt", "/favicon.ico")][:2] == ["/", "/kontakt"]
    assert len(search.pages) == 40
    assert search.searched_to == 0


async def test_a_page_that_leads_to_another_host_is_not_followed() -> None:
    async with site({"/": "<p>foreign@other.example</p>"}) as (other, asked):
        gone = f'<script>location.replace("{other}/")</script>'
        async with site({"/": link("/support", "Support"), "/support": gone}) as (url, _):
            search = await look(url)

    assert search.ways == ()
    assert asked == []
    assert search.elsewhere == (f"{other}/",)


async def test_a_page_that_is_missing_is_noted_with_its_status() -> None:
    async with site({"/": link("/gone", "Contact")}) as (url, _):
        search = await look(url)

    assert [(one.clicks, one.status) for one in search.pages] == [(0, 200), (1, 404)]


async def test_a_login_in_the_way_of_support_is_noted() -> None:
    wall = "<h1>Sign in</h1><form><input type=password name=p><button>Go</button></form>"

    async with site({"/": link("/support", "Support"), "/support": wall}) as (url, _):
        search = await look(url)

    assert [one.url.removeprefix(url) for one in search.login_walls] == ["/support"]
    assert [one.url.removeprefix(url) for one in search.shown_path] == ["/", "/support"]
