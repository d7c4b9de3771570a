"""What an accepting page claims beside "thank you": the ticket's number, and when to expect an answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from harness.channels.form.meaning import Sentence, Spoken, Vocabulary, any_of, fold, vocabularies
from harness.domain.message import PromiseCalendar, StatedPromise

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_@/=.+-])([#№]\s?|\[)?([A-Za-z]{0,12}[-_]?\d[A-Za-z0-9]*(?:[-_/][A-Za-z0-9]+)*)(?![A-Za-z0-9_@]|\.[A-Za-z0-9])"
)
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d\d){1,2}|(?:19|20)\d\d|24/7")
_NUMBER_WORD = re.compile(
    r"ticket|tiket|tickt|ticke|case|number|numm?er|numero|num\b|n[°º]|\bn\.|\bnr\b|\bno\.|№|\bref|refer|riferim|kenmerk"
    r"|\bid\b|номер|заявк|cislo|szam|numara|αριθμ|番号|编号|編號|号码|號碼|[单單案]号|번호|رقم|מספר|\bma\b|หมายเลข|nomor|nombor"
    r"|\bbroj|stevilk|numeri|numurs|numbri|arende|\bsak|\bsag|zaak|protocol|protokol|tunnus|vorgang|aktenzeichen|dossier|folio"
    r"|radicad|talep|chamado|pedido|संख्या|kayit|zglosz|kode|\bkod\b|code|stiebilet|tichet|mã|#|单|단|obrasch|обращен|звернен"
)
_RIGHT_AFTER = re.compile(r"(?:\b(?:ticket|tiket|case|request|reference|ref|number|nummer|numero|id|nr|no)\b\W{0,3})$")
_LEGAL = re.compile(r"tel\.?|phone|telefon|fax|\bplz\b|zip|postal|hotline|\+", re.IGNORECASE)
_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
_ISO = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W"}
_RANGE = r"\s*(?:-|–|~|〜|to|bis|a|al|e|y|o|ou|of|or|oder|tot|do|az|til|till|-ig|va|至|到|から|sau|и|או|עד|to)\s*"


def ticket_references(spoken: Sequence[Spoken], text: str) -> tuple[str, ...]:
    """The desk's numbers in a page's new text, the surest first.

    A number is the ticket's when a word for it stands near, when it carries a "#" or brackets or letters and a hyphen;
    dates, times, telephone numbers and spans are none.
    """
    from harness.reading.tickets import find_references

    found: list[tuple[int, str]] = []
    for one in spoken:
        found += _numbers(one)
    ranked = [number for _, number in sorted(found, key=lambda pair: -pair[0])]
    return tuple(dict.fromkeys(ranked)) or find_references("", text)


def stated_promises(words: Vocabulary, spoken: Sequence[Spoken], text: str) -> tuple[StatedPromise, ...]:
    """Times to answer in a page's new text, in order; vague ones are marked."""
    from harness.reading.promises import find_promises

    read = find_promises(text, language=words.language)
    timed = [one for one in read if not one.vague]
    for one in spoken:
        known = any(each.start < one.sentence.end and one.sentence.start < each.end for each in timed)
        own = None if known else _any_span(words, one.sentence)
        if own is not None:
            timed.append(own)
    vague = [one for one in read if one.vague and not any(_overlap(one, each) for each in timed)]
    return tuple(sorted([*timed, *vague], key=lambda each: each.start))


# --- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(spoken: Spoken) -> list[tuple[int, str]]:
    said = unicodedata.normalize("NFKC", spoken.sentence.said.replace("№", "#"))
    found = []
    for match in _TOKEN.finditer(said):
        mark, number = (match.group(1) or "").strip(), match.group(2)
        sure = _sureness(said, match, mark, number)
        if sure:
            found.append((sure, number))
    return found


def _sureness(said: str, match: re.Match[str], mark: str, number: str) -> int:
    """0 for what is no ticket number."""
    digits = sum(letter.isdigit() for letter in number)
    before, after = fold(said[max(0, match.start() - 45) : match.start()]), fold(said[match.end() : match.end() + 25])
    if _DATE.fullmatch(number) or _LEGAL.search(before[-12:]) or re.match(r"[%€$]|:\d", after):
        return 0
    if digits >= 2 and _RIGHT_AFTER.search(before):
        return 4
    named = bool(_NUMBER_WORD.search(before)) or bool(_NUMBER_WORD.search(after))
    if mark:
        return 4 if digits >= 1 else 0
    if re.match(r"[A-Za-z]+[-_]?\d", number) and digits >= 2 and number[:1].isupper():
        return 4 if named else 3
    if named and digits >= 3:
        return 3 if digits >= 4 else 2
    return 1 if digits >= 5 else 0


# --- times -----------------------------------------------------------------------------------------------------------


def _any_span(words: Vocabulary, sentence: Sentence) -> StatedPromise | None:
    """In the language of the text first; near relatives (Danish, Norwegian) share sentences but not every word."""
    for each in (words, *vocabularies()):
        if (found := _span(each, sentence)) is not None:
            return found
    return None


def _span(words: Vocabulary, sentence: Sentence) -> StatedPromise | None:
    text = fold(sentence.said)
    for word, meant in words.raw["pairs"].items():
        text = re.sub(rf"{re.escape(fold(word))}(?!\w)", meant, text)
    if not words.has("reply", text):
        return None
    for unit in ("minute", "hour", "day", "week"):
        match = _duration(words.language, unit).search(text)
        if match is not None:
            return _promise(words, sentence, unit, match)
    if words.has("next_day", text):
        return _stated(sentence, "day", (1.0, None), business=True)
    return None


def _promise(words: Vocabulary, sentence: Sentence, unit: str, match: re.Match[str]) -> StatedPromise | None:
    numbers = {fold(word): float(value) for word, value in words.raw["numbers"].items()}
    upper = _number(numbers, match.group("upper"))
    lower = _number(numbers, match.group("lower"))
    business = any(match.group(name) for name in ("ahead", "inside", "behind"))
    return _stated(sentence, unit, (upper, lower), business=business) if upper else None


def _stated(sentence: Sentence, unit: str, span: tuple[float, float | None], *, business: bool) -> StatedPromise:
    upper, lower = span
    in_days = business and unit == "day"
    seconds = upper * (8 * 3600.0 if in_days else _SECONDS[unit])
    return StatedPromise(
        text=sentence.said,
        start=sentence.start,
        end=sentence.end,
        seconds=seconds,
        lower_seconds=None if lower is None else lower * _SECONDS[unit],
        business_days=upper if in_days else None,
        duration=_ISO[unit].format(f"{upper:g}"),
        calendar=PromiseCalendar.BUSINESS if business else PromiseCalendar.CALENDAR,
    )


def _number(numbers: dict[str, float], text: str | None) -> float | None:
    if not text:
        return None
    return numbers[text] if text in numbers else float(text.replace(",", "."))


@cache
def _duration(language: str, unit: str) -> re.Pattern[str]:
    words = next(one for one in vocabularies() if one.language == language)
    spelt = sorted((re.escape(fold(word)) for word in words.raw["numbers"]), key=len, reverse=True)
    number = "|".join([r"\d+(?:[.,]\d+)?", *spelt])
    apart = words.raw["spaces"] != "no"
    start, end = (r"(?<!\w)", r"(?!\w)") if apart else (r"(?<!\d)", "")
    business = any_of(words.raw["business"], "no").pattern
    units = any_of(words.raw[unit], "no").pattern
    return re.compile(
        rf"(?P<ahead>{business}\s*)?{start}(?:(?P<lower>{number}){_RANGE})?(?P<upper>{number})\s*[- ]?(?:de\s)?"
        rf"(?P<inside>{business}(?:\w*[\s-]+)?)?(?:{units}){end}(?P<behind>\s+\w{{0,3}}?(?:{business}))?"
    )


def _overlap(one: StatedPromise, other: StatedPromise) -> bool:
    return one.start < other.end and other.start < one.end
