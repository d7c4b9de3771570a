"""Explain mails from files, folders, Maildirs and mbox files: for people, or as JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.domain.message import Reading, StatedPromise

_MAILS = frozenset(["", ".eml", ".txt", ".mbox", ".mbx", ".mail", ".msg", ".email"])
_SEPARATOR = re.compile(rb"(?:\A|\r?\n\r?\n)(?=From \S+[^\n]*\d{4})")
"""RFC 4155: each mail of an mbox begins with a line "From address date" after an empty one."""
_MAILDIR_FLAGS = re.compile(r":2,[A-Za-z]*$")
_SHOWN = 600


@dataclass(frozen=True, kw_only=True)
class ReadMail:
    """A mail that was read, or the sentence that says why it was not."""

    name: str
    reading: Reading | None = None
    broken: str = ""


def read_mails(paths: Sequence[Path], trusted: Sequence[str] = ()) -> Iterator[ReadMail]:
    """Every mail below the paths, in order; what cannot be read is said, and the rest goes on.

    Args:
        trusted: authserv-ids whose Authentication-Results to believe (RFC 8601); without any, none is.
    """
    for path in paths:
        files = _files(path)
        if not files:
            yield ReadMail(name=str(path), broken=f"Reading {path}: there are no mails in it.")
        for file in files:
            try:
                raw = file.read_bytes()
            except OSError as error:
                yield ReadMail(name=str(file), broken=f"Reading {file}: {error.strerror or 'it cannot be read'}.")
                continue
            if not raw.strip():
                yield ReadMail(name=str(file), broken=f"Reading {file}: it is empty.")
                continue
            yield from (_read(name, one, trusted) for name, one in _split(file, raw))


def read_words(text: str) -> Iterator[ReadMail]:
    """Words given on the command line, read as the body of a mail; nothing where there are none."""
    from harness.reading import read

    if text.strip():
        head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        yield ReadMail(name="--text", reading=read((head + text).encode("utf-8", "replace")))


def as_json(one: ReadMail) -> str:
    """One object on one line; deadlines are local to the mail's own Date. Without a kind: what could not be read."""
    reading = one.reading
    if reading is None:
        return json.dumps({"file": one.name, "kind": None, "error": one.broken}, ensure_ascii=False)
    bounce = reading.bounce
    told = {
        "file": one.name,
        "kind": reading.kind.value,
        "flags": sorted(flag.value for flag in reading.flags),
        "reasons": [
            {"says": why.says, "weight": why.weight, "because": why.because, "layer": why.layer, "quote": why.quote}
            for why in reading.reasons
        ],
        "new_text": reading.new_text,
        "language": reading.language,
        "ticket": next(iter(reading.ticket_references), None),
        "promises": [_promise(promise) for promise in reading.promises],
        "bounce": None
        if bounce is None
        else {"reason": bounce.reason.value, "status": bounce.status, "recipient": bounce.recipient},
        "agent": reading.agent or None,
    }
    return json.dumps(told, ensure_ascii=False)


def explained(one: ReadMail) -> Iterator[str]:
    """The same for people; nothing for a mail that could not be read."""
    reading = one.reading
    if reading is None:
        return
    yield f"{one.name}: {reading.kind.value.replace('_', ' ')}"
    for why in sorted(reading.reasons, key=lambda why: -why.weight):
        yield f"    {why.says.replace('_', ' '):16} {why.weight:.1f}  {_one_line(why.because)}"
    for flag in sorted(reading.flags, key=lambda flag: flag.value):
        yield f"    also: {flag.value.replace('_', ' ')}"
    for promise in reading.promises:
        yield f"    promise ({promise.what.value}): {_time_of(promise)}: “{_one_line(promise.text)}”"
    yield from _particulars(reading)
    if reading.new_text:
        yield "    new text" + ("" if reading.new_text_sure else " (not sure)") + ":"
        yield from (f"    | {line}" for line in reading.new_text[:_SHOWN].split("\n"))


def _read(name: str, raw: bytes, trusted: Sequence[str]) -> ReadMail:
    from harness.reading import read
    from harness.reading.recognising import not_a_mail

    if other := not_a_mail(raw):
        return ReadMail(name=name, broken=f"Reading {name}: it is no mail but {other}.")
    return ReadMail(name=name, reading=read(raw, authserv_ids=trusted))


def _particulars(reading: Reading) -> Iterator[str]:
    if reading.bounce is not None:
        late = ", only late so far" if reading.bounce.delayed else ""
        yield f"    bounce: {reading.bounce.reason.value} {reading.bounce.status} {reading.bounce.recipient}{late}"
    if reading.ticket_references:
        yield f"    ticket: {', '.join(reading.ticket_references)}"
    if reading.language:
        yield f"    language: {reading.language}"
    if reading.agent:
        yield f"    signed by: {reading.agent}"
    checked = reading.authentication
    told = [
        f"{name} {said}"
        for name, said in (("spf", checked.spf), ("dkim", checked.dkim), ("dmarc", checked.dmarc))
        if said
    ]
    if told:
        yield f"    authentication: {', '.join(told)}"


def _promise(promise: StatedPromise) -> dict[str, str | None]:
    told: dict[str, str | None] = {
        "text": promise.text,
        "duration": "vague" if promise.vague else promise.duration,
        "deadline": promise.local_deadline,
        "calendar": "none" if promise.vague else promise.calendar.value,
        "what": promise.what.value,
    }
    return told | ({"lower": promise.lower} if promise.lower else {})


def _time_of(promise: StatedPromise) -> str:
    if promise.vague:
        return "no time"
    if promise.local_deadline:
        return f"by {promise.local_deadline.replace('T', ' ')}"
    length = f"{promise.lower} to {promise.duration}" if promise.lower else str(promise.duration)
    return f"{length}, {promise.calendar.value} time"


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = (file for file in sorted(path.rglob("*")) if file.is_file())
    return [file for file in found if _is_mail(file.relative_to(path))]


def _is_mail(file: Path) -> bool:
    """Hidden files, a Maildir's unfinished ones, and files of other kinds are passed over."""
    if file.name.startswith(".") or ".git" in file.parts or "tmp" in file.parts[-2:-1]:
        return False
    return bool(
        _MAILDIR_FLAGS.search(file.name) or {"cur", "new"} & set(file.parts[-2:-1]) or file.suffix.lower() in _MAILS
    )


def _split(file: Path, raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The mails of an mbox by number; any other file is one mail."""
    if file.suffix.lower() in (".eml", ".txt") or not raw.startswith(b"From "):
        yield str(file), raw
        return
    starts = [match.end() for match in _SEPARATOR.finditer(raw)]
    if len(starts) < 2:
        yield str(file), raw
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(raw)], strict=True), 1):
        yield f"{file}#{number}", re.sub(rb"(?m)^>(>*From )", rb"\1", raw[start:end])


def _one_line(text: str) -> str:
    return " ".join(text.split())
