"""The embedded world in real time, with a quick desk, and a project on disk that points at it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harness.demo.desk.desk import Tempo
from harness.demo.mail.world import CA_FILE
from harness.demo.project import PASSWORD, TOKEN, Pace, World, open_world
from harness.domain.support_hours import SupportHours

QUICK = Tempo(acknowledges=0.2, support=0.6, sales=0.6, premium=0.6)
SCENARIO = """\
scenario: Is anybody there?
desk: acme
tags: [smoke]
steps:
  - send: support
    subject: A short question
    message: Hello, when will my parcel be delivered?
  - expect: acknowledgement
  - expect: reply
  - close: Thank you.
"""
FORM = """\
scenario: By the form
desk: acme
steps:
  - submit: contact
    subject: A short question
    message: Hello, when will my parcel be delivered?
  - expect: reply
"""


@contextmanager
def quick_world(faults: tuple[str, ...] = (), tempo: Tempo = QUICK) -> Iterator[World]:
    """The world in a thread of its own, so that the command under test has the main one."""
    started = threading.Event()
    ended: list[asyncio.Event] = []
    worlds: list[World] = []
    loops: list[asyncio.AbstractEventLoop] = []

    async def live() -> None:
        now = datetime.now(UTC)  # noqa: TID251 - the world begins at the command's own time
        pace = Pace(
            start=now, speed=1.0, leaping=False, tempo=tempo, transit=timedelta(seconds=0.05), hours=SupportHours()
        )
        async with open_world(faults, pace) as world:
            ended.append(asyncio.Event())
            loops.append(asyncio.get_running_loop())
            worlds.append(world)
            started.set()
            await ended[0].wait()

    thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    thread.start()
    assert started.wait(20)
    try:
        yield worlds[0]
    finally:
        loops[0].call_soon_threadsafe(ended[0].set)
        thread.join(20)


def write_project(folder: Path, world: World, *, password: str = PASSWORD, **scenarios: str) -> Path:
    """shopper.yaml for the gmail-like mailbox of this world."""
    gmail, outlook = world.mail.providers["gmail"], world.mail.providers["outlook"]
    (folder / "scenarios").mkdir(exist_ok=True)
    for name, text in (scenarios or {"anybody": SCENARIO}).items():
        (folder / "scenarios" / f"{name}.yaml").write_text(text, "utf-8")
    (folder / ".env").write_text(f"PW={password}\nTOKEN={TOKEN}\n", "utf-8")
    config = folder / "shopper.yaml"
    config.write_text(
        f"""\
desks:
  acme:
    home: {world.web.url}/
    addresses: {{support: support@acme.test}}
    forms: {{contact: {{url: "{world.web.url}/support/new", dwell: 0s}}}}
    promises: {{acknowledgement: 1 minute, first reply: 1 minute}}
mailboxes:
  gmail:
    address: jane@gmail.test
    provider: gmail
    imap: imaps://localhost:{gmail.imap_port}
    smtp: smtp://localhost:{gmail.smtp_port}
    password: "${{PW}}"
    ca_file: {CA_FILE}
limits: {{pace: 0s, linger: 0s}}
""",
        "utf-8",
    )
    assert outlook.imap_port
    return config
