"""The letters of a conversation as the checks on quality see them: a person's new words, quoted with their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.domain.case import Case
from harness.domain.check import Answer, failed, not_applicable, not_judged, not_sent, passed, waiting
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Purpose, Tone
from harness.domain.verdict import Cite, Layer, Verdict
from harness.manners.clauses import unknown_clause
from harness.manners.phrases import Span, find, find_anywhere, link, numbered_list, sentence_at, sentences
from harness.manners.tongues import language_of_letter

TROUBLE = frozenset({Purpose.PROBLEM, Purpose.BUG, Purpose.KNOWN_BUG, Purpose.HOSTILE})
"""Enquiries that report something gone wrong."""
BUGS = frozenset({Purpose.BUG, Purpose.KNOWN_BUG})


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail of a person's. `text`: its new words; `language`: "" where there are no phrase sets for it."""

    turn: TheirTurn
    text: str
    language: str

    def find(self, name: str) -> Span | None:
        """The first phrase of a set, in the letter's language or in English."""
        return find(name, self.text, self.language)

    def has(self, *names: str) -> bool:
        return any(self.find(name) is not None for name in names)

    def says(self, *names: str) -> Span | None:
        """The first phrase of the first of these sets that is found, at last in any language."""
        spans = (find_anywhere(name, self.text, self.language) for name in names)
        return next((span for span in spans if span is not None), None)

    def steps(self) -> Span | None:
        """Instructions: a list of them, or a phrase."""
        return numbered_list(self.text) or self.says("steps")

    def deed(self) -> Span | None:
        """The first sentence with a deed that is more than to look at the matter or to hand it on."""
        return next((span for span in self.sentences_with("done") if not self.holds(span, "handed_on")), None)

    def cite(self, span: Span, note: str = "") -> Cite:
        return Cite(
            layer=Layer.NEW_TEXT,
            seq=self.turn.seq,
            quote=self.text[span.start : span.end],
            start=span.start,
            end=span.end,
            note=note,
        )

    def cite_sentence(self, span: Span) -> Cite:
        return self.cite(sentence_at(self.text, span))

    def searched(self, *names: str) -> Cite:
        """The whole of the new words, with what was looked for in them."""
        note = f"all of it searched for: {', '.join(names)}" if names else ""
        return replace(self.cite(Span(start=0, end=len(self.text)), note), searched=True)

    def sentences_with(self, name: str) -> list[Span]:
        """Sentences that hold a phrase of a set."""
        return [one for one in sentences(self.text) if self.holds(one, name)]

    def holds(self, span: Span, *names: str) -> bool:
        """Whether a phrase of one of these sets stands in this place."""
        said = self.text[span.start : span.end]
        return any(find(name, said, self.language) is not None for name in names)


def letters_of(case: Case) -> tuple[Letter, ...]:
    """Every mail of a person's, in order."""
    return tuple(letter_of(turn) for turn in case.humans)


def letter_of(turn: TheirTurn) -> Letter:
    text = turn.reading.new_text
    return Letter(turn=turn, text=text, language=language_of_letter(text, turn.reading.language))


def no_letter(case: Case) -> Answer | None:
    """The answer of every check on quality while no person has answered; None when there is something to read."""
    if (answer := not_sent(case)) is not None:
        return answer
    if case.humans:
        return None
    if case.is_over:
        return not_applicable("No person answered: see that finding.")
    return waiting("No person has answered yet.")


def unreadable(letters: Sequence[Letter]) -> Answer | None:
    """Why nothing may be said about what these letters lack; None where something may."""
    cites = tuple(letter.searched() for letter in letters)
    if not all(letter.turn.reading.new_text_sure and letter.text.strip() for letter in letters):
        return not_judged("Which words of the mail are its author's own is not sure.", "extraction", *cites)
    if not all(letter.language for letter in letters):
        return not_judged("There are no phrase sets for the language of this mail.", "language", *cites)
    return None


def lacking(case: Case, letters: Sequence[Letter], sentence: str, *names: str) -> Answer:
    """Failed, because none of the sets is found in any of these letters.

    Waiting while another letter may come; not judged where a lack cannot be told.
    """
    if not case.is_over:
        return waiting(f"So far: {sentence}")
    if case.unsure:
        cites = (letter_of(turn).searched() for turn in case.unsure)
        return not_judged("A mail came that may be a person's or a robot's.", "unsure_kind", *cites)
    return unreadable(letters) or failed(sentence, *(letter.searched(*names) for letter in letters))


def lacking_help(case: Case, letters: Sequence[Letter], sentence: str, *names: str) -> Answer:
    """As `lacking`, for what comes in more words than any list: failed only where each clause is known to be hollow."""
    answer = lacking(case, letters, sentence, *names)
    if answer.verdict is not Verdict.FAILED:
        return answer
    for letter in letters:
        if (span := link(letter.text) or unknown_clause(letter.text, letter.language)) is not None:
            return not_judged("The words of this are on no list; they may be just that.", "off_list", letter.cite(span))
    return answer


def forbidden(case: Case, name: str, sentence: str, clean: str) -> Answer:
    """The answer of a check on words that no letter may hold: `sentence` where one does, `clean` where none does."""
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    for letter in letters:
        if (span := letter.find(name)) is not None:
            return failed(sentence, letter.cite_sentence(span))
    return unreadable(letters) or passed(clean, *(letter.searched(name) for letter in letters))


def reports_trouble(case: Case) -> bool:
    return case.probe.scenario.purpose in TROUBLE


def is_angry(case: Case) -> bool:
    return case.probe.scenario.customer.tone is Tone.ANGRY or case.probe.scenario.purpose is Purpose.HOSTILE


def our_words(case: Case, before: int | None = None) -> str:
    """What the customer had written, subjects too, before a place in the stream."""
    return "\n".join(
        f"{turn.subject}\n{turn.text}" for turn in case.conversation.ours if before is None or turn.seq < before
    )
