"""How well forms are found on a labelled folder, by the DOM and by what was posted: for tests and `make accuracy`.

A labelled folder holds `labels.json` (role -> CSS selector, submit button, honeypots, expected outcome) and `pages/`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import wiring
from harness.channels.form.browser import find_browser, open_browser
from harness.channels.form.probing import BrowserForms
from harness.channels.form.scanning import frame_named
from harness.domain.form import FileToAttach, FormOverrides, FormPlan, PlanVerdict, Submission
from harness.domain.scenario import Desk, DeskForm
from tests.forms.serving import FormSite, Posted

CORE = ("email", "message", "submit")
WORDS = Submission(
    name="Robin Fields",
    first_name="Robin",
    last_name="Fields",
    email="robin.fields@probe.example",
    subject="About my delivery",
    message="Good morning, when will my delivery arrive? Robin Fields",
    phone="+41440000000",
    attachment=FileToAttach(name="note.txt", media_type="text/plain", data=b"a note"),
    fields={"order": "771204"},
)
_SAME = """([one, other]) => {
  const roots = [document];
  for (const root of roots) for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const find = (selector) => roots.map((root) => root.querySelector(selector)).find(Boolean);
  const wanted = find(one);
  return Boolean(wanted) && wanted === find(other);
}"""


@dataclass(kw_only=True)
class Tally:
    """Counts over the pages that have a support form, and over those that have none."""

    pages: int = 0
    core: int = 0
    whole: int = 0
    controls: int = 0
    right: int = 0
    wrong_but_sure: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    negatives: int = 0
    left_alone: int = 0
    sent: int = 0
    sent_right: int = 0
    faults: list[str] = field(default_factory=list)


async def score(folder: Path, *, sends: Collection[str] | None = None, room: int = 4) -> Tally:
    """Every page inspected, then submitted, in a real browser against a server that records what is posted.

    `sends`: the pages to submit; all if None.
    """
    tally = Tally()
    with FormSite(folder=folder) as site:
        async with open_browser(find_browser("", os.environ)) as browser:
            forms = BrowserForms(browser, wiring.real_clock(), room=room)
            pages = list(site.labels.items())
            await asyncio.gather(*(_inspect(forms, site, one, tally) for one in pages))
            await asyncio.gather(
                *(_submit(forms, site, one, tally) for one in pages if sends is None or one[0] in sends)
            )
    return tally


async def _inspect(forms: BrowserForms, site: FormSite, what: tuple[str, dict[str, Any]], tally: Tally) -> None:
    page, label = what
    async with forms.inspecting(site.address(page), FormOverrides(), (site.host,)) as (tab, plan):
        if label["negative"]:
            tally.negatives += 1
            left = plan.verdict in (PlanVerdict.NO_FORM, PlanVerdict.LOGIN)
            tally.left_alone += left
            tally.missed += [] if left else [f"{page}: taken for a support form"]
            return
        if not label["fields"]:
            tally.faults += [] if plan.verdict is PlanVerdict.UNSURE else [f"{page}: not unsure"]
            return
        wrong = [role for role, at in _wanted(label).items() if not await _is_right(tab, plan, role, at)]
    tally.pages += 1
    tally.controls += len(_wanted(label))
    tally.right += len(_wanted(label)) - len(wrong)
    tally.core += not set(wrong) & set(CORE)
    tally.whole += not wrong
    if wrong:
        tally.missed.append(f"{page}: {', '.join(wrong)}")
        if plan.verdict is PlanVerdict.READY:
            tally.wrong_but_sure.append(page)


def _wanted(label: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Role -> frame and selector."""
    frame = label.get("frame") or ""
    wanted = {role: (frame, selector) for role, selector in label["fields"].items()}
    wanted |= {role: (at[0], at[1]) for role, at in label.get("in_frame", {}).items()}
    return wanted | {"submit": (frame, label["submit"])}


async def _is_right(tab: Any, plan: FormPlan, role: str, at: tuple[str, str]) -> bool:
    where, selector = at
    claims = [(plan.frame, plan.submit)] if role == "submit" else []
    claims += [(one.frame, one.selector) for one in plan.controls if one.role.value == role]
    frame = await frame_named(tab, where)
    return any([own == where and await frame.evaluate(_SAME, [selector, claim]) for own, claim in claims if claim])


async def _submit(forms: BrowserForms, site: FormSite, what: tuple[str, dict[str, Any]], tally: Tally) -> None:
    page, label = what
    desk = Desk(key="desk", name="Desk", hosts=(site.host,))
    form = DeskForm(key="form", url=site.address(page), overrides=FormOverrides(), dwell=0.0)

    async def nothing() -> None:
        return

    await forms.submit(desk, form, WORDS, nothing)
    posts = [one for one in site.posts if page in (one.page, one.sender)]
    tally.faults += [f"{page}: {fault}" for fault in _faults(label, posts)]
    if posts and posts[-1].page == page:
        tally.sent += 1
        tally.sent_right += WORDS.email in posts[-1].values and any(
            WORDS.message[:40] in value for value in posts[-1].values
        )


def _faults(label: dict[str, Any], posts: list[Posted]) -> list[str]:
    """What must never happen."""
    found = []
    if len(posts) > 1:
        found.append("posted more than once")
    if any(post.page == "" for post in posts):
        found.append("wrong form posted")
    if posts and label["negative"]:
        found.append("posted where there is no support form")
    if posts and "captcha" in label["expect"]:
        found.append("posted past a captcha")
    names = {selector.lstrip("#") for selector in label["honeypots"]}
    for post in posts:
        found += [f"honeypot {name} filled" for name, value in post.fields if name in names and value]
        news = label["fields"].get("newsletter_optin", "")
        found += ["newsletter ticked" for name, _ in post.fields if news and name == news.lstrip("#")]
    return found
