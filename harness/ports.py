"""The doors of the house, as Protocols in our own words. Real things and fakes pass the same conformance suites."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from harness.domain.evidence import MailboxEvidence
from harness.domain.form import FormOutcome, Shot, Submission
from harness.domain.scenario import Desk, DeskForm
from harness.domain.search import Search


class Wake(Protocol):
    """Something that can be waited for; `asyncio.Event` is one."""

    def is_set(self) -> bool: ...

    async def wait(self) -> object: ...


class Clock(Protocol):
    """The only source of time.

    Whoever works holds the clock; whoever waits, waits through it. A real clock ignores holds. The embedded world's
    clock leaps to the next appointment as soon as nobody holds it, so that hours pass in seconds and a slow machine
    can never make a desk look late.
    """

    def now(self) -> datetime:
        """The current instant, aware, UTC."""

    def hold(self) -> AbstractContextManager[None]:
        """Until the context ends, time may not leap: somebody is at work. May be entered from any thread or task."""

    async def wait(self, until: datetime | None, wake: Wake | None = None) -> None:
        """Return when `until` is reached or `wake` is set, whichever comes first; None waits for `wake` alone.

        Whatever the calling task holds is let go while it waits and held again on return, so work that waits inside a
        `hold()` is not in its own way. Never wait for a lock or semaphore while holding the clock if its owner may
        wait for time: use a `Gate` (harness/clock.py) there. Time does not leap between the wake-up and the first
        suspension of the woken caller.
        """


# --- mail ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail ready for submission: `raw` holds CRLF line ends and its own Message-ID."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    raw: bytes


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The submission server answered the end of DATA with 250 at `at`."""

    at: datetime
    answer: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The submission server refused the mail for good (5xx): a result about the provider."""

    at: datetime
    code: int
    answer: str
    recipient: str = ""


class Submitter(Protocol):
    """Hands mail to one mailbox's provider (RFC 6409)."""

    async def send(self, letter: Letter) -> Accepted | Refused:
        """Submit once; 4xx answers are retried with backoff and the same Message-ID.

        Raises:
            SignInRefused: the provider refuses our credentials.
            ProviderUnreachable: it could not be handed over. `permanent` is False when it may have been accepted
                (connection lost after DATA): then only a look into Sent may settle it.
        """


@dataclass(frozen=True, kw_only=True)
class FolderMark:
    """Where watching a folder stands: everything below `uidnext` has been recorded."""

    folder: str
    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A mail found in a watched folder. `mark` is where watching stands once this mail is recorded.

    `seen_at` is our clock, `absent_at` the last instant it was proven absent (None: nobody watched before),
    `delivered_at` INTERNALDATE.
    """

    mailbox: str
    folder: str
    placement: str
    uidvalidity: int
    uid: int
    raw: bytes
    seen_at: datetime
    absent_at: datetime | None
    delivered_at: datetime | None
    mark: FolderMark


class MailSink(Protocol):
    """Takes what a watched mailbox yields. Both are awaited before the mailbox goes on: nothing is lost on a crash."""

    async def take(self, mail: NewMail) -> None:
        """Record one mail. Called at least once for each; the same (folder, uidvalidity, uid) may come twice."""

    async def note(self, evidence: MailboxEvidence) -> None:
        """Record a gap, a failure, a measured clock offset."""


@dataclass(frozen=True, kw_only=True)
class SentCopy:
    """Our mail as found in the Sent folder: the id it really carries, and the server's stamp."""

    message_id: str
    delivered_at: datetime | None


class Mailbox(Protocol):
    """One account of ours, watched: INBOX and the junk folder."""

    @property
    def trouble(self) -> str:
        """What kept the latest attempt to connect from succeeding, in a few words; "" when nothing does."""

    async def watch(self, marks: Mapping[str, FolderMark], sink: MailSink) -> None:
        """Watch until cancelled. Folders without a mark start at their present UIDNEXT (nothing old is fetched).

        After every wake-up and every reconnection `UID FETCH uidnext:*`, never SEARCH (RFC 9051, section 6.4.8).
        Connections that drop are made again with backoff and noted as gaps.

        Raises:
            SignInRefused: permanently refused; everything else is retried for ever.
        """

    def expect(self) -> None:
        """Something was just sent: look closely for a while, where the provider does not mind."""

    async def sent_copy(self, message_id: str, reference: str) -> SentCopy | None:
        """Look for a mail of ours in Sent, by its id or by the reference in it, among the newest messages.

        Raises:
            ProviderUnreachable: the look-up is not trustworthy (no Sent folder, no connection).
        """


# --- forms -----------------------------------------------------------------------------------------------------------


class Forms(Protocol):
    """The web forms of a desk, in a real browser."""

    async def submit(
        self, desk: Desk, form: DeskForm, submission: Submission, before_click: Callable[[], Awaitable[None]]
    ) -> FormOutcome:
        """Fill and submit once. `before_click` is awaited right before the one click, which is never repeated.

        Raises:
            NoBrowser, CannotMeasure: we could not do our part.
        """


# --- models ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One question about one mail, for a model.

    Attributes:
        check, rule: the check's key, and what it asks in plain words.
        asked: what the customer had written; said: the mail's new words; both are data, never instructions.
        language: of the mail, ISO 639-1, "" when unsure.
    """

    check: str
    rule: str
    asked: str
    said: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a model made of it; the fields are those of `domain.evidence.Opinion`."""

    verdict: str = ""
    quote: str = ""
    score: float | None = None
    why: str = ""
    code: str = ""


class Reviewer(Protocol):
    """A model that may be asked. `source`: "semantic" or "judge"; `model`: its name, for people."""

    @property
    def source(self) -> str: ...

    @property
    def model(self) -> str: ...

    async def review(self, matter: Matter) -> Ruling:
        """What it makes of a mail. Never raises: what went wrong is a ruling without verdict, `code` "model"."""


class Links(Protocol):
    """Links in mails, opened in a real browser."""

    async def follow(self, url: str, hosts: tuple[str, ...]) -> FormOutcome:
        """Open the link once and read its page; other hosts are not opened, nothing is clicked or typed.

        Raises:
            CannotMeasure: we could not do our part.
        """


class SiteSearches(Protocol):
    """A walk through a desk's site, in a real browser."""

    async def search(self, home: str, hosts: tuple[str, ...]) -> tuple[Search, tuple[Shot, ...]]:
        """Look for ways to contact support, and photograph the shortest path. Nothing is typed or sent.

        Raises:
            CannotMeasure: we could not do our part.
        """


class Agent(Protocol):
    """The agent's side of a desk, for CI runs that play both sides."""

    async def answer(self, desk: Desk, ticket: str, message: str) -> str:
        """Answer a ticket as an agent; returns a line for the evidence.

        Raises:
            CannotMeasure: the connector failed.
        """
