"""The way a mail took: Received hops (RFC 5321, section 4.4) and what the mailbox's own provider found (RFC 8601)."""

from __future__ import annotations

import re

from harness.domain.message import Authentication, Hop
from harness.reading.headers import date

_FROM = re.compile(r"\bfrom\s+(\S+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(\S+)", re.IGNORECASE)
_WITH = re.compile(r"\bwith\s+(\S+)", re.IGNORECASE)
_METHOD = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*(\w+)", re.IGNORECASE)


def read_hops(received: list[str]) -> tuple[Hop, ...]:
    """The oldest hop first, as the mail travelled; each header is put on top of the ones before."""
    return tuple(_hop(re.sub(r"\s+", " ", value)) for value in reversed(received))


def read_authentication(results: list[str], trusted: tuple[str, ...]) -> Authentication:
    """The verdicts of the mailbox's own provider; anybody may write such a header further down.

    Args:
        trusted: authserv-ids of the provider. Without any, the topmost header is taken, since the last host added it.
    """
    for value in results:
        flat = re.sub(r"\s+", " ", value)
        authserv_id = flat.partition(";")[0].strip().split(" ")[0]
        if trusted and authserv_id.lower() not in {one.lower() for one in trusted}:
            continue
        verdicts: dict[str, str] = {}
        for method, verdict in _METHOD.findall(flat):
            verdicts.setdefault(method.lower(), verdict.lower())
        return Authentication(authserv_id=authserv_id, **verdicts)
    return Authentication()


def _hop(value: str) -> Hop:
    head, _, stamp = value.rpartition(";")
    return Hop(
        by=_first(_BY, head), sender=_first(_FROM, head), protocol=_first(_WITH, head), at=date(stamp), raw=value[:500]
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1).strip("()[];") if found else ""
