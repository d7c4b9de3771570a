"""What a conversation that is not over waits for next, and until when: for `shopper status` and for schedulers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from harness.domain.advance import Reconcile, Sleep, advance, horizon_of
from harness.domain.case import Case
from harness.domain.evidence import CanarySent
from harness.domain.verdict import NextDue, PromiseRecord, PromiseState


def next_due(case: Case, promises: Sequence[PromiseRecord]) -> NextDue:
    """The nearest of: an open promise, our own next step, the end of what we listen for. Never before `case.now`."""
    candidates = [*_promised(case, promises), *_canary(case, promises), _own(case)]
    return min(candidates, key=lambda one: one.at)


def _promised(case: Case, promises: Sequence[PromiseRecord]) -> list[NextDue]:
    return [
        NextDue(
            at=one.due_at,
            what=f"the {one.what} is due{', as the desk itself says' if one.source == 'stated' else ''}",
        )
        for one in promises
        if one.state is PromiseState.WAITING and one.due_at is not None and one.due_at > case.now
    ]


def _canary(case: Case, promises: Sequence[PromiseRecord]) -> list[NextDue]:
    """A promise that has lapsed is only called broken when the mail to ourselves is back, or given up."""
    overdue = any(one.state is PromiseState.WAITING and one.due_at and one.due_at <= case.now for one in promises)
    sent = [one.at for one in case.mailbox if isinstance(one, CanarySent)] if overdue else []
    given_up = [at + timedelta(seconds=case.probe.limits.canary_wait) for at in sent[-1:]]
    return [NextDue(at=at, what="the mail to ourselves has to be back") for at in given_up if at > case.now]


def _own(case: Case) -> NextDue:
    """What the story itself waits for."""
    if case.opening is None:
        return NextDue(at=max(case.now, case.probe.planned_at), what="the enquiry is to be sent")
    match advance(case.probe, case.conversation, case.now):
        case Sleep(until=until) if case.conversation.ended is not None:
            return NextDue(at=until, what="the last mail can be taken as delivered")
        case Sleep(until=until) if until == horizon_of(case.probe, case.conversation):
            return NextDue(at=until, what="the waiting for an answer ends")
        case Sleep(until=until):
            return NextDue(at=until, what="the scenario goes on")
        case Reconcile(after=after):
            return NextDue(at=max(case.now, after), what="it is to be settled whether our mail went out")
        case _:
            return NextDue(at=case.now, what="our own next step is to be taken")
