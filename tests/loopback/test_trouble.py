"""Bad input and trouble, with real processes and real signals.

Always: one clear sentence with what to do, the right exit code, nothing lost, nothing sent twice, no secret printed.
"""

from __future__ import annotations

import contextlib
import json
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.demo.desk.desk import Tempo
from harness.demo.project import PASSWORD, World
from tests.loopback.desks_of_today import FORM, quick_world, write_project

SLOW = Tempo(acknowledges=0.2, support=4.0)
PATIENT = "90s"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that has ended."""

    code: int
    said: str


def start(config: Path, *words: str, under: Sequence[str] = ()) -> subprocess.Popen[str]:
    """The command in a process of its own, which a signal can reach; `under` another command that narrows its room."""
    command = [*under, sys.executable, "-m", "harness.cli", words[0], "-c", str(config), *words[1:]]
    return subprocess.Popen(command, cwd=config.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end(process: subprocess.Popen[str]) -> Ended:
    said, _ = process.communicate(timeout=150)
    if "Traceback" in said or PASSWORD in said:
        pytest.fail(said)
    return Ended(code=process.returncode, said=said)


def shopper(config: Path, *words: str) -> Ended:
    return end(start(config, *words))


def until(happened: Callable[[], Any]) -> Any:
    """Wait for the world, without a guess how long it takes."""
    pause = threading.Event()
    for _ in range(600):
        if (value := happened()) is not None:
            return value
        pause.wait(0.05)
    raise AssertionError("it never happened")


def customer(world: World) -> str | None:
    """The address the desk knows the customer by, as soon as there is a ticket."""
    return next((ticket.enquiry.address for ticket in list(world.desk.cabinet.tickets.values())), None)


def mails_to_the_desk(world: World, mailbox: str = "gmail") -> list[str]:
    """Subjects in the customer's Sent folder, canaries left out."""
    host = world.mail.providers[mailbox]
    mails = host.accounts["jane"].folders[host.traits.folders.sent].mails
    return [
        line
        for mail in mails
        for line in mail.raw.decode("latin-1").split("\r\n")
        if line.startswith("Subject: ") and "CANARY" not in line
    ]


def deliver(world: World, address: str, raw: bytes) -> None:
    """Hand a mail to the customer's provider as another mail server would."""
    domain = address.rpartition("@")[2]
    with smtplib.SMTP("127.0.0.1", world.mail._exchanges[domain]) as exchange:
        exchange.sendmail("support@acme.test", [address], raw)


def result(config: Path) -> dict[str, Any]:
    """The newest wave's results file."""
    files = sorted(config.parent.glob("reports/*/results.json"), key=lambda file: file.stat().st_mtime_ns)
    probes: dict[str, Any] = json.loads(files[-1].read_text("utf-8"))["probes"][0]
    return probes


# --- mistakes in files -----------------------------------------------------------------------------------------------


MISTAKES = {
    "broken YAML": ("steps:", "steps: [", "broken YAML", "anybody.yaml"),
    "an unknown key": (
        "subject: A short",
        "subjekt: A short",
        "unknown key 'subjekt'. Did you mean 'subject'?",
        "anybody.yaml",
    ),
    "an unknown desk": ("desk: acme", "desk: acne", "unknown desk 'acne'. Did you mean 'acme'?", "anybody.yaml"),
    "a form off the desk's hosts": (
        "forms: {contact",
        "forms: {other: https://elsewhere.example/, contact",
        "which is none of the desk's hosts",
        "shopper.yaml",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_file_is_told_with_its_place_and_nothing_is_sent(mistake: str, tmp_path: Path) -> None:
    right, wrong, sentence, file = MISTAKES[mistake]
    with quick_world() as world:
        config = write_project(tmp_path, world)
        changed = next(tmp_path.rglob(file))
        changed.write_text(changed.read_text("utf-8").replace(right, wrong), "utf-8")

        ended = shopper(config, "run")

        assert mails_to_the_desk(world) == []
    assert ended.code == 2
    assert sentence in ended.said
    assert f"{file}:" in ended.said
    assert not (tmp_path / "reports").exists()


# --- our own side is in trouble --------------------------------------------------------------------------------------


def test_a_dead_provider_is_not_the_desks_fault_and_is_named(tmp_path: Path) -> None:
    with quick_world() as world, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        config = write_project(tmp_path, world)
        port = world.mail.providers["gmail"].imap_port
        text = config.read_text("utf-8").replace(f"localhost:{port}", f"localhost:{taken.getsockname()[1]}")
        config.write_text(text.replace("{pace: 0s", "{connect: 2s, pace: 0s"), "utf-8")

        ended = shopper(config, "run", "--wait", "5s")

        assert mails_to_the_desk(world) == []
    assert ended.code == 3
    assert result(config)["verdict"] == "inconclusive"
    assert "gmail" in result(config)["sentence"]
    assert "refused" in result(config)["sentence"]


def test_a_dead_submission_server_is_not_the_desks_fault_and_is_named(tmp_path: Path) -> None:
    with quick_world() as world, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        config = write_project(tmp_path, world)
        port = world.mail.providers["gmail"].smtp_port
        text = config.read_text("utf-8").replace(f"localhost:{port}", f"localhost:{taken.getsockname()[1]}")
        config.write_text(text.replace("{pace: 0s", "{connect: 10s, pace: 0s"), "utf-8")

        ended = shopper(config, "run", "--wait", PATIENT)

        assert mails_to_the_desk(world) == []
    assert ended.code == 3
    assert "Sending from mailbox 'gmail'" in result(config)["sentence"]
    assert "shopper doctor" in str(result(config)["findings"])


def test_a_page_that_never_loads_is_a_result_and_is_not_submitted(tmp_path: Path) -> None:
    with quick_world() as world, silent_server() as port:
        config = write_project(tmp_path, world, form=FORM)
        text = config.read_text("utf-8").replace(f"{world.web.url}/support/new", f"http://127.0.0.1:{port}/support/new")
        config.write_text(text.replace("addresses:", f'hosts: ["127.0.0.1:{port}"]\n    addresses:'), "utf-8")

        ended = shopper(config, "run", "--wait", PATIENT)

        assert customer(world) is None
    assert ended.code == 1
    assert "did not load" in result(config)["sentence"]


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]


LITTLE_ROOM = ("prlimit", "--fsize=1000000")
"""No file may grow over a megabyte: the journal opens, a large mail does not fit (setrlimit(2), RLIMIT_FSIZE)."""


def test_a_full_disk_is_said_and_what_could_not_be_recorded_is_fetched_again(tmp_path: Path) -> None:
    with quick_world(tempo=SLOW) as world:
        config = write_project(tmp_path, world)
        running = start(config, "run", "--wait", PATIENT, under=LITTLE_ROOM)
        deliver(world, until(lambda: customer(world)), large_mail(3_000_000))
        full = end(running)
        then = shopper(config, "collect", "--wait", PATIENT)

        assert mails_to_the_desk(world) == ["Subject: A short question", "Subject: Re: [ACME-1042] A short question"]
    assert full.code == 3, full.said
    assert "run `shopper " in full.said
    assert then.code == 0
    assert result(config)["verdict"] == "passed"


def test_a_report_that_cannot_be_written_is_said_and_the_wave_is_kept(tmp_path: Path) -> None:
    with quick_world() as world:
        config = write_project(tmp_path, world)

        ended = shopper(config, "run", "--wait", PATIENT, "--html", "/no/such/folder/page.html")

        assert len(world.desk.cabinet.tickets) == 1
    again = shopper(config, "report", "--html", str(tmp_path / "page.html"))
    assert ended.code == 3
    assert "Writing the report to /no/such/folder/page.html: No such file or directory." in ended.said
    assert "run `shopper report --wave" in ended.said
    assert again.code == 0
    assert (tmp_path / "page.html").is_file()


def large_mail(size: int) -> bytes:
    """A mail of this many bytes, from the desk's newsletter to whom it concerns."""
    line = b"x" * 76 + b"\r\n"
    head = (
        b"From: Acme <news@acme.test>\r\nSubject: All our lamps\r\nMessage-ID: <lamps@acme.test>\r\n"
        b"List-Unsubscribe: <https://acme.test/>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee our catalogue.\r\n\r\n"
        b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=all.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + line * (size // len(line)) + b"--b--\r\n"


# --- signals and rivals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_a_run_in_the_middle_a_second_collect_completes_it(blow: signal.Signals, tmp_path: Path) -> None:
    with quick_world(tempo=SLOW) as world:
        config = write_project(tmp_path, world)
        running = start(config, "run", "--wait", PATIENT)
        until(lambda: customer(world))
        running.send_signal(blow)
        cut = end(running)
        then = shopper(config, "collect", "--wait", PATIENT)

        assert mails_to_the_desk(world) == ["Subject: A short question", "Subject: Re: [ACME-1042] A short question"]
        assert len(world.desk.cabinet.tickets) == 1
    if blow is signal.SIGKILL:
        assert cut.code == -signal.SIGKILL
    else:
        assert cut.code == 130
        assert "shopper collect" in cut.said
    assert then.code == 0
    assert result(config)["verdict"] == "passed"


def test_two_runs_on_one_journal_at_once_are_two_whole_waves(tmp_path: Path) -> None:
    with quick_world() as world:
        config = write_project(tmp_path, world)
        with ThreadPoolExecutor(2) as both:
            runs = list(both.map(lambda _: shopper(config, "run", "--wait", PATIENT), range(2)))

        assert len(world.desk.cabinet.tickets) == 2
        assert len(mails_to_the_desk(world)) == 4
    assert [run.code for run in runs] == [0, 0]
    assert len(list(tmp_path.glob("reports/*/results.json"))) == 2


def test_two_collects_at_once_take_each_step_once(tmp_path: Path) -> None:
    with quick_world(tempo=SLOW) as world:
        config = write_project(tmp_path, world)
        first = shopper(config, "run")
        with ThreadPoolExecutor(2) as both:
            collects = list(both.map(lambda _: shopper(config, "collect", "--wait", PATIENT), range(2)))

        assert mails_to_the_desk(world) == ["Subject: A short question", "Subject: Re: [ACME-1042] A short question"]
    assert first.code == 0
    assert [one.code for one in collects] == [0, 0]
    assert result(config)["verdict"] == "passed"


# --- mails that are hard to swallow ----------------------------------------------------------------------------------


UGLY = {
    "a mail of 25 megabytes": large_mail(25_000_000),
    "a mail with no From": b"Subject: Hello\r\nDate: nonsense\r\n\r\nWho am I?\r\n",
    "a mail that is no mail": (bytes(range(14, 256)) + b"\r\n") * 40 + b"\0\0\xff\xfe",
    "an empty mail": b"\r\n",
}


@pytest.mark.parametrize("kind", UGLY)
def test_an_ugly_mail_to_the_customer_is_kept_and_disturbs_nothing(kind: str, tmp_path: Path) -> None:
    with quick_world(tempo=SLOW) as world:
        config = write_project(tmp_path, world)
        running = start(config, "run", "--wait", PATIENT)
        deliver(world, until(lambda: customer(world)), UGLY[kind])
        ended = end(running)
        page = next(tmp_path.glob("reports/*/index.html"))

        assert page.stat().st_size < 2_000_000
    assert ended.code == 0, ended.said
    assert result(config)["verdict"] == "passed"
    kept = subprocess.run(
        [sys.executable, "-c", COUNT, str(tmp_path / "reports" / "journal.sqlite")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(kept.stdout) == 3  # acknowledgement, answer, and the ugly one


COUNT = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM arrivals').fetchone())"
