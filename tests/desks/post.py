"""The post of a town in real time: the customers' providers, and a plain host where a real desk has its mailbox."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from harness.clock import LeapingClock
from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST, Traits
from harness.demo.mail.world import CA_FILE, Intake, MailWorld

CUSTOMERS = (GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST)
DESK_HOST = Traits(key="desk", domain="helpdesk.test")
PASSWORD = "desk-password-not-secret"
TOKEN = "desk-token-not-secret"


@dataclass(frozen=True, kw_only=True)
class Post:
    """Everybody's mail host, serving on loopback in a thread of its own."""

    mail: MailWorld
    loop: asyncio.AbstractEventLoop

    def mailboxes(self) -> str:
        """The customers' mailboxes as `shopper.yaml` wants them; secrets come from `.env`."""
        kinds = {"gmail": "gmail", "outlook": "outlook", "plain": "host"}
        return "".join(self._mailbox(key, kinds[key]) for key in kinds)

    def _mailbox(self, key: str, provider: str) -> str:
        host = self.mail.providers[key]
        secret = 'oauth: {access_token: "${TOKEN}"}' if host.traits.oauth_only else 'password: "${PW}"'
        login = "user: jane, " if host.traits.login_by_local_part else ""
        return (
            f"  {key}: {{provider: {provider}, address: jane@{host.traits.domain}, {login}{secret},\n"
            f'    imap: "imaps://localhost:{host.imap_port}", smtp: "smtp://localhost:{host.smtp_port}",\n'
            f"    ca_file: {CA_FILE}}}\n"
        )

    @property
    def env(self) -> str:
        return f"PW={PASSWORD}\nTOKEN={TOKEN}\n"


@contextmanager
def open_post(intakes: dict[str, Intake] | None = None) -> Iterator[Post]:
    """Serve until the context ends. `intakes`: domains whose mail goes to a callback instead of a mailbox."""
    opened = threading.Event()
    posts: list[Post] = []
    ends: list[asyncio.Event] = []

    async def live() -> None:
        now = datetime.now(UTC)  # noqa: TID251 - the desk under test knows no other time
        clock = LeapingClock(now, speed=1.0, leaping=False)
        mail = MailWorld(clock, (*CUSTOMERS, DESK_HOST), timedelta(seconds=0.05))
        for key, provider in mail.providers.items():
            provider.add_account("support" if key == "desk" else "jane", password=PASSWORD, token=TOKEN)
        for domain, intake in (intakes or {}).items():
            mail.attach(domain, intake)
        async with mail:
            posts.append(Post(mail=mail, loop=asyncio.get_running_loop()))
            ends.append(asyncio.Event())
            opened.set()
            await ends[0].wait()

    thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    thread.start()
    assert opened.wait(20)
    try:
        yield posts[0]
    finally:
        posts[0].loop.call_soon_threadsafe(ends[0].set)
        thread.join(20)
