"""What a suite needs to know of each implementation: the port itself, and how to play its provider."""

from __future__ import annotations

import asyncio
import imaplib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from harness.channels.email.pacing import Pacing
from harness.channels.email.submission import SmtpSubmitter
from harness.channels.email.watching import ImapMailbox
from harness.clock import LeapingClock, RealClock
from harness.demo.mail.provider import Provider
from harness.demo.mail.traits import MailFault
from harness.domain.errors import HarnessFault, ProviderUnreachable, SignInRefused
from harness.domain.evidence import MailboxEvidence, WatchBegan
from harness.domain.scenario import MailboxSettings, OAuthSettings, Secret
from harness.ports import Clock, Mailbox, NewMail, Refused, SentCopy, Submitter
from tests.conformance.servers import PASSWORD, MailServer
from tests.demo.post import START, settings_of, trusting
from tests.fakes.mail import FakeMailbox, FakePost

PATIENCE = 60.0
"""Seconds until a test gives up waiting for a mail; a loaded machine needs some."""


class Recorder:
    """A sink that keeps everything and can be waited for."""

    def __init__(self) -> None:
        self.mails: list[NewMail] = []
        self.notes: list[MailboxEvidence] = []
        self._changed = asyncio.Condition()

    async def take(self, mail: NewMail) -> None:
        async with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()

    async def note(self, evidence: MailboxEvidence) -> None:
        async with self._changed:
            self.notes.append(evidence)
            self._changed.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what was recorded."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(holds)

    async def until_watched(self, times: int = 1) -> None:
        await self.until(lambda: sum(isinstance(note, WatchBegan) for note in self.notes) >= times)

    async def until_mails(self, count: int) -> None:
        await self.until(lambda: len(self.mails) >= count)


@dataclass(kw_only=True)
class MailboxStage:
    """A mailbox, and its provider's side.

    Attributes:
        clock: the mailbox's own.
        deliver: files a mail in "inbox" or "junk".
        wrong: the same mailbox with credentials that are refused.
        file_sent: puts a mail into Sent as its provider would; None where it files no copies.
    """

    clock: Clock
    mailbox: Mailbox
    deliver: Callable[[bytes, str], Awaitable[None]]
    wrong: Mailbox
    file_sent: Callable[[bytes], Awaitable[None]] | None = None

    async def close(self) -> None:
        for one in (self.mailbox, self.wrong):
            await one.close()  # type: ignore[attr-defined]  # how they are closed is the composition root's matter


@dataclass(kw_only=True)
class SubmitterStage:
    """A submitter, and its provider's side.

    Attributes:
        received: raw mails that came to jane, also to her plus addresses, waiting until there are that many.
        later: an address that is answered with 4xx for ever; "" where this cannot be played.
        prepare: tells a fake what the next letters lead to; nothing elsewhere.
    """

    sender: str
    submitter: Submitter
    wrong: Submitter
    received: Callable[[int], Awaitable[list[bytes]]]
    later: str = ""
    prepare: Callable[[str], None] = lambda _: None

    async def close(self) -> None:
        for one in (self.submitter, self.wrong):
            await one.close()  # type: ignore[attr-defined]


# --- in memory -------------------------------------------------------------------------------------------------------


def fake_mailbox() -> MailboxStage:
    clock = LeapingClock(START)
    mailbox, wrong = FakeMailbox("jane", clock), FakeMailbox("jane", clock)
    wrong.fault = SignInRefused("Signing in", "refused")

    async def deliver(raw: bytes, where: str) -> None:
        await mailbox.deliver(raw, {"inbox": "INBOX", "junk": "Junk"}[where])

    async def file_sent(raw: bytes) -> None:
        identifier = raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        copy = SentCopy(message_id=identifier, delivered_at=None)
        mailbox.copies |= {identifier: copy, "MS-12345678": copy}

    return MailboxStage(clock=clock, mailbox=mailbox, deliver=deliver, wrong=wrong, file_sent=file_sent)


def fake_submitter() -> SubmitterStage:
    clock = LeapingClock(START)
    post, wrong = FakePost(clock), FakePost(clock)
    wrong.answers.append(SignInRefused("Signing in", "refused"))
    answers: dict[str, Refused | HarnessFault] = {
        "refused": Refused(at=START, code=550, answer="no such mailbox", recipient="nobody@fake.test"),
        "later": ProviderUnreachable("Sending", "451 try later", permanent=True),
    }

    async def received(count: int) -> list[bytes]:
        assert len(post.letters) >= count
        return [letter.raw for letter in post.letters]

    return SubmitterStage(
        sender="jane@fake.test",
        submitter=post,
        wrong=wrong,
        received=received,
        later="later@fake.test",
        prepare=lambda what: post.answers.append(answers[what]),
    )


# --- embedded --------------------------------------------------------------------------------------------------------


def embedded_mailbox(provider: Provider, clock: Clock) -> MailboxStage:
    settings = settings_of(provider)
    inbox, names = provider.accounts["jane"].folders, provider.traits.folders

    async def deliver(raw: bytes, where: str) -> None:
        folder = {"inbox": "INBOX", "junk": names.junk}[where]
        inbox[folder].file(raw, provider.now().replace(microsecond=0))

    async def file_sent(raw: bytes) -> None:
        inbox[names.sent].file(raw, provider.now().replace(microsecond=0))

    return MailboxStage(
        clock=clock,
        mailbox=ImapMailbox(settings, clock, Pacing(poll=0.05, safety=1.0)),
        deliver=deliver,
        wrong=ImapMailbox(with_wrong_secret(settings), clock),
        file_sent=file_sent if provider.traits.files_sent else None,
    )


def embedded_submitter(provider: Provider, clock: Clock) -> SubmitterStage:
    settings = settings_of(provider)

    async def received(count: int) -> list[bytes]:
        async with asyncio.timeout(PATIENCE):
            while len(mails := provider.accounts["jane"].folders["INBOX"].mails) < count:
                await clock.wait(clock.now() + timedelta(seconds=1))
                await asyncio.sleep(0)
        return [one.raw for one in mails]

    def prepare(what: str) -> None:
        if what == "later":
            provider.faults.add(MailFault.GREYLISTING)

    return SubmitterStage(
        sender=settings.address,
        submitter=SmtpSubmitter(settings, clock),
        wrong=SmtpSubmitter(with_wrong_secret(settings), clock),
        received=received,
        prepare=prepare,
    )


def with_wrong_secret(settings: MailboxSettings) -> MailboxSettings:
    if settings.oauth is not None:
        return replace(settings, oauth=OAuthSettings(access_token=Secret("stale")))
    return replace(settings, password=Secret("wrong"))


# --- real servers ----------------------------------------------------------------------------------------------------


def real_mailbox(server: MailServer) -> MailboxStage:
    clock, settings = RealClock(), server.settings()

    async def deliver(raw: bytes, where: str) -> None:
        if where == "inbox":
            await asyncio.to_thread(server.file, raw)
        else:
            await asyncio.to_thread(append, server, server.junk, raw)

    async def file_sent(raw: bytes) -> None:
        await asyncio.to_thread(append, server, server.sent, raw)

    return MailboxStage(
        clock=clock,
        mailbox=ImapMailbox(replace(settings, sent=server.sent), clock, Pacing(safety=5.0, burst=((0.1, 10),))),
        deliver=deliver,
        wrong=ImapMailbox(with_wrong_secret(settings), clock),
        file_sent=file_sent,
    )


def real_submitter(server: MailServer) -> SubmitterStage:
    clock, settings = LeapingClock(START), server.settings()
    before = len(lying_in(server, "INBOX"))

    async def received(count: int) -> list[bytes]:
        async with asyncio.timeout(PATIENCE):
            while len(raws := (await asyncio.to_thread(lying_in, server, "INBOX"))[before:]) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return raws

    return SubmitterStage(
        sender=settings.address,
        submitter=SmtpSubmitter(settings, clock),
        wrong=SmtpSubmitter(with_wrong_secret(settings), clock),
        received=received,
        later=f"later@{server.domain}",
    )


def signed_in(server: MailServer, user: str = "jane") -> imaplib.IMAP4_SSL:
    client = imaplib.IMAP4_SSL("localhost", server.imap_port, ssl_context=trusting(), timeout=PATIENCE)
    client.login(user, PASSWORD)
    return client


def append(server: MailServer, folder: str, raw: bytes) -> None:
    """Put a mail into a folder by IMAP."""
    with signed_in(server) as client:
        status, answer = client.append(f'"{folder}"', "", "", raw)
        assert status == "OK", answer


def lying_in(server: MailServer, folder: str) -> list[bytes]:
    """All raw mails of a folder."""
    with signed_in(server) as client:
        client.select(f'"{folder}"', readonly=True)
        _, answer = client.uid("FETCH", "1:*", "(BODY.PEEK[])")  # without UID, Dovecot calls an empty folder an error
        return [part[1] for part in answer if isinstance(part, tuple)]
