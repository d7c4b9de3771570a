"""Is the question answered that was asked? (RULES.md 14; seeds 000, 001 and 004, point 7)

By the words that the scenario plants for each question (`answered_by`): any of them answers it.
"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.scenario import Question, Severity
from harness.domain.verdict import Cite
from harness.manners.clauses import unknown_clause
from harness.manners.letters import Letter, lacking, letters_of, no_letter, our_words
from harness.manners.phrases import Span
from harness.manners.terms import content_words, shared_word
from harness.manners.tongues import tongue


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    asked = [one for one in case.probe.scenario.questions if one.answered_by]
    if not asked:
        return not_applicable("The scenario plants no question.")
    letters = letters_of(case)
    cites: list[Cite] = []
    late = False
    for question in asked:
        found = _place(question, letters)
        if found is None:
            if (unsure := _in_another_language(case, letters) or _in_other_words(case, letters, question)) is not None:
                return unsure
            words = f"words that answer “{question.ask}”: {', '.join(question.answered_by)}"
            return lacking(case, letters, f"“{question.ask}” is not answered.", words)
        late = late or found[0] is not letters[0]
        cites.append(found[0].cite_sentence(found[1]))
    if late:
        return failed("Not every question is answered in the first reply; the customer had to wait for more.", *cites)
    return passed("The first reply answers what was asked.", *cites)


def _in_another_language(case: Case, letters: tuple[Letter, ...]) -> Answer | None:
    """The planted words are the customer's: in another language an answer would have others."""
    asked = tongue(our_words(case))
    cites = [letter.searched() for letter in letters if asked and letter.language not in (asked, "")]
    if not cites:
        return None
    return not_judged("The answer is in another language than the words that would answer it.", "language", *cites)


def _in_other_words(case: Case, letters: tuple[Letter, ...], question: Question) -> Answer | None:
    """A letter that takes up the question and says something of its own may answer it in words nobody planted."""
    several = len(case.probe.scenario.questions) > 1
    for letter in letters:
        asked = content_words(question.ask if several else our_words(case, before=letter.turn.seq), letter.language)
        span = shared_word(asked, content_words(letter.text, letter.language))
        if span is not None and unknown_clause(letter.text, letter.language) is not None:
            return not_judged("It may be answered in other words.", "off_list", letter.cite_sentence(span))
    return None


def _place(question: Question, letters: tuple[Letter, ...]) -> tuple[Letter, Span] | None:
    for letter in letters:
        low = letter.text.lower()
        for word in question.answered_by:
            if word and len(low) == len(letter.text) and (start := low.find(word.lower())) >= 0:
                return letter, Span(start=start, end=start + len(word))
            if word and (start := letter.text.find(word)) >= 0:
                return letter, Span(start=start, end=start + len(word))
    return None


CHECK = Check(
    key="answers_question",
    question="Is the question answered that was asked?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=1.0,
    seed="004",
    rule="The mail answers the questions that the customer asked.",
)
