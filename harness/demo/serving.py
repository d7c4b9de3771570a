"""The embedded world served by hand: in real time, with a project on disk that points at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile

from harness.demo.desk.desk import Tempo
from harness.demo.mail.world import CA_FILE
from harness.demo.project import PASSWORD, TOKEN, Pace, World, local_part
from harness.domain.support_hours import SupportHours

TEMPO = Tempo(acknowledges=3.0, support=30.0, sales=20.0, premium=10.0)
"""Seconds until the desk acknowledges and until its agents answer: long enough to watch, short enough to wait for."""

_PROJECT = """\
# A desk and mailboxes that live in `shopper demo --serve`; the ports are those of this start.
desks:
  acme:
    name: Acme Support
    home: {home}
    addresses:
      support: support@acme.test
      sales: sales@acme.test
      premium: {{address: premium@acme.test, promises: {{first reply: 1 minute}}}}
    forms: {{contact: {home}support/new}}
    promises: {{acknowledgement: 1 minute, first reply: 2 minutes, next reply: 2 minutes}}
    notice: The embedded demo desk agrees to everything.
mailboxes:
{mailboxes}limits: {{per_desk_per_day: 500, pace: 0 seconds, linger: 5 seconds}}
"""
_MAILBOX = """\
  {key}:
    address: {local}@{domain}
    imap: imaps://localhost:{imap}
    smtp: smtp://localhost:{smtp}
    {secret}
    ca_file: ca.pem
"""
_SCENARIO = """\
scenario: Is anybody there?
desk: acme
steps:
  - send: support
    subject: A short question
    message: Hello, when will my parcel be delivered?
  - expect: acknowledgement
  - expect: reply
  - close: Thank you.
"""


def served_pace(now: datetime) -> Pace:
    """Real time, so that the stamps of desk, providers and harness agree; a desk that never closes."""
    return Pace(start=now, speed=1.0, leaping=False, tempo=TEMPO, transit=timedelta(seconds=0.5), hours=SupportHours())


def write_served_project(folder: Path, world: World) -> Path:
    """shopper.yaml, .env, the private CA and a scenario; returns the path of shopper.yaml.

    What an earlier start wrote is written anew, because its ports are gone; scenarios of the user's are kept.
    """
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    copyfile(CA_FILE, folder / "ca.pem")
    (folder / ".env").write_text(f"DEMO_PASSWORD={PASSWORD}\nDEMO_TOKEN={TOKEN}\n", "utf-8")
    scenario = folder / "scenarios" / "is-anybody-there.yaml"
    if not scenario.exists():
        scenario.write_text(_SCENARIO, "utf-8")
    config = folder / "shopper.yaml"
    mailboxes = "".join(_mailbox(world, key) for key in world.mail.providers)
    config.write_text(_PROJECT.format(home=f"{world.web.url}/", mailboxes=mailboxes), "utf-8")
    return config


def _mailbox(world: World, key: str) -> str:
    one = world.mail.providers[key]
    secret = 'oauth: {access_token: "${DEMO_TOKEN}"}' if one.traits.oauth_only else 'password: "${DEMO_PASSWORD}"'
    text = _MAILBOX.format(
        key=key, local=local_part(key), domain=one.traits.domain, imap=one.imap_port, smtp=one.smtp_port, secret=secret
    )
    if one.traits.login_by_local_part:
        text += "    user: jane\n"
    provider = {"gmail": "gmail", "outlook": "outlook"}.get(key, "host")
    text += f"    provider: {provider}\n    plus: {str(one.traits.plus).lower()}\n"
    return text + f"    authserv: .{one.traits.domain}\n"
