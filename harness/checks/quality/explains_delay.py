"""A late answer: was the delay announced or explained? (RULES.md 23 and 24; seeds 000 and 001, point 6)

Whether the reason is true cannot be seen from outside.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.records import promise_records
from harness.domain.scenario import Severity
from harness.domain.verdict import PromiseState
from harness.manners.clauses import unknown_near
from harness.manners.letters import Letter, letters_of, no_letter, unreadable
from harness.manners.phrases import Span


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter = _late(case)
    if letter is None:
        return not_applicable("No answer was late.")
    if (span := letter.says("reason")) is not None:
        return passed("The late answer gives a reason.", letter.cite_sentence(span))
    if (near := _perhaps(letter)) is not None:
        return not_judged("This may be the reason for the delay.", "off_list", letter.cite(near))
    return unreadable([letter]) or failed("The answer was late, and does not say why.", letter.searched("reason"))


def _perhaps(letter: Letter) -> Span | None:
    """An unknown clause beside the words on the delay, or in the very sentence of an apology."""
    if (span := letter.says("late", "waited")) is not None:
        return unknown_near(letter.text, span, letter.language, before=1)
    apology = letter.says("apology")
    return None if apology is None else unknown_near(letter.text, apology, letter.language, after=0)


def _late(case: Case) -> Letter | None:
    """The first answer that came surely after its time, if there is one."""
    late = [one for one in promise_records(case) if one.state is PromiseState.BROKEN and not one.borderline]
    stops = {one.stopped_at for one in late if one.what != "acknowledgement" and one.stopped_at is not None}
    return next((letter for letter in letters_of(case) if case.arrival(letter.turn).best in stops), None)


CHECK = Check(
    key="explains_delay",
    question="Is a delay explained?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="001",
    rule="The mail explains why the answer took so long.",
)
