"""The composition root: the only file that builds real things and hands them out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from harness.channels.email.dialects import DIALECTS
from harness.channels.email.providers import PROVIDERS, believed_ids, plus_address, record_for
from harness.clock import RealClock
from harness.desks.agents import AgentsByDesk
from harness.desks.command import CommandAgent
from harness.domain.errors import UsageError
from harness.domain.form import FormOverrides
from harness.domain.scenario import Find, MailboxSettings, Probe, Project, Submit
from harness.engine.doors import Account, Doors
from harness.journal.journal import Journal
from harness.loading.load import Loaded, Vocabulary, load_all
from harness.ports import Agent, Clock, Reviewer, SiteSearches

if TYPE_CHECKING:
    from harness.channels.form.probing import BrowserForms

__all__ = ["load", "open_account", "open_doors", "open_forms", "open_journal", "plus_address", "real_clock"]


def real_clock() -> Clock:
    return RealClock()


def vocabulary() -> Vocabulary:
    """The words that mail and dialects give to scenario files."""
    return Vocabulary(providers=frozenset(PROVIDERS), dialects=frozenset(DIALECTS))


def load(config: Path, environ: Mapping[str, str], paths: Iterable[Path] = ()) -> Loaded:
    return load_all(config, vocabulary(), environ, tuple(paths))


def believed(project: Project) -> Mapping[str, tuple[str, ...]]:
    """Mailbox key -> whose verdicts on a mail's sender are the mailbox's own provider's."""
    return {key: believed_ids(settings) for key, settings in project.mailboxes.items()}


def open_journal(project: Project) -> Journal:
    return Journal.at(Path(project.reports) / "journal.sqlite")


@asynccontextmanager
async def open_doors(  # noqa: PLR0913 - the root hands out everything there is
    project: Project,
    journal: Journal,
    clock: Clock,
    probes: Iterable[Probe],
    *,
    browser: str = "",
    environ: Mapping[str, str] | None = None,
    poll: float = 30.0,
    safety: float = 60.0,
) -> AsyncIterator[Doors]:
    """Everything the engine needs for these probes; a browser only if one of them submits a form.

    `poll`, `safety`: see `watching.Pacing`; the embedded world wants them short.

    Raises:
        NoBrowser: a form scenario and no browser.
    """
    probes = tuple(probes)
    async with AsyncExitStack() as stack:
        keys = dict.fromkeys(probe.mailbox for probe in probes)
        accounts = {}
        for key in keys:
            accounts[key] = account = _account(project.mailboxes[key], project, clock, (poll, safety))
            stack.push_async_callback(account.submitter.close)  # type: ignore[attr-defined]
            stack.push_async_callback(account.mailbox.close)  # type: ignore[attr-defined]
        forms = sites = links = None
        if any(isinstance(step, Submit | Find) for probe in probes for step in probe.steps):
            from harness.channels.form.browser import find_browser, open_browser
            from harness.channels.form.following import LinkFollower
            from harness.channels.form.probing import BrowserForms
            from harness.channels.form.searching import SiteSearch

            opened = await stack.enter_async_context(open_browser(find_browser(browser, environ or {})))
            forms = BrowserForms(opened, clock, room=project.limits.browsers)
            links = LinkFollower(opened, clock)
            sites = SiteSearch(opened, clock, lambda url, hosts: forms.inspect(url, FormOverrides(), hosts))
        yield Doors(
            clock=clock,
            journal=journal,
            accounts=accounts,
            forms=forms,
            sites=sites,
            links=links,
            agent=_agent(project, probes),
            limits=project.limits,
        )


@asynccontextmanager
async def open_sites(browser: str, environ: Mapping[str, str]) -> AsyncIterator[SiteSearches]:
    """A browser that looks around sites, in real time. Raises NoBrowser."""
    from harness.channels.form.browser import find_browser, open_browser
    from harness.channels.form.probing import BrowserForms
    from harness.channels.form.searching import SiteSearch

    clock = real_clock()
    async with open_browser(find_browser(browser, environ)) as opened:
        forms = BrowserForms(opened, clock)
        yield SiteSearch(opened, clock, lambda url, hosts: forms.inspect(url, FormOverrides(), hosts))


@asynccontextmanager
async def open_account(settings: MailboxSettings, project: Project, clock: Clock) -> AsyncIterator[Account]:
    """Both doors of one mailbox on their own; without IDLE it is asked every three seconds."""
    account = _account(settings, project, clock, (3.0, 10.0))
    try:
        yield account
    finally:
        await account.submitter.close()  # type: ignore[attr-defined]
        await account.mailbox.close()  # type: ignore[attr-defined]


@asynccontextmanager
async def open_forms(
    browser: str, environ: Mapping[str, str], *, room: int = 2, trace: Path | None = None
) -> AsyncIterator[BrowserForms]:
    """Forms in a browser of their own. Raises NoBrowser."""
    from harness.channels.form.browser import find_browser, open_browser
    from harness.channels.form.probing import BrowserForms

    async with open_browser(find_browser(browser, environ)) as opened:
        yield BrowserForms(opened, real_clock(), room=room, trace=trace)


def _account(settings: MailboxSettings, project: Project, clock: Clock, waits: tuple[float, float]) -> Account:
    from harness.channels.email.pacing import pacing_for
    from harness.channels.email.submission import SmtpSubmitter, submission_limits
    from harness.channels.email.watching import ImapMailbox

    record = record_for(settings)
    pace, per_day = submission_limits(settings, project.limits.pace)
    return Account(
        settings=settings,
        submitter=SmtpSubmitter(settings, clock, pace=pace, per_day=per_day, patience=project.limits.connect),
        mailbox=ImapMailbox(settings, clock, pacing_for(record, poll=waits[0], safety=waits[1])),
        files_sent=record.files_sent,
        replaces_ids=record.replaces_ids,
        authserv_ids=record.authserv_ids,
    )


def _agent(project: Project, probes: Iterable[Probe]) -> AgentsByDesk | None:
    agents: dict[str, Agent] = {}
    for desk in {probe.desk.key: probe.desk for probe in probes}.values():
        if desk.agent_command:
            agents[desk.key] = CommandAgent()
        elif desk.key in project.agents:
            from harness.desks.django_helpdesk import DjangoHelpdeskAgent

            agents[desk.key] = DjangoHelpdeskAgent(project.agents[desk.key])
    return AgentsByDesk(agents) if agents else None


def open_reviewers(project: Project, *, semantic: bool | None, judge: bool | None) -> tuple[Reviewer, ...]:
    """The models that may be asked; None leaves it to the project's settings.

    Raises:
        UsageError: a model is wanted whose extra is not installed, or which shopper.yaml does not name.
    """
    settings, found = project.meaning, list[Reviewer]()
    if settings.semantic if semantic is None else semantic:
        from harness.meaning.topic import TopicReader

        found.append(TopicReader())
    if judge and settings.judge is None:
        remedy = "Add `meaning: {judge: {url: ..., model: ...}}` to shopper.yaml."
        raise UsageError("Asking a language model", "the project names none", remedy)
    if settings.judge is not None and judge is not False:
        from harness.meaning.endpoint import EndpointJudge

        found.append(EndpointJudge(settings.judge))
    return tuple(found)
