"""Errors of ours. What the desk or a provider does wrong is evidence, never an exception.

    HarnessFault                we could not do our part; a sentence for the user
    ├── UsageError              wrong command, unknown desk, nothing matched (exit code 2 or 5)
    ├── ScenarioMistakes        all mistakes of all files, each with its place (exit code 2)
    ├── CannotMeasure           login, network, browser, disk: the verdict is `inconclusive` (exit code 3)
    │   ├── SignInRefused       the provider does not take our credentials
    │   ├── ProviderUnreachable connection, TLS or protocol trouble; worth another try unless `permanent`
    │   └── NoBrowser           no Chromium found
    └── JournalTrouble          the journal cannot be read or written (disk full, foreign file)
        └── Rival               somebody else appended to the stream first: read again

Each sentence says what was wanted, what was got, what to do. No secret may enter one.
"""

from __future__ import annotations

from dataclasses import dataclass


class HarnessFault(Exception):
    """Our own failure: never charged to the desk.

    Attributes:
        wanted, got, remedy: the three parts of the sentence shown to the user.
        permanent: True when trying again cannot help.
    """

    exit_code = 3

    def __init__(self, wanted: str, got: str, remedy: str = "", *, permanent: bool = True) -> None:
        super().__init__(wanted, got, remedy)
        self.wanted, self.got, self.remedy, self.permanent = wanted, got, remedy, permanent

    def __str__(self) -> str:
        sentence = f"{self.wanted}: {self.got}."
        return f"{sentence} {self.remedy}" if self.remedy else sentence


class UsageError(HarnessFault):
    exit_code = 2


class CannotMeasure(HarnessFault):
    exit_code = 3


class SignInRefused(CannotMeasure):
    """Raised by submission and mailboxes when a login is refused or a token has expired."""


class ProviderUnreachable(CannotMeasure):
    """No connection, TLS failure, dropped or nonsensical conversation with a provider."""

    def __init__(self, wanted: str, got: str, remedy: str = "", *, permanent: bool = False) -> None:
        super().__init__(wanted, got, remedy, permanent=permanent)


class NoBrowser(CannotMeasure):
    """No browser to drive; the remedy is one command."""


class JournalTrouble(HarnessFault):
    exit_code = 3


class Rival(JournalTrouble):
    """Another process appended to the same stream first; nothing of ours was written."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake in a file of the user's: printed as `file:line:column: what. did you mean ...`."""

    file: str
    line: int
    column: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.what}.{hint}"


class ScenarioMistakes(HarnessFault):
    """All mistakes of all files at once; nothing was sent."""

    exit_code = 2

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        count = len(mistakes)
        super().__init__("Reading the files", f"{count} mistake{'s' if count != 1 else ''}", "Nothing was sent.")
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)
