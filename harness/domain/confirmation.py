"""A form that asks for a click in a mail first: which link to follow, and whether that is still to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness.domain.conversation import Conversation
from harness.domain.form import OutcomeKind
from harness.domain.message import MailKind, Reading

_LINK = re.compile(r"https?://[^\s<>\"'\])}]+")
_CONFIRMS = re.compile(
    r"confirm|verif|activat|validat|opt-?in|token|bestaetig|best%c3%a4tig|aktivier|conferma|potwierd|bekraft|vahvist",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"unsubscribe|abmelden|desinscri|privacy|datenschutz|imprint|impressum|preferences|help|faq|login|signin"
    r"|\.(?:png|jpe?g|gif|svg|css|js|ico|pdf)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class LinkToFollow:
    """A link that confirms the enquiry of `step`, from the mail at `seq`."""

    step: int
    seq: int
    url: str


def link_to_follow(conversation: Conversation, hosts: tuple[str, ...]) -> LinkToFollow | None:
    """What the customer has to click, None when nothing is asked for, or when it was begun before.

    Only links on the desk's own hosts, only from a mail no person wrote, only once.
    """
    opening = conversation.opening
    if opening is None or not awaits_link(conversation):
        return None
    for turn in conversation.theirs:
        if turn.seq > opening.seq and turn.reading.kind not in (MailKind.HUMAN, MailKind.BOUNCE):
            url = confirming_link(turn.reading, hosts)
            if url:
                return LinkToFollow(step=opening.step, seq=turn.seq, url=url)
    return None


def awaits_link(conversation: Conversation) -> bool:
    """The form asked for a click in a mail, and no such mail has been recognised yet."""
    opening = conversation.opening
    asked = opening is not None and opening.form is not None and opening.form.kind is OutcomeKind.NEEDS_CONFIRMATION
    return asked and conversation.confirming is None


def confirming_link(reading: Reading, hosts: tuple[str, ...]) -> str:
    """The one link of a mail that confirms; "" when there is none, or more than one that might be meant."""
    found = [one.rstrip(".,;:!") for one in (*reading.links, *_LINK.findall(reading.text))]
    ours = [one for one in dict.fromkeys(found) if _is_on(one, hosts) and not _OTHER.search(urlsplit(one).path)]
    spoken = [one for one in ours if _CONFIRMS.search(one)]
    chosen = spoken or [one for one in ours if len(urlsplit(one).path) > 1 or urlsplit(one).query]
    return chosen[0] if len(chosen) == 1 else ""


def _is_on(url: str, hosts: tuple[str, ...]) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and parts.netloc.lower() in hosts
