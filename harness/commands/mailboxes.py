"""Our own side: is everything ready for a wave, and signing in to mailboxes with a person's consent."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from harness import wiring
from harness.channels.email.access_tokens import AccessTokens
from harness.channels.email.consent import Dialogue, consent
from harness.channels.email.examining import examine
from harness.channels.email.provider_record import LoginFlow
from harness.channels.email.providers import record_for
from harness.channels.email.signing_in import close, sign_in
from harness.channels.email.token_endpoint import endpoint_of
from harness.domain.checkup import Answer, Checkup, Health, our_clock, worst
from harness.domain.errors import HarnessFault, UsageError
from harness.domain.mailbox import MailboxSettings
from harness.domain.scenario import Project
from harness.domain.wording import count
from harness.engine import canary_trip
from harness.journal.journal import Journal
from harness.ports import Clock
from harness.report.checkup import as_json, print_checkups, waiting


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What the user wants examined, and how it is told. `limit`: seconds a canary may take."""

    mailboxes: tuple[str, ...] = ()
    canary: bool = True
    browser: str = ""
    json: bool = False
    limit: float = 60.0


async def doctor(project: Project, wanted: Examination, environ: Mapping[str, str]) -> int:
    """Examine mailboxes, desks' budgets and the browser; only some mailboxes if they are named. Returns 3 or 0."""
    chosen = _chosen(project, wanted.mailboxes)
    clock = wiring.real_clock()
    journal = wiring.open_journal(project)
    try:
        with waiting(f"Asking {count(len(chosen), 'mailbox', 'mailboxes')} ...", sys.stderr):
            mailboxes = await asyncio.gather(*(_mailbox(one, project, journal, clock, wanted) for one in chosen))
        desks = tuple(_desk(key, project, journal, clock) for key in project.desks if not wanted.mailboxes)
    finally:
        journal.close()
    machine = Checkup(subject="this machine", about="", answers=(our_clock(_offsets(mailboxes)),))
    checkups = (*mailboxes, machine, *desks)
    if not wanted.mailboxes:
        checkups = (*checkups, await _browser(project, wanted.browser, environ))
    if wanted.json:
        print(as_json(checkups))
    else:
        print_checkups(checkups, sys.stdout)
    return 3 if worst(one.health for one in checkups) is Health.BROKEN else 0


async def log_in(project: Project, key: str, flow: LoginFlow | None, dialogue: Dialogue) -> None:
    """Get consent for a mailbox, keep the tokens, and try them.

    Raises:
        UsageError: no such mailbox, or one that signs in with a password.
        SignInRefused, ProviderUnreachable: it did not work.
    """
    (settings,) = _chosen(project, (key,))
    record = record_for(settings)
    if settings.oauth is None or settings.oauth.token_command or settings.oauth.grant == "client_credentials":
        how = "a password" if settings.oauth is None else "a command or as an application"
        raise UsageError(f"Logging in to mailbox {key!r}", f"it signs in by {how}", f"{record.switch_on}")
    if flow is None:
        flow = record.oauth.flow if record.oauth is not None else LoginFlow.LOOPBACK
    tokens = await consent(endpoint_of(settings), flow, dialogue, wiring.real_clock())
    kept = AccessTokens(settings)
    kept.keep(tokens)
    dialogue.say(f"Kept in {kept.path}. Trying it ...")
    box = await asyncio.to_thread(sign_in, settings, 60.0)
    await asyncio.to_thread(close, box)
    dialogue.say(f"Mailbox {key!r} signs in. `shopper doctor` tells how long it lasts.")


def _offsets(mailboxes: Sequence[Checkup]) -> list[tuple[float, float]]:
    clocks = [
        one.figures for mailbox in mailboxes for one in mailbox.answers if one.question == "clock" and one.figures
    ]
    return [(figures["low_seconds"], figures["high_seconds"]) for figures in clocks]


def _chosen(project: Project, keys: Sequence[str]) -> tuple[MailboxSettings, ...]:
    for key in keys:
        if key not in project.mailboxes:
            known = ", ".join(project.mailboxes)
            raise UsageError(f"Looking for mailbox {key!r}", "shopper.yaml has none of that name", f"Known: {known}.")
    return tuple(project.mailboxes[key] for key in keys or project.mailboxes)


async def _mailbox(
    settings: MailboxSettings, project: Project, journal: Journal, clock: Clock, wanted: Examination
) -> Checkup:
    answers = await examine(settings, clock)
    if worst(one.health for one in answers) is Health.BROKEN or not wanted.canary:
        flown = tuple(Answer(question=name, health=Health.SKIPPED, said="not asked") for name in canary_trip.QUESTIONS)
    else:
        async with wiring.open_account(settings, project, clock) as account:
            flown = await canary_trip.fly(account, clock, timedelta(seconds=wanted.limit))
    record = record_for(settings)
    limits = _limits(settings, journal, clock)
    return Checkup(subject=settings.key, about=f"{settings.address}, {record.name}", answers=(*answers, *flown, limits))


def _limits(settings: MailboxSettings, journal: Journal, clock: Clock) -> Answer:
    """How many mails the provider still takes today, as far as this journal knows."""
    record = record_for(settings)
    sent = journal.sendings_since(settings.key, clock.now() - timedelta(days=1))
    figures = {"sent_last_day": float(sent)}
    if not record.per_day:
        said = f"{count(sent, 'mail')} sent in the last 24 hours; {record.name} names no daily limit that we know of"
        return Answer(question="limits", health=Health.FINE, said=said, figures=figures)
    left = record.per_day - sent
    return Answer(
        question="limits",
        health=Health.FINE if left > record.per_day // 10 else Health.WARNING,
        said=f"{max(left, 0):,} of {record.per_day:,} mails left for today ({sent} sent in the last 24 hours)",
        remedy=""
        if left > record.per_day // 10
        else "Wait, or use another mailbox: the provider blocks who sends more.",
        figures={**figures, "left": float(left)},
    )


def _desk(key: str, project: Project, journal: Journal, clock: Clock) -> Checkup:
    budget = project.limits.per_desk_per_day
    left = budget - journal.openings_since(key, clock.now() - timedelta(days=1))
    answer = Answer(
        question="budget",
        health=Health.FINE if left > 0 else Health.WARNING,
        said=f"{max(left, 0)} of {count(budget, 'conversation')} left for today",
        remedy="" if left > 0 else "Wait until tomorrow, or raise limits.per_desk_per_day if the desk agrees.",
        figures={"left": float(left)},
    )
    return Checkup(subject=f"desk {key}", about=project.desks[key].name, answers=(answer,))


async def _browser(project: Project, named: str, environ: Mapping[str, str]) -> Checkup:
    """Whether it starts; without form scenarios nobody needs one."""
    from harness.channels.form.browser import find_browser, open_browser

    try:
        choice = find_browser(named, environ)
        async with open_browser(choice) as browser:
            said = f"{Path(choice.path).name} {browser.version} ({choice.how}) starts"
        answer = Answer(question="starts", health=Health.FINE, said=said)
    except HarnessFault as fault:
        needed = any(desk.forms for desk in project.desks.values())
        health = Health.BROKEN if needed else Health.WARNING
        answer = Answer(question="starts", health=health, said=fault.got, remedy=fault.remedy)
    return Checkup(subject="browser", about="for forms", answers=(answer,))
