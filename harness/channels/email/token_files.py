"""Tokens between runs: one file for each account, readable by its owner alone, changed by one process at a time.

Some providers replace the refresh token each time it is used, and take the whole login back when an old one shows up
again (RFC 9700, section 4.14.2). So who refreshes holds the file's lock from reading the old token until the new one is
safely on disk; everybody else waits and finds it there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.domain.errors import CannotMeasure
from harness.domain.mailbox import Secret


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a provider has issued for one account. Times are UTC; None: not told.

    `seed`: digest of the refresh token in the user's settings when these tokens were got. Another one in the settings
    means that the user has put a new one there, which counts for more than ours.
    """

    access_token: Secret | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    refresh_token: Secret | None = None
    refresh_expires_at: datetime | None = None
    seed: str = ""


class TokenFile:
    """The tokens of one account. `account`: whatever tells it from others (endpoint, client, login)."""

    def __init__(self, folder: str, address: str, account: tuple[str, ...]) -> None:
        digest = hashlib.sha256("\0".join(account).encode()).hexdigest()[:16]
        name = re.sub(r"[^A-Za-z0-9.@_-]", "_", address)[:80]
        self._folder = Path(folder) if folder else own_folder(os.environ)
        self.path = self._folder / f"{name}-{digest}.json"

    def read(self) -> Tokens:
        """What is kept; nothing at all if there is no file or it makes no sense."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return Tokens()
        if not isinstance(kept, dict):
            return Tokens()
        return Tokens(
            access_token=_secret(kept.get("access_token")),
            issued_at=_instant(kept.get("issued_at")),
            expires_at=_instant(kept.get("expires_at")),
            refresh_token=_secret(kept.get("refresh_token")),
            refresh_expires_at=_instant(kept.get("refresh_expires_at")),
            seed=str(kept.get("seed", "")),
        )

    def write(self, tokens: Tokens) -> None:
        """Replace the file as a whole; on disk before this returns. Only while the lock is held.

        Raises:
            CannotMeasure: it cannot be written: a token that may not be used twice would be lost.
        """
        kept = {
            "access_token": tokens.access_token.reveal() if tokens.access_token else None,
            "issued_at": tokens.issued_at.isoformat() if tokens.issued_at else None,
            "expires_at": tokens.expires_at.isoformat() if tokens.expires_at else None,
            "refresh_token": tokens.refresh_token.reveal() if tokens.refresh_token else None,
            "refresh_expires_at": tokens.refresh_expires_at.isoformat() if tokens.refresh_expires_at else None,
            "seed": tokens.seed,
        }
        beside = self.path.with_suffix(".new")
        try:
            with suppress(FileNotFoundError):
                beside.unlink()
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(kept, file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
            _sync(self._folder)
        except OSError as error:
            raise self._trouble(error) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Held by one thread of one process at a time.

        Raises:
            CannotMeasure: the folder cannot be written.
        """
        import fcntl

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._trouble(error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _trouble(self, error: OSError) -> CannotMeasure:
        return CannotMeasure(
            f"Keeping tokens in {self._folder}",
            error.strerror or "it cannot be written",
            "SHOPPER_TOKENS names another folder.",
        )


def _sync(folder: Path) -> None:
    """A file's new name survives the loss of power only when its folder is on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def own_folder(environ: Mapping[str, str]) -> Path:
    """SHOPPER_TOKENS, else the user's folder for what must outlive a run (XDG Base Directory, XDG_STATE_HOME)."""
    named = environ.get("SHOPPER_TOKENS", "")
    state = environ.get("XDG_STATE_HOME", "") or str(Path.home() / ".local" / "state")
    return Path(named) if named else Path(state) / "mystery-shopper" / "tokens"


def digest_of(secret: Secret | None) -> str:
    """A refresh token, recognisable but not usable."""
    return hashlib.sha256(secret.reveal().encode()).hexdigest() if secret is not None else ""


def _secret(value: object) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None


def _instant(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else None
    except ValueError:
        return None
