"""Is the ticket closed only when the customer has confirmed? (RULES.md 35; seed 004, point 3)

"We will close it if we do not hear from you" is no closing, and neither is a question whether it may be closed.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed, waiting
from harness.domain.message import MailKind
from harness.domain.scenario import Close, Severity
from harness.domain.verdict import Cite
from harness.manners.letters import Letter, letter_of
from harness.manners.phrases import find

_KINDS = (MailKind.HUMAN, MailKind.ACKNOWLEDGEMENT, MailKind.UNMONITORED, MailKind.OTHER)


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    confirmed = _confirmed(case)
    letters = [letter_of(turn) for turn in case.arrivals if turn.reading.kind in _KINDS]
    for letter in letters:
        if (cite := _closes(letter)) is not None:
            if confirmed is not None and confirmed < letter.turn.seq:
                return passed("It was closed after the customer had confirmed.", cite)
            return failed("The ticket is closed, and the customer has not confirmed anything.", cite)
    if not letters:
        return not_applicable("The desk has not written.") if case.is_over else waiting("The desk has not written yet.")
    return not_applicable("No mail says that the ticket is closed.")


def _confirmed(case: Case) -> int | None:
    """Place in the stream of the customer's polite end, or of words that say that it is solved."""
    steps = case.probe.steps
    language = case.probe.persona.language
    ends = (
        one.seq
        for one in case.later_words
        if isinstance(steps[one.step], Close) or find("confirmed", one.text, language) is not None
    )
    return next(ends, None)


def _closes(letter: Letter) -> Cite | None:
    for span in letter.sentences_with("closed"):
        sentence = letter.text[span.start : span.end]
        if "?" not in sentence and find("condition", sentence, letter.language) is None:
            return letter.cite(span)
    return None


CHECK = Check(
    key="closes_when_confirmed",
    question="Is the ticket closed only when the customer has confirmed?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
)
