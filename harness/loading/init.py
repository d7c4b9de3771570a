"""A first project, commented, with schemas for the editor; nothing that exists is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

from harness.loading.schema import project_schema, scenario_schema

_PROJECT = """# yaml-language-server: $schema=.shopper/project.schema.json
# Who is tested, from which mailboxes, within which limits. Secrets go into .env and are named here as ${NAME}.
desks:
  acme:                                   # a name of your own; scenarios use it
    name: Acme Support
    home: https://www.acme.example/       # the browser opens this host only, and those under `hosts:`
    addresses: {support: support@acme.example}
    # forms: {contact: https://www.acme.example/support/new}
    hours: {country: CH, subdivision: ZH, timezone: Europe/Zurich, open: "Mon-Fri 09:00-18:00"}
    promises: {acknowledgement: 5 minutes, first reply: 24 hours, next reply: 8 business hours}
    notice: Who agreed to be tested, and when
mailboxes:
  own:
    address: probe@corp.example
    imap: imaps://mail.corp.example
    smtp: smtps://mail.corp.example
    password: "${MAILBOX_PASSWORD}"
  # gmail: {address: jane.probe@gmail.com, password: "${GMAIL_APP_PASSWORD}"}       # an app password
  # outlook: {address: jane.probe@outlook.com, oauth: {client_id: "..."}}           # then: shopper login outlook
limits: {per_desk_per_day: 50, pace: 2 seconds, quiet: "22:00-06:00"}
# meaning: {judge: {url: "http://localhost:11434/v1", model: name-of-a-model}}      # asked where no rule can judge
"""
_SCENARIO = """# yaml-language-server: $schema=../.shopper/scenario.schema.json
scenario: Is anybody there?
desk: acme
tags: [smoke]
steps:
  - send: support
    subject: A short question
    message: Hello, until when are you open today?
  - expect: acknowledgement
  - expect: reply
  - close: Thank you.
"""


def write_project(folder: Path) -> list[Path]:
    """Write what is missing; returns what was written."""
    files = {
        "shopper.yaml": _PROJECT,
        "scenarios/is-anybody-there.yaml": _SCENARIO,
        ".env": "# Secrets; keep this file out of version control.\nMAILBOX_PASSWORD=\n",
        ".gitignore": ".env\nreports/\n",
        ".shopper/project.schema.json": json.dumps(project_schema(), indent=1) + "\n",
        ".shopper/scenario.schema.json": json.dumps(scenario_schema(), indent=1) + "\n",
    }
    written = []
    for name, text in files.items():
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            written.append(path)
    return written
