"""Addresses of pages a mail points to."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"https?://[^\s<>\"'\])}。，、]+", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^\s"'>]+)""", re.IGNORECASE)
_MOST = 50
_MOST_TEXT = 200_000


def find_links(text: str, markup: str = "") -> tuple[str, ...]:
    """Each link once, those of the new text first, without the punctuation that follows it in a sentence."""
    said = [one.rstrip(".,;:!?") for one in _LINK.findall(text[:_MOST_TEXT])]
    hidden = [html.unescape(one) for one in _HREF.findall(markup[:_MOST_TEXT])]
    return tuple(dict.fromkeys([*said, *hidden]))[:_MOST]
