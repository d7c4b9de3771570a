"""Does the desk ask for what the customer has told already? (RULES.md 16; seed 004, point 7)

A fact counts as told where its value stands in what the customer had written by then. A question that repeats the value
has read it, and is none.
"""

from __future__ import annotations

import re

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import Letter, letters_of, no_letter, our_words, unreadable
from harness.manners.phrases import Span, manners_of

_ARTICLES = r"your|the|which|what|ihre?n?|welche[rsnm]?|votre|quelle?|su|tu|cuál|qual[ei]?|uw|je|welk|din|ditt|vilken"


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    facts = {kind: value for kind, value in case.probe.scenario.facts.items() if value and not kind.startswith("tried")}
    if not facts:
        return not_applicable("The scenario plants no facts.")
    letters = letters_of(case)
    for letter in letters:
        told = our_words(case, before=letter.turn.seq)
        for kind, value in facts.items():
            if value in told and (span := _asks(letter, kind, value)) is not None:
                sentence = f"It asks for the {kind.replace('_', ' ')}, which the customer had told: “{value}”."
                return failed(sentence, letter.cite(span), _ours(case, value))
    searched = [letter.searched(*facts) for letter in letters]
    return unreadable(letters) or passed("It asks for nothing that was told.", *searched)


def _asks(letter: Letter, kind: str, value: str) -> Span | None:
    """A sentence that asks for this kind of fact, and does not show its value."""
    if not letter.language:
        return None
    named = manners_of(letter.language).facts.get(kind) or _plainly(kind)
    for span in letter.sentences_with("ask"):
        sentence = letter.text[span.start : span.end]
        if named.search(sentence) and value not in sentence and not letter.holds(span, "another_time"):
            return span
    return None


def _plainly(kind: str) -> re.Pattern[str]:
    """ "your colour", "Ihre Farbe": for kinds of facts that no file knows."""
    words = r"\s+".join(map(re.escape, re.split(r"[_\s-]+", kind)))
    return re.compile(rf"\b(?:{_ARTICLES})\s+{words}\b", re.IGNORECASE)


def _ours(case: Case, value: str) -> Cite:
    turn = next(one for one in case.conversation.ours if value in f"{one.subject}\n{one.text}")
    return Cite(layer=Layer.OURS, seq=turn.seq, quote=value)


CHECK = Check(
    key="asks_for_told",
    question="Does the desk ask only for what it was not told?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="004",
    rule="The mail asks for nothing that the customer's own words already tell.",
)
