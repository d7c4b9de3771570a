"""Does the acknowledgement, or the form's page, say when to expect an answer? (RULES.md 4; seed 004, point 6)

"As soon as possible" is no time. That nothing is said is only claimed of a text whose language the reader knows and
whose new words were cut out surely.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.message import PromiseWhat, StatedPromise
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.reading.words import LANGUAGES


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    stated = _stated(case)
    for promise, cite in stated:
        if not promise.vague:
            return passed(f"It says when to expect an answer: “{promise.text}”.", cite)
    if stated:
        promise, cite = stated[0]
        return failed(f"It says only “{promise.text}”, which is no time.", cite)
    if not case.acknowledgements:
        return not_applicable("There is no acknowledgement to look into.")
    return _says_nothing(case.acknowledgements[0])


def _stated(case: Case) -> list[tuple[StatedPromise, Cite]]:
    found: list[tuple[StatedPromise, Cite]] = []
    for turn in case.acknowledgements:
        found += [
            (one, Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=one.text, start=one.start, end=one.end))
            for one in turn.reading.promises
        ]
    if case.opening is not None and case.opening.form is not None:
        seq = case.opening.seq
        found += [(one, Cite(layer=Layer.PAGE, seq=seq, quote=one.text)) for one in case.opening.form.promises]
    return [(one, cite) for one, cite in found if one.what is PromiseWhat.ANSWER]


def _says_nothing(turn: TheirTurn) -> Answer:
    reading = turn.reading
    text = reading.new_text
    if reading.language not in LANGUAGES:
        return not_judged("The reader does not know the language of the acknowledgement.", "language")
    if not reading.new_text_sure:
        return not_judged("Which words of the acknowledgement are its own is not sure.", "extraction")
    note = "the whole text was searched for a time"
    cite = Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=text, start=0, end=len(text), note=note)
    return failed("The acknowledgement does not say when to expect an answer.", cite)


CHECK = Check(
    key="acknowledgement_states_time",
    question="Does the desk say when to expect an answer?",
    judge=judge,
    severity=Severity.SHOULD,
    seed="004",
)
