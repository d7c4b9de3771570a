"""Other tools that wait for a mail: installed by the bench, outside the project, and timed one process for each wait."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.conformance.servers import PASSWORD, MailServer

ROUNDS = 5
AT_ONCE = 10
"""Processes that wait at the same time, each on a mailbox of its own; 5 rounds of 10 make 50."""
PLUGIN = "/usr/lib/nagios/plugins/check_imap_receive"


@dataclass(frozen=True, kw_only=True)
class Waited:
    """One wait: seconds from the server's 250 until the tool had the mail, and CPU seconds of its process."""

    seconds: float
    cpu: float


Run = Callable[[MailServer], list[Waited]]


def install() -> dict[str, Run]:
    """What can be had of the peers, by name."""
    peers: dict[str, Run] = {}
    if _plugin():
        peers["check_imap_receive, 1 s"] = partial(
            _waits, command=partial(_check, ["--imap-check-interval", "1", "--imap-retries", "60"])
        )
        peers["check_imap_receive, default (5 s)"] = partial(_waits, command=partial(_check, []))
    else:
        print("  check_imap_receive is not here: monitoring-plugins-contrib could not be installed (Debian, root)")
    peers["imaplib script, polling each second"] = partial(_waits, command=_script)
    robot = _robot()
    if robot is not None:
        peers["Robot Framework, default (10 s)"] = partial(
            _waits, command=partial(_robot_command, robot), start_up=6.0, spread=10.0
        )
    else:
        print("  Robot Framework is not here: robotframework-imaplibrary2 could not be installed")
    return peers


def _plugin() -> bool:
    packages = ["monitoring-plugins-contrib", "libmail-imapclient-perl"]
    if not Path(PLUGIN).exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "--no-upgrade", *packages],
            env=environ,
            capture_output=True,
            check=False,
        )
    return Path(PLUGIN).exists()


def _robot() -> Path | None:
    folder = Path(tempfile.gettempdir()) / "mystery-shopper-bench-robot"
    if not (folder / "bin" / "robot").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        done = subprocess.run([*pip, "robotframework", "robotframework-imaplibrary2"], capture_output=True, check=False)
        if done.returncode:
            return None
    return folder / "bin" / "robot"


@dataclass(frozen=True, kw_only=True)
class _Wait:
    """One wait of one process: for a mail with this subject in this user's INBOX."""

    server: MailServer
    user: str
    subject: str
    folder: Path

    @property
    def stamp(self) -> Path:
        """Where a tool that goes on after it has found the mail writes when that was."""
        return self.folder / f"{self.user}.stamp"


def _check(options: Sequence[str], wait: _Wait) -> list[str]:
    port = str(wait.server.plain_port)
    where = ["-H", "127.0.0.1", "-p", port, "-U", wait.user, "-P", PASSWORD]
    return [PLUGIN, *where, "-s", "SUBJECT", "-s", wait.subject, "--nodelete", *options]


_IMAPLIB = """
import imaplib, sys, time
port, user, password, subject = int(sys.argv[1]), *sys.argv[2:]
client = imaplib.IMAP4("127.0.0.1", port)
client.login(user, password)
client.select()
while not client.search(None, "SUBJECT", subject)[1][0]:
    time.sleep(1)
    client.noop()
"""


def _script(wait: _Wait) -> list[str]:
    return [sys.executable, "-c", _IMAPLIB, str(wait.server.plain_port), wait.user, PASSWORD, wait.subject]


_ROBOT = """
*** Settings ***
Library    ImapLibrary2

*** Test Cases ***
Waits
    Open Mailbox    host=127.0.0.1    user={user}    password={password}    port={port}    is_secure=False
    Wait For Email    subject={subject}
    Evaluate    __import__("pathlib").Path("{stamp}").write_text(str(__import__("time").monotonic()))
"""


def _robot_command(robot: Path, wait: _Wait) -> list[str]:
    file = wait.folder / f"{wait.user}.robot"
    text = _ROBOT.format(
        user=wait.user, password=PASSWORD, port=wait.server.plain_port, subject=wait.subject, stamp=wait.stamp
    )
    file.write_text(text)
    return [str(robot), "--output", "NONE", "--log", "NONE", "--report", "NONE", "--console", "none", str(file)]


def _waits(
    server: MailServer, *, command: Callable[[_Wait], list[str]], start_up: float = 2.0, spread: float = 5.0
) -> list[Waited]:
    """`spread`: seconds over which the mails come, at least as long as the tool sleeps, so that no phase is favoured."""
    waited: list[Waited] = []
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(AT_ONCE) as pool:
        for turn in range(ROUNDS):
            jobs = []
            for number in range(AT_ONCE):
                subject = f"peer-{turn}-{number}-{secrets.token_hex(6)}"
                wait = _Wait(server=server, user=f"user{number}", subject=subject, folder=Path(name))
                jobs.append(pool.submit(_one, wait, command(wait), start_up + 1 + chance.uniform(0, spread)))
            waited += [result for job in jobs if (result := job.result()) is not None]
    return waited


def _one(wait: _Wait, command: list[str], delay: float) -> Waited | None:
    wait.stamp.unlink(missing_ok=True)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    threading.Event().wait(delay)
    wait.server.file(f"Subject: {wait.subject}\r\n\r\nHello\r\n".encode(), wait.user)
    accepted = time.monotonic()
    _, status, usage = os.wait4(process.pid, 0)
    ended = time.monotonic()
    process.returncode = os.waitstatus_to_exitcode(status)
    if wait.stamp.exists():
        ended = float(wait.stamp.read_text())
    if process.returncode not in (0, 1, 2):  # a plugin's "too late for me" is a find all the same
        print(f"    {Path(command[0]).name} ended with {process.returncode}, not counted")
        return None
    return Waited(seconds=max(0.0, ended - accepted), cpu=usage.ru_utime + usage.ru_stime)
