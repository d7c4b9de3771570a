"""What was observed: the only vocabulary of the journal.

Evidence is appended, never changed. Every value carries `at`, an instant of the harness's own clock (UTC). Big things
(raw mails, screenshots, attachments) lie beside it as blobs under the SHA-256 of their bytes.

Two kinds of stream hold evidence: a conversation's own (one probe), and the wave's, which tells of mailboxes:
canaries, watching, gaps, sign-ins. `seq` is the place in the stream, from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from harness.domain.form import FormOutcome
from harness.domain.search import Search


@dataclass(frozen=True, kw_only=True)
class StoredShot:
    """A screenshot kept as a blob."""

    name: str
    media_type: str
    sha256: str


# --- in a conversation -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Intended:
    """We are about to say something; written and committed before any effect.

    Attributes:
        step: index into the probe's steps.
        effect: "mail" or "form".
        message_id: deterministic, with angle brackets; "" for a form.
        lease_until: nobody may repeat the effect before this instant.
        text, subject, to: what the customer says, for the transcript and for subtracting it from answers.
        raw_sha256: the mail as built, "" for a form.
        clicked: for a form: the click follows now, so it is never repeated.
    """

    at: datetime
    step: int
    effect: str
    lease_until: datetime
    message_id: str = ""
    to: str = ""
    subject: str = ""
    text: str = ""
    raw_sha256: str = ""
    like: str = ""
    in_reply_to: str = ""
    kind: Literal["intended"] = "intended"


@dataclass(frozen=True, kw_only=True)
class MailSent:
    """Our submission server answered the end of DATA with 250 at `at`."""

    at: datetime
    step: int
    message_id: str
    answer: str = ""
    reconciled: bool = False
    """Found in Sent after a crash, not seen accepted by us: `at` is then the time of finding or of the Sent copy."""
    kind: Literal["mail_sent"] = "mail_sent"


@dataclass(frozen=True, kw_only=True)
class RealIdLearned:
    """The Sent copy shows which Message-ID our mail really carries (Outlook and Amazon SES replace it)."""

    at: datetime
    step: int
    message_id: str
    kind: Literal["real_id_learned"] = "real_id_learned"


@dataclass(frozen=True, kw_only=True)
class MailRefused:
    """A provider refused our mail for good: a result about the provider, not the desk."""

    at: datetime
    step: int
    code: int
    answer: str
    recipient: str = ""
    kind: Literal["mail_refused"] = "mail_refused"


@dataclass(frozen=True, kw_only=True)
class FormAnswered:
    """The form was submitted (or left alone), and this is what the page said. `outcome.shots` is empty here."""

    at: datetime
    step: int
    outcome: FormOutcome
    shots: tuple[StoredShot, ...] = ()
    kind: Literal["form_answered"] = "form_answered"


@dataclass(frozen=True, kw_only=True)
class ConfirmationBegan:
    """We are about to follow the link of a confirmation mail (the arrival at `seq`); it is never followed again."""

    at: datetime
    step: int
    seq: int
    url: str
    kind: Literal["confirmation_began"] = "confirmation_began"


@dataclass(frozen=True, kw_only=True)
class ConfirmationDone:
    """What the page behind the link said. `outcome.shots` is empty here."""

    at: datetime
    step: int
    outcome: FormOutcome
    shots: tuple[StoredShot, ...] = ()
    kind: Literal["confirmation_done"] = "confirmation_done"


@dataclass(frozen=True, kw_only=True)
class Searched:
    """The desk's site was searched for a way to contact support. `shots`: along the shown path."""

    at: datetime
    step: int
    search: Search
    shots: tuple[StoredShot, ...] = ()
    kind: Literal["searched"] = "searched"


@dataclass(frozen=True, kw_only=True)
class EffectFailed:
    """We could not do our part: the verdict is inconclusive, never the desk's fault."""

    at: datetime
    step: int
    wanted: str
    got: str
    remedy: str = ""
    permanent: bool = True
    kind: Literal["effect_failed"] = "effect_failed"


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A mail came into one of our mailboxes and belongs to this conversation.

    Attributes:
        at: when we saw it. If nobody was watching, this is the time of collecting.
        delivered_at: INTERNALDATE, the mailbox server's clock, whole seconds; None if the server gave none.
        absent_at: the last instant at which it was proven not to be there; None when nobody was watching.
        placement: "inbox", "junk" or "promotions".
        raw_sha256: the untouched bytes.
        matched_by: "address", "reference", "thread", "ticket" or "confirmation".
    """

    at: datetime
    mailbox: str
    folder: str
    placement: str
    uidvalidity: int
    uid: int
    delivered_at: datetime | None
    absent_at: datetime | None
    raw_sha256: str
    size: int
    matched_by: str
    kind: Literal["arrived"] = "arrived"


@dataclass(frozen=True, kw_only=True)
class WaitEnded:
    """A `wait` step is over."""

    at: datetime
    step: int
    kind: Literal["wait_ended"] = "wait_ended"


@dataclass(frozen=True, kw_only=True)
class AgentAnswered:
    """The harness played the agent through a connector."""

    at: datetime
    step: int
    answer: str = ""
    kind: Literal["agent_answered"] = "agent_answered"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The conversation needs no more steps: "done", "horizon", "not measured", "refused" or "form"."""

    at: datetime
    reason: str
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a model said about one mail. It is recorded, so that judging stays pure and a regrade asks nobody.

    Attributes:
        source: "semantic" (an embedding) or "judge" (a language model).
        check: key of the check it was asked for.
        mail: the mail's place in this stream.
        model: who said so, for people.
        verdict: "passed", "failed", or "" where it gave none that may be used; `why` and `code` say why not.
        quote: verbatim words of the mail that a verdict rests on.
        score: the embedding's likeness, -1 to 1.
    """

    at: datetime
    source: str
    check: str
    mail: int
    model: str
    verdict: str = ""
    quote: str = ""
    score: float | None = None
    why: str = ""
    code: str = ""
    kind: Literal["opinion"] = "opinion"


# --- in a wave: about a mailbox ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CanarySent:
    """A mail to ourselves over the same provider, so that silence can be told from our own deafness."""

    at: datetime
    mailbox: str
    reference: str
    kind: Literal["canary_sent"] = "canary_sent"


@dataclass(frozen=True, kw_only=True)
class CanaryReturned:
    at: datetime
    mailbox: str
    reference: str
    folder: str = ""
    delivered_at: datetime | None = None
    kind: Literal["canary_returned"] = "canary_returned"


@dataclass(frozen=True, kw_only=True)
class MailboxFailed:
    """Sign-in refused, provider unreachable, canary refused: we cannot measure with this mailbox."""

    at: datetime
    mailbox: str
    wanted: str
    got: str
    remedy: str = ""
    permanent: bool = True
    kind: Literal["mailbox_failed"] = "mailbox_failed"


@dataclass(frozen=True, kw_only=True)
class WatchBegan:
    at: datetime
    mailbox: str
    kind: Literal["watch_began"] = "watch_began"


@dataclass(frozen=True, kw_only=True)
class WatchEnded:
    at: datetime
    mailbox: str
    kind: Literal["watch_ended"] = "watch_ended"


@dataclass(frozen=True, kw_only=True)
class WatchGap:
    """From `since` to `at` nobody looked: what arrives meanwhile has only the server's stamp."""

    at: datetime
    mailbox: str
    since: datetime
    why: str
    kind: Literal["watch_gap"] = "watch_gap"


@dataclass(frozen=True, kw_only=True)
class OffsetMeasured:
    """The mailbox server's clock is between `low` and `high` seconds ahead of ours."""

    at: datetime
    mailbox: str
    low: float
    high: float
    kind: Literal["offset_measured"] = "offset_measured"


ConversationEvidence = (
    Intended
    | MailSent
    | RealIdLearned
    | MailRefused
    | FormAnswered
    | ConfirmationBegan
    | ConfirmationDone
    | Searched
    | EffectFailed
    | Arrived
    | WaitEnded
    | AgentAnswered
    | Opinion
    | Ended
)
MailboxEvidence = CanarySent | CanaryReturned | MailboxFailed | WatchBegan | WatchEnded | WatchGap | OffsetMeasured
Evidence = ConversationEvidence | MailboxEvidence


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One piece of evidence with its place in its stream."""

    stream: str
    seq: int
    evidence: Evidence
