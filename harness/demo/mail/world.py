"""The post of the embedded world: providers, domains with a callback (the desk), and real SMTP between them."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

import aiosmtplib

from harness.clock import LeapingClock
from harness.demo.mail.provider import Provider
from harness.demo.mail.smtp import ExchangeHandler, SmtpServer, exchange_protocol
from harness.demo.mail.traits import Traits
from harness.demo.mail.wire import delivery_notice, received_line, with_line

CERTIFICATES = Path(__file__).parent / "certificates"
CA_FILE = CERTIFICATES / "ca.pem"
TRANSIT = timedelta(seconds=2)
"""World time a mail is on its way between two hosts."""

Intake = Callable[[str, str, bytes], Awaitable[str]]


class MailWorld:
    """Several providers and the desks they write to, all in the caller's event loop."""

    def __init__(self, clock: LeapingClock, traits: Sequence[Traits], transit: timedelta = TRANSIT) -> None:
        self._clock = clock
        self._transit = transit
        self.providers = {trait.key: Provider(self, trait) for trait in traits}
        self._desks: dict[str, Intake] = {}
        self._exchanges: dict[str, int] = {}
        self._servers: list[SmtpServer] = []
        self._relays: dict[str, aiosmtplib.SMTP] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._travelling: set[asyncio.Task[None]] = set()
        self._ids = itertools.count(1)

    def attach(self, domain: str, intake: Intake) -> None:
        """Deliver mail for this domain to a callback: the desk's mail intake. Before the world starts."""
        self._desks[domain] = intake

    def provider_of(self, address: str) -> Provider | None:
        domain = address.rpartition("@")[2].lower()
        return next((one for one in self.providers.values() if one.traits.domain == domain), None)

    async def __aenter__(self) -> MailWorld:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATES / "server.pem")
        for provider in self.providers.values():
            await provider.start(context)
            await self._open_exchange(provider.traits.domain, provider.take)
        for domain, intake in self._desks.items():
            await self._open_exchange(domain, intake)
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for task in tuple(self._travelling):
            task.cancel()
        await asyncio.gather(*self._travelling, return_exceptions=True)
        for relay in self._relays.values():
            if isinstance(relay.transport, asyncio.WriteTransport):
                relay.transport.abort()
        for provider in self.providers.values():
            await provider.stop()
        for server in self._servers:
            server.stop()
        await asyncio.sleep(0)  # the pass of the loop in which the sockets close

    # --- what providers and desks ask --------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self._clock.now()

    def hold(self) -> AbstractContextManager[None]:
        return self._clock.hold()

    def pin(self) -> Callable[[], None]:
        return self._clock.pin()

    def is_desk_domain(self, domain: str) -> bool:
        return domain in self._desks

    def route(self, via: str, sender: str, recipient: str, raw: bytes) -> None:
        """Send a mail on its way from host `via`; time cannot leap over it before it is under way."""
        unpin = self._clock.pin()
        task = asyncio.get_running_loop().create_task(self._travel(unpin, via, (sender, recipient), raw))
        self._travelling.add(task)
        task.add_done_callback(self._travelling.discard)

    def later(self, delay: timedelta, work: Callable[[], None]) -> None:
        """Do something when this much of the world's time has passed."""
        unpin = self._clock.pin()
        task = asyncio.get_running_loop().create_task(self._wait_and(unpin, delay, work))
        self._travelling.add(task)
        task.add_done_callback(self._travelling.discard)

    # --- private -----------------------------------------------------------------------------------------------------

    async def _open_exchange(self, domain: str, intake: Intake) -> None:
        handler = ExchangeHandler(intake)
        server = SmtpServer(lambda: exchange_protocol(handler, f"mx.{domain}"))
        self._servers.append(server)
        self._exchanges[domain] = await server.start()

    async def _wait_and(self, unpin: Callable[[], None], delay: timedelta, work: Callable[[], None]) -> None:
        with self._clock.hold():
            unpin()
            await self._clock.wait(self._clock.now() + delay)
            work()

    async def _travel(self, unpin: Callable[[], None], via: str, route: tuple[str, str], raw: bytes) -> None:
        sender, recipient = route
        with self._clock.hold():
            unpin()
            await self._clock.wait(self._clock.now() + self._transit)
            domain = recipient.rpartition("@")[2].lower()
            answer = (
                await self._deliver(domain, sender, recipient, raw)
                if domain in self._exchanges
                else (f"550 5.1.2 no such domain {domain}")
            )
            if not answer.startswith("2") and sender:
                self._bounce(via, sender, recipient, answer, raw)

    async def _deliver(self, domain: str, sender: str, recipient: str, raw: bytes) -> str:
        """Hand the mail to the domain's MX over a connection that is kept open."""
        lock = self._locks.setdefault(domain, asyncio.Lock())
        async with lock:
            relay = self._relays.get(domain)
            if relay is None or not relay.is_connected:
                relay = aiosmtplib.SMTP(
                    hostname="127.0.0.1", port=self._exchanges[domain], start_tls=False, local_hostname="relay.test"
                )
                self._relays[domain] = relay  # before it connects: the world may stop meanwhile
                await relay.connect()
            try:
                await relay.sendmail(sender, [recipient], raw)
            except aiosmtplib.SMTPResponseException as refusal:
                return f"{refusal.code} {refusal.message}"
            except aiosmtplib.SMTPRecipientsRefused as refused:
                return f"{refused.recipients[0].code} {refused.recipients[0].message}"
            return "250 OK"

    def _bounce(self, via: str, sender: str, recipient: str, answer: str, raw: bytes) -> None:
        notice = delivery_notice(
            domain=via, sender=sender, recipient=recipient, answer=answer, original=raw, at=self.now()
        )
        identifier = f"{next(self._ids):08x}"
        line = received_line(sender="localhost", by=via, protocol="LMTP", identifier=identifier, at=self.now())
        self.route(via, "", sender, with_line(notice, line))
