"""The user's project as frozen values: limits, scenarios, and the probes planned from them.

Templates are rendered when a probe is planned; a `Probe` holds everything that `advance` and `judge` need, so that a
wave can be resumed or regraded without the files it came from. It holds no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal

from harness.domain.desk import AgentSettings, Desk, DeskAddress, DeskForm, ReferencePlace
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret
from harness.domain.promise import Promises, Span

__all__ = [
    "AgentSettings",
    "Desk",
    "DeskAddress",
    "DeskForm",
    "MailboxSettings",
    "OAuthSettings",
    "ReferencePlace",
    "Secret",
]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the user's files something was asked for."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Severity(Enum):
    MUST = "must"
    SHOULD = "should"
    OFF = "off"


class Tone(Enum):
    POLITE = "polite"
    TERSE = "terse"
    ANGRY = "angry"
    CONFUSED = "confused"


# --- limits and the project -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Guard rails. `quiet` is "22:00-06:00" in the desk's zone, "" for none; spans in seconds."""

    per_desk_per_day: int = 50
    pace: float = 2.0
    quiet: str = ""
    retention: float = 400 * 86400.0
    linger: float = 120.0
    """How long a finished conversation is still watched for bounces, loops and second tickets."""
    canary_wait: float = 300.0
    """How long a canary may take before silence counts as our own provider's."""
    connect: float = 90.0
    """How long a mailbox may take to be watched before its conversations are called not measurable."""
    workers: int = 8
    browsers: int = 2


@dataclass(frozen=True, kw_only=True)
class JudgeSettings:
    """An OpenAI-compatible endpoint that may be asked. `timeout` in seconds; `most` questions in one run."""

    url: str
    model: str
    key: Secret | None = None
    timeout: float = 20.0
    most: int = 500


@dataclass(frozen=True, kw_only=True)
class MeaningSettings:
    """Models that may be asked about what no rule can judge; by themselves none is."""

    semantic: bool = False
    judge: JudgeSettings | None = None


@dataclass(frozen=True, kw_only=True)
class Project:
    """`shopper.yaml`, read."""

    file: str
    root: str
    desks: Mapping[str, Desk]
    mailboxes: Mapping[str, MailboxSettings]
    agents: Mapping[str, AgentSettings] = field(default_factory=dict)
    """By key of the desk."""
    limits: Limits = Limits()
    meaning: MeaningSettings = MeaningSettings()
    reports: str = "reports"
    """Folder for the journal and the reports, absolute."""
    scenarios: str = "scenarios"


# --- scenarios -------------------------------------------------------------------------------------------------------


class Expected(Enum):
    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    BOUNCE = "bounce"
    NOTHING = "nothing"


class WaitUntil(Enum):
    OPEN = "until open"
    CLOSED = "until closed"


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file that goes with a message; the bytes lie in the journal under their hash."""

    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Send:
    """Open the conversation by e-mail to one of the desk's addresses."""

    place: Place
    to: str
    """Key of a desk address."""
    subject: str
    message: str
    html: str = ""
    attach: tuple[AttachedFile, ...] = ()
    kind: Literal["send"] = "send"


@dataclass(frozen=True, kw_only=True)
class Submit:
    """Open the conversation by one of the desk's forms."""

    place: Place
    form: str
    subject: str
    message: str
    attach: tuple[AttachedFile, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """Further roles or labels to fill: order, phone, category, ..."""
    kind: Literal["submit"] = "submit"


@dataclass(frozen=True, kw_only=True)
class Expect:
    """Wait for the next message of this kind that answers the customer's last word."""

    place: Place
    what: Expected
    within: Span | None = None
    same_ticket: bool | None = None
    kind: Literal["expect"] = "expect"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Answer the desk's last message, as a certain mail client would (`like`)."""

    place: Place
    message: str
    like: str = "gmail"
    subject: str = ""
    """A changed subject; "" keeps the thread's."""
    attach: tuple[AttachedFile, ...] = ()
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, kw_only=True)
class AgentAnswer:
    """The harness plays the agent through a connector (for CI)."""

    place: Place
    message: str
    kind: Literal["agent"] = "agent"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Let time pass: a span, or until the desk opens or closes."""

    place: Place
    span: Span | None = None
    until: WaitUntil | None = None
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, kw_only=True)
class Find:
    """Look for a way to contact support, from the desk's home page.

    `way`: "contact" for any, else a `WayKind`; `clicks`: how many are still easy.
    """

    place: Place
    way: str = "contact"
    clicks: int = 2
    kind: Literal["find"] = "find"


@dataclass(frozen=True, kw_only=True)
class Close:
    """End politely, so that the desk can close its ticket."""

    place: Place
    message: str
    like: str = "gmail"
    kind: Literal["close"] = "close"


Step = Send | Submit | Expect | Answer | AgentAnswer | Wait | Find | Close


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the customer, and the words by which an answer to it is recognised (any of them)."""

    ask: str
    answered_by: tuple[str, ...] = ()


class Purpose(Enum):
    """What the customer writes about: rules of the seeds that need a planted situation ask for it."""

    PROBLEM = "problem"
    QUESTION = "question"
    HOW_TO = "how-to"
    AMBIGUOUS = "ambiguous"
    BUG = "bug"
    KNOWN_BUG = "known-bug"
    """A fault that the desk knows publicly: there should be a way round it."""
    HOSTILE = "hostile"


@dataclass(frozen=True, kw_only=True)
class CustomerSettings:
    locale: str = "en_US"
    tone: Tone = Tone.POLITE
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One customer's story, as written; texts are templates until a probe is planned.

    Attributes:
        key: the file's path below the scenario folder without its ending ("billing/charged-twice").
        mailboxes: keys, () for all.
        addresses: where `send` names several addresses, one conversation for each (sales against support).
        tried: what the customer says to have tried already; being told to do it again is a finding.
        checks: severities that differ from the check's own.
    """

    key: str
    title: str
    place: Place
    desk: str
    why: str = ""
    tags: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    customer: CustomerSettings = CustomerSettings()
    purpose: Purpose | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    steps: tuple[Step, ...] = ()
    checks: Mapping[str, Severity] = field(default_factory=dict)
    horizon: Span = Span(text="5 days", calendar_seconds=5 * 86400.0)
    source: str = ""
    """The file's text, for the annotated view in the report."""


@dataclass(frozen=True, kw_only=True)
class Persona:
    """An invented customer."""

    first_name: str
    last_name: str
    phone: str = ""
    city: str = ""
    language: str = "en"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One scenario from one mailbox, everything rendered: it opens one conversation.

    Attributes:
        id: unique; also the conversation's id.
        mailbox: key of the mailbox it writes from; `address` is the (plus) address it uses.
        reference: the visible, unguessable reference, for example "MS-7F3K2Q9D".
        token: the part of the address after the plus sign, "" where no plus address is used.
        planned_at: when the wave was planned, UTC; a `wait` before the first message starts here.
        variant: key of the address it writes to where the scenario names several, else "".
        scenario: with rendered steps, facts and questions.
    """

    id: str
    wave: str
    scenario: Scenario
    desk: Desk
    mailbox: str
    address: str
    persona: Persona
    reference: str
    planned_at: datetime
    token: str = ""
    variant: str = ""
    limits: Limits = Limits()

    @property
    def title(self) -> str:
        return f"{self.scenario.title} ({self.variant})" if self.variant else self.scenario.title

    @property
    def row(self) -> str:
        """Row of the matrix scenario x mailbox."""
        return f"{self.scenario.key}:{self.variant}" if self.variant else self.scenario.key

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.scenario.steps

    @property
    def opening(self) -> Send | Submit | None:
        return next((step for step in self.steps if isinstance(step, Send | Submit)), None)

    @property
    def promises(self) -> Promises:
        """The desk's promises, with those of the address or form the probe uses in their place."""
        match self.opening:
            case Send(to=key) if key in self.desk.addresses:
                return self.desk.promises.overridden_by(self.desk.addresses[key].promises)
            case Submit(form=key) if key in self.desk.forms:
                return self.desk.promises.overridden_by(self.desk.forms[key].promises)
            case _:
                return self.desk.promises
