"""Where in the HTML of a mail its words stand: from offsets in the text back to offsets in the markup.

Nothing is kept while a mail is read. The markup is gone through once more when somebody asks, and the words of both
are laid side by side: text and markup hold the same words in the same order, they differ in white space only.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from harness.reading.markup import Piece, shown_pieces

_WORD = re.compile(r"\S+")
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
"""What html.unescape looks at."""


@dataclass(frozen=True)
class Segment:
    """Characters that stand in a row in both. Where the lengths differ, it is one character reference ("&amp;")."""

    text: int
    markup: int
    length: int
    markup_length: int


@dataclass(frozen=True)
class Origins:
    """The map of one mail, in the order of its text."""

    segments: tuple[Segment, ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets in the markup of text[start:end], from its first word's start to its last word's end.

        None where nothing of it comes from the markup: white space, or a ">" that marks a quotation.
        """
        first = bisect_right(self.segments, start, key=lambda one: one.text + one.length)
        last = bisect_right(self.segments, end - 1, key=lambda one: one.text) - 1
        if end <= start or first > last:
            return None
        return _inside(self.segments[first], start)[0], _inside(self.segments[last], end - 1)[1]


def origins(text: str, markup: str) -> Origins | None:
    """The map from a text to the markup it was made of; None where the text is no copy of the markup's words."""
    pieces = shown_pieces(markup)
    shown = "".join(piece.text for piece in pieces)
    segments: list[Segment] = []
    places = _Places(pieces, markup)
    words = list(_WORD.finditer(shown))
    for number, word in enumerate(_WORD.finditer(text)):
        if number >= len(words) or not words[number].group().replace("\x00", "\ufffd").startswith(word.group()):
            return None
        start = words[number].start()
        segments.extend(places.of(start, start + len(word.group()), word.start()))
    return Origins(segments=tuple(segments))


def _inside(segment: Segment, offset: int) -> tuple[int, int]:
    """From where to where in the markup one character stands; the nearest one where it lies outside the segment."""
    if segment.length != segment.markup_length:
        return segment.markup, segment.markup + segment.markup_length
    within = min(max(offset - segment.text, 0), segment.length - 1)
    return segment.markup + within, segment.markup + within + 1


class _Places:
    """The shown text cut where one run of the markup ends and another begins; asked from front to back."""

    def __init__(self, pieces: Sequence[Piece], markup: str) -> None:
        self._runs = list(_runs(pieces, markup))
        self._at = 0

    def of(self, start: int, end: int, text: int) -> Iterator[Segment]:
        """What of shown[start:end] comes from the markup, `text` being where it stands in the mail's text."""
        while self._at < len(self._runs) and _end(self._runs[self._at]) <= start:
            self._at += 1
        for at in range(self._at, len(self._runs)):
            run = self._runs[at]
            if run.text >= end:
                return
            first, last = max(run.text, start), min(_end(run), end)
            is_plain = run.length == run.markup_length
            begins = run.markup + (first - run.text if is_plain else 0)
            yield Segment(text + first - start, begins, last - first, last - first if is_plain else run.markup_length)


def _end(run: Segment) -> int:
    return run.text + run.length


def _runs(pieces: Sequence[Piece], markup: str) -> Iterator[Segment]:
    """Words of the shown text with their places in the markup, cut at character references."""
    shown = 0
    for piece in pieces:
        if piece.end > piece.start:
            yield from _of_piece(piece, shown, markup[piece.start : piece.end])
        shown += len(piece.text)


def _of_piece(piece: Piece, shown: int, source: str) -> Iterator[Segment]:
    """A piece has the words of its source, only the white space between them is another."""
    spelled = list(_spelled(source))
    meant = "".join(text for text, _, _ in spelled)
    offsets = list(accumulate((len(text) for text, _, _ in spelled), initial=0))
    at = 0
    for here, there in zip(_WORD.finditer(piece.text), _WORD.finditer(meant), strict=False):
        while offsets[at + 1] <= there.start():
            at += 1
        for number in range(at, len(spelled)):
            text, start, end = spelled[number]
            first, last = max(offsets[number], there.start()), min(offsets[number + 1], there.end())
            if first >= there.end():
                break
            is_plain = len(text) == end - start
            begins = piece.start + start + (first - offsets[number] if is_plain else 0)
            length = last - first
            yield Segment(
                shown + here.start() + first - there.start(), begins, length, length if is_plain else end - start
            )


def _spelled(source: str) -> Iterator[tuple[str, int, int]]:
    """What the source means, with its place: plain text, or one character reference."""
    said = 0
    for reference in _REFERENCE.finditer(source):
        meant = html.unescape(reference.group())
        if meant != reference.group():
            if reference.start() > said:
                yield source[said : reference.start()], said, reference.start()
            said = reference.end()
            yield meant, reference.start(), said
    if said < len(source):
        yield source[said:], said, len(source)
