"""What mail programs call the elements in which they put a quotation or a signature.

Containers hold a quotation or the line above it; behind a divider all is quotation, to the end of the mail. Gmail's
`gmail_quote` and Proton's `protonmail_quote` hold inline answers, too, so only their block quotes count.
"""

from __future__ import annotations

import re
from enum import Enum


class Role(Enum):
    """What an element holds by its name."""

    QUOTED = "quoted"
    DIVIDER = "divider"
    SIGNATURE = "signature"


_QUOTED = (
    "gmail_attr|moz-cite-prefix|yahoo_quoted|zmail_extra|mail-editor-reference-message-container"
    "|ms-outlook-mobile-reference-message|messagereplysection|reply-intro|freshdesk_quote"
)
_DIVIDER = "divrplyfwdmsg|appendonsend|stopspelling|outlookmessageheader|zwchr|__divider__"
_SIGNATURE = (
    "gmail_signature|moz-signature|ms-outlook-mobile-signature|protonmail_signature_block|composer_signature"
    "|messagesignaturesection|__sig_pre__|__sig_post__|applemailsignature"
)
_NAMES = re.compile(
    rf"(?P<quoted>{_QUOTED})|(?P<divider>{_DIVIDER})|(?P<signature>(?<!_)(?:{_SIGNATURE})\b)"
    r"|(?<=[\"'=])(?:(?P<plain>signature)|(?P<gmx>quote))\b",
    re.IGNORECASE,
)
_NAMING = re.compile(r"(?<![\w-])(?:id|class|name|data-marker)\s{0,9}=\s{0,9}[\"']?[^\"'<>=]*\Z", re.IGNORECASE)
_LONGEST_NAME = 200
_OUTLOOK_LINE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)\s+1\.0pt", re.IGNORECASE)
"""Outlook for Windows draws it above the header block of what it quotes, and gives it no name."""
_ROLES = {
    "quoted": Role.QUOTED,
    "gmx": Role.QUOTED,
    "divider": Role.DIVIDER,
    "signature": Role.SIGNATURE,
    "plain": Role.SIGNATURE,
}


def role_of(attributes: str) -> Role | None:
    """What an element with these attributes holds, None where its names do not tell."""
    if "=" not in attributes:
        return None
    for named in _NAMES.finditer(attributes):
        if _NAMING.search(attributes[max(0, named.start() - _LONGEST_NAME) : named.start()]):
            return _ROLES[named.lastgroup or ""]
    return Role.DIVIDER if _OUTLOOK_LINE.search(attributes) else None


def may_quote(markup: str) -> bool:
    """Whether something in the markup may be marked as a quotation by its structure."""
    return bool(
        re.search("<blockquote", markup, re.IGNORECASE) or _NAMES.search(markup) or _OUTLOOK_LINE.search(markup)
    )
