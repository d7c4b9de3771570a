"""shopper.yaml to a `Project`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from harness.domain.form import FieldOverride, FormOverrides
from harness.domain.promise import Promises, Span
from harness.domain.scenario import (
    AgentSettings,
    Desk,
    DeskAddress,
    DeskForm,
    JudgeSettings,
    Limits,
    MailboxSettings,
    MeaningSettings,
    OAuthSettings,
    Project,
    ReferencePlace,
    Secret,
)
from harness.domain.support_hours import SupportHours
from harness.loading.documents import Document, Mistakes, suggestion
from harness.loading.durations import parse_span
from harness.loading.models import (
    AddressModel,
    AgentModel,
    DeskModel,
    FormModel,
    HoursModel,
    LimitsModel,
    MailboxModel,
    MeaningModel,
    OAuthModel,
    ProjectModel,
    PromisesModel,
)
from harness.loading.opening_hours import parse_openings, public_holidays


def to_project(document: Document, model: ProjectModel, providers: Iterable[str], mistakes: Mistakes) -> Project:
    """The project as frozen values; what the models cannot know is checked here."""
    root = document.path.resolve().parent
    for key, mailbox in model.mailboxes.items():
        if mailbox.provider and mailbox.provider not in set(providers):
            place = document.place(("mailboxes", key, "provider"))
            mistakes.add(place, f"unknown provider {mailbox.provider!r}", suggestion(mailbox.provider, providers))
        if "@" not in mailbox.address:
            mistakes.add(document.place(("mailboxes", key, "address")), f"{mailbox.address!r} is no address")
        for name, url in (("imap", mailbox.imap), ("smtp", mailbox.smtp)):
            if url and not _is_server(url, name):
                hint = f"Write it like {name}s://mail.corp.example, with :port where it is not the usual one."
                mistakes.add(document.place(("mailboxes", key, name)), f"{url!r} is no {name} server", hint)
        _check_oauth(key, mailbox.oauth, document, mistakes)
    return Project(
        file=str(document.path),
        root=str(root),
        desks={key: _desk(key, desk, document, mistakes) for key, desk in model.desks.items()},
        mailboxes={key: _mailbox(key, mailbox, root) for key, mailbox in model.mailboxes.items()},
        agents={
            key: _agent(desk.agent, root) for key, desk in model.desks.items() if isinstance(desk.agent, AgentModel)
        },
        limits=_limits(model.limits),
        meaning=_meaning(model.meaning, document, mistakes),
        reports=str(root / model.reports),
        scenarios=str(root / model.scenarios),
    )


def _desk(key: str, model: DeskModel, document: Document, mistakes: Mistakes) -> Desk:
    hosts = [host for host in (_host(model.home), *model.hosts) if host]
    if model.home and not _host(model.home):
        what = f"{model.home!r} is no http:// or https:// address"
        mistakes.add(document.place(("desks", key, "home")), what)
    for name, one in model.addresses.items():
        address = one if isinstance(one, str) else one.address
        if "@" not in address.strip("@"):
            place = document.place(("desks", key, "addresses", name, "address"))
            mistakes.add(place, f"{address!r} is no address", "Write it like support@acme.example.")
    forms = {name: _form(name, form) for name, form in model.forms.items()}
    is_home_known = document.place(("desks", key, "home")) not in mistakes.unknown
    for name, form in forms.items():
        keys = ("desks", key, "forms", name, "url")
        host = _host(form.url)
        if not host:
            mistakes.add(document.place(keys), f"form {name!r}: {form.url!r} is no http:// or https:// address")
        elif host not in hosts and is_home_known:
            hint = f"Add {host!r} to `hosts:` of this desk if it belongs to it."
            mistakes.add(document.place(keys), f"form {name!r} is on {host}, which is none of the desk's hosts", hint)
    if isinstance(model.agent, AgentModel) and not _keeps_secrets(model.agent.url):
        what = "the agent's password would go over the network in clear"
        mistakes.add(document.place(("desks", key, "agent", "url")), what, "Write https://.")
    return Desk(
        key=key,
        name=model.name or key,
        home=model.home,
        addresses={name: _address(name, one) for name, one in model.addresses.items()},
        forms=forms,
        hosts=tuple(dict.fromkeys(hosts)),
        hours=_hours(model.hours, document, key, mistakes),
        promises=_promises(model.promises),
        notice=model.notice,
        plus=model.plus,
        reference=ReferencePlace(model.reference),
        agent_command=tuple(model.agent) if isinstance(model.agent, list) else (),
        agent_connector=model.agent.connector if isinstance(model.agent, AgentModel) else "",
    )


def _is_server(url: str, protocol: str) -> bool:
    """ "imaps://host:port" and its kin; a bare host counts as imaps:// or smtps://."""
    try:
        parts = urlsplit(url if "://" in url else f"{protocol}s://{url}")
        port = parts.port
    except ValueError:
        return False
    return parts.scheme.removesuffix("+plain").removesuffix("s") == protocol and bool(parts.hostname) and port != 0


def _keeps_secrets(url: str) -> bool:
    """TLS, or no way out of this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


def _host(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].lower() if parts.scheme in ("http", "https") else ""


def _address(key: str, model: str | AddressModel) -> DeskAddress:
    if isinstance(model, str):
        return DeskAddress(key=key, address=model)
    return DeskAddress(key=key, address=model.address, promises=_promises(model.promises))


def _form(key: str, model: str | FormModel) -> DeskForm:
    if isinstance(model, str):
        return DeskForm(key=key, url=model, overrides=FormOverrides())
    fields = {
        name: FieldOverride(label=one.label, selector=one.selector, value=one.value)
        for name, one in model.fields.items()
    }
    overrides = FormOverrides(
        fields=fields, form=model.form, submit=model.submit, before=tuple(model.before), cookies=model.cookies
    )
    return DeskForm(
        key=key,
        url=model.url,
        overrides=overrides,
        dwell=parse_span(model.dwell).calendar_seconds or 0.0,
        promises=_promises(model.promises),
    )


def _promises(model: PromisesModel) -> Promises:
    return Promises(
        acknowledgement=_span(model.acknowledgement),
        first_reply=_span(model.first_reply),
        next_reply=_span(model.next_reply),
    )


def _span(text: str | None) -> Span | None:
    return None if text is None else parse_span(text)


def _hours(model: HoursModel, document: Document, desk: str, mistakes: Mistakes) -> SupportHours:
    try:
        holidays = public_holidays(model.country, model.subdivision)
    except ValueError as error:
        mistakes.add(document.place(("desks", desk, "hours", "country")), str(error))
        holidays = frozenset()
    return SupportHours(
        timezone=model.timezone,
        openings=parse_openings(model.open),
        holidays=holidays if model.open != "24/7" else frozenset(),
        text="always open" if model.open == "24/7" else f"{model.open} {model.timezone}",
    )


def _mailbox(key: str, model: MailboxModel, root: Path) -> MailboxSettings:
    return MailboxSettings(
        key=key,
        address=model.address,
        provider=model.provider,
        imap=model.imap,
        smtp=model.smtp,
        user=model.user,
        password=_secret(model.password),
        oauth=_oauth(model.oauth),
        ca_file=str(root / model.ca_file) if model.ca_file else "",
        junk=model.junk,
        sent=model.sent,
        plus=model.plus,
        authserv=tuple(model.authserv),
    )


def _agent(model: AgentModel, root: Path) -> AgentSettings:
    return AgentSettings(
        connector=model.connector,
        url=model.url,
        user=model.user,
        password=Secret(model.password),
        ca_file=str(root / model.ca_file) if model.ca_file else "",
    )


def _oauth(model: OAuthModel | None) -> OAuthSettings | None:
    if model is None:
        return None
    return OAuthSettings(
        grant=model.grant,
        client_id=model.client_id,
        tenant=model.tenant,
        scope=model.scope,
        token_url=model.token_url,
        authorize_url=model.authorize_url,
        device_url=model.device_url,
        token_command=tuple(model.token_command),
        token_command_limit=parse_span(model.token_command_limit).calendar_seconds or 0.0,
        client_secret=_secret(model.client_secret),
        refresh_token=_secret(model.refresh_token),
        access_token=_secret(model.access_token),
    )


def _check_oauth(mailbox: str, model: OAuthModel | None, document: Document, mistakes: Mistakes) -> None:
    """What must stand together for a token to be had."""
    if model is None or model.access_token or model.token_command:
        return
    place = document.place(("mailboxes", mailbox, "oauth"))
    if not model.client_id:
        hint = "docs/mailboxes.md says how to register a client; `token_command` needs none."
        mistakes.add(place, "oauth: client_id is missing", hint)
    elif model.grant == "client_credentials" and not model.client_secret:
        mistakes.add(place, "oauth: client_secret is missing", "An application signs in with its own secret.")


def _secret(text: str) -> Secret | None:
    return Secret(text) if text else None


def _limits(model: LimitsModel) -> Limits:
    def seconds(text: str) -> float:
        return parse_span(text).calendar_seconds or 0.0

    return Limits(
        per_desk_per_day=model.per_desk_per_day,
        pace=seconds(model.pace),
        quiet=model.quiet,
        retention=seconds(model.retention),
        linger=seconds(model.linger),
        connect=seconds(model.connect),
        workers=model.workers,
        browsers=model.browsers,
    )


def _meaning(model: MeaningModel, document: Document, mistakes: Mistakes) -> MeaningSettings:
    if model.judge is None:
        return MeaningSettings(semantic=model.semantic)
    one = model.judge
    if not _host(one.url):
        mistakes.add(document.place(("meaning", "judge", "url")), f"{one.url!r} is no http:// or https:// address")
    judge = JudgeSettings(
        url=one.url,
        model=one.model,
        key=_secret(one.key),
        timeout=parse_span(one.timeout).calendar_seconds or 20.0,
        most=one.most,
    )
    return MeaningSettings(semantic=model.semantic, judge=judge)
