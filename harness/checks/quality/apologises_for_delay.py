"""A late answer: does it apologise for being late? (RULES.md 24; seed 000, "Be brutally transparent")

An apology for the problem is none for the delay; where only such a one is found, nothing is said.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.records import promise_records
from harness.domain.scenario import Severity
from harness.domain.verdict import PromiseState
from harness.manners.letters import Letter, letters_of, no_letter, reports_trouble, unreadable


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter = _late(case)
    if letter is None:
        return not_applicable("No answer was late.")
    if (span := letter.says("late")) is not None:
        return passed("It apologises for being late.", letter.cite_sentence(span))
    if (span := letter.says("waited")) is not None:
        return not_judged(
            "It thanks for the patience; that is nearly an apology.", "off_list", letter.cite_sentence(span)
        )
    if (span := letter.says("apology")) is not None:
        cite = letter.cite_sentence(span)
        if reports_trouble(case):
            return not_judged("It apologises; whether for the delay is not sure.", "off_list", cite)
        return passed("It apologises.", cite)
    return unreadable([letter]) or failed(
        "The answer was late, and does not apologise for it.", letter.searched("late", "apology")
    )


def _late(case: Case) -> Letter | None:
    """The first answer that came surely after its time, if there is one."""
    late = [one for one in promise_records(case) if one.state is PromiseState.BROKEN and not one.borderline]
    stops = {one.stopped_at for one in late if one.what != "acknowledgement" and one.stopped_at is not None}
    return next((letter for letter in letters_of(case) if case.arrival(letter.turn).best in stops), None)


CHECK = Check(
    key="apologises_for_delay",
    question="Does a late answer apologise for being late?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail apologises for the answer being late.",
)
