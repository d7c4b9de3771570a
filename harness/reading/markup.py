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


def declared_charset(raw: bytes) -> str:
    """The charset that the markup itself names, "" for none; asked only where the part's header names none."""
    found = _CHARSET.search(raw[:4096])
    return found.group(1).decode("ascii") if found else ""


@dataclass(frozen=True)
class _Tag:
    name: str
    closes: bool
    hidden: bool


@dataclass(kw_only=True)
class _Writer:
    """Lines so far, and what the elements that are open do to the next words."""

    hides: bool
    pieces: list[str] = field(default_factory=list)
    quoted: int = 0
    preformatted: int = 0
    silent: str = ""
    """The element whose contents are left out, with how many of its name are open inside."""
    nested: int = 0
    has_hidden: bool = False

    def text(self) -> str:
        lines = "".join(self.pieces).split("\n")
        kept = [re.sub(r" {2,}", " ", line).strip() for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

    @property
    def mark(self) -> str:
        return "> " * min(self.quoted, _DEEPEST)

    def say(self, text: str) -> None:
        if self.silent:
            return
        text = html.unescape(text)
        if self.preformatted:
            self.pieces.append(text.replace("\n", f"\n{self.mark}"))
        else:
            self.pieces.append(re.sub(r"[ \t\r\n\f\xa0]+", " ", text))

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
        if tag.name in _BLOCKS and not (tag.closes and tag.name == "br"):
            self.pieces.append(f"\n{self.mark}")
        elif tag.name in _CELLS:
            self.pieces.append(" ")

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


def _tokens(markup: str) -> Iterator[str | _Tag]:
    """Text and tags in order; comments, declarations and processing instructions are left out."""
    said = 0
    while (opening := _OPENING.search(markup, said)) is not None:
        start = opening.start()
        token, end = _token(markup, start)
        if start > said:
            yield markup[said:start]
        said = end
        if token is None:
            continue
        yield token
        if token.name in _RAW and not token.closes:
            close = _RAW[token.name].search(markup, end)
            said = close.start() if close else len(markup)
    if said < len(markup):
        yield markup[said:]


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
    return _Tag(name.group().lower(), closes, hidden), end


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
