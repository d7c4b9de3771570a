"""`shopper find`: how many clicks from a home page to a way of contacting support, in plain words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.search import MOST_CLICKS, MOST_PAGES, Search, WayKind
from harness.domain.wording import count


@dataclass(frozen=True, kw_only=True)
class FindTask:
    """The command's words. `allow`: hosts beside those of shopper.yaml, with their port."""

    url: str
    config: Path
    allow: tuple[str, ...] = ()
    as_json: bool = False
    shots: Path | None = None
    browser: str = ""


async def run_find(task: FindTask, environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    """Exit code 0: a way was found; 1: none; 3: the site could not be searched.

    Raises:
        UsageError: the host is none of the desks' and was not allowed.
    """
    hosts = _hosts(task, environ)
    async with wiring.open_sites(task.browser, environ) as sites:
        search, shots = await sites.search(task.url, hosts)
    if task.shots is not None:
        task.shots.mkdir(parents=True, exist_ok=True)
        for index, shot in enumerate(shots):
            (task.shots / f"path-{index}.jpg").write_bytes(shot.data)
    say(json.dumps(search_document(search), indent=2, ensure_ascii=False) if task.as_json else "\n".join(lines(search)))
    if search.trouble:
        return 3
    return 0 if search.ways else 1


def lines(search: Search) -> Iterator[str]:
    """The search in plain words."""
    if search.trouble:
        yield f"Could not be searched: {search.trouble}."
        return
    for kind in WayKind:
        way = search.nearest(kind)
        if way is None:
            yield f"{kind.value:8} not found"
            continue
        yield f"{kind.value:8} {count(way.clicks, 'click')}  {way.what}"
        path = [page.by or "home page" for page in search.path_to(way.page)]
        yield f"         {' > '.join(path)}"
    yield from (f"login    {page.url}: one must sign in there" for page in search.login_walls)
    if search.has_only_questions:
        yield "Only answers to frequent questions stand there; nobody can be asked."
    promise = next((one for page in search.pages for one in page.promises), None)
    yield f"when     “{promise.text}”" if promise else "when     nowhere is said when to expect an answer"
    yield from (f"elsewhere {url}: on another host, open it with --allow" for url in search.elsewhere[:5])
    robots = (
        f", {count(len(search.forbidden), 'address', 'addresses')} left alone as robots.txt asks"
        if search.forbidden
        else ""
    )
    yield f"{count(len(search.pages), 'page')} opened, at most {MOST_CLICKS} clicks and {MOST_PAGES} pages{robots}."


def search_document(search: Search) -> dict[str, Any]:
    """`ways` by kind with clicks, page and path; null where none was found."""
    ways = {}
    for kind in WayKind:
        way = search.nearest(kind)
        ways[kind.value] = way and {
            "clicks": way.clicks,
            "what": way.what,
            "page": way.page,
            "path": [{"url": page.url, "by": page.by} for page in search.path_to(way.page)],
        }
    return {
        "home": search.home,
        "ways": ways,
        "login_walls": [{"url": page.url, "clicks": page.clicks} for page in search.login_walls],
        "faq_only": search.has_only_questions,
        "promises": [
            {"text": one.text, "duration": one.duration, "page": page.url}
            for page in search.pages
            for one in page.promises
        ],
        "pages": [{"url": page.url, "clicks": page.clicks, "status": page.status} for page in search.pages],
        "forbidden": list(search.forbidden),
        "elsewhere": list(search.elsewhere),
        "searched_to": search.searched_to,
        "trouble": search.trouble,
    }


def _hosts(task: FindTask, environ: Mapping[str, str]) -> tuple[str, ...]:
    parts = urlsplit(task.url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"Opening {task.url}", "that is no web address", "Write it like https://desk.example/.")
    known: list[str] = [host.lower() for host in task.allow]
    if task.config.is_file():
        for desk in wiring.load(task.config, environ).project.desks.values():
            if parts.netloc.lower() in desk.hosts:
                known += desk.hosts
    host = parts.netloc.lower()
    if host not in known and (parts.hostname or "") not in known:
        raise UsageError(
            f"Opening {task.url}",
            f"{host} is no host of a desk in {task.config}",
            f"If you may test it, add the desk there, or say --allow {host}.",
        )
    return tuple(dict.fromkeys([host, *known]))
