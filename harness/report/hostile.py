"""Mail bodies are hostile: as text with nothing hidden, or as HTML that loads and runs nothing."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ALLOWED = {
    "p",
    "br",
    "div",
    "span",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "hr",
}
MOST = 20_000
"""Characters of a body that the page shows; the journal keeps all of it."""


def visible(text: str, most: int = MOST) -> str:
    """Text in which every control and direction character shows as a symbol; cut with a word about it."""
    shown = _INVISIBLE.sub(lambda found: f"\u27e8U+{ord(found.group()):04X}\u27e9", text[:most])
    left = len(text) - most
    return shown + (f"\n[{left:,} more characters are kept in the journal]" if left > 0 else "")


def safe_html(markup: str) -> str:
    """HTML without links, images, styles, scripts, forms: words and their structure only."""
    import nh3

    return nh3.clean(
        markup[: 5 * MOST],
        tags=_ALLOWED,
        attributes={},
        link_rel=None,
        clean_content_tags={"script", "style", "title", "head"},
    )
