"""For a bug: is it mended, or does the desk say when it will be? (RULES.md 22; seed 000, "Be polite")"""

from __future__ import annotations

from collections.abc import Sequence

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, not_judged, passed
from harness.domain.message import PromiseWhat
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite
from harness.manners.letters import BUGS, Letter, lacking, letters_of, no_letter
from harness.manners.phrases import Span, link, sentences


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if case.probe.scenario.purpose not in BUGS:
        return not_applicable("The customer reports no bug.")
    letters = letters_of(case)
    for letter in letters:
        if (span := _told(letter)) is not None:
            return passed("The desk says that the fault is mended, or when it will be.", letter.cite(span))
    if (cite := _dated(letters)) is not None:
        return not_judged("There is a time, or a deed; whether it is that of the repair is not sure.", "off_list", cite)
    return lacking(case, letters, "Nobody says when the fault will be mended.", "done", "when")


def _told(letter: Letter) -> Span | None:
    """A promise to mend it, or a sentence with a repair and a time or deed."""
    fixes = (one for one in letter.turn.reading.promises if one.what is PromiseWhat.FIX and not one.vague)
    promised = next((Span(start=one.start, end=one.end) for one in fixes), None)
    mended = (span for span in letter.sentences_with("mending") if letter.holds(span, "when") or _done(letter, span))
    return promised or next(mended, None)


def _done(letter: Letter, span: Span) -> bool:
    return letter.holds(span, "done") and not letter.holds(span, "handed_on")


def _dated(letters: Sequence[Letter]) -> Cite | None:
    """A time, a deed, a figure or a link anywhere: there may be the date in words that no list has."""
    for letter in letters:
        if (place := link(letter.text)) is not None:
            return letter.cite(place)
        for span in sentences(letter.text):
            has_figure = any(sign.isdigit() for sign in letter.text[span.start : span.end])
            if has_figure or letter.holds(span, "when") or _done(letter, span):
                return letter.cite(span)
    return None


CHECK = Check(
    key="eta_for_bug",
    question="Does the desk say when a bug will be mended?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail says that the fault is mended, or when it will be.",
)
