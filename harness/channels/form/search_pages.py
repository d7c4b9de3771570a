"""What a page offers to somebody who looks for support: pure, from what `search.js` saw."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from harness.channels.form.claims import stated_promises
from harness.channels.form.meaning import Topic, fold, understand
from harness.domain.form import FormPlan, PlanVerdict
from harness.domain.search import SeenPage, Way, WayKind

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(
    r"(?:tel|phone|call us|telefon\w*|fon|hotline|teléfono|téléphone|puhelin|тел|電話|电话|전화|هاتف|טלפון)"
    r"[^\d+\n]{0,20}"
    r"(\+?\d[\d ()./-]{6,18}\d)",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|gz|mp[34]|docx?|xlsx?|pptx?|exe|xml|rss)$", re.IGNORECASE)
_FORMS = (PlanVerdict.READY, PlanVerdict.UNSURE, PlanVerdict.CAPTCHA)
_RANKS = {"contact": 8, "support": 5, "faq": 3, "imprint": 2}
_PLACES = {"nav": 2, "footer": 1}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way on. `rank`: the likelier it leads to support, the higher."""

    url: str
    text: str
    came_from: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class PageReading:
    page: SeenPage
    ways: tuple[Way, ...] = ()


def reading_of(scan: dict[str, Any], page: SeenPage, form: FormPlan | None) -> PageReading:
    """The page with what it is, and the ways that stand on it."""
    ways = tuple(
        Way(kind=kind, what=what, page=page.url, clicks=page.clicks) for kind, what in _ways(scan, page.url, form)
    )
    words, spoken = understand(scan["text"][:8000], scan["language"])
    asks_login = any(Topic.LOGIN in one.topics for one in spoken)
    wanted = _speaks("contact", page.by) or _speaks("support", page.by) or asks_login
    written = any(way.kind in (WayKind.FORM, WayKind.ADDRESS) for way in ways)
    promises = stated_promises(words, spoken, scan["text"][:8000]) if ways else ()
    read = replace(
        page,
        login_wall=bool(scan["password"]) and wanted and not written,
        faq=any(_speaks("faq", text) for text in (scan["title"], *scan["headings"])),
        promises=tuple(one for one in promises if not one.vague),
    )
    return PageReading(page=read, ways=ways)


def links_of(scan: dict[str, Any], url: str, hosts: tuple[str, ...]) -> tuple[list[Link], list[str]]:
    """Links on the desk's hosts, and support links that lead elsewhere."""
    onward: dict[str, Link] = {}
    elsewhere = []
    for one in scan["links"]:
        target = urldefrag(one["href"]).url
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https") or _NO_PAGE.search(parts.path) or _is_never(target):
            continue
        rank = _rank(one["text"], parts.path) + _PLACES.get(one["place"], 0)
        if parts.netloc.lower() in hosts:
            known = onward.get(target)
            if known is None or known.rank < rank:
                onward[target] = Link(url=target, text=one["text"], came_from=url, rank=rank)
        elif _speaks("contact", one["text"]) or _speaks("support", one["text"]):
            elsewhere.append(target)
    return list(onward.values()), elsewhere


def _ways(scan: dict[str, Any], url: str, form: FormPlan | None) -> list[tuple[WayKind, str]]:
    found: list[tuple[WayKind, str]] = []
    if form is not None and form.verdict in _FORMS:
        found.append((WayKind.FORM, url))
    for one in scan["links"]:
        scheme, _, rest = one["href"].partition(":")
        if scheme in ("mailto", "tel") and (what := unquote(rest.partition("?")[0]).strip()):
            found.append((WayKind.ADDRESS if scheme == "mailto" else WayKind.PHONE, what))
    found += [(WayKind.ADDRESS, address) for address in _ADDRESS.findall(scan["text"])]
    found += [(WayKind.PHONE, number) for number in _NUMBER.findall(scan["text"])]
    found += [(WayKind.CHAT, name) for name in _chats(scan)]
    first: dict[WayKind, str] = {}
    for kind, what in found:
        first.setdefault(kind, what)
    return list(first.items())


def _chats(scan: dict[str, Any]) -> list[str]:
    hosts: dict[str, str] = _words()["chat_hosts"]
    by_host = [name for source in scan["sources"] for host, name in hosts.items() if host in source and name]
    spoken = [*scan["buttons"], *(one["text"] for one in scan["links"])]
    return by_host + [text for text in spoken if _speaks("chat", text)]


def _rank(text: str, path: str) -> int:
    spelt = re.sub(r"[/_.-]+", " ", unquote(path))
    return max((rank for topic, rank in _RANKS.items() if _speaks(topic, text) or _speaks(topic, spelt)), default=0)


def _is_never(url: str) -> bool:
    return any(word in url.lower() for word in _words()["never"])


def _speaks(topic: str, text: str) -> bool:
    return bool(text) and bool(_pattern(topic).search(fold(text)))


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![a-z]){re.escape(fold(word))}" for word in _words()[topic]))


@cache
def _words() -> dict[str, Any]:
    file = resources.files("harness.channels.form").joinpath("search_words.json")
    return dict(json.loads(file.read_text("utf-8")))
