"""HTML of mails as text, in time that grows with its length only, however broken it is.

No tree is built. The scanner follows the tokenizer of HTML 5 (WHATWG HTML, section 13.2.5) as far as mails need it:
comments, tags with quoted attributes, and the elements whose contents are no text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from harness.reading.client_marks import Role, role_of

MOST_MARKUP = 1_000_000
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "hr",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "center",
    ]
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "title", "template", "svg", "select"})
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title", "textarea")}
"""Their contents are not scanned for tags (WHATWG HTML, sections 13.1.2.1 and 13.1.2.2)."""
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_WHITE = re.compile(r"[ \t\r\n\f\xa0]+")
_SIGN = re.compile(r"^(?:--|—|__+)")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MOST_TOKENS = 200_000
_OPENING = re.compile(r"<(?=[a-zA-Z!?]|/[a-zA-Z])")
"""Any other "<" is text (WHATWG HTML, section 13.2.5.6)."""
_DEEPEST = 20
"""Quotations in quotations that are still told apart."""
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_TAG_STOP = re.compile("[>\"']")
_AFTER_EQUALS = re.compile(r"=\s*\Z")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_STYLE = re.compile(r"\bstyle\s*=\s*(?:\"([^\"]{0,500})\"|'([^']{0,500})')", re.IGNORECASE)


def html_to_text(markup: str) -> str:
    """Visible words of HTML, a line for each block; quotations keep a ">".

    What `display: none` hides is left out, unless then nothing is left: a mail must not lose its words to a style that
    some program undoes.
    """
    markup = markup[:MOST_MARKUP]
    writer = _written(markup, hides=True)
    return writer.text() or (_written(markup, hides=False).text() if writer.has_hidden else "")


def shown_pieces(markup: str) -> list[Piece]:
    """The same words piece by piece with their places in the markup, spaces not joined yet."""
    markup = markup[:MOST_MARKUP]
    writer = _written(markup, hides=True)
    return writer.pieces if writer.text() or not writer.has_hidden else _written(markup, hides=False).pieces


def declared_charset(raw: bytes) -> str:
    """The charset that the markup itself names, "" for none; asked only where the part's header names none."""
    found = _CHARSET.search(raw[:4096])
    return found.group(1).decode("ascii") if found else ""


@dataclass(frozen=True)
class _Tag:
    name: str
    closes: bool
    hidden: bool
    role: Role | None


@dataclass(frozen=True)
class _Said:
    """Text as it stands in the markup, and where."""

    text: str
    start: int


@dataclass(frozen=True)
class Piece:
    """Text as a person sees it, before spaces are joined, and its place in the markup; 0, 0 for marks of ours."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(kw_only=True)
class _Writer:
    """Lines so far, and what the elements that are open do to the next words."""

    hides: bool
    pieces: list[Piece] = field(default_factory=list)
    quoted: int = 0
    preformatted: int = 0
    silent: str = ""
    """The element whose contents are left out, with how many of its name are open inside."""
    nested: int = 0
    has_hidden: bool = False
    containers: list[tuple[str, int]] = field(default_factory=list)
    """Elements that hold a quotation by their names, each with how many of its name are open inside."""
    signs: bool = False
    """Whether a signature has begun and no word of it has come yet."""

    def text(self) -> str:
        lines = "".join(piece.text for piece in self.pieces).split("\n")
        kept = [re.sub(r" {2,}", " ", line).strip() for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

    @property
    def mark(self) -> str:
        return "> " * min(self.quoted, _DEEPEST)

    def say(self, said: _Said) -> None:
        if self.silent:
            return
        text = html.unescape(said.text)
        if self.signs and text.strip():
            self._sign(text)
        if self.preformatted:
            self._say_lines(said)
        else:
            self.pieces.append(Piece(_WHITE.sub(" ", text), said.start, said.start + len(said.text)))

    def _say_lines(self, said: _Said) -> None:
        start = said.start
        for number, line in enumerate(said.text.split("\n")):
            if number:
                self.pieces.append(Piece(f"\n{self.mark}"))
            self.pieces.append(Piece(html.unescape(line), start, start + len(line)))
            start += len(line) + 1

    def _sign(self, text: str) -> None:
        """A signature by its name gets the line that plain text has, unless it brings one."""
        self.signs = False
        before = next((piece.text.strip(" \n>") for piece in reversed(self.pieces) if piece.text.strip(" \n>")), "")
        if before and not _SIGN.match(before[-3:].strip()) and not _SIGN.match(text.strip()):
            self.pieces.append(Piece(f"\n{self.mark}-- \n{self.mark}"))

    def tag(self, tag: _Tag) -> None:
        if self.silent:
            self._inside_silence(tag)
            return
        if not tag.closes and tag.name not in _VOID and (tag.name in _SILENT or (tag.hidden and self.hides)):
            self.silent, self.nested = tag.name, 1
            self.has_hidden = self.has_hidden or tag.name not in _SILENT
            return
        step = -1 if tag.closes else 1
        if tag.name == "blockquote":
            self.quoted = max(0, self.quoted + step)
        elif tag.name == "pre":
            self.preformatted = max(0, self.preformatted + step)
        elif tag.role is not None or self.containers:
            self._contain(tag, step)
        if tag.name in _BLOCKS and not (tag.closes and tag.name == "br"):
            self.pieces.append(Piece(f"\n{self.mark}"))
        elif tag.name in _CELLS:
            self.pieces.append(Piece(" "))

    def _contain(self, tag: _Tag, step: int) -> None:
        if self.containers and tag.name == self.containers[-1][0]:
            name, depth = self.containers.pop()
            if depth + step > 0:
                self.containers.append((name, depth + step))
            else:
                self.quoted = max(0, self.quoted - 1)
        elif tag.role is Role.QUOTED and tag.name not in _VOID:
            self.containers.append((tag.name, 1))
            self.quoted += 1
        if tag.role is Role.SIGNATURE:
            self.signs = True
        elif tag.role is Role.DIVIDER and not self._divided():
            self.containers.append(("", 1))  # no end tag bears this name: it lasts
            self.quoted += 1

    def _divided(self) -> bool:
        return any(name == "" for name, _ in self.containers)

    def _inside_silence(self, tag: _Tag) -> None:
        if tag.name == self.silent:
            self.nested += -1 if tag.closes else 1
        if self.nested <= 0:
            self.silent = ""


def _written(markup: str, *, hides: bool) -> _Writer:
    writer = _Writer(hides=hides)
    for token in islice(_tokens(markup), _MOST_TOKENS):
        if isinstance(token, _Tag):
            writer.tag(token)
        else:
            writer.say(token)
    return writer


def _tokens(markup: str) -> Iterator[_Said | _Tag]:
    """Text and tags in order; comments, declarations and processing instructions are left out."""
    said = 0
    while (opening := _OPENING.search(markup, said)) is not None:
        start = opening.start()
        token, end = _token(markup, start)
        if start > said:
            yield _Said(markup[said:start], said)
        said = end
        if token is None:
            continue
        yield token
        if token.name in _RAW and not token.closes:
            close = _RAW[token.name].search(markup, end)
            said = close.start() if close else len(markup)
    if said < len(markup):
        yield _Said(markup[said:], said)


def _token(markup: str, start: int) -> tuple[_Tag | None, int]:
    """The tag or comment at "<" and where it ends."""
    following = markup[start + 1 : start + 2]
    if following in ("!", "?"):
        comment = markup.startswith("<!--", start)
        end = markup.find("-->" if comment else ">", start + (2 if comment else 1))
        return None, (end + (3 if comment else 1) if end >= 0 else len(markup))
    closes = following == "/"
    name = _NAME.match(markup, start + 1 + closes)
    assert name is not None, "_OPENING says so"
    end = _end_of_tag(markup, name.end())
    attributes = markup[name.end() : min(end, name.end() + 2000)]
    style = _STYLE.search(attributes)
    hidden = style is not None and bool(_HIDDEN.search(style.group(1) or style.group(2) or ""))
    return _Tag(name.group().lower(), closes, hidden, None if closes else role_of(attributes)), end


def _end_of_tag(markup: str, position: int) -> int:
    """Behind the ">" that is not inside a quoted attribute; a quotation that never ends counts as none."""
    while (found := _TAG_STOP.search(markup, position)) is not None:
        position = found.end()
        mark = found.group()
        if mark == ">":
            return position
        if _AFTER_EQUALS.search(markup, max(0, found.start() - 20), found.start()):
            close = markup.find(mark, position)
            position = close + 1 if close >= 0 else position
    return len(markup)
