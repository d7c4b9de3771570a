"""The way a mail took: Received hops (RFC 5321, section 4.4) and what the mailbox's own provider found (RFC 8601).

Anybody may write such headers before the provider gets the mail. Only those on top, down to the first Received line
that some other host wrote, are the provider's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from harness.domain.message import Authentication, Hop, SpamVerdict
from harness.reading.headers import date, without_comments

MOST_HOPS = 100
_MOST_VALUE = 4_000
_FROM = re.compile(r"\bfrom\s+(\S+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(\S+)", re.IGNORECASE)
_WITH = re.compile(r"\bwith\s+(.+?)(?=\s+(?:id|for|via|by|from)\s|;|$)", re.IGNORECASE)
_SECURE = re.compile(r"\b(?:E?SMTPSA?|UTF8SMTPSA?|LMTPSA?|HTTPS)\b", re.IGNORECASE)
"""The protocol's own word that TLS was used (RFC 3848, RFC 6531)."""
_TLS_SAID = re.compile(r"\bversion=TLS|\busing TLS|\bTLSv?1|\bcipher=", re.IGNORECASE)
_INSECURE = re.compile(r"\b(?:E?SMTPA?|UTF8SMTPA?)\b", re.IGNORECASE)
_INSIDE = re.compile(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+")
_METHODS = ("spf", "dkim", "dmarc")
_METHOD = re.compile(r"^\s*(spf|dkim|dmarc)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_BEST_FIRST = ("pass", "neutral", "policy", "none", "temperror", "permerror", "softfail", "fail")
_SPAM = {
    # Header -> what says spam, what says that it was looked at and is none. Who writes them stands beside.
    "x-spam": (r"^yes", r"^no"),  # rspamd
    "x-spam-flag": (r"^yes", r"^no"),  # SpamAssassin
    "x-spam-status": (r"^yes", r"^no"),  # SpamAssassin
    "x-spamd-result": (r"^\w+:\s*true", r"^\w+:\s*false"),  # rspamd
    "x-ms-exchange-organization-scl": (r"^[5-9]", r"^-?[0-4]"),  # Exchange: 5 and 6 spam, 9 surely
    "x-forefront-antispam-report": (r"\bSCL:[5-9]|\bSFV:SPM", r"\bSCL:-?[0-4]"),  # Microsoft 365
    "x-ui-filterresults": (r"^junk", r"^notjunk"),  # GMX, web.de
    "x-yandex-spam": (r"^4", r"^1"),
}


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What the headers tell of the way: hops oldest first."""

    hops: tuple[Hop, ...]
    authentication: Authentication
    spam: SpamVerdict | None


def read_trace(headers: Sequence[tuple[str, str]], trusted: Sequence[str]) -> Trace:
    """Hops, authentication and spam verdict.

    Args:
        headers: all headers in order, the topmost first.
        trusted: the provider's authserv-ids: "mx.example", ".example" for the domain and all below it, "" for a
            provider that names none (Microsoft 365). Without any, no verdict is believed.
    """
    hops = [_hop(value) for name, value in headers if name.lower() == "received"][:MOST_HOPS]
    own = _own_hops(hops, trusted)
    top = tuple(_above(headers, own)) if trusted else ()
    hops = [replace(hop, own=number < own) for number, hop in enumerate(hops)]
    return Trace(
        hops=tuple(reversed(hops)),
        authentication=_authentication([value for name, value in top if name == "authentication-results"], trusted),
        spam=_spam(top),
    )


def _own_hops(hops: Sequence[Hop], trusted: Sequence[str]) -> int:
    """How many hops from the top the provider wrote: down to its last named host before a stranger's.

    Inside, hosts may have names without a domain, or numbers only; below the last named one they are a stranger's.
    """
    domains = [_domain(one) for one in trusted if one]
    own = 0
    for number, hop in enumerate(hops, start=1):
        host = hop.by.lower()
        if any(host == domain or host.endswith(f".{domain}") for domain in domains):
            own = number
        elif "." in host and ":" not in host and not _INSIDE.fullmatch(host):
            break
    return own


def _above(headers: Sequence[tuple[str, str]], own: int) -> Iterator[tuple[str, str]]:
    """The provider's headers: some stand below its own Received line (Gmail), some above it (Postfix with a milter)."""
    seen = 0
    for name, value in headers:
        seen += name.lower() == "received"
        if seen > own:
            return
        yield name.lower(), value[:_MOST_VALUE]


# --- hops ------------------------------------------------------------------------------------------------------------


def _hop(value: str) -> Hop:
    raw = re.sub(r"\s+", " ", value[:_MOST_VALUE])
    head, _, stamp = raw.rpartition(";")
    plain = without_comments(head or raw)
    return Hop(
        by=_first(_BY, plain).strip("[]"),
        sender=_first(_FROM, plain),
        protocol=_first(_WITH, plain),
        at=date(stamp),
        tls=_tls(head or raw, plain),
        raw=raw[:500],
    )


def _tls(head: str, plain: str) -> bool | None:
    """Whether the hop was encrypted, as its host says; None where it says nothing of a protocol."""
    protocol = _WITH.search(plain)
    word = protocol.group(1) if protocol else ""
    if _SECURE.search(word) or _TLS_SAID.search(head):
        return True
    return False if _INSECURE.search(word) else None


def _domain(authserv_id: str) -> str:
    """The domain whose hosts an authserv-id speaks for: "mx.google.com" for google.com, ".corp.example" for itself."""
    return authserv_id.lower().removeprefix(".").removeprefix("mx.")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1).strip("()[]; ") if found else ""


# --- verdicts --------------------------------------------------------------------------------------------------------


def _authentication(results: Sequence[str], trusted: Sequence[str]) -> Authentication:
    """All verdicts of the provider, who may write one header for each method; the best signature counts."""
    verdicts: dict[str, str] = {}
    said: list[str] = []
    names: list[str] = []
    for value in results:
        name, found = _parsed(value)
        if not _is_trusted(name, trusted):
            continue
        said.append(re.sub(r"\s+", " ", value).strip())
        names.append(name)
        for method, verdict in found:
            if method not in verdicts or _rank(verdict) < _rank(verdicts[method]):
                verdicts[method] = verdict
    if not said:
        return Authentication()
    return Authentication(**verdicts, authserv_id=names[0], raw=" | ".join(said)[:1000])


def _is_trusted(authserv_id: str, trusted: Sequence[str]) -> bool:
    name = authserv_id.lower()
    return any(name == one.lower() or (one.startswith(".") and f".{name}".endswith(one.lower())) for one in trusted)


def _rank(verdict: str) -> int:
    return _BEST_FIRST.index(verdict) if verdict in _BEST_FIRST else len(_BEST_FIRST)


def _parsed(value: str) -> tuple[str, list[tuple[str, str]]]:
    """(authserv-id, [(method, verdict)]); by authres where the header keeps to RFC 8601, else as well as one can."""
    import authres

    try:
        header = authres.parse(f"Authentication-Results: {value.strip()}")  # type: ignore[no-untyped-call]
    except (authres.AuthResError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _guessed(value)
    results = [(str(one.method).lower(), str(one.result).lower()) for one in header.results if hasattr(one, "method")]
    return str(header.authserv_id), [one for one in results if one[0] in _METHODS]


def _guessed(value: str) -> tuple[str, list[tuple[str, str]]]:
    """Verdicts at the beginning of a clause only: comments and properties may hold anything a stranger wrote."""
    clauses = without_comments(re.sub(r"\s+", " ", value)).split(";")
    first = clauses[0].strip()
    name = "" if _METHOD.match(first) or not first else first.split(" ")[0]
    found = [match.groups() for clause in clauses if (match := _METHOD.match(clause))]
    return name, [(method.lower(), verdict.lower()) for method, verdict in found]


def _spam(top: Sequence[tuple[str, str]]) -> SpamVerdict | None:
    """The first verdict that says spam, else the first that says none; None where nobody looked."""
    found = []
    for name, value in top:
        yes, no = _SPAM.get(name, ("", ""))
        if yes and re.search(yes, value.strip(), re.IGNORECASE):
            found.append(SpamVerdict(is_spam=True, header=name, quote=value.strip()[:300]))
        elif no and re.search(no, value.strip(), re.IGNORECASE):
            found.append(SpamVerdict(is_spam=False, header=name, quote=value.strip()[:300]))
    return next((one for one in found if one.is_spam), next(iter(found), None))
