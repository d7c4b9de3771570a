"""Promises in the desk's own words: who promises what, for how long or until when (METRICS.md, "promise").

A time counts as promised when a deed of the desk stands with it: answering, calling, mending, paying back, deciding.
What speaks against it (a question, a condition, a past, a refusal, another's deed) is in `refusals`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from harness.domain.message import PromiseCalendar, PromiseWhat, StatedPromise
from harness.reading.deadlines import Deadline, find_deadlines, names_hour_of_day
from harness.reading.durations import Duration, find_durations
from harness.reading.languages import likely_languages
from harness.reading.refusals import Said, customers_marks, is_question, is_unpromised
from harness.reading.sentences import sentences
from harness.reading.words import Words, languages_for

_MOST_TEXT = 20_000
_GOVERNED = 14
"""Characters after "could you" or "please" within which a verb of answering is the customer's."""
_LABEL = 6
"""Words of a clause that may be an answer by itself: "Response time: around 30 minutes"."""
_PARTS = re.compile(r"[,;:.–—、，]|\s(?:and|or|und|oder|et|ou|y|o|e|en|of|och|og|i|ve|ja|és|și|και|и|та|або)\s")
"""What parts a request to the customer from what the desk itself will do."""
_WHAT = ((PromiseWhat.FIX, "fix", "mends"), (PromiseWhat.REFUND, "refund", "pays"))
"""What is promised besides an answer, and the lists that tell it: surely, and with a "by" and somebody of the desk."""
_BRACKETS = re.compile(r"[(（](?P<inner>[^()（）]{1,12})[)）]")
_WEEKDAY_SIGN = re.compile(r"[月火水木金土日월화수목금토일]")
_PLAIN = str.maketrans(
    {0xFF10 + digit: str(digit) for digit in range(10)} | {0x0660 + digit: str(digit) for digit in range(10)}
)
"""Digits as Japanese and Arabic keyboards write them."""


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
        promise = None if is_question(sentence) else _in_sentence(lists, sentence, start, now)
        if promise is not None:
            found.append(promise)
    return tuple(found)


def _in_sentence(lists: tuple[Words, ...], sentence: str, start: int, now: datetime | None) -> StatedPromise | None:
    for words in lists:
        promise, is_refused = _timed(words, sentence, start, now)
        if promise is not None:
            return promise
        if is_refused:  # a less likely language does not know better
            break
    return _first(_vague(words, sentence, start) for words in lists)


def _plain(words: Words, sentence: str) -> str:
    """The sentence at its length, with digits of ASCII and without "(Friday)" behind a date."""
    plain = sentence.translate(_PLAIN)
    for bracket in _BRACKETS.finditer(plain):
        if words.find("weekdays").match(bracket["inner"]) or _WEEKDAY_SIGN.fullmatch(bracket["inner"]):
            plain = plain[: bracket.start()] + " " * (bracket.end() - bracket.start()) + plain[bracket.end() :]
    return plain


def _first(found: Iterable[StatedPromise | None]) -> StatedPromise | None:
    return next((one for one in found if one is not None), None)


def _timed(words: Words, sentence: str, start: int, now: datetime | None) -> tuple[StatedPromise | None, bool]:
    """The first time that is promised, lengths before dates; else whether one is expressly no promise."""
    plain = _plain(words, sentence)
    is_refused = False
    for duration in find_durations(words, plain):
        if duration.unit != "hour" or not names_hour_of_day(words, plain, duration.start, duration.upper):
            said = Said.around(words, plain, duration.start, duration.end)
            what = _promised(said)
            if what is not None and not is_unpromised(said):
                return _lasting(sentence, start, duration, what), False
            is_refused |= what is not None or bool(customers_marks(said))
    for deadline in find_deadlines(words, plain, now) if now is not None else ():
        said = Said.around(words, plain, deadline.start, deadline.end)
        what = _promised(said, is_date=True)
        if what is not None and not is_unpromised(said):
            return _dated(sentence, start, deadline, what), False
        is_refused |= what is not None or bool(customers_marks(said))
    return None, is_refused


def _promised(said: Said, *, is_date: bool = False) -> PromiseWhat | None:
    """What is promised with a time if nothing unmakes it, None where nothing is."""
    marks, deeds = customers_marks(said), _desks_answers(said.words, said.sentence)
    asked = max((mark for mark in marks if mark <= said.start), default=None)
    if asked is not None and not any(asked <= deed < said.start for deed in deeds):
        return None
    nearby = [deed for deed in deeds if said.begin <= deed < said.finish and not _parted(marks, deed, said.start)]
    if nearby or (deeds and not marks and not said.has("elsewhere") and _may_stand_alone(said, is_date=is_date)):
        return PromiseWhat.CALL if said.has("call") else PromiseWhat.ANSWER
    return None if marks else _other_deed(said)


def _parted(marks: list[int], deed: int, start: int) -> bool:
    """Whether something asked of the customer stands between a deed and a time."""
    return any(min(deed, start) < mark < max(deed, start) for mark in marks)


def _other_deed(said: Said) -> PromiseWhat | None:
    """Mending and paying back; else whatever the desk's people say that they do for "you" by a time."""
    by = said.is_behind("within") or said.is_behind("until") or not said.words.spaced
    for what, name, loosely in _WHAT:
        is_theirs = said.has("agent") or (what is PromiseWhat.FIX and said.has("will"))
        if said.has(name) or (by and is_theirs and said.has(loosely)):
            return what
        if by and _is_short(said) and said.words.find(name).search(said.sentence, 0, said.begin):
            return what
    if said.has("elsewhere"):
        return None
    for_you = by and said.has("agent") and (said.has("you") or not said.words.lists.get("you"))
    return PromiseWhat.OTHER if for_you or said.has("deed") else None


def _is_short(said: Said) -> bool:
    return len(said.clause.split()) <= _LABEL


def _may_stand_alone(said: Said, *, is_date: bool) -> bool:
    """A time in a clause of its own needs a "by": "thank you for your call on Monday, we will reply soon"."""
    if is_date:
        return any(said.has(name) for name in ("by", "today", "tomorrow", "overmorrow"))
    return _is_short(said) or said.is_behind("within") or said.is_behind("until") or not said.words.lists.get("within")


def _desks_answers(words: Words, sentence: str) -> list[int]:
    """Where verbs and nouns of answering stand that are the desk's: not inside, nor just behind, what is asked."""
    asked = [match.span() for match in words.find("customer").finditer(sentence)]
    governed = _GOVERNED if words.spaced else 2
    return [
        match.start()
        for name in ("answer", "call")
        for match in words.find(name).finditer(sentence)
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
    if alone is None and not (words.find("vague").search(sentence) and _does_anything(words, sentence)):
        return None
    what = PromiseWhat.CALL if words.find("call").search(sentence) else PromiseWhat.ANSWER
    return StatedPromise(text=sentence, start=start, end=start + len(sentence), vague=True, what=what)


def _does_anything(words: Words, sentence: str) -> bool:
    return bool(_desks_answers(words, sentence) or any(words.find(name).search(sentence) for name in ("fix", "refund")))
