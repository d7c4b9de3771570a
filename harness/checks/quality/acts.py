"""Does the desk act, and not only apologise? (RULES.md 8; seed 001, point 5)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.scenario import Severity
from harness.manners.clauses import unknown_clause
from harness.manners.letters import Letter, letters_of, no_letter, unreadable
from harness.manners.phrases import link, numbered_list

_ACTS = ("steps", "next_step", "when", "workaround")


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    acted: Answer | None = None
    for letter in letters_of(case):
        apology = letter.says("apology")
        if apology is None:
            continue
        if (act := letter.deed() or letter.says(*_ACTS)) is not None:
            acted = passed("It apologises and acts.", letter.cite_sentence(apology), letter.cite_sentence(act))
        elif not _asks_or_shows(letter):
            sentence = "It apologises, and does nothing: no step, no solution, no date."
            cites = (letter.cite_sentence(apology), letter.searched("done", *_ACTS))
            return unreadable([letter]) or _perhaps(letter) or failed(sentence, *cites)
    return acted or not_applicable("No answer apologises.")


def _perhaps(letter: Letter) -> Answer | None:
    span = unknown_clause(letter.text, letter.language) or letter.find("handed_on")
    return None if span is None else not_judged("It apologises; this may be an act.", "off_list", letter.cite(span))


def _asks_or_shows(letter: Letter) -> bool:
    shows = numbered_list(letter.text) or link(letter.text)
    return shows is not None or letter.has("ask") or "?" in letter.text


CHECK = Check(
    key="acts",
    question="Does the desk act, and not only apologise?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="001",
    rule="The mail says what was done, what will be done and when, or what the customer can do now.",
)
