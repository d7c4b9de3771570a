"""Access tokens of one mailbox: from the file while they last, else from the provider or a command of the user's.

A token is renewed when it is about to expire and never at each poll: providers take a login back that refreshes too
often (Google keeps the newest hundred tokens of a client; Microsoft throttles).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from harness.channels.email.token_endpoint import endpoint_of, tokens_in
from harness.channels.email.token_files import TokenFile, Tokens, digest_of
from harness.clock import RealClock
from harness.domain.errors import CannotMeasure, SignInRefused
from harness.domain.mailbox import MailboxSettings, Secret

_MARGIN = timedelta(minutes=2)
"""A token that expires sooner is renewed first: signing in takes time, and clocks differ."""
_YOUNG = timedelta(minutes=1)
"""A token this young that the server refuses would be refused again: it is not renewed, so nothing goes in circles."""
_BARE = timedelta(minutes=5)
"""How long a bare token from a command is used; it says nothing about its lifetime."""


@dataclass(frozen=True, kw_only=True)
class TokenState:
    """What may be told about tokens: times, no secret. None: not told, or none there."""

    how: str
    expires_at: datetime | None
    refresh_expires_at: datetime | None


class AccessTokens:
    """See the module. Safe to use from several threads and processes at once."""

    def __init__(self, settings: MailboxSettings, now: Callable[[], datetime] | None = None) -> None:
        assert settings.oauth is not None
        self._settings = settings
        self._oauth = settings.oauth
        self._now = now or RealClock().now
        told = (self._oauth.token_url, self._oauth.tenant, self._oauth.scope, self._oauth.grant)
        account = (*told, self._oauth.client_id, *self._oauth.token_command, settings.user or settings.address)
        self._file = TokenFile(self._oauth.token_folder, settings.address, account)

    def current(self) -> str:
        """An access token that lasts for two minutes at least.

        Raises:
            SignInRefused: no new one is to be had: expired, revoked, never logged in.
            ProviderUnreachable: its issuer does not answer.
            CannotMeasure: the command fails, or tokens cannot be kept.
        """
        kept = self._kept()
        if self._lasts(kept):
            return _reveal(kept)
        with self._file.locked():
            kept = self._kept()
            if self._lasts(kept):
                return _reveal(kept)
            fresh = replace(self._fetch(kept), seed=self._seed())
            self._file.write(fresh)
        return _reveal(fresh)

    def refused(self, token: str) -> bool:
        """The server refuses this token: forget it. True when `current` may yield another one."""
        with self._file.locked():
            kept = self._kept()
            if kept.access_token is None or kept.access_token.reveal() != token:
                return True
            if kept.issued_at is not None and self._now() - kept.issued_at < _YOUNG:
                return False
            self._file.write(replace(kept, access_token=None))
        return True

    def keep(self, tokens: Tokens) -> None:
        """Keep what `shopper login` has got. Raises SignInRefused where it can be used only once."""
        if tokens.refresh_token is None:
            raise SignInRefused(
                f"Logging in to mailbox {self._settings.key!r}",
                "the provider gave no refresh token, so the login would end within the hour",
                "Ask for offline access in oauth.scope.",
            )
        with self._file.locked():
            self._file.write(replace(tokens, seed=self._seed()))

    def state(self) -> TokenState:
        """Where tokens come from and how long those kept will last."""
        kept = self._kept()
        how = "a command" if self._oauth.token_command else self._oauth.grant.replace("_", " ")
        return TokenState(how=how, expires_at=kept.expires_at, refresh_expires_at=kept.refresh_expires_at)

    @property
    def path(self) -> str:
        """The file that holds them."""
        return str(self._file.path)

    # --- private -----------------------------------------------------------------------------------------------------

    def _seed(self) -> str:
        return digest_of(self._oauth.refresh_token)

    def _kept(self) -> Tokens:
        kept = self._file.read()
        return kept if kept.seed == self._seed() else Tokens()

    def _lasts(self, tokens: Tokens) -> bool:
        if tokens.access_token is None or tokens.expires_at is None:
            return False
        return tokens.expires_at - self._now() > _margin(tokens)

    def _fetch(self, kept: Tokens) -> Tokens:
        if self._oauth.token_command:
            return self._ask_command()
        endpoint = endpoint_of(self._settings)
        if self._oauth.grant == "client_credentials":
            return endpoint.as_application(self._now())
        refresh = kept.refresh_token or self._oauth.refresh_token
        if refresh is None:
            raise SignInRefused(
                f"Signing in to mailbox {self._settings.key!r}",
                "there is no refresh token, neither in shopper.yaml nor kept on this machine",
                f"Run `shopper login {self._settings.key}`.",
            )
        fresh = endpoint.refresh(refresh, self._now())
        return replace(fresh, refresh_expires_at=fresh.refresh_expires_at or kept.refresh_expires_at)

    def _ask_command(self) -> Tokens:
        wanted = f"Running the token_command of mailbox {self._settings.key!r}"
        output = _output_of(self._oauth.token_command, self._oauth.token_command_limit, wanted)
        try:
            answer: Any = json.loads(output)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and isinstance(answer.get("access_token"), str):
            return replace(tokens_in(answer, self._now()), refresh_token=None)
        words = output.split()
        if len(words) != 1:
            raise CannotMeasure(wanted, "it printed neither a token nor a JSON object with access_token")
        return Tokens(access_token=Secret(words[0]), issued_at=self._now(), expires_at=self._now() + _BARE)


def _margin(tokens: Tokens) -> timedelta:
    """Two minutes, or half the lifetime of a token that lives shorter than four."""
    if tokens.issued_at is None or tokens.expires_at is None:
        return _MARGIN
    return min(_MARGIN, (tokens.expires_at - tokens.issued_at) / 2)


def _reveal(tokens: Tokens) -> str:
    return tokens.access_token.reveal() if tokens.access_token is not None else ""


def _output_of(command: tuple[str, ...], limit: float, wanted: str) -> str:
    """Standard output of a command within `limit` seconds; what it says elsewhere may hold secrets and is not shown."""
    by_hand = "Run it by hand to see why."
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise CannotMeasure(wanted, f"it does not start ({error.strerror})") from error
    with process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired as error:
            # The whole group: a grandchild that holds the pipe would keep us waiting.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise CannotMeasure(wanted, f"it did not end within {limit:g} s", by_hand) from error
    if process.returncode:
        raise CannotMeasure(wanted, f"it failed with exit code {process.returncode}", by_hand)
    return output.decode("utf-8", "replace").strip()
