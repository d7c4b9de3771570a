"""A small project on disk, to be broken by tests."""

from __future__ import annotations

from pathlib import Path

from harness import wiring
from harness.domain.errors import ScenarioMistakes
from harness.loading.load import Loaded

PROJECT = """\
desks:
  acme:
    name: Acme Support
    home: https://acme.example/
    addresses: {support: support@acme.example, sales: sales@acme.example}
    forms:
      contact: https://acme.example/support/new
    hours: {country: CH, subdivision: ZH, timezone: Europe/Zurich, open: "Mon-Fri 09:00-18:00"}
    promises: {acknowledgement: 5 minutes, first reply: 24 hours, next reply: 8 business hours}
    notice: Support leads were told on 2026-11-01
mailboxes:
  gmail:   {provider: gmail, address: jane.probe@gmail.com, password: "${GMAIL_APP_PASSWORD}"}
  outlook: {provider: outlook, address: jane.probe@outlook.com, oauth: {client_id: "x", refresh_token: "${TOKEN}"}}
  own:     {address: probe@corp.example, imap: "imaps://mail.corp.example", smtp: "smtps://mail.corp.example", user: probe}
limits: {per_desk_per_day: 50, pace: 2 seconds, quiet: "22:00-06:00", retention: 400 days}
"""
SCENARIO = """\
scenario: A customer was charged twice
why: The most common request. The answer must name the refund time.
desk: acme
tags: [smoke, monthly]
from: all
customer: {locale: de_CH, tone: polite}
facts:
  order: "{{ digits(6) }}"
  tried: reinstalled the app
questions:
  - ask: When will I get the money back?
    answered_by: [refund, days]
steps:
  - submit: contact
    subject: Charged twice for order {{ order }}
    message: |
      Hello, I was charged twice for order {{ order }}. I already {{ tried }}.
      When will I get the money back?
  - expect: acknowledgement
  - expect: reply
    within: 24 hours
  - answer: Thank you. To which card?
    like: ios_mail
  - expect: reply
    same_ticket: true
  - close: Thanks, that solves it.
checks: {acknowledged: off, placement: should}
"""
SECRETS = {"GMAIL_APP_PASSWORD": "hunter2-not-secret", "TOKEN": "token-not-secret"}


def write(folder: Path, project: str = PROJECT, **scenarios: str) -> Path:
    """Write a project; scenarios by name, the usual one if none is given."""
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "shopper.yaml").write_text(project, "utf-8")
    for name, text in (scenarios or {"charged": SCENARIO}).items():
        (folder / "scenarios" / f"{name}.yaml").write_text(text, "utf-8")
    return folder / "shopper.yaml"


def load(config: Path) -> Loaded:
    return wiring.load(config, SECRETS)


def complaints(config: Path) -> list[str]:
    """All mistakes, with the folder taken away from the file names."""
    try:
        load(config)
    except ScenarioMistakes as mistakes:
        return [str(one).replace(f"{config.parent}/", "") for one in mistakes.mistakes]
    return []
