"""Are there template fields that nobody filled in? A must: `Dear {{first_name}}` (FAULTS.md 18; seed 002, point 2).

Only fields whose name says that they stand for a person, a ticket or a firm: an answer about templates may show others.
Words that stand in the customer's own mail are not the desk's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_judged, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import letter_of, our_words
from harness.manners.phrases import Span, find, sentence_at

_NAME = (
    r"(?:first|last|full|sur|given|family|user|display|company|agent|customer|client|contact|requester|recipient|your"
    r"|ticket|case|order|account|product|vor|nach|kunden?|anrede|firmen|pr[ée]nom|nom|client|apellidos?|nombre|cognome"
    r"|nome|sobrenome|naam|klant|imi[eę]|nazwisko|namn|kund|f|l)[ _.-]*"
    r"(?:name|nom|nummer|number|id|no|nr|subject|title|date|email|mail|anrede|insert)?"
)
_INSIDE = rf"[\w .|:-]*?\b{_NAME}\b[\w .|:'\"()-]*"
_FIELDS = re.compile(
    "|".join(
        (
            rf"\{{\{{\s*{_INSIDE}\s*\}}\}}",
            rf"\{{%\s*{_INSIDE}\s*%\}}",
            rf"\$\{{\s*{_INSIDE}\s*\}}",
            rf"(?<![\w{{$%])\{{\s*{_NAME}\s*\}}",
            rf"%%?{_NAME}%%?",
            rf"\*\|\s*{_NAME}\s*\|\*",
            rf"<<\s*{_NAME}\s*>>",
            rf"\[\[\s*{_NAME}\s*\]\]",
            r"\{![\w.]+\}",
            rf"#{{2,}}\s*{_NAME}\s*#{{2,}}",
            r"\[\s*(?:insert|enter|your|customer|client|first|last|agent)[ _](?:[\w ]{0,20}[ _])?"
            r"(?:name|title|number|date|here)\s*\]",
        )
    ),
    re.IGNORECASE,
)
_HELLO = (
    "dear|hello|hi|hallo|liebe[rs]?|sehr geehrte\\S*|guten tag|bonjour|hola|estimad[oa]|ciao|gentile|olá|prezad[oa]"
    "|beste|geachte|hej|dzień dobry|szanown[ay]"
)
_GREETED = re.compile(
    rf"^[ \t]*(?:{_HELLO})[^\n\[\]]{{0,20}}\[[^\W\d_][^\[\]\n]{{1,30}}\]", re.IGNORECASE | re.MULTILINE
)
"""A bracket in a greeting is a field, whatever its name: "Sehr geehrte/r [Anrede] [Nachname]"."""
_NULL = re.compile(rf"\b(?:{_HELLO})\s+(?:null|undefined|none|nan|n/a)\b", re.IGNORECASE)


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written.")
    ours = our_words(case)
    shown: Cite | None = None
    for turn in case.arrivals:
        for cite in _fields(turn, ours):
            if not _is_shown(turn, cite):
                return failed(f"A field of a template was not filled in: “{cite.quote}”.", cite)
            shown = shown or cite
    if shown is not None:
        return not_judged("A field of a template stands where it may be shown on purpose.", "unclear", shown)
    whole = (letter_of(turn).searched() for turn in case.arrivals)
    return passed("No template field is left open.", *whole)


def _fields(turn: TheirTurn, ours: str) -> Iterator[Cite]:
    for pattern in (_GREETED, _FIELDS, _NULL):
        for match in pattern.finditer(turn.reading.new_text):
            if match.group() not in ours:
                yield _cite(turn, match.start(), match.end())
        for layer, text in ((Layer.HEADER, turn.reading.subject), (Layer.BODY, turn.reading.signature)):
            for match in pattern.finditer(text):
                if match.group() not in ours:
                    yield Cite(layer=layer, seq=turn.seq, quote=match.group())


def _is_shown(turn: TheirTurn, cite: Cite) -> bool:
    """Whether the sentence speaks of typing, of placeholders: then it may explain a template. Greetings never do."""
    if cite.start is None or cite.end is None:
        return False
    letter = letter_of(turn)
    around = sentence_at(letter.text, Span(start=cite.start, end=cite.end))
    before = letter.text[around.start : cite.start]
    return find("typed", before, letter.language or "en") is not None


def _cite(turn: TheirTurn, start: int, end: int) -> Cite:
    quote = turn.reading.new_text[start:end]
    return Cite(layer=Layer.NEW_TEXT, seq=turn.seq, quote=quote, start=start, end=end)


CHECK = Check(key="no_unfilled_fields", question="Is every template field filled in?", judge=judge, seed="002")
