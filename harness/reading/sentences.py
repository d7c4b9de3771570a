"""Sentences and clauses with their places, in mails that wrap their lines as they like."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 1200
"""Characters of one sentence that are looked into; real ones are shorter."""
_WRAPPED = 45
"""A line at least this long that does not end a sentence goes on in the next one."""
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:ca|kl|max|min|approx|no|nr|tel|bzw|inkl|incl|usw|dr|mr|mrs|ms|std|hrs|mon|tue|wed|thu|fri|mo|di|mi|do|fr"
    r"|jan|feb|mar|mär|apr|jun|jul|aug|sep|sept|okt|oct|nov|dez|dec|déc|janv|févr|avr|juil|ene|abr|ago|dic|godz|hod|tim"
    r"|a\.m|p\.m|z\.b|d\.h|e\.g|i\.e|e\.v|n\.º|мин|ч|г)|(?<!\d)\d{1,2})\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+(?=[\s\"')\]»”]|\Z)|[。！？]|\n")
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[-–—]+\s|—|[，；：、()（）]")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with the offset it begins at."""
    start = 0
    for end in _END.finditer(text):
        if end.start() < start or not _ends(text, start, end):
            continue
        yield from _piece(text, start, end.end())
        start = end.end()
    yield from _piece(text, start, len(text))


def clause_around(sentence: str, at: int) -> tuple[int, int]:
    """Where the clause that holds the offset begins and ends."""
    begin, finish = 0, len(sentence)
    for boundary in _CLAUSE_END.finditer(sentence):
        if boundary.end() <= at:
            begin = boundary.end()
        elif boundary.start() >= at:
            finish = boundary.start()
            break
    return begin, finish


def _ends(text: str, start: int, end: re.Match[str]) -> bool:
    if end.group() == "\n":
        line = text[
            text.rfind("\n", start, end.start()) + 1 if "\n" in text[start : end.start()] else start : end.start()
        ]
        following = text[end.end() : end.end() + 2]
        wrapped = len(line.strip()) >= _WRAPPED and following[:1].strip() and not re.match(r"[-*•>]", following)
        return not wrapped
    return end.group() != "." or not _ABBREVIATIONS.search(text[max(start, end.start() - 12) : end.end()])


def _piece(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    sentence = text[start:end]
    stripped = sentence.strip()
    if stripped:
        yield start + sentence.index(stripped), stripped[:_LONGEST]
