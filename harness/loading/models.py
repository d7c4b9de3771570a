"""The two kinds of file as pydantic models: what may stand where, with a word for the editor. Only used at the door."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from harness.loading.durations import parse_span
from harness.loading.opening_hours import parse_openings


def _check_span(value: Any) -> str:
    parse_span(str(value))
    return str(value)


def _check_openings(value: Any) -> str:
    parse_openings(str(value))
    return str(value)


def _check_zone(value: Any) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone; write an IANA name like Europe/Zurich") from None
    return str(value)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Duration = Annotated[str, BeforeValidator(_check_span)]
Texts = Annotated[list[str], BeforeValidator(_listed)]
OnOff = Literal["must", "should", "off", "on"] | bool


class Strict(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class PromisesModel(Strict):
    """Times the desk promises."""

    acknowledgement: Duration | None = Field(None, description="until a robot confirms receipt")
    first_reply: Duration | None = Field(None, alias="first reply", description="until a person answers")
    next_reply: Duration | None = Field(None, alias="next reply", description="until a person answers again")


class AddressModel(Strict):
    address: str
    promises: PromisesModel = PromisesModel()


class OverrideModel(Strict):
    label: str = ""
    selector: str = ""
    value: str = ""


class FormModel(Strict):
    url: str
    fields: dict[str, OverrideModel] = Field({}, description="controls named by hand, by role")
    form: str = Field("", description="CSS selector of the form")
    submit: str = Field("", description="CSS selector of the submit button")
    before: Texts = Field([], description="texts of buttons to click before the form is there")
    cookies: Literal["reject", "accept", "leave"] = Field("reject", description="the answer to a cookie banner")
    dwell: Duration = Field("3 seconds", description="time between opening the page and submitting")
    promises: PromisesModel = PromisesModel()


class HoursModel(Strict):
    country: str = Field("", description="for public holidays, for example CH")
    subdivision: str = Field("", description="for regional holidays, for example ZH")
    timezone: Annotated[str, BeforeValidator(_check_zone)] = "UTC"
    open: Annotated[str, BeforeValidator(_check_openings)] = Field("24/7", description='"Mon-Fri 09:00-18:00"')


class AgentModel(Strict):
    """An account at the desk by which the harness answers as an agent."""

    connector: Literal["django-helpdesk"] = Field(description="which desk it is")
    url: str = Field(pattern=r"^https?://", description="the address of its staff pages")
    user: str
    password: str
    ca_file: str = ""


def _agent_kind(value: Any) -> str:
    """An account is a mapping, a command is not: so that mistakes are told about what the user meant."""
    return "AgentModel" if isinstance(value, dict | AgentModel) else "list[str]"


class DeskModel(Strict):
    """A support organisation under test."""

    name: str = ""
    home: str = ""
    addresses: dict[str, str | AddressModel] = {}
    forms: dict[str, str | FormModel] = {}
    hosts: Texts = Field([], description="further hosts a browser may open for this desk")
    hours: HoursModel = HoursModel()
    promises: PromisesModel = PromisesModel()
    notice: str = Field("", description="who agreed to be tested; printed in the report")
    plus: bool = Field(True, description="write from plus addresses where the provider has them")
    reference: Literal["signature", "subject", "text"] = "signature"
    agent: Annotated[
        Annotated[AgentModel, Tag("AgentModel")] | Annotated[Texts, Tag("list[str]")], Discriminator(_agent_kind)
    ] = Field([], description="connector or command that answers, for `agent:` steps")


def _split(value: Any) -> Any:
    import shlex

    return shlex.split(value) if isinstance(value, str) else value


class OAuthModel(Strict):
    """How to get access tokens, where a password will not do."""

    grant: Literal["refresh_token", "client_credentials"] = "refresh_token"
    client_id: str = ""
    client_secret: str = ""
    refresh_token: str = Field("", description="or let `shopper login` get and keep one")
    access_token: str = Field("", description="used as it is and never renewed: for trying things out")
    tenant: str = Field("", description="Microsoft's directory: a name like contoso.example, or its id")
    scope: str = ""
    token_url: str = ""
    authorize_url: str = ""
    device_url: str = ""
    token_command: Annotated[list[str], BeforeValidator(_split)] = Field(
        [], description="a command that prints an access token"
    )
    token_command_limit: Duration = Field("30 seconds", description="how long that command may take")


class MailboxModel(Strict):
    """A test account of yours."""

    address: str
    provider: str = ""
    imap: str = Field("", description='"imaps://host" or "imap://host" (STARTTLS); "imap+plain://127.0.0.1:port"')
    smtp: str = Field("", description='"smtps://host" or "smtp://host" (STARTTLS); "smtp+plain://127.0.0.1:port"')
    user: str = Field("", description="the login name, where it is not the one the provider is known for")
    password: str = Field("", description="the password, or the app password many providers want")
    oauth: OAuthModel | None = None
    ca_file: str = Field("", description="certificates to trust beside the system's (PEM), for a private authority")
    junk: str = Field("", description="the junk folder, where it is not found by itself")
    sent: str = Field("", description="the folder of sent mails, where it is not found by itself")
    plus: bool | None = Field(None, description="whether plus addresses arrive")
    authserv: Texts = Field([], description="whose Authentication-Results to believe; else the provider's")


class LimitsModel(Strict):
    per_desk_per_day: int = Field(50, ge=1)
    pace: Duration = "2 seconds"
    quiet: str = Field("", pattern=r"^$|^\d\d:\d\d-\d\d:\d\d$", description='"22:00-06:00", in the desk\'s zone')
    retention: Duration = "400 days"
    linger: Duration = "2 minutes"
    connect: Duration = Field("90 seconds", description="how long a mailbox may take to be reached")
    workers: int = Field(8, ge=1, le=64)
    browsers: int = Field(2, ge=1, le=16)


class JudgeModel(Strict):
    """A language model that may be asked; the text of mails is sent to it."""

    url: str = Field(description='an OpenAI-compatible endpoint, for example "http://localhost:11434/v1"')
    model: str
    key: str = Field("", description='from the environment: "${JUDGE_KEY}"')
    timeout: Duration = "20 seconds"
    most: int = Field(500, ge=1, description="questions in one run")


class MeaningModel(Strict):
    """Models that may be asked about what no rule can judge."""

    semantic: bool = Field(False, description="compare answers with questions (extra `semantic`, English only)")
    judge: JudgeModel | None = None


class ProjectModel(Strict):
    """shopper.yaml"""

    desks: dict[str, DeskModel] = Field(description="the support organisations under test")
    mailboxes: dict[str, MailboxModel] = Field(description="your test accounts")
    limits: LimitsModel = LimitsModel()
    meaning: MeaningModel = MeaningModel()
    scenarios: str = "scenarios"
    reports: str = "reports"


# --- scenarios -------------------------------------------------------------------------------------------------------


class SendStep(Strict):
    """Open the conversation by e-mail."""

    send: Texts
    subject: str
    message: str
    html: str = ""
    attach: Texts = []


class SubmitStep(Strict):
    """Open the conversation by a form."""

    submit: str
    subject: str = ""
    message: str
    attach: Texts = []
    fields: dict[str, str] = {}


class ExpectStep(Strict):
    """Wait for the desk."""

    expect: Literal["acknowledgement", "reply", "bounce", "nothing"]
    within: Duration | None = None
    same_ticket: bool | None = None


class AnswerStep(Strict):
    """Answer the desk's last message."""

    answer: str
    like: str = "gmail"
    subject: str = ""
    attach: Texts = []


class AgentStep(Strict):
    """The harness plays the agent."""

    agent: str


class WaitStep(Strict):
    """Let time pass."""

    wait: str


class FindStep(Strict):
    """Look for a way to contact support, from the desk's home page."""

    find: Literal["contact", "form", "address", "phone", "chat"]
    clicks: int = Field(2, ge=0, le=3, description="how many clicks are still easy")


class CloseStep(Strict):
    """End politely."""

    close: str
    like: str = "gmail"


STEPS: dict[str, type[Strict]] = {
    "send": SendStep,
    "submit": SubmitStep,
    "expect": ExpectStep,
    "answer": AnswerStep,
    "agent": AgentStep,
    "wait": WaitStep,
    "find": FindStep,
    "close": CloseStep,
}
StepModel = SendStep | SubmitStep | ExpectStep | AnswerStep | AgentStep | WaitStep | FindStep | CloseStep


class QuestionModel(Strict):
    ask: str
    answered_by: Texts = Field([], description="any of these words answers it")


class CustomerModel(Strict):
    locale: str = "en_US"
    tone: Literal["polite", "terse", "angry", "confused"] = "polite"
    name: str = ""


class ScenarioModel(Strict):
    """One customer's story."""

    scenario: str = Field(description="the story in one line")
    why: str = ""
    desk: str
    tags: Texts = []
    from_: Literal["all"] | Texts = Field("all", alias="from", description="all, or keys of mailboxes")
    customer: CustomerModel = CustomerModel()
    purpose: Literal["problem", "question", "how-to", "ambiguous", "bug", "known-bug", "hostile"] | None = None
    facts: dict[str, str] = Field({}, description="planted facts; asking for them again is a finding")
    tried: Texts = Field([], description="steps already tried; being told to try them is a finding")
    questions: list[QuestionModel] = []
    steps: list[StepModel] = Field(min_length=1)
    checks: dict[str, OnOff] = Field({}, description="must, should or off, by check")
    horizon: Duration = "5 days"
