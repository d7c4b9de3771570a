"""Web forms as frozen values: what to submit, which control is what, and what the page answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from harness.domain.message import StatedPromise


class Role(Enum):
    """What a control is for."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    CONFIRM_EMAIL = "confirm_email"
    SUBJECT = "subject"
    MESSAGE = "message"
    ORDER = "order"
    PHONE = "phone"
    CATEGORY = "category"
    ATTACHMENT = "attachment"
    CONSENT = "consent"
    NEWSLETTER = "newsletter_optin"
    CAPTCHA = "captcha"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class FieldOverride:
    """How the user names a control: by label or by CSS selector, and what to put there ("" : the role's value)."""

    label: str = ""
    selector: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class FormOverrides:
    """What the user settles by hand; everything else is found.

    Attributes:
        fields: role or a name of the user's own -> where it is and what goes in.
        form, submit: CSS selectors.
        before: texts of buttons or links to click before the form is there.
        cookies: the answer to a cookie banner: "reject", "accept" or "leave".
    """

    fields: Mapping[str, FieldOverride] = field(default_factory=dict)
    form: str = ""
    submit: str = ""
    before: tuple[str, ...] = ()
    cookies: str = "reject"


@dataclass(frozen=True, kw_only=True)
class FileToAttach:
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Submission:
    """The customer's words and particulars. `fields`: further roles or labels to fill."""

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    subject: str = ""
    message: str = ""
    phone: str = ""
    attachment: FileToAttach | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control of the form and what it was taken for.

    Attributes:
        confidence: 0 to 1.
        reasons: why, in words: "autocomplete=email", "label 'Your e-mail'".
        required: the page says it must be filled.
        index: place among the scanned controls of its frame.
        later: not in sight yet; on a later page of the same form.
        group: the name that radio buttons share.
        filled: the page has put something in already.
        value: what the user's override puts in.
    """

    role: Role
    selector: str
    label: str = ""
    kind: str = ""
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    required: bool = False
    frame: str = ""
    index: int = 0
    later: bool = False
    group: str = ""
    filled: bool = False
    value: str = ""


class PlanVerdict(Enum):
    READY = "ready"
    UNSURE = "unsure"
    NO_FORM = "no_form"
    LOGIN = "login"
    CAPTCHA = "captcha"


@dataclass(frozen=True, kw_only=True)
class FormPlan:
    """Which control is what, before anything is typed.

    Attributes:
        submit, next: CSS selectors of the button that sends and of the one that leads to the form's next page.
        frame: "" for the page itself, else the CSS selector of the frame's element.
        form_selector, action: of the form; "" where fields stand without a form tag.
        traps: CSS selectors of fields that nobody sees or that say "leave this empty".
        required_unknown: labels of what must be filled and is not understood.
        opened_by: what was clicked before the form was there.
        consent: what was answered to a cookie banner.
        partial: only one page of a form with several.
    """

    url: str
    verdict: PlanVerdict
    controls: tuple[Control, ...] = ()
    submit: str = ""
    frame: str = ""
    form: int = -1
    traps: tuple[str, ...] = ()
    required_unknown: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    """Other ways in that were found: mailto:, tel:, chat."""
    why: str = ""
    next: str = ""
    form_selector: str = ""
    action: str = ""
    opened_by: tuple[str, ...] = ()
    consent: str = ""
    partial: bool = False

    def control(self, role: Role) -> Control | None:
        return next((control for control in self.controls if control.role is role), None)


class OutcomeKind(Enum):
    """What the page answered. "Accepted" stays a claim until a mail arrives."""

    ACCEPTED = "accepted"
    NEEDS_CONFIRMATION = "needs_confirmation"
    REFUSED = "refused"
    NO_FORM = "no_form"
    UNSURE = "unsure"
    SILENT = "silent"
    HTTP_ERROR = "http_error"
    TIMEOUT = "timeout"


class RefusalReason(Enum):
    VALIDATION = "validation"
    CAPTCHA = "captcha"
    LOGIN = "login"
    RATE_LIMIT = "rate_limit"
    SPAM = "spam"
    ERROR = "error"
    """The page says that something went wrong, or that the form is closed."""


_DOUBTFUL = (OutcomeKind.SILENT, OutcomeKind.TIMEOUT, OutcomeKind.UNSURE)


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A screenshot with its bytes, on its way to the journal."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class FormOutcome:
    """What became of a submission.

    Attributes:
        text: what is new on the page since the click, or why nothing was submitted.
        quote: the words the kind rests on; verbatim from `text`.
        clicked_at: the submit click, UTC; None when nothing was submitted.
        confirmed_at: when the page said so.
        request: the submit's request line and status ("POST /support 200").
        opened_at: the page was there.
        typed: label and value of everything that was put in.
        snapshot: the filled form as assistive technology reads it (ARIA, in YAML).
        stopped: requests to hosts that are none of the desk's, which were not let through.
    """

    kind: OutcomeKind
    text: str = ""
    quote: str = ""
    reason: RefusalReason | None = None
    ticket_references: tuple[str, ...] = ()
    promises: tuple[StatedPromise, ...] = ()
    invalid_fields: tuple[str, ...] = ()
    status: int = 0
    request: str = ""
    url: str = ""
    clicked_at: datetime | None = None
    confirmed_at: datetime | None = None
    plan: FormPlan | None = None
    shots: tuple[Shot, ...] = ()
    browser: str = ""
    opened_at: datetime | None = None
    typed: tuple[tuple[str, str], ...] = ()
    snapshot: str = ""
    stopped: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """The page claims to have taken it."""
        return self.kind in (OutcomeKind.ACCEPTED, OutcomeKind.NEEDS_CONFIRMATION)

    @property
    def may_have_arrived(self) -> bool:
        """Worth watching for an answer: accepted, or clicked and then nothing certain."""
        if self.is_accepted:
            return True
        return self.clicked_at is not None and self.kind in _DOUBTFUL
