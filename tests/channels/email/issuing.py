"""A mailbox whose tokens come from an issuer on loopback, and a clock to be set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from harness.demo.mail.issuer import CLIENT, CLIENT_SECRET, TokenIssuer
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret

JANE = "jane@outlook.test"
START = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@contextmanager
def issuer(hands: Hands | None = None) -> Iterator[TokenIssuer]:
    one = TokenIssuer((hands or Hands()).now)
    one.habits.owner = JANE
    one.start()
    try:
        yield one
    finally:
        one.stop()


def mailbox(one: TokenIssuer, folder: Path, **oauth: Any) -> MailboxSettings:
    """Jane's mailbox, with a refresh token unless told otherwise."""
    settings = OAuthSettings(
        client_id=CLIENT,
        refresh_token=Secret(one.log_in(JANE)),
        token_url=f"{one.url}/token",
        device_url=f"{one.url}/device",
        authorize_url=f"{one.url}/authorize",
        scope="mail",
        token_folder=str(folder / "tokens"),
    )
    return MailboxSettings(key="outlook", address=JANE, provider="host", oauth=replace(settings, **oauth))


__all__ = ["CLIENT_SECRET", "JANE", "START", "Hands", "issuer", "mailbox"]
