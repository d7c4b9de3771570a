"""Promises in the desk's own words: a number, a unit and a verb of answering in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from harness.domain.message import PromiseCalendar, StatedPromise
from harness.reading.words import Words, languages_for

_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]*)*[.!?]?")
_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}


def find_promises(text: str, *, language: str = "", now: datetime | None = None) -> tuple[StatedPromise, ...]:
    """Every promise to answer in a text, in order; vague ones are marked.

    Args:
        language: ISO 639-1 code, "" when not known: then every list is tried.
        now: the time the words were written. Reserved for deadlines named by day and hour.
    """
    found: list[StatedPromise] = []
    for start, sentence in _sentences(text):
        for words in languages_for(language):
            promise = _timed(words, sentence, start) or _vague(words, sentence, start)
            if promise is not None:
                found.append(promise)
                break
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        stripped = sentence.strip()
        if stripped:
            yield match.start() + sentence.index(stripped), stripped


def _timed(words: Words, sentence: str, start: int) -> StatedPromise | None:
    if not words.answer.search(sentence) or words.elsewhere.search(sentence):
        return None
    if words.next_day.search(sentence):
        return _promise(sentence, start, upper=1.0, unit="day", lower=None, business=True)
    for unit in ("minute", "hour", "day", "week"):
        match = _duration(words, unit).search(sentence)
        if match is not None:
            upper, lower = _number(words, match.group("upper")), _number(words, match.group("lower"))
            if upper:
                business = bool(match.group("before") or match.group("after"))
                return _promise(sentence, start, upper=upper, unit=unit, lower=lower, business=business)
    return None


@cache
def _durations(language: str, unit: str) -> re.Pattern[str]:
    from harness.reading.words import words_of

    words = words_of(language)
    number = r"\d+(?:[.,]\d+)?|" + "|".join(sorted(map(re.escape, words.numbers), key=len, reverse=True))
    return re.compile(
        rf"(?:\b(?P<lower>{number})\s*(?:-|–|to|bis|à|a|tot|e|et|or|oder)\s*)?\b(?P<upper>{number})\s*[- ]?"
        rf"(?P<before>(?:{words.business})[- ]?)?(?:{words.units[unit]})\b(?P<after>\s+(?:{words.business}))?",
        re.IGNORECASE,
    )


def _duration(words: Words, unit: str) -> re.Pattern[str]:
    return _durations(words.language, unit)


def _number(words: Words, text: str | None) -> float | None:
    if not text:
        return None
    known = words.numbers.get(text.lower())
    return known if known is not None else float(text.replace(",", "."))


def _promise(
    sentence: str, start: int, *, upper: float, unit: str, lower: float | None, business: bool
) -> StatedPromise:
    in_days = business and unit == "day"
    seconds = upper * (8 * 3600.0 if in_days else _SECONDS[unit])
    return StatedPromise(
        text=sentence,
        start=start,
        end=start + len(sentence),
        seconds=seconds,
        lower_seconds=None if lower is None else lower * _SECONDS[unit],
        business_days=upper if in_days else None,
        duration=_iso(upper, unit),
        calendar=PromiseCalendar.BUSINESS if business else PromiseCalendar.CALENDAR,
    )


def _vague(words: Words, sentence: str, start: int) -> StatedPromise | None:
    if words.phrases["vague"].search(sentence) and words.answer.search(sentence):
        return StatedPromise(text=sentence, start=start, end=start + len(sentence), vague=True)
    return None


def _iso(amount: float, unit: str) -> str:
    number = f"{amount:g}"
    return {"minute": f"PT{number}M", "hour": f"PT{number}H", "day": f"P{number}D", "week": f"P{number}W"}[unit]
