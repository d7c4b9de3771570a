"""What in a mail only somebody who read the case would write, and how template letters look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from harness.reading.signs import Sign
from harness.reading.words import of_all_languages

_MOST = 4000
_FIELD = re.compile(r"^\s*[-•*]?\s*[^\W\d_][^:：\n]{1,28}(?:[:：]\s*|\s{3,}|\t)\S[^\n]{0,90}$", re.MULTILINE)
_RATING = re.compile(
    r"^\W*(?:[1-5]|10|[★⭐*]{1,5})\W{1,4}[^\W\d_][^\n]{0,40}$|(?:\b\d\s+){5,}|(?:[★⭐☆]\s*){3,}", re.MULTILINE
)
_LINK_LINE = re.compile(r"^[^\n]{0,60}https?://\S+\s*$", re.MULTILINE)
_ASKED = re.compile(r"[?？؟]|[^\W\d_];(?=\s|$)")
_SMILE = re.compile(
    r"(?<!\w)[:;]-?[)DP(](?!\w)|[:：]\)|\b(?:haha|hehe|jaja|lol|xx?)\b|www(?!\.)|\^\^|ㅎㅎ|ㅠㅠ|[～~]\s*$", re.MULTILINE
)
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u9fff]{2,}|[\uac00-\ud7af]{2,}")


def template_signs(new_text: str) -> Iterator[Sign]:
    """How letters look that a program filled in: lists of fields, scales, lines that are links."""
    said = new_text[:_MOST]
    fields = len([one for one in _FIELD.findall(said) if "://" not in one])
    if fields >= 3:
        yield Sign("fields", f"it lists {fields} fields as a form letter does", "structure")
    if _RATING.search(said):
        yield Sign("rating", "it offers marks to choose from", "structure")
    if len(_LINK_LINE.findall(said)) >= 2:
        yield Sign("link_lines", "several of its lines are links", "structure")


def reader_signs(new_text: str, quoted: str, subject: str) -> Iterator[Sign]:
    """What shows that somebody read: the customer's own words taken up, a question, a smile."""
    said = new_text[:_MOST]
    common = _words(said) & (_words(quoted[:_MOST]) - _words(subject))
    if len(common) >= 3:
        yield Sign("takes_up", f"it takes up words of the earlier mail: {', '.join(sorted(common)[:4])}", "quoted")
    elif common:
        yield Sign("takes_up_little", f"it takes up a word of the earlier mail: {', '.join(sorted(common))}", "quoted")
    if _ASKED.search(re.sub(r"https?://\S+", "", said)):
        yield Sign("asks", "it asks something", "new_text")
    if _SMILE.search(said):
        yield Sign("smiles", "it smiles", "structure")


def device_sign(signature: str) -> Iterator[Sign]:
    """ "Sent from my iPhone": somebody held it."""
    line = next((one for one in signature.split("\n") if len(one) < 90 and _sent_from().match(one.strip())), "")
    if line:
        yield Sign("device", f"it was typed on a device: “{line.strip()}”", "structure")


def _words(text: str) -> set[str]:
    return {one.lower() for one in _WORD.findall(text)}


@cache
def _sent_from() -> re.Pattern[str]:
    return re.compile(rf"^[\s*]*(?:{of_all_languages('sent_from')})", re.IGNORECASE)
