"""What one mail says, as frozen values: the result of reading it (see `harness.reading`).

`Reading` is the only shape in which a mail's content reaches a check or the report. It is computed from raw bytes
at any later time, never stored, so that a better reader corrects old verdicts (`shopper regrade`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class MailKind(Enum):
    """What sort of mail it is. No person wrote any of these except `HUMAN`; unsure is `UNKNOWN`, never `HUMAN`."""

    ACKNOWLEDGEMENT = "acknowledgement"
    HUMAN = "human"
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"
    CHALLENGE = "challenge"
    SURVEY = "survey"
    UNMONITORED = "unmonitored"
    OTHER = "other"
    UNKNOWN = "unknown"


class Flag(Enum):
    """What a mail says besides its kind; several may hold at once."""

    DEAD_END = "dead_end"
    """It says that answers to it are not read, or asks to use a form instead."""
    LOGIN_REQUIRED = "login_required"
    """It says that one must sign in to answer."""
    CLOSES_TICKET = "closes_ticket"
    STATES_PROMISE = "states_promise"
    ECHOES_CUSTOMER = "echoes_customer"
    """Its new text is nothing but the customer's own words."""
    NEW_TICKET = "new_ticket"
    """It announces a newly opened ticket."""


class BounceReason(Enum):
    ADDRESS = "address"
    FULL = "full"
    SIZE = "size"
    POLICY = "policy"
    INFRASTRUCTURE = "infrastructure"
    UNKNOWN = "unknown"


class PromiseWhat(Enum):
    """What is promised. Only `ANSWER` starts the clock of the check "stated promise kept"."""

    ANSWER = "answer"
    FIX = "fix"
    CALL = "call"
    REFUND = "refund"
    OTHER = "other"


class PromiseCalendar(Enum):
    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, kw_only=True)
class StatedPromise:
    """A time the desk itself stated, found in its words.

    Attributes:
        text: the sentence or clause, verbatim; `source_text[start:end] == text`.
        start, end: offsets into the text it was found in (a mail's `new_text`, or a page's text).
        seconds: how long, in seconds; a business day counts as 8 hours unless the desk's hours say otherwise
            (see `business_days`). The upper end of a range. None for a deadline or a vague promise.
        lower_seconds: lower end of a range, else None.
        business_days: set where the promise was stated in business days ("2 business days" = 2.0).
        duration: the same as ISO 8601 ("PT24H", "P2D"), for people and for `shopper read`; None where there is none.
        lower: the lower end of a range as ISO 8601 ("P2D" of "2-3 business days"); None where there is no range.
        deadline: the instant it falls due, UTC, where the words name a day or hour; needs a reference time.
        local_deadline: the same on the writer's own clock ("2026-03-05T17:00"); None where there is none.
        calendar: whether the words say business time.
        vague: "as soon as possible": no time at all. Counts as not stating a time, quoted.
        what: what is promised.
    """

    text: str
    start: int
    end: int
    seconds: float | None = None
    lower_seconds: float | None = None
    business_days: float | None = None
    duration: str | None = None
    lower: str | None = None
    deadline: datetime | None = None
    local_deadline: str | None = None
    calendar: PromiseCalendar = PromiseCalendar.CALENDAR
    vague: bool = False
    what: PromiseWhat = PromiseWhat.ANSWER


@dataclass(frozen=True, kw_only=True)
class Address:
    """One mail address as written in a header; `address` is the bare addr-spec, lower-cased domain, may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    name: str
    media_type: str
    size: int
    """Decoded size in bytes."""
    sha256: str
    """Of the decoded bytes, lower-case hex."""


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One Received header (RFC 5321, section 4.4), oldest first in `Reading.hops`."""

    by: str
    sender: str
    protocol: str
    at: datetime | None
    """UTC; None where the date cannot be read."""
    raw: str
    tls: bool | None = None
    """Whether the connection was encrypted, as `by` says; None where it says nothing of it."""
    own: bool = False
    """Written by a host of the mailbox's own provider, so nobody else's word."""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a delivery status notification says (RFC 3464), or what its words say where it is none."""

    reason: BounceReason
    status: str = ""
    """Enhanced status code, for example "5.1.1" (RFC 3463); empty where not stated."""
    recipient: str = ""
    quote: str = ""
    delayed: bool = False
    """It says only that delivery is late: the sending server still tries (RFC 3464, section 2.3.3)."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why the reader decided as it did: shown by `shopper read` and in the report."""

    says: str
    """Which conclusion it speaks for: a `MailKind` or `Flag` value."""
    weight: float
    because: str
    """A sentence for people."""
    layer: str
    """structure | header | new_text | quoted | sender | time"""
    quote: str = ""
    """Verbatim words it rests on; empty for structure."""


@dataclass(frozen=True, kw_only=True)
class SentText:
    """A text of ours that the answer may repeat: subtracted before anything else is cut."""

    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """What the mailbox's own provider found (RFC 8601); values as in the header ("pass", "fail", ...), "" if absent."""

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    authserv_id: str = ""
    raw: str = ""
    """The header as it stands, white space folded; several joined by " | "."""


@dataclass(frozen=True, kw_only=True)
class SpamVerdict:
    """What a filter of the mailbox's own provider wrote into the mail."""

    is_spam: bool
    header: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One mail, read.

    Attributes:
        message_id, in_reply_to, references: identifiers with angle brackets (RFC 5322, section 3.6.4).
        claimed_at: the Date header, the sender's word; None when missing or unreadable, never invented.
        text: the whole body as text; `new_text`: what its author wrote new, and `new_text in text` wherever possible.
        signature: what stands below the author's closing words, name and address; "" when none was found.
        quoted: earlier words the mail repeats, by any mark; "" when none.
        new_text_sure: False when the cut was a guess (then verdicts about absence are not allowed).
        language: ISO 639-1 code of `new_text`, "" when unsure.
        ticket_references: the desk's own numbers, most trusted first, without brackets ("ACME-1042").
        agent: name of the person who signs, "" when none is given.
        headers: all headers decoded, in order, as (name, value).
    """

    sender: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    claimed_at: datetime | None = None
    kind: MailKind = MailKind.UNKNOWN
    flags: frozenset[Flag] = frozenset()
    reasons: tuple[Reason, ...] = ()
    text: str = ""
    html: str = ""
    new_text: str = ""
    new_text_sure: bool = True
    signature: str = ""
    quoted: str = ""
    language: str = ""
    ticket_references: tuple[str, ...] = ()
    promises: tuple[StatedPromise, ...] = ()
    agent: str = ""
    bounce: Bounce | None = None
    authentication: Authentication = field(default_factory=Authentication)
    spam: SpamVerdict | None = None
    """None where no filter of the provider's left a word."""
    hops: tuple[Hop, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    size: int = 0
    """Raw size in bytes."""
