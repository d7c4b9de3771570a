""" "Works as designed" only with the place where that is documented, or with reasons (RULES.md 27; seed 003)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.scenario import Severity
from harness.manners.clauses import unknown_near
from harness.manners.letters import Letter, letters_of, no_letter, unreadable
from harness.manners.phrases import Span, find, link


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    for letter in letters:
        if (said := _said(letter)) is None:
            continue
        cite = letter.cite(said)
        if (place := link(letter.text)) is not None:
            return passed("It says where that is documented.", cite, letter.cite(place))
        if (reason := letter.says("reason")) is not None:
            return passed("It gives a reason.", cite, letter.cite_sentence(reason))
        if (near := unknown_near(letter.text, said, letter.language)) is not None:
            return not_judged(
                "It says that this is by design; this may be the reason.", "off_list", cite, letter.cite(near)
            )
        sentence = "It says that this is by design: neither where it is documented, nor why."
        return failed(sentence, cite, letter.searched("a link", "reason"))
    return unreadable(letters) or not_applicable("Nobody says that it works as designed.")


def _said(letter: Letter) -> Span | None:
    """A sentence that says so; not one that tells of a repair ("it works as intended again")."""
    for span in letter.sentences_with("by_design"):
        if find("now", letter.text[span.start : span.end], letter.language) is None:
            return span
    return None


CHECK = Check(
    key="by_design_with_place",
    question="Is “works as designed” documented somewhere?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="003",
)
