"""The times a desk stated itself in this conversation: in its acknowledgements and on the form's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from harness.domain.case import Case
from harness.domain.message import PromiseWhat, StatedPromise
from harness.domain.promise import due_of_stated
from harness.domain.verdict import Cite, Layer


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A time the desk stated: in which words, when its clock started, when it falls due."""

    promise: StatedPromise
    started_at: datetime
    due_at: datetime
    cite: Cite


def strictest(case: Case) -> Stated | None:
    """The stated time that falls due first; None where the desk stated none, or only vague ones."""
    return min((*_in_mails(case), *_on_page(case)), key=lambda one: one.due_at, default=None)


def vague_words(case: Case) -> tuple[StatedPromise, int] | None:
    """The first promise without a time ("as soon as possible") and the seq of the mail or page it stands in."""
    found = [(one, turn.seq) for turn in case.acknowledgements for one in turn.reading.promises]
    if case.opening is not None and case.opening.form is not None:
        found += [(one, case.opening.seq) for one in case.opening.form.promises]
    return next(((one, seq) for one, seq in found if one.vague and one.what is PromiseWhat.ANSWER), None)


def _in_mails(case: Case) -> list[Stated]:
    first_reply = case.humans[0].seq if case.humans else None
    found: list[Stated] = []
    for turn in case.acknowledgements:
        if first_reply is not None and turn.seq > first_reply:
            continue
        for one in turn.reading.promises:
            cite = Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=one.text, start=one.start, end=one.end)
            found += _stated(case, one, case.arrival(turn).best, cite)
    return found


def _on_page(case: Case) -> list[Stated]:
    if case.opening is None or case.opening.form is None:
        return []
    form, seq = case.opening.form, case.opening.seq
    said_at = form.confirmed_at or case.opening.at
    cited = [(one, Cite(layer=Layer.PAGE, seq=seq, quote=one.text)) for one in form.promises]
    return [stated for one, cite in cited for stated in _stated(case, one, said_at, cite)]


def _stated(case: Case, promise: StatedPromise, started: datetime, cite: Cite) -> list[Stated]:
    due = due_of_stated(promise, started, case.probe.desk.hours)
    if promise.what is not PromiseWhat.ANSWER or promise.vague or due is None:
        return []
    return [Stated(promise=promise, started_at=started, due_at=due, cite=cite)]
