"""Is the customer told to do what he has tried already? (RULES.md 16; seed 004, point 7)

Every word of the planted step that carries meaning has to stand in one sentence that instructs, and nothing in it may
say that the author knows ("again", "this time", "you wrote"). Only for languages that part their words.
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import Letter, letters_of, no_letter, our_words, unreadable
from harness.manners.phrases import UNSPACED, Span, find
from harness.manners.terms import alike, content_words


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    facts = case.probe.scenario.facts
    tried = (*case.probe.scenario.tried, *(value for kind, value in facts.items() if kind.startswith("tried")))
    if not tried:
        return not_applicable("The scenario plants no step that was tried.")
    letters = letters_of(case)
    again: Cite | None = None
    for letter in letters:
        told = our_words(case, before=letter.turn.seq)
        for step in tried:
            if step not in told or (span := _suggests(letter, step)) is None:
                continue
            if not letter.holds(span, "once_more"):
                ours = _ours(case, step)
                return failed(f"It tells the customer to do what had been tried: “{step}”.", letter.cite(span), ours)
            again = letter.cite(span)
    if again is not None:
        return not_judged("It asks for that once more; whether its author knows is not sure.", "off_list", again)
    searched = [letter.searched("steps", *tried) for letter in letters]
    if any(letter.language in UNSPACED for letter in letters):
        return not_judged("Words cannot be compared in this language.", "off_list", *searched)
    return unreadable(letters) or passed("It does not repeat what was tried.", *searched)


def _ours(case: Case, step: str) -> Cite:
    turn = next(one for one in case.conversation.ours if step in f"{one.subject}\n{one.text}")
    return Cite(layer=Layer.OURS, seq=turn.seq, quote=step)


def _is_said(word: str, said: Iterable[str], *, again: bool) -> bool:
    """ "Install it again" says "reinstall" too; "install the update" does not."""
    forms = (word, word[2:]) if again and word.startswith("re") else (word,)
    return any(alike(form, other) for form in forms for other in said)


def _suggests(letter: Letter, step: str) -> Span | None:
    wanted = content_words(step, letter.language)
    if not wanted:
        return None
    for span in letter.sentences_with("steps"):
        sentence = letter.text[span.start : span.end]
        said = content_words(sentence, letter.language)
        again = find("once_more", sentence, letter.language) is not None
        if find("already", sentence, letter.language) is None and all(
            _is_said(word, said, again=again) for word in wanted
        ):
            return span
    return None


CHECK = Check(
    key="suggests_tried",
    question="Is the customer spared what was tried already?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
    rule="The mail does not tell the customer to do what the customer's own words say was tried already.",
)
