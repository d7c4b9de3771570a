"""Can one ask without signing in anywhere? (seed 004, points 2 and 3)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.form import RefusalReason
from harness.domain.search import Search, WayKind
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    opening = case.opening
    form = opening.form if opening is not None else None
    if opening is not None and form is not None:
        if form.reason is RefusalReason.LOGIN:
            said = form.quote or form.text[:120]
            cite = Cite(layer=Layer.PAGE, seq=opening.seq, quote=said)
            return failed(f"One must sign in before the form can be used: “{said}”.", cite)
        if form.is_accepted:
            return passed("The form took the enquiry without a login.")
    for seq, searched in case.searches:
        if not searched.search.trouble:
            return _by_search(searched.search, seq)
    return not_sent(case) or not_applicable("Nothing was asked by a form, and no site was searched.")


def _by_search(search: Search, seq: int) -> Answer:
    way = search.nearest(WayKind.FORM, WayKind.ADDRESS, WayKind.CHAT)
    if way is None and search.login_walls:
        wall = search.login_walls[0]
        cite = Cite(layer=Layer.PAGE, seq=seq, quote=wall.url)
        return failed(f"Who wants to write to support must sign in first: {wall.title or wall.url}.", cite)
    way = way or search.nearest()
    if way is not None:
        cite = Cite(layer=Layer.PAGE, seq=seq, quote=way.what)
        return passed(f"{way.kind.spelt.capitalize()} can be used without a login.", cite)
    return not_applicable("No way to contact support was found.")


CHECK = Check(key="no_login_to_ask", question="Can one ask without a login?", judge=judge, seed="004")
