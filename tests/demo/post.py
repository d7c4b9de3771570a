"""A small post of the embedded world for tests: providers, a desk's domain that swallows mail, and accounts called jane."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from harness.clock import LeapingClock
from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import Traits
from harness.demo.mail.world import CA_FILE, MailWorld
from harness.domain.scenario import MailboxSettings, OAuthSettings, Secret

PASSWORD = "jane-test-password"
TOKEN = "jane-test-token"
START = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
DESK = "desk.test"


async def _swallow(_sender: str, _recipient: str, _raw: bytes) -> str:
    return "250 OK"


@asynccontextmanager
async def open_post(*traits: Traits, leaping: bool = True) -> AsyncIterator[MailWorld]:
    """Providers with an account "jane" each. By itself time leaps; otherwise it runs as on the wall."""
    clock = LeapingClock(START, speed=0.0 if leaping else 1.0, leaping=leaping)
    world = MailWorld(clock, traits, transit=timedelta(0))
    for provider in world.providers.values():
        provider.add_account("jane", password=PASSWORD, token=TOKEN)
    world.attach(DESK, _swallow)
    async with world:
        yield world


def settings_of(provider: Provider) -> MailboxSettings:
    """How the harness reaches jane's mailbox at this provider."""
    traits = provider.traits
    return MailboxSettings(
        key=traits.key,
        address=f"jane@{traits.domain}",
        provider={"gmail": "gmail", "outlook": "outlook"}.get(traits.key, "host"),
        imap=f"imaps://localhost:{provider.imap_port}",
        smtp=f"smtp://localhost:{provider.smtp_port}",
        user="jane" if traits.login_by_local_part else "",
        password=None if traits.oauth_only else Secret(PASSWORD),
        oauth=OAuthSettings(access_token=Secret(TOKEN)) if traits.oauth_only else None,
        ca_file=str(CA_FILE),
        plus=traits.plus,
    )


def trusting() -> ssl.SSLContext:
    """Trusts the embedded world's authority."""
    return ssl.create_default_context(cafile=str(CA_FILE))


def mail(subject: str, *, sender: str = f"support@{DESK}", body: str = "Hello") -> bytes:
    """A plain mail to jane."""
    lines = [
        f"From: Support <{sender}>",
        "To: jane@plain.test",
        f"Subject: {subject}",
        "Date: Mon, 09 Nov 2026 08:30:00 +0000",
        f"Message-ID: <{subject.lower().replace(' ', '.')}@{DESK}>",
        "",
        body,
        "",
    ]
    return "\r\n".join(lines).encode()
