"""The project's own mailboxes under the bench: watched in a process of their own wherever its cost is measured."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from benches.mail_peers import AT_ONCE, ROUNDS, Waited
from harness.channels.email.pacing import Pacing, pacing_for
from harness.channels.email.providers import PROVIDERS
from harness.channels.email.watching import ImapMailbox
from harness.clock import RealClock
from harness.demo.mail.traits import GMAIL_LIKE
from harness.domain.evidence import MailboxEvidence, WatchBegan
from harness.domain.scenario import MailboxSettings
from harness.ports import FolderMark, NewMail
from tests.conformance.servers import PASSWORD, MailServer
from tests.demo.post import mail, open_post, settings_of

INOTIFY = Path("/proc/sys/fs/inotify/max_user_instances")


# --- a process that watches ------------------------------------------------------------------------------------------


class _Printing:
    """A sink that tells the parent process of every mail, with the instant at which it was handed over."""

    def __init__(self, user: str) -> None:
        self._user = user

    async def take(self, mail: NewMail) -> None:
        subject = mail.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode()
        print("mail", self._user, subject, time.monotonic(), flush=True)

    async def note(self, evidence: MailboxEvidence) -> None:
        if isinstance(evidence, WatchBegan):
            print("ready", self._user, flush=True)


async def _serve(server: MailServer) -> None:
    """Obey the parent's lines: watch USER, expect USER, cpu, rss."""
    clock, mailboxes, tasks = RealClock(), {}, []
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().split():
        match line:
            case ["watch", user]:
                mailboxes[user] = ImapMailbox(server.settings(user), clock, pacing_for(PROVIDERS["host"]))
                tasks.append(asyncio.create_task(mailboxes[user].watch({}, _Printing(user))))
            case ["expect", user]:
                mailboxes[user].expect()
            case ["cpu"]:
                print("cpu", time.process_time(), flush=True)
            case ["rss"]:
                print("rss", _resident(), flush=True)
            case _:
                raise ValueError(line)


def _resident() -> str:
    """Kilobytes of memory that this process holds, Linux."""
    return Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]


class _Watching:
    """The parent's end of such a process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout

    def ask(self, line: str) -> None:
        self._in.write(line + "\n")
        self._in.flush()

    def hear(self, word: str) -> list[str]:
        """The next line that begins with this word; others are passed over."""
        while line := self._out.readline().split():
            if line[0] == word:
                return line[1:]
        raise RuntimeError("the watching process ended")

    def watch(self, *users: str) -> None:
        for user in users:
            self.ask(f"watch {user}")
        for _ in users:
            self.hear("ready")

    def number(self, what: str) -> float:
        """ "cpu" in seconds, "rss" in kilobytes."""
        self.ask(what)
        return float(self.hear(what)[0])

    def mails(self, count: int) -> dict[str, float]:
        """When each of the next mails was handed over, by subject."""
        found = [self.hear("mail") for _ in range(count)]
        return {subject: float(at) for _, subject, at in found}


@contextmanager
def _watching(server: MailServer) -> Iterator[_Watching]:
    told = json.dumps({"domain": server.domain, "imap_port": server.imap_port, "smtp_port": server.smtp_port})
    process = subprocess.Popen(
        [sys.executable, "-m", "benches.mail_watch", "watch", told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _Watching(process)
    finally:
        process.kill()
        process.communicate()


# --- the figures -----------------------------------------------------------------------------------------------------


def waits(server: MailServer) -> list[Waited]:
    """Waits as the peers' are made, but in one process that watches all mailboxes and was told of a send before each."""
    waited: list[Waited] = []
    chance = random.Random(7)
    users = [f"user{number}" for number in range(AT_ONCE)]
    with _watching(server) as watching:
        watching.watch(*users)
        print(f"  (imports and signing in to {AT_ONCE} mailboxes: {watching.number('cpu'):.2f} s of CPU, once)")
        for turn in range(ROUNDS):
            before = watching.number("cpu")
            for user in users:
                watching.ask(f"expect {user}")
            delays = sorted((2 + chance.uniform(1, 6), user) for user in users)
            accepted = _deliver_at(server, delays, f"ours-{turn}")
            seen = watching.mails(len(users))
            cpu = (watching.number("cpu") - before) / len(users)
            waited += [Waited(seconds=seen[subject] - at, cpu=cpu) for subject, at in accepted.items()]
    return waited


def _deliver_at(server: MailServer, delays: list[tuple[float, str]], name: str) -> dict[str, float]:
    """Deliver to each user after that many seconds; when the server's 250 came, by subject."""
    begun, accepted = time.monotonic(), {}
    for delay, user in delays:
        threading.Event().wait(max(0.0, begun + delay - time.monotonic()))
        server.file(f"Subject: {name}-{user}\r\n\r\nHello\r\n".encode(), user)
        accepted[f"{name}-{user}"] = time.monotonic()
    return accepted


def after_push(count: int) -> list[float]:
    """Seconds from the embedded server's push, in a process of its own, until the mail is handed over."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benches.mail_watch", "push"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        settings = MailboxSettings(**json.loads(process.stdout.readline()))
        return asyncio.run(_after_push(process, settings, count))
    finally:
        process.kill()
        process.communicate()


async def _after_push(process: subprocess.Popen[str], settings: MailboxSettings, count: int) -> list[float]:
    from harness.domain.scenario import Secret

    assert process.stdin is not None
    assert process.stdout is not None
    sink = Collecting()
    mailbox = ImapMailbox(replace(settings, password=Secret(PASSWORD)), RealClock(), Pacing())
    watching = asyncio.create_task(mailbox.watch({}, sink))
    await sink.ready.wait()
    delays = []
    for number in range(count + 10):
        await asyncio.sleep(0.02)  # back in IDLE
        process.stdin.write("push\n")
        process.stdin.flush()
        while len(sink.seen) <= number:
            await sink.news.wait()
            sink.news.clear()
        pushed = float(await asyncio.to_thread(process.stdout.readline))
        delays.append(sink.seen[number][1] - pushed)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await mailbox.close()
    return delays[10:]


async def _push_server() -> None:
    async with open_post(GMAIL_LIKE, leaping=False) as world:
        provider = world.providers["gmail"]
        settings = settings_of(provider)
        told = {name: getattr(settings, name) for name in ("key", "address", "provider", "imap", "smtp", "ca_file")}
        print(json.dumps(told), flush=True)
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while await lines.readline():
            pushed = time.monotonic()
            provider.accounts["jane"].folders["INBOX"].file(mail("Pushed"), provider.now())
            print(pushed, flush=True)


class Collecting:
    """A sink in this process: (subject, monotonic seconds) of every mail."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, float]] = []
        self.ready, self.news = asyncio.Event(), asyncio.Event()
        self.mark: FolderMark | None = None

    async def take(self, mail: NewMail) -> None:
        subject = mail.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode()
        self.seen.append((subject, time.monotonic()))
        self.mark = mail.mark
        self.news.set()

    async def note(self, evidence: MailboxEvidence) -> None:
        if isinstance(evidence, WatchBegan):
            self.ready.set()


@dataclass(frozen=True, kw_only=True)
class Crowd:
    kilobytes: float
    idle_percent: float
    idle_seconds: float
    one: list[float]
    many: list[float]
    inotify: int


def crowd(server: MailServer, count: int) -> Crowd:
    """Many mailboxes in one process against one, all by IDLE."""
    with _inotify() as allowed, _watching(server) as watching:
        watching.watch("crowd0")
        one = []
        for number in range(50):
            accepted = _deliver_at(server, [(0.05, "crowd0")], f"one-{number}")
            seen = watching.mails(1)
            one += [seen[subject] - at for subject, at in accepted.items()]
        alone = watching.number("rss")
        watching.watch(*(f"crowd{number}" for number in range(1, count)))
        together = watching.number("rss")
        threading.Event().wait(5)  # Dovecot makes the new folders' indexes and tells of it
        begun, cpu = time.monotonic(), watching.number("cpu")
        threading.Event().wait(65)  # one safety look of each falls into it
        idle, seconds = watching.number("cpu") - cpu, time.monotonic() - begun
        accepted = _deliver_at(server, [(0.04 * number, f"crowd{number}") for number in range(count)], "many")
        seen = watching.mails(count)
        return Crowd(
            kilobytes=(together - alone) / (count - 1),
            idle_percent=100 * idle / seconds,
            idle_seconds=seconds,
            one=one,
            many=[seen[subject] - at for subject, at in accepted.items()],
            inotify=allowed,
        )


@contextmanager
def _inotify() -> Iterator[int]:
    """Dovecot needs an inotify instance for each IDLE, and polls each 30 s without: allow more meanwhile, where we may."""
    before = INOTIFY.read_text()
    with suppress(OSError):
        INOTIFY.write_text("1024")
    try:
        yield int(INOTIFY.read_text())
    finally:
        with suppress(OSError):
            INOTIFY.write_text(before)


@dataclass(frozen=True, kw_only=True)
class Big:
    mails: int
    empty_wall: list[float]
    full_wall: list[float]
    empty_cpu: list[float]
    full_cpu: list[float]


def big(server: MailServer, mails: int, rounds: int) -> Big:
    """Come back to a mailbox in which one mail is new: sign in, find it, hand it over. Wall and CPU seconds."""
    _fill(server, "big", mails)
    costs: dict[str, list[tuple[float, float]]] = {"empty": [], "big": []}
    marks = {user: asyncio.run(_come_back(server, user, {}))[2] for user in costs}
    for number in range(rounds):
        for user, taken in costs.items():
            server.file(f"Subject: new-{number}\r\n\r\nHello\r\n".encode(), user)
            wall, cpu, marks[user] = asyncio.run(_come_back(server, user, marks[user]))
            taken.append((wall, cpu))
    return Big(
        mails=mails,
        empty_wall=[wall for wall, _ in costs["empty"]],
        full_wall=[wall for wall, _ in costs["big"]],
        empty_cpu=[cpu for _, cpu in costs["empty"]],
        full_cpu=[cpu for _, cpu in costs["big"]],
    )


async def _come_back(
    server: MailServer, user: str, marks: dict[str, FolderMark]
) -> tuple[float, float, dict[str, FolderMark]]:
    sink = Collecting()
    mailbox = ImapMailbox(server.settings(user), RealClock(), Pacing())
    wall, cpu = time.monotonic(), time.process_time()
    watching = asyncio.create_task(mailbox.watch(marks, sink))
    await (sink.news if marks else sink.ready).wait()
    taken = time.monotonic() - wall, time.process_time() - cpu
    if not marks:  # the first time nothing is new: let one mail tell where the end is
        await asyncio.to_thread(server.file, b"Subject: first\r\n\r\nHello\r\n", user)
        await sink.news.wait()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await mailbox.close()
    assert sink.mark is not None
    return *taken, {"INBOX": sink.mark}


def _fill(server: MailServer, user: str, count: int) -> None:
    """Put small mails into INBOX, two thousand with each APPEND (MULTIAPPEND, RFC 3502)."""
    with socket.create_connection(("127.0.0.1", server.plain_port)) as line:
        answers = line.makefile("rb")
        line.sendall(f"a LOGIN {user} {PASSWORD}\r\n".encode())
        while not answers.readline().startswith(b"a "):
            pass
        raw = mail("Old")
        for _ in range(count // 2000):
            line.sendall(b"b APPEND INBOX" + b"".join(b" {%d+}\r\n%b" % (len(raw), raw) for _ in range(2000)) + b"\r\n")
            while not (answer := answers.readline()).startswith(b"b "):
                pass
            assert answer.startswith(b"b OK"), answer


def _main() -> None:
    with suppress(KeyboardInterrupt):
        if sys.argv[1] == "push":
            asyncio.run(_push_server())
        else:
            told = json.loads(sys.argv[2])
            server = MailServer(lmtp_port=0, plain_port=0, junk="", sent="", folder=Path(), **told)
            asyncio.run(_serve(server))


if __name__ == "__main__":
    _main()
