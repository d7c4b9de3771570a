"""Is it easy to find out how to contact support? "Don't hide from your customers" (seed 004, point 2)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, inconclusive, not_applicable, not_judged, not_sent, passed
from harness.domain.evidence import Searched
from harness.domain.scenario import Find
from harness.domain.search import Search, Way, WayKind
from harness.domain.verdict import Cite, Layer
from harness.domain.wording import count


def judge(case: Case) -> Answer:
    if not case.searches:
        return _nothing(case)
    seq, searched = case.searches[-1]
    step = _step(case, searched)
    search = searched.search
    if search.trouble:
        return inconclusive(f"the site could not be searched, {search.trouble}.", "site")
    kinds = () if step.way == "contact" else (WayKind(step.way),)
    way = search.nearest(*kinds)
    if way is not None:
        return _found(way, step, Cite(layer=Layer.PAGE, seq=seq, quote=way.what))
    if search.searched_to < step.clicks:
        pages = count(len(search.pages), "page")
        return not_judged(f"The site is too large to be searched: after {pages} nothing was found yet.", "site_size")
    return failed(_not_found(search, kinds), Cite(layer=Layer.PAGE, seq=seq, quote=search.home), place=step.place)


def _nothing(case: Case) -> Answer:
    if case.probe.opening is None and (trouble := case.trouble()) is not None and trouble.code == "ours":
        return inconclusive(trouble.sentence, trouble.code)
    return not_sent(case) or not_applicable("The scenario does not look for a way to contact support.")


def _step(case: Case, searched: Searched) -> Find:
    step = case.probe.steps[searched.step]
    assert isinstance(step, Find)
    return step


def _found(way: Way, step: Find, cite: Cite) -> Answer:
    where = "on the home page" if way.clicks == 0 else f"{count(way.clicks, 'click')} from the home page"
    sentence = f"{way.kind.spelt.capitalize()} stands {where} ({way.what})."
    if way.clicks <= step.clicks:
        return passed(sentence, cite)
    return failed(f"{sentence} More than {count(step.clicks, 'click')} is too many.", cite, place=step.place)


def _not_found(search: Search, kinds: tuple[WayKind, ...]) -> str:
    what = kinds[0].spelt if kinds else "a way to contact support"
    text = f"{what.capitalize()} was not found within {count(search.searched_to, 'click')} of the home page"
    if search.has_only_questions:
        return f"{text}; only answers to frequent questions stand there."
    if search.login_walls:
        return f"{text}; one must sign in first."
    if search.elsewhere:
        others = ", ".join(search.elsewhere[:3])
        return f"{text}; links lead to other hosts: {others}. Add them to `hosts:` if they are yours."
    return f"{text}."


CHECK = Check(
    key="contact_easy_to_find",
    question="Is it easy to find out how to contact support?",
    judge=judge,
    seed="004",
)
