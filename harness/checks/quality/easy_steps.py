"""Are the steps easy to follow? (RULES.md 20; seed 000, "Make it easy")

For how-to questions: a numbered list, steps one by one, a link, a picture or a film.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, passed
from harness.domain.scenario import Purpose, Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import Letter, lacking_help, letters_of, no_letter
from harness.manners.phrases import link, numbered_list

_SHOWN = ("image/", "video/", "application/pdf")


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if case.probe.scenario.purpose is not Purpose.HOW_TO:
        return not_applicable("The customer does not ask how to do something.")
    letters = letters_of(case)
    for letter in letters:
        if (cite := _easy(letter)) is not None:
            return passed("The steps can be followed.", cite)
    return lacking_help(case, letters, "There are no steps, no link and no picture that could be followed.", "steps")


def _easy(letter: Letter) -> Cite | None:
    if (span := numbered_list(letter.text) or link(letter.text)) is not None:
        return letter.cite(span)
    if (span := letter.says("steps")) is not None:
        return letter.cite_sentence(span)
    shown = next((one for one in letter.turn.reading.attachments if one.media_type.startswith(_SHOWN)), None)
    return None if shown is None else Cite(layer=Layer.BODY, seq=letter.turn.seq, quote=shown.name)


CHECK = Check(
    key="easy_steps",
    question="Are the steps easy to follow?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
    rule="The mail gives steps that are easy to follow, or a link, picture or film that shows them.",
)
