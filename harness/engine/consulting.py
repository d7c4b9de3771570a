"""Ask models about what no rule could judge, and record what they say: judging itself asks nobody.

A model is asked once about a mail and a rule. What it says is evidence like any other, so that a wave can be judged
again at any time without asking anybody (`harness/judge.py` decides what it is worth).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.checks import CHECKS
from harness.domain.case import Case
from harness.domain.check import Check
from harness.domain.conversation import TheirTurn
from harness.domain.errors import Rival
from harness.domain.evidence import MailboxEvidence, Opinion
from harness.domain.scenario import Severity
from harness.domain.verdict import Finding, Layer, Verdict
from harness.engine.book import Book, Page
from harness.engine.judging import mailbox_evidence
from harness.journal.journal import Journal
from harness.judge import FILLABLE, judge
from harness.ports import Clock, Matter, Reviewer

_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class _Question:
    matter: Matter
    mail: int


async def consult(journal: Journal, wave: str, clock: Clock, reviewers: Sequence[Reviewer]) -> int:
    """Ask every reviewer what it has not been asked about this wave; returns how many opinions were recorded.

    An endpoint that fails is recorded too, so that the report can say so; it is asked again next time.
    """
    if not reviewers:
        return 0
    mailboxes = mailbox_evidence(journal, wave)
    book, recorded = Book(journal), 0
    for probe in journal.probes(wave):
        page = book.open(probe)
        own = tuple(one for one in mailboxes if one.mailbox == probe.mailbox)
        for reviewer in reviewers:
            for question in _questions(page, own, clock, reviewer.source):
                opinion = await _ask(reviewer, question, clock)
                recorded += _record(book, page, opinion)
        book.close(probe.id)
    return recorded


def _questions(page: Page, mailbox: Sequence[MailboxEvidence], clock: Clock, source: str) -> tuple[_Question, ...]:
    case = Case(probe=page.probe, conversation=page.conversation, now=clock.now(), mailbox=mailbox)
    asked = _about_topic(case) if source == "semantic" else _about_rules(case)
    known = {
        (one.check, one.mail) for one in case.conversation.opinions if one.source == source and one.code != "model"
    }
    return tuple(one for one in asked if (one.matter.check, one.mail) not in known)


def _about_topic(case: Case) -> Iterable[_Question]:
    if not case.humans or case.probe.scenario.checks.get("on_topic") is Severity.OFF:
        return
    yield _question(case, next(one for one in CHECKS if one.key == "on_topic"), case.humans[0])


def _about_rules(case: Case) -> Iterable[_Question]:
    """Every mail that a finding cites which could not be judged for a reason that a model may know better about."""
    checks = {one.key: one for one in CHECKS if one.rule}
    turns = {turn.seq: turn for turn in case.humans}
    for finding in judge(case).findings:
        if finding.check in checks and _is_open(finding):
            cited = dict.fromkeys(cite.seq for cite in finding.cites if cite.layer is Layer.NEW_TEXT)
            yield from (_question(case, checks[finding.check], turns[seq]) for seq in cited if seq in turns)


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.NOT_JUDGED and finding.reason_code in FILLABLE


def _question(case: Case, check: Check, turn: TheirTurn) -> _Question:
    said = [one for one in case.conversation.ours if one.seq < turn.seq]
    asked = "\n\n".join(f"{one.subject}\n{one.text}" for one in said)
    reading = turn.reading
    matter = Matter(check=check.key, rule=check.rule, asked=asked, said=reading.new_text, language=reading.language)
    return _Question(matter=matter, mail=turn.seq)


async def _ask(reviewer: Reviewer, question: _Question, clock: Clock) -> Opinion:
    ruling = await reviewer.review(question.matter)
    return Opinion(
        at=clock.now(),
        source=reviewer.source,
        check=question.matter.check,
        mail=question.mail,
        model=reviewer.model,
        verdict=ruling.verdict,
        quote=ruling.quote,
        score=ruling.score,
        why=ruling.why,
        code=ruling.code,
    )


def _record(book: Book, page: Page, opinion: Opinion) -> int:
    """Somebody else may append meanwhile: the page is loaded anew then, and the opinion still holds for its mail."""
    for _ in range(_TRIES):
        try:
            book.append(page, [opinion])
        except Rival:
            continue
        return 1
    return 0
