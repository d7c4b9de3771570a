"""What unmakes a promise: a question, a condition, what is past or was missed, a refusal, another's deed.

A false promise accuses an innocent team, so whatever may be one of these is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.reading.sentences import clause_around
from harness.reading.words import Words

_QUESTION = re.compile(r"[?？؟][\s\"')»”」]*\Z")
_BORDER = re.compile(r"[,;:.!–—，、；：。()（）]|\s-\s|\s(?:and|und|et|y|e|en|och|og|i|ve|ja|és|și|και|и|і|й|та)\s")
"""What lets a new statement begin: behind it the desk may promise what it has missed before it."""
_TIED = 9
"""Characters between "received before" and the hour that belongs to it."""
_FIRST_WORDS = 16
"""A third party is the subject when it stands at most so far behind the beginning of its clause."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A time in its clause: `begin` and `finish` bound the clause in the sentence, `start` and `end` the time."""

    words: Words
    sentence: str
    begin: int
    start: int
    end: int
    finish: int

    @classmethod
    def around(cls, words: Words, sentence: str, start: int, end: int) -> Said:
        begin, finish = clause_around(sentence, start)
        for but in words.find("but").finditer(sentence, begin, finish):
            if but.end() <= start:
                begin = but.end()
            elif but.start() >= end:
                finish = but.start()
                break
        return cls(words=words, sentence=sentence, begin=begin, start=start, end=end, finish=max(finish, end))

    @property
    def clause(self) -> str:
        return self.sentence[self.begin : self.finish]

    def has(self, name: str) -> bool:
        """Whether the clause holds a phrase of a list."""
        return bool(self.words.find(name).search(self.clause))

    def is_behind(self, name: str) -> bool:
        """Whether a phrase of a list stands just before the time: "within", "by"."""
        before = self.sentence[max(0, self.start - 40) : self.start]
        return any(not before[match.end() :].strip() for match in self.words.find(name).finditer(before))


def is_question(sentence: str) -> bool:
    return bool(_QUESTION.search(sentence))


def customers_marks(said: Said) -> list[int]:
    """Where the clause begins to speak of what the customer is to do."""
    found = said.words.find("customer").finditer(said.sentence, said.begin, said.finish)
    return [match.end() if match.start() < said.start else match.start() for match in found]


def is_unpromised(said: Said) -> bool:
    """Whether the time is none the desk promises, whatever deed stands with it."""
    return (
        said.has("never")
        or said.is_behind("elapsed")
        or bool(said.words.find("taken_back").search(said.sentence, said.end))
        or _is_over(said)
        or _is_conditional(said)
        or _is_anothers(said)
        or _is_tied_to_arrival(said)
    )


def _is_over(said: Said) -> bool:
    """ "Sorry that we did not answer within a day", but not "sorry for the delay, we will answer within a day"."""
    for match in said.words.find("over").finditer(said.sentence, 0, said.finish):
        if match.end() > said.start and match.start() >= said.begin:
            if not said.words.find("if").search(said.sentence, said.end, match.end()):
                return True
        elif not _promises_anew(said, match.end()):
            return True
    return False


def _promises_anew(said: Said, since: int) -> bool:
    border = _BORDER.search(said.sentence, since, said.start)
    border = border or said.words.find("but").search(said.sentence, since, said.start)
    return border is not None and any(
        said.words.find(name).search(said.sentence, border.end(), said.finish) for name in ("will", "answer")
    )


def _is_conditional(said: Said) -> bool:
    """ "If nobody calls you within two hours", but not "if you write before noon we will answer within two hours"."""
    if said.words.find("if_after").search(said.sentence, said.end, said.finish):
        return True
    conditions = list(said.words.find("if").finditer(said.sentence, said.begin, said.start))
    return bool(conditions) and not said.words.find("will").search(said.sentence, conditions[-1].end(), said.start)


def _is_anothers(said: Said) -> bool:
    found = said.words.find("third").search(said.sentence, said.begin, said.finish)
    return found is not None and found.start() - said.begin <= _FIRST_WORDS


def _is_tied_to_arrival(said: Said) -> bool:
    """ "Mails received before 3 pm are answered the same day": the hour is the customer's."""
    before = said.sentence[max(0, said.start - 40) : said.start]
    after = said.sentence[said.end : said.end + 30]
    arriving = said.words.find("arriving")
    return any(len(before) - match.end() <= _TIED for match in arriving.finditer(before)) or any(
        match.start() <= _TIED for match in said.words.find("arrived").finditer(after)
    )
