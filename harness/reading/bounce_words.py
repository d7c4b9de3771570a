"""What servers and services write when they refuse a mail, by group of reasons (`bounce_words/<group>.json`).

The groups gather the reasons that bounces are usually sorted into: an address (unknown user or host, moved, suspended,
refused by the recipient's own filter), a full mailbox, the size of the mail, a policy (sender, content, reputation,
rate, rights), infrastructure (network, time, loops, local faults). A notice is read from its start: the group whose
words come first counts, so that "sender address rejected: domain not found" is about the sender.

A file holds, in the signs of `words.py`: `spaced` and `unspaced` phrases that are sure, by whether the language writes
with spaces; `pairs` of what a sentence is about and what it says of that, in either order, for freer wordings; and
`hints`, which are often said for other reasons, too.
"""

from __future__ import annotations

import re
from functools import cache

from harness.domain.message import BounceReason
from harness.reading.words import Words, bounce_lists, bounded

_GROUPS = (
    # In the order in which they win when they begin at the same letter.
    BounceReason.FULL,
    BounceReason.SIZE,
    BounceReason.POLICY,
    BounceReason.INFRASTRUCTURE,
    BounceReason.ADDRESS,
)
_MOST = 6000
_LINK = re.compile(r"https?://\S*?(?:\b(p=\w+)\S*|(?=[\s<>)\]]|$))")
_ADDRESS = re.compile(r"[^\s<>()\"';:,]+@[^\s<>()\"';:,]+")
_DOT_IN_NAME = re.compile(r"\.(?=\w)")
_CONTINUED_REPLY = re.compile(r"[45]\d\d-(?=\D)")


def group_told(text: str) -> BounceReason:
    """The group whose sure words stand first in a plain text (see `plain`), `UNKNOWN` where there are none."""
    return _first(text, "sure")


def group_paired(text: str) -> BounceReason:
    """The group of the first sentence that says of something what makes it a reason: "place ... insuffisante"."""
    return _first(text, "pairs")


def group_hinted(text: str) -> BounceReason:
    """The group that words speak for which are often said for other reasons, too."""
    return _first(text, "hints")


def plain(text: str) -> str:
    """A refusal without what would mislead: addresses, dots inside names, line ends; of links only what they name."""
    short = _ADDRESS.sub("@", _LINK.sub(r" \1 ", text[:_MOST]))
    short = _DOT_IN_NAME.sub("_", short.replace("’", "'"))
    return re.sub(r"\s+", " ", _CONTINUED_REPLY.sub(" ", short))


def _first(text: str, kind: str) -> BounceReason:
    places = [(found.start(), reason) for reason in _GROUPS if (found := _pattern(reason, kind).search(text))]
    return min(places, key=lambda one: one[0])[1] if places else BounceReason.UNKNOWN


@cache
def _pattern(reason: BounceReason, kind: str) -> re.Pattern[str]:
    lists = bounce_lists(reason.value)
    match kind:
        case "sure":
            return re.compile(f"{_edged(lists['spaced'])}|{_expression(lists['unspaced'])}", re.IGNORECASE)
        case "pairs":
            return re.compile(_edged([both for one in lists["pairs"] for both in _either_order(**one)]), re.IGNORECASE)
        case _:
            return re.compile(_edged(lists[kind]), re.IGNORECASE)


def _either_order(about: list[str], said: list[str]) -> tuple[str, str]:
    one, other = "|".join(about), "|".join(said)
    return f"({one})(?!\\w)...(?<!\\w)({other})", f"({other})(?!\\w)...(?<!\\w)({one})"


def _edged(phrases: list[str]) -> str:
    return bounded(_expression(phrases), spaced=True).pattern


def _expression(phrases: list[str]) -> str:
    return Words(language="", spaced=True, lists={"all": phrases}).expression("all")
