"""Faults from a YAML file, so that a set of them can be kept and played again: `shopper demo --faults FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.demo.catalogue import fault_names, nearest
from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE, PLAIN_HOST, MailFault
from harness.domain.scenario import Place
from harness.loading.documents import Document, Mistakes, read_document, suggestion

_PROVIDERS = (GMAIL_LIKE.key, OUTLOOK_LIKE.key, PLAIN_HOST.key)
_HINT = "Write `faults: [late-reply, mail-refused@gmail]`."


def faults_in(path: Path) -> tuple[str, ...]:
    """The faults that a file names below `faults:`, in its order.

    Raises:
        ScenarioMistakes: the file cannot be read, or something in it is no fault; all of it at once.
    """
    mistakes = Mistakes()
    if not path.is_file():
        mistakes.add(Place(file=str(path), line=1), "there is no such file", _HINT)
        mistakes.raise_if_any()
    document = read_document(path, mistakes)
    found = _checked(document, mistakes) if document is not None else ()
    mistakes.raise_if_any()
    return found


def _checked(document: Document, mistakes: Mistakes) -> tuple[str, ...]:
    for key in document.data.keys() - {"faults"}:
        mistakes.add(document.place((key,)), f"unknown key {key!r}", suggestion(key, ["faults"]))
    named: Any = document.data.get("faults", [])
    if not isinstance(named, list):
        mistakes.add(document.place(("faults",)), "`faults` is no list", _HINT)
        return ()
    for index, name in enumerate(named):
        if (wrong := _wrong(name)) is not None:
            mistakes.add(document.place(("faults", index)), *wrong)
    return tuple(str(name) for name in named)


def _wrong(name: Any) -> tuple[str, str] | None:
    """What is wrong with a name, and what to write; None where it names a fault."""
    if not isinstance(name, str):
        return f"{name!r} is no name of a fault", _HINT
    word, at, provider = name.partition("@")
    if word not in fault_names():
        return f"no fault {word!r}", nearest(word)
    if at and word not in {fault.value for fault in MailFault}:
        return f"{word!r} is no fault of a provider", f"Write {word!r} alone."
    if at and provider not in _PROVIDERS:
        return f"no provider {provider!r}", suggestion(provider, _PROVIDERS)
    return None
