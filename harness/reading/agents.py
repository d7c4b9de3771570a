"""The name of the person who signs: from the signature first, then from the sender's name."""

from __future__ import annotations

import re
from dataclasses import replace

from harness.domain.message import Address
from harness.reading.signs import ORGANISATION, plain_letters

_NAME = re.compile(r"^[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]{1,24}(?: [A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]{0,24}){0,2}$")
_TEAM = re.compile(
    r"team|support|service|help|desk|sales|office|info|billing|customer|kunden|equipe|équipe|soporte|assistenza|noreply"
    r"|no-reply|system|robot|bot\b|daemon|regards|thanks|best|ref\.",
    re.IGNORECASE,
)


def find_agent(signature: str, sender: Address, customer: str = "") -> str:
    """A person's name, "" when only a team signs. The customer's own name (Roundup's echo carries it) never counts."""
    for line in signature.split("\n")[1:4]:
        candidate = line.strip(" ,;|-–—*")
        if _is_name(candidate, customer) and not _is_house(replace(sender, name=candidate)):
            return candidate
    if _is_house(sender):
        return ""
    named = re.split(r"\s+(?:\(|from|via|at|von)\b|,| \| ", sender.name)[0].strip()
    return named if " " in named and _is_name(named, customer) else ""


def _is_house(sender: Address) -> bool:
    """Whether a name is the firm's: each of its words stands in the domain, none of them in the person's own part."""
    local, _, domain = plain_letters(sender.address).partition("@")
    words = re.findall(r"[^\W\d_]{3,}", plain_letters(sender.name))
    return bool(words) and all(word in domain for word in words) and not any(word in local for word in words)


def _is_name(text: str, customer: str) -> bool:
    return (
        bool(_NAME.match(text))
        and not _TEAM.search(text)
        and not ORGANISATION.search(text)
        and text.lower() != customer.lower()
    )
