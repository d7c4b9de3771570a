"""Does the desk say, where one asks, when to expect an answer? (seed 004, point 6)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.form import OutcomeKind
from harness.domain.scenario import Severity
from harness.domain.search import WayKind
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    pages = [(seq, page) for seq, one in case.searches if not one.search.trouble for page in one.search.pages]
    for seq, page in pages:
        if page.promises:
            promise = page.promises[0]
            return passed(f"It says when to expect an answer: “{promise.text}”", _cite(seq, promise.text))
    opening = case.opening
    form = opening.form if opening is not None else None
    if opening is not None and form is not None and form.kind is OutcomeKind.ACCEPTED:
        for promise in form.promises:
            if not promise.vague:
                return passed(f"It says when to expect an answer: “{promise.text}”", _cite(opening.seq, promise.text))
        return not_applicable("The page does not say; whether the acknowledgement does is asked apart.")
    for seq, searched in case.searches:
        if (way := searched.search.nearest(WayKind.FORM, WayKind.ADDRESS)) is not None:
            return failed("Nowhere beside a way to write does it say when to expect an answer.", _cite(seq, way.page))
    return not_sent(case) or not_applicable("No page that takes enquiries was seen.")


def _cite(seq: int, quote: str) -> Cite:
    return Cite(layer=Layer.PAGE, seq=seq, quote=quote)


CHECK = Check(
    key="says_when",
    question="Does it say, where one asks, when to expect an answer?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
)
