"""Promises in the desk's own words: who promises what, for how long or until when (METRICS.md, "promise").

A time counts as promised when the desk's answering, calling or mending stands with it; not when the customer is asked
for something, not when it is the time of a delivery, an offer or an outage, and not when it is past.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from harness.domain.message import PromiseCalendar, PromiseWhat, StatedPromise
from harness.reading.deadlines import Deadline, find_deadline, names_hour_of_day
from harness.reading.durations import Duration, find_duration
from harness.reading.languages import likely_languages
from harness.reading.sentences import clause_around, sentences
from harness.reading.words import Words, languages_for

_MOST_TEXT = 20_000
_GOVERNED = 14
"""Characters after "could you" or "please" within which a verb of answering is the customer's."""
_PARTS = re.compile(r"[,;:.–—、，]|\s(?:and|or|und|oder|et|ou|y|o|e|en|of|och|og|i|ve|ja|és|și|και|и|та|або)\s")
"""What parts a request to the customer from what the desk itself will do."""
_WHAT = ((PromiseWhat.CALL, "call"), (PromiseWhat.FIX, "fix"), (PromiseWhat.REFUND, "refund"))


def find_promises(text: str, *, language: str = "", now: datetime | None = None) -> tuple[StatedPromise, ...]:
    """Every promise in a text, in order, one for each sentence; vague ones are marked.

    Args:
        language: ISO 639-1 code, "" when not known: then the likeliest lists are tried.
        now: when the words were written, on the writer's own clock; without it no deadline can be resolved.
    """
    candidates = [language] if language else []
    lists = languages_for((*candidates, *likely_languages(text))) if text.strip() else ()
    found: list[StatedPromise] = []
    for start, sentence in sentences(text[:_MOST_TEXT]):
        promise = _first(_in_sentence(words, sentence, start, now) for words in lists)
        promise = promise or _first(_vague(words, sentence, start) for words in lists)
        if promise is not None:
            found.append(promise)
    return tuple(found)


def _first(found: Iterable[StatedPromise | None]) -> StatedPromise | None:
    return next((one for one in found if one is not None), None)


def _in_sentence(words: Words, sentence: str, start: int, now: datetime | None) -> StatedPromise | None:
    duration = find_duration(words, sentence)
    if duration is not None and duration.unit == "hour" and names_hour_of_day(words, sentence, duration.start):
        duration = None
    if duration is not None:
        what = _promised(words, sentence, duration.start, duration.end)
        return None if what is None else _lasting(sentence, start, duration, what)
    deadline = find_deadline(words, sentence, now) if now is not None else None
    if deadline is None:
        return None
    what = _promised(words, sentence, deadline.start, deadline.end, needs_answer=True)
    return None if what is None else _dated(sentence, start, deadline, what)


def _promised(words: Words, sentence: str, start: int, end: int, *, needs_answer: bool = False) -> PromiseWhat | None:
    """What is promised with the time that stands there, None where nothing is."""
    begin, finish = clause_around(sentence, start)
    clause = sentence[begin : max(finish, end)]
    if words.find("never").search(clause):
        return None
    answers = _desks_answers(words, sentence)
    nearby = [one for one in answers if begin <= one[0] < max(finish, end)]
    asked = [match.end() for match in words.find("customer").finditer(sentence, begin, max(finish, end))]
    before = [one for one in asked if one <= start]
    if before and not any(max(before) <= one[0] < start for one in nearby):
        return None
    if asked and not before and not any(one[0] < start for one in nearby):
        return None
    if nearby or (
        answers and not words.find("elsewhere").search(clause) and _may_stand_alone(words, clause, needs_answer)
    ):
        return PromiseWhat.CALL if words.find("call").search(clause) else PromiseWhat.ANSWER
    return next((what for what, name in _WHAT[1:] if words.find(name).search(clause)), None)


def _may_stand_alone(words: Words, clause: str, needs_answer: bool) -> bool:
    """A day in a clause of its own needs a "by": "thank you for your call on Monday, we will reply soon"."""
    return not needs_answer or bool(words.find("by").search(clause) or words.find("today").search(clause))


def _desks_answers(words: Words, sentence: str) -> list[tuple[int, int]]:
    """Verbs and nouns of answering that are the desk's: not inside, nor just behind, what the customer is asked."""
    asked = [match.span() for match in words.find("customer").finditer(sentence)]
    governed = _GOVERNED if words.spaced else 2
    return [
        match.span()
        for match in words.find("answer").finditer(sentence)
        if not any(
            start <= match.start() < end + governed and _close(sentence, end, match.start()) for start, end in asked
        )
    ]


def _close(sentence: str, end: int, start: int) -> bool:
    return not _PARTS.search(sentence[end : start + 1])


def _lasting(sentence: str, start: int, duration: Duration, what: PromiseWhat) -> StatedPromise:
    business_days = duration.upper if duration.business and duration.unit == "day" else None
    return StatedPromise(
        text=sentence,
        start=start,
        end=start + len(sentence),
        seconds=duration.seconds,
        lower_seconds=duration.lower_seconds,
        business_days=business_days,
        duration=duration.iso,
        lower=duration.lower_iso,
        calendar=PromiseCalendar.BUSINESS if duration.business else PromiseCalendar.CALENDAR,
        what=what,
    )


def _dated(sentence: str, start: int, deadline: Deadline, what: PromiseWhat) -> StatedPromise:
    return StatedPromise(
        text=sentence,
        start=start,
        end=start + len(sentence),
        deadline=deadline.at.astimezone(UTC),
        local_deadline=deadline.at.strftime("%Y-%m-%dT%H:%M"),
        calendar=PromiseCalendar.BUSINESS if deadline.business else PromiseCalendar.CALENDAR,
        what=what,
    )


def _vague(words: Words, sentence: str, start: int) -> StatedPromise | None:
    alone = words.find("alone").fullmatch(sentence.strip(" .!"))
    if alone is None and not (words.find("vague").search(sentence) and _desks_answers(words, sentence)):
        return None
    what = PromiseWhat.CALL if words.find("call").search(sentence) else PromiseWhat.ANSWER
    return StatedPromise(text=sentence, start=start, end=start + len(sentence), vague=True, what=what)
