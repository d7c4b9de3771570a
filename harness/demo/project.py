"""The embedded world as a user's project: `shopper.yaml` made in code, for the ports of the day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.clock import LeapingClock
from harness.demo.catalogue import nearest
from harness.demo.desk.desk import SupportDesk, Tempo
from harness.demo.desk.faults import DeskFault
from harness.demo.desk.pages import PageFault
from harness.demo.desk.web import DeskWeb
from harness.demo.mail.issuer import CLIENT
from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST, MailFault
from harness.demo.mail.world import CA_FILE, TRANSIT, MailWorld
from harness.domain.errors import UsageError
from harness.domain.form import FormOverrides
from harness.domain.promise import Promises
from harness.domain.scenario import (
    Desk,
    DeskAddress,
    DeskForm,
    Limits,
    MailboxSettings,
    OAuthSettings,
    Project,
    Secret,
)
from harness.domain.support_hours import SupportHours
from harness.loading.durations import parse_span
from harness.loading.opening_hours import parse_openings, public_holidays

PASSWORD = "demo-password-not-secret"  # noqa: S105 - accounts that live in this process only
TOKEN = "demo-token-not-secret"  # noqa: S105
MONDAY = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
"""A Monday morning, 9:30 in Zurich, no holiday near."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything embedded, running."""

    clock: LeapingClock
    mail: MailWorld
    desk: SupportDesk
    web: DeskWeb
    tokens: str
    """A folder for access tokens; gone with the world."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How time goes in a world. By itself it leaps from one appointment to the next, and starts on a Monday."""

    start: datetime = MONDAY
    speed: float = 0.0
    leaping: bool = True
    tempo: Tempo = Tempo()
    transit: timedelta = TRANSIT
    hours: SupportHours | None = None


@asynccontextmanager
async def open_world(faults: tuple[str, ...] = (), pace: Pace | None = None) -> AsyncIterator[World]:
    """Start providers and desk in this event loop.

    Args:
        faults: names of desk faults, or of mail faults ("mail-refused", or "mail-refused@gmail" for one provider).

    Raises:
        UsageError: an unknown fault.
    """
    pace = pace or Pace()
    clock = LeapingClock(pace.start, speed=pace.speed, leaping=pace.leaping)
    mail = MailWorld(clock, (GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST), pace.transit)
    for key, provider in mail.providers.items():
        for name in dict.fromkeys(("jane", local_part(key))):
            provider.add_account(name, password=PASSWORD, token=TOKEN)
    desk = SupportDesk(clock, mail, pace.hours or demo_hours(), pace.tempo)
    mail.attach(desk.domain, desk.take_mail)
    pages = frozenset(PageFault(name) for name in faults if name in {fault.value for fault in PageFault})
    for fault in faults:
        if fault not in {page.value for page in pages}:
            _switch_on(fault, mail, desk)
    async with mail:
        web = DeskWeb(desk, asyncio.get_running_loop(), pages)
        web.start()
        with TemporaryDirectory(prefix="shopper-tokens-") as tokens:
            try:
                yield World(clock=clock, mail=mail, desk=desk, web=web, tokens=tokens)
            finally:
                await asyncio.to_thread(web.stop)
                await desk.stop()


def local_part(key: str) -> str:
    """Whose account it is at a provider; one has an address long enough for faults that only long ones meet."""
    return "jane.elisabeth.van-der-meulen-hoffmann" if key == "outlook" else "jane"


def demo_hours() -> SupportHours:
    """Monday to Friday, nine to six in Zurich, with the canton's holidays."""
    return SupportHours(
        timezone="Europe/Zurich",
        openings=parse_openings("Mon-Fri 09:00-18:00"),
        holidays=public_holidays("CH", "ZH"),
        text="Mon-Fri 09:00-18:00 Europe/Zurich",
    )


def demo_project(world: World, scenarios: Path, reports: Path) -> Project:
    """The project that `shopper.yaml` would be for this world."""
    promises = Promises(
        acknowledgement=parse_span("5 minutes"),
        first_reply=parse_span("24 hours"),
        next_reply=parse_span("8 business hours"),
    )
    domain = world.desk.domain
    premium = Promises(first_reply=parse_span("2 business hours"))
    desk = Desk(
        key="acme",
        name="Acme Support",
        home=world.web.url,
        addresses={
            "support": DeskAddress(key="support", address=f"support@{domain}"),
            "sales": DeskAddress(key="sales", address=f"sales@{domain}"),
            "premium": DeskAddress(key="premium", address=f"premium@{domain}", promises=premium),
        },
        forms={"contact": DeskForm(key="contact", url=f"{world.web.url}/support/new", overrides=FormOverrides())},
        hosts=(world.web.url.removeprefix("http://"),),
        hours=demo_hours(),
        promises=promises,
        notice="The embedded demo desk agrees to everything.",
    )
    return Project(
        file="the embedded demo",
        root=str(scenarios.parent),
        desks={"acme": desk},
        mailboxes={key: _mailbox(world, key) for key in world.mail.providers},
        limits=Limits(per_desk_per_day=100_000, pace=0.0, workers=16, linger=timedelta(minutes=10).total_seconds()),
        reports=str(reports),
        scenarios=str(scenarios),
    )


def _mailbox(world: World, key: str) -> MailboxSettings:
    provider = world.mail.providers[key]
    traits = provider.traits
    return MailboxSettings(
        key=key,
        address=f"{local_part(key)}@{traits.domain}",
        provider={"gmail": "gmail", "outlook": "outlook", "plain": "host"}[key],
        imap=f"imaps://localhost:{provider.imap_port}",
        smtp=f"smtp://localhost:{provider.smtp_port}",
        user=local_part(key) if traits.login_by_local_part else "",
        password=None if traits.oauth_only else Secret(PASSWORD),
        oauth=_oauth(provider, f"{local_part(key)}@{traits.domain}", world.tokens),
        ca_file=str(CA_FILE),
        plus=traits.plus,
        authserv=(f".{traits.domain}",),
    )


def _oauth(provider: Provider, address: str, tokens: str) -> OAuthSettings | None:
    """Signing in as at Outlook: a refresh token from a login, a new access token whenever one is needed."""
    if provider.issuer is None:
        return None
    return OAuthSettings(
        client_id=CLIENT,
        refresh_token=Secret(provider.issuer.log_in(address)),
        token_url=f"{provider.issuer.url}/token",
        token_folder=tokens,
    )


def _switch_on(name: str, mail: MailWorld, desk: SupportDesk) -> None:
    word, _, provider = name.partition("@")
    if provider and provider not in mail.providers:
        raise UsageError(f"Switching on {name!r}", f"no provider {provider!r}", f"Known: {', '.join(mail.providers)}.")
    if word in {fault.value for fault in DeskFault}:
        desk.faults.add(DeskFault(word))
    elif word in {fault.value for fault in MailFault}:
        for key, one in mail.providers.items():
            if provider in ("", key):
                one.faults.add(MailFault(word))
    else:
        raise UsageError(f"Switching on {name!r}", "no such fault", nearest(word))
