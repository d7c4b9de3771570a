"""Does the answer show that the problem was understood? (RULES.md 18; seeds 000 and 002, point 3)

By a phrase ("you write that", "if I understand") or by taking up a word of the customer's that carries meaning. Only an
answer that does neither fails.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, not_applicable, passed
from harness.domain.scenario import Severity
from harness.manners.letters import lacking_help, letters_of, no_letter, our_words, reports_trouble
from harness.manners.terms import content_words, shared_word


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    if not reports_trouble(case):
        return not_applicable("The customer reports no problem.")
    letters = letters_of(case)
    for letter in letters:
        ours = content_words(our_words(case, before=letter.turn.seq), letter.language)
        span = letter.says("restate") or shared_word(ours, content_words(letter.text, letter.language))
        if span is not None:
            return passed("The answer takes up what the customer wrote.", letter.cite_sentence(span))
    sentence = "No answer takes up the problem: it could have been sent to anybody."
    return lacking_help(case, letters, sentence, "restate", "the customer's own words")


CHECK = Check(
    key="restates_problem",
    question="Does the answer show that the problem was understood?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="002",
    rule="The mail shows, in its own words, that its author understood what the customer's problem is.",
)
