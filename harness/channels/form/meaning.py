"""What a sentence of an answer speaks for, in any language: each list of words is a file in `answers/`.

A sentence is looked at with one language's words at a time, because a negation of one language is a preposition of
another. The language whose words cover most of the text is believed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

_NEAR = 60
"""Characters between the thing that was sent and the word that it went through."""
_REACH = 30
"""Characters in which a negation bears on a word, within one clause."""
_SENTENCE = re.compile(r"[^\n.!?。！？؟।…;；]+(?:\.(?=\S|\s#?\d)[^\n.!?。！？؟।…;；]*)*[.!?。！？؟।…;；]*")
_CLAUSE = re.compile(r"[,，、:：()（）–—]")
_LETTERS = str.maketrans({"’": "'", "`": "'", "´": "'", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae"})
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u0655\u0591-\u05c7]")
_WHOLE = ("not", "unless", "done")
_ESCAPE = re.compile(r"\\.")


class Topic(Enum):
    """What words can speak for."""

    DONE = "done"
    ANSWER = "answer"
    THANKS = "thanks"
    CONFIRM = "confirm"
    CAPTCHA = "captcha"
    MANY = "many"
    ROBOT = "robot"
    LOGIN = "login"
    WRONG = "wrong"
    FIX = "fix"
    REQUIRED = "required"
    FAILED = "failed"
    CLOSED = "closed"
    SORRY = "sorry"


TAKEN = {Topic.DONE: 3, Topic.ANSWER: 2, Topic.THANKS: 1}
"""How strongly a topic says that it was taken."""
REFUSED = {
    Topic.CAPTCHA: 3,
    Topic.MANY: 3,
    Topic.ROBOT: 3,
    Topic.LOGIN: 2,
    Topic.WRONG: 3,
    Topic.FIX: 3,
    Topic.REQUIRED: 1,
    Topic.FAILED: 3,
    Topic.CLOSED: 2,
    Topic.SORRY: 2,
}
"""How strongly a topic says that it was not; in the order in which the reason is told."""


_COLOURS = frozenset([Topic.CAPTCHA, Topic.MANY, Topic.ROBOT, Topic.LOGIN, Topic.WRONG])
"""In one sentence with these, "sent" is what the customer did or wants to do: "You have sent too many messages"."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence as written, with its offsets in the text: `text[start:end] == said`."""

    said: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A sentence, the topics it speaks for, and how many of its characters the language's words cover."""

    sentence: Sentence
    topics: frozenset[Topic]
    covered: int = 0

    def weight(self, table: dict[Topic, int]) -> int:
        return max((table[topic] for topic in self.topics if topic in table), default=0)


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """One language's words, compiled. `raw` holds the file for what is not compiled here."""

    language: str
    raw: dict[str, Any]
    words: dict[str, re.Pattern[str]]

    def has(self, key: str, text: str) -> re.Match[str] | None:
        return self.words[key].search(text)


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences in order; a line end always ends one."""
    for match in _SENTENCE.finditer(text):
        said = match.group().strip()
        if said and re.search(r"\w", said):
            start = match.start() + match.group().index(said)
            yield Sentence(said=said, start=start, end=start + len(said))


def understand(text: str, language: str = "") -> tuple[Vocabulary, tuple[Spoken, ...]]:
    """The text's sentences in the language whose words cover most of it.

    Args:
        language: what the page says of itself; it decides between languages that fit alike.
    """
    found = list(sentences(text))
    best: tuple[Vocabulary, tuple[Spoken, ...]] | None = None
    most = -1.0
    for words in vocabularies():
        spoken = tuple(_listen(words, one) for one in found)
        covered = sum(one.covered for one in spoken) + (0.5 if words.language == language else 0.0)
        if covered > most:
            best, most = (words, spoken), covered
    assert best is not None
    return best


def fold(text: str) -> str:
    """Case, accents and typographic variants away, so that `Запрос`, `ЗАПРОС` and `réponse`, `reponse` are alike."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", plain.translate(_LETTERS))).strip()


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """English first: it wins where no word says anything."""
    room = resources.files("harness.channels.form").joinpath("answers")
    names = sorted(file.name.removesuffix(".json") for file in room.iterdir() if file.name.endswith(".json"))
    return tuple(
        _vocabulary(name, json.loads(room.joinpath(f"{name}.json").read_text("utf-8")))
        for name in sorted(names, key=lambda one: one != "en")
    )


def any_of(expressions: Sequence[str], spaces: str, *, whole: bool = False) -> re.Pattern[str]:
    """One expression for a list; "…" stands for up to 40 characters.

    Args:
        spaces: "yes" where words stand apart, "prefixes" where small words are written onto the next (Hebrew,
            Arabic), "no" where nothing parts them (Chinese, Thai).
        whole: each must be a whole word.
    """
    if not expressions:
        return re.compile(r"(?!)")
    joined = "|".join(f"(?:{_expression(one)})" for one in expressions)
    apart = spaces == "yes" or (whole and spaces == "prefixes")
    return re.compile((r"(?<!\w)" if apart else "") + f"(?:{joined})" + (r"(?!\w)" if whole and apart else ""))


def _expression(source: str) -> str:
    """A line of a file as a folded regular expression; escapes like `\\S` keep their case."""
    pieces, last = [], 0
    for escape in _ESCAPE.finditer(source):
        pieces += [_fold_piece(source[last : escape.start()]), escape.group()]
        last = escape.end()
    spelt = "".join([*pieces, _fold_piece(source[last:])])
    return re.sub(r"\s*…\s*", ".{0,40}?", spelt).replace(" ?", r"\s*").replace(" ", r"\s+")


def _fold_piece(piece: str) -> str:
    """As `fold`, but spaces at the ends stay."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", piece.casefold().translate(_LETTERS)))
    return unicodedata.normalize("NFC", plain.translate(_LETTERS))


def _vocabulary(language: str, raw: dict[str, Any]) -> Vocabulary:
    spaces = raw["spaces"]
    words = {key: any_of(value, spaces, whole=key in _WHOLE) for key, value in raw.items() if type(value) is list}
    return Vocabulary(language=language, raw=raw, words=words)


def _listen(words: Vocabulary, sentence: Sentence) -> Spoken:
    plain = fold(sentence.said)
    text = words.words["harmless"].sub(" ", plain)
    spans: list[tuple[int, int]] = []
    topics = set(_refusals(words, text, spans)) | set(_taken(words, text, spans))
    if words.has("folder", plain):
        topics -= {Topic.ROBOT, Topic.FIX}
    if _asks_to_confirm(words, text, topics, spans):
        topics = {Topic.CONFIRM}
    if topics & _COLOURS:
        topics.discard(Topic.DONE)
    if _is_conditional(words, text):
        topics &= {Topic.ANSWER, Topic.THANKS, Topic.CONFIRM}
    return Spoken(sentence=sentence, topics=frozenset(topics), covered=_covered(spans))


def _taken(words: Vocabulary, text: str, spans: list[tuple[int, int]]) -> Iterator[Topic]:
    went = words.has("went", text)
    parts = [went.span()] if went else _thing_done(words, text)
    if parts and not _is_negated(words, text, (min(parts)[0], max(parts)[1])):
        spans += parts
        yield Topic.DONE
    for topic in (Topic.ANSWER, Topic.THANKS):
        found = words.has(topic.value, text)
        if found and not (topic is Topic.ANSWER and _is_negated(words, text, found.span())):
            spans.append(found.span())
            yield topic


def _thing_done(words: Vocabulary, text: str) -> list[tuple[int, int]]:
    """Where a thing that was sent stands, and near it the word that it went through; empty for neither."""
    for done in words.words["done"].finditer(text):
        for thing in words.words["thing"].finditer(text):
            between = max(thing.start() - done.end(), done.start() - thing.end())
            if 0 <= between <= _NEAR:
                return [done.span(), thing.span()]
    return []


def _refusals(words: Vocabulary, text: str, spans: list[tuple[int, int]]) -> Iterator[Topic]:
    for topic in REFUSED:
        if found := words.has(topic.value, text):
            spans.append(found.span())
            yield topic
    for done in words.words["done"].finditer(text):
        if _is_negated(words, text, done.span()) and words.has("thing", text):
            spans.append(done.span())
            yield Topic.FAILED


def _asks_to_confirm(words: Vocabulary, text: str, topics: set[Topic], spans: list[tuple[int, int]]) -> bool:
    """A link to follow, or the mail itself to confirm; "the e-mail address is not valid" asks for something else."""
    verify, link = words.has("verify", text), words.has("link", text)
    if link is None and Topic.WRONG not in topics:
        link = words.has("mail", text)
    if verify is None or link is None or topics & {Topic.CAPTCHA, Topic.ROBOT}:
        return False
    spans += [verify.span(), link.span()]
    return True


def _is_negated(words: Vocabulary, text: str, span: tuple[int, int]) -> bool:
    before = _CLAUSE.split(text[max(0, span[0] - _REACH) : span[0]])[-1]
    after = _CLAUSE.split(text[span[1] : span[1] + _REACH])[0]
    return any(words.has("not", piece) for piece in (before, text[span[0] : span[1]], after))


def _is_conditional(words: Vocabulary, text: str) -> bool:
    """ "If you hear nothing from us ..." says nothing of what happened."""
    pattern = words.words["unless"]
    return bool(pattern.search(text) if words.raw["spaces"] == "no" else pattern.match(text))


def _covered(spans: Sequence[tuple[int, int]]) -> int:
    return len({place for low, high in spans for place in range(low, high)})
