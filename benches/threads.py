"""Labelled support threads: a customer's mail, the desk's answers, and the true verdict of each rule that matters.

A text file is named by its language (`de.txt`, `de_more.txt`) and holds threads:

    #### name | purpose | Jane Miller | de          the customer and, if another than the file's, her language
    fact order: 482113                              planted; also `tried: ...` and `ask: question [word, word]`
    <<< Subject                                     what the customer writes; later ones begin `<<< 4h`
    >>> 2h | Tom Baxter | Tom's Desk                an answer, counted from the enquiry, and the name in From
    ===
    passed: thanks personal                         also `failed`, `n/a`, and `unclear` where nobody could say
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from harness.domain.case import Case
from harness.domain.conversation import fold
from harness.domain.evidence import (
    Arrived,
    CanaryReturned,
    CanarySent,
    ConversationEvidence,
    Ended,
    Entry,
    Intended,
    MailSent,
)
from harness.domain.message import MailKind, Reading
from harness.domain.promise import Promises, Span
from harness.domain.scenario import (
    Answer,
    CustomerSettings,
    Desk,
    DeskAddress,
    Expect,
    Expected,
    Persona,
    Place,
    Probe,
    Purpose,
    Question,
    Scenario,
    Send,
    Step,
)
from harness.domain.verdict import Verdict
from harness.reading import read

SENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday."""
TRUTHS = {
    "passed": Verdict.PASSED,
    "failed": Verdict.FAILED,
    "unclear": Verdict.NOT_JUDGED,
    "n/a": Verdict.NOT_APPLICABLE,
}
_PLACE = Place(file="threads.txt", line=1)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One mail of a thread; `sender` is the name in From, "" for the customer's."""

    after: timedelta
    sender: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Thread:
    """One conversation with what is true of it, by the check's key."""

    name: str
    language: str
    purpose: Purpose
    customer: Persona
    subject: str
    turns: tuple[Turn, ...]
    truth: dict[str, Verdict]
    facts: dict[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def labelled_threads(folder: Path) -> list[Thread]:
    """Threads of all text files of a folder and of its folders."""
    return [one for file in sorted(folder.glob("**/*.txt")) for one in _of_file(file)]


def case_of(thread: Thread, *, whole_way: bool = False) -> Case:
    """The conversation as the harness would have recorded and read it, long after its last mail."""
    probe = _probe(thread)
    evidence: list[ConversationEvidence] = []
    readings: dict[str, Reading] = {}
    own = [n for n, step in enumerate(probe.steps) if not isinstance(step, Expect)]
    for turn in thread.turns:
        if turn.sender:
            evidence.append(_arrival(turn, len(readings) + 1))
            readings[f"mail-{len(readings) + 1}"] = reading_of(turn, thread, len(readings) + 1, whole_way=whole_way)
        else:
            evidence += _sending(turn, own.pop(0), thread.subject)
    last = thread.turns[-1].after + timedelta(days=6)
    evidence.append(Ended(at=SENT + last, reason="done"))
    entries = [Entry(stream=probe.id, seq=n, evidence=one) for n, one in enumerate(evidence, 1)]
    sent = CanarySent(at=SENT, mailbox=probe.mailbox, reference="CANARY-1")
    back = CanaryReturned(at=SENT, mailbox=probe.mailbox, reference="CANARY-1")
    return Case(probe=probe, conversation=fold(entries, readings), now=SENT + last, mailbox=(sent, back))


def reading_of(turn: Turn, thread: Thread, number: int, *, whole_way: bool) -> Reading:
    """What the harness reads in an answer. Who wrote it is given, unless it shall come the whole way like anything else."""
    found = read(_raw(turn, thread, number))
    return found if whole_way else replace(found, kind=MailKind.HUMAN)


def _probe(thread: Thread) -> Probe:
    promises = Promises(
        first_reply=Span(text="24 hours", calendar_seconds=86400.0),
        next_reply=Span(text="24 hours", calendar_seconds=86400.0),
    )
    scenario = Scenario(
        key=thread.name,
        title=thread.name,
        place=_PLACE,
        desk="acme",
        purpose=thread.purpose,
        facts=thread.facts,
        tried=thread.tried,
        questions=thread.questions,
        customer=CustomerSettings(locale=thread.customer.language, name=thread.customer.name),
        steps=tuple(_steps(thread)),
    )
    address = DeskAddress(key="support", address="support@acme.example")
    return Probe(
        id=f"w1-{thread.name}",
        wave="w1",
        scenario=scenario,
        desk=Desk(key="acme", name="Acme", addresses={"support": address}, forms={}, promises=promises),
        mailbox="gmail",
        address="customer+k3@gmail.test",
        persona=thread.customer,
        reference="MS-7F3K2Q9D",
        planned_at=SENT,
    )


def _steps(thread: Thread) -> Iterator[Step]:
    for number, turn in enumerate(thread.turns):
        if turn.sender:
            yield Expect(place=_PLACE, what=Expected.REPLY)
        elif number:
            yield Answer(place=_PLACE, message=turn.text)
        else:
            yield Send(place=_PLACE, to="support", subject=thread.subject, message=turn.text)


def _sending(turn: Turn, step: int, subject: str) -> Iterator[ConversationEvidence]:
    at, ours = SENT + turn.after, f"<ours-{step}@gmail.test>"
    lease = at + timedelta(minutes=10)
    yield Intended(at=at, step=step, effect="mail", lease_until=lease, message_id=ours, subject=subject, text=turn.text)
    yield MailSent(at=at, step=step, message_id=ours, answer="250")


def _arrival(turn: Turn, number: int) -> Arrived:
    at = SENT + turn.after
    return Arrived(
        at=at,
        mailbox="gmail",
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=number,
        delivered_at=at,
        absent_at=at - timedelta(seconds=1),
        raw_sha256=f"mail-{number}",
        size=1000,
        matched_by="address",
    )


def _raw(turn: Turn, thread: Thread, number: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"{turn.sender}" <support@acme.example>'
    mail["To"] = "customer+k3@gmail.test"
    mail["Subject"] = f"Re: {thread.subject}"
    mail["Date"] = format_datetime(SENT + turn.after)
    mail["Message-ID"] = f"<theirs-{number}@acme.example>"
    mail["In-Reply-To"] = f"<ours-{_answered(turn, thread)}@gmail.test>"
    mail.set_content(f"{turn.text}\n\n{_quotation(thread)}\n")
    return mail.as_bytes()


def _quotation(thread: Thread) -> str:
    """The enquiry below the answer, as most desks send it."""
    lines = "\n".join(f"> {line}" for line in thread.turns[0].text.splitlines())
    return f"On {SENT:%a, %d %b %Y at %H:%M}, {thread.customer.name} <customer+k3@gmail.test> wrote:\n{lines}"


def _answered(turn: Turn, thread: Thread) -> int:
    """The place of the customer's latest words among the steps: each turn is one."""
    return max(n for n, one in enumerate(thread.turns) if not one.sender and one.after <= turn.after)


# --- the text files --------------------------------------------------------------------------------------------------


def _of_file(file: Path) -> Iterator[Thread]:
    language = file.stem.split("_")[0]
    for block in file.read_text(encoding="utf-8").split("#### ")[1:]:
        head, _, rest = block.partition("\n")
        body, _, labels = rest.partition("\n===\n")
        planted, *mails = re.split(r"^(?=<<< |>>> )", body, flags=re.MULTILINE)
        name, purpose, customer, *other = (part.strip() for part in head.split("|"))
        first, _, last = customer.partition(" ")
        yield Thread(
            name=f"{file.parent.name}/{file.stem}/{name}",
            language=language,
            purpose=Purpose(purpose),
            customer=Persona(first_name=first, last_name=last, language=(other or [language])[0]),
            subject=mails[0].partition("\n")[0].removeprefix("<<< "),
            turns=tuple(map(_turn, mails)),
            truth=_truth(labels, name),
            facts=dict(re.findall(r"^fact ([^:\n]+): (.+)$", planted, re.MULTILINE)),
            tried=tuple(re.findall(r"^tried: (.+)$", planted, re.MULTILINE)),
            questions=tuple(_question(*one) for one in re.findall(r"^ask: (.+) \[(.+)\]$", planted, re.MULTILINE)),
        )


def _turn(mail: str) -> Turn:
    head, _, text = mail.partition("\n")
    when, _, sender = head[4:].partition(" | ")
    return Turn(after=_length(when), sender=sender if head.startswith(">>>") else "", text=text.strip())


def _length(when: str) -> timedelta:
    """ "2h", "20m", "3d"; a subject stands where the enquiry's time would, and the enquiry is at 0."""
    found = re.fullmatch(r"(\d+)([mhd])", when.strip())
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()


def _question(ask: str, words: str) -> Question:
    return Question(ask=ask, answered_by=tuple(one.strip() for one in words.split(",")))


def _truth(labels: str, name: str) -> dict[str, Verdict]:
    told: dict[str, Verdict] = {}
    for line in labels.strip().splitlines():
        word, _, keys = line.partition(":")
        for key in keys.split():
            if key in told:
                raise ValueError(f"{name}: {key} has two labels")
            told[key] = TRUTHS[word]
    return told
