"""Labelled mails and sentences: a folder with `labels.tsv`, or samples written as text, many in a file.

A text file holds mails, each headed `#### kind | sender | subject | header ;; header`. A line `#~~` ends the new text
(a signature follows), `#~~~` begins a quotation, `#~~~ dsn` the fields of a delivery status notification. Where the new
text does not stand at the top, or the mail is HTML, it is told alone and the mail follows whole: `#~~~ text`, `#~~~ html`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from pathlib import Path

NAMES = {"ack": "acknowledgement", "challenge": "other"}
"""Labels of other people for our kinds; a challenge counts as "other" where the labels do not tell them apart."""
REASONS = {
    "userunknown": "address",
    "hostunknown": "address",
    "hasmoved": "address",
    "suspend": "address",
    "filtered": "address",
    "notaccept": "address",
    "mailboxfull": "full",
    "exceedlimit": "size",
    "mesgtoobig": "size",
    "expired": "infrastructure",
    "networkerror": "infrastructure",
    "mailererror": "infrastructure",
    "systemerror": "infrastructure",
    "systemfull": "infrastructure",
    "toomanyconn": "infrastructure",
    "onhold": "infrastructure",
}
"""Sisimai's vocabulary; whatever is not listed is a matter of policy."""
_WHOLE = {"text": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8"}
_BOUNDARY = "=_sample"


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """One mail with what is true of it; "" where the label says nothing."""

    name: str
    raw: bytes
    kind: str
    language: str = ""
    reason: str = ""
    new_text: str = ""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence with the promise in it: `kind` duration | deadline | vague | none."""

    text: str
    language: str
    kind: str
    expected: str
    lower: str
    calendar: str
    reference: str


def labelled_mails(folder: Path) -> list[Labelled]:
    """Mails of a folder: by its labels.tsv (in it, or in mail/), or of the text files in mails/."""
    for table in (folder / "mail" / "labels.tsv", folder / "labels.tsv"):
        if table.is_file():
            return [_from_row(table.parent, row) for row in _rows(table)]
    return [mail for file in sorted((folder / "mails").glob("*.txt")) for mail in _from_text(file)]


def labelled_sentences(folder: Path) -> list[Sentence]:
    """Sentences of promises.tsv; none where there is no such file."""
    file = folder / "promises.tsv"
    return [_sentence(row) for row in _rows(file)] if file.is_file() else []


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))


def _sentence(row: dict[str, str]) -> Sentence:
    reference = (row.get("reference_time") or "2026-03-04T10:00+00:00").split(" ")[0]
    return Sentence(
        text=row["sentence"],
        language=row["language"],
        kind=row["kind"],
        expected=row["expected"],
        lower=row.get("lower") or "",
        calendar=row["calendar"],
        reference=reference,
    )


def _from_row(folder: Path, row: dict[str, str]) -> Labelled:
    said = row.get("bounce_reason") or ""
    remains = row.get("reply_text") or ""
    return Labelled(
        name=row["file"],
        raw=(folder / row["file"]).read_bytes(),
        kind=NAMES.get(row["class"], row["class"]),
        language=row.get("lang") or "",
        reason=REASONS.get(said, "policy") if said else "",
        new_text=(folder / remains).read_text("utf-8") if remains else "",
    )


def _from_text(file: Path) -> Iterator[Labelled]:
    for number, piece in enumerate(file.read_text("utf-8").split("#### ")[1:], 1):
        head, _, body = piece.partition("\n")
        kind, sender, subject, *more = [one.strip() for one in head.split(" | ")]
        headers = dict(one.strip().split(": ", 1) for one in " ".join(more).split(" ;; ") if ": " in one)
        new, mark, rest = body.strip("\n").partition("#~~~")
        status = rest.removeprefix(" dsn\n") if rest.startswith(" dsn") else ""
        said, _, signature = new.partition("#~~\n")
        whole = said + signature + (rest.lstrip("\n") if mark and not status else "")
        form, _, told = rest.partition("\n")
        if form.strip() in _WHOLE:
            headers["Content-Type"], whole = _WHOLE[form.strip()], told
        kind, _, reason = kind.partition("/")
        yield Labelled(
            name=f"{file.stem}-{number}",
            raw=_raw(sender, subject, headers, whole, status),
            kind=NAMES.get(kind, kind),
            language=file.stem,
            reason=reason,
            new_text=said.strip() if mark and not status else "",
        )


def _raw(sender: str, subject: str, headers: dict[str, str], body: str, status: str) -> bytes:
    reply = {"In-Reply-To": "<q1@example.net>", "References": "<q1@example.net>"}
    fields = {
        "From": _encoded(sender),
        "To": "Robin Vale <robin@example.net>",
        "Subject": Header(subject, "utf-8").encode(),
        "Date": "Wed, 04 Mar 2026 10:00:00 +0000",
        "Message-ID": "<1@mail.example>",
        **(reply if status == "" else {}),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/report; report-type=delivery-status; boundary="{_BOUNDARY}"'
        if status
        else "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    if status:
        body = (
            f"--{_BOUNDARY}\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--{_BOUNDARY}\n"
            f"Content-Type: message/delivery-status\n\n{status}\n--{_BOUNDARY}--\n"
        )
    return (head + "\r\n" + body.replace("\n", "\r\n")).encode()


def _encoded(sender: str) -> str:
    name, bracket, address = sender.rpartition(" <")
    return f"{Header(name, 'utf-8').encode()} <{address}" if bracket else sender
