"""Robot or person, and which robot: structure first, then phrases in the new text, then the sender, then headers.

Headers alone never decide: Zendesk's agents send `Auto-Submitted`, Request Tracker's send `Precedence: bulk`, and many
robots send neither. Every reason adds its weight to the kind it speaks for; the heaviest wins where it weighs at
least one, and a robot's weight within half of a person's is unsure. Unsure is `UNKNOWN`, never `HUMAN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.domain.message import Address, Bounce, Flag, MailKind, Reason
from harness.reading.signs import (
    header_signs,
    is_discussion,
    is_from_helpdesk,
    is_no_reply,
    is_reply,
    is_role,
    names_absence,
    offers_scale,
)
from harness.reading.words import Words

_MOST_TEXT = 5000
_MANY_LINKS = 7
_SENTENCE = 5
_ENOUGH = 1.0
_CLEARLY = 0.3
"""A person's weight must exceed a robot's by this, or nobody knows."""
_PHRASES = (
    ("received", MailKind.ACKNOWLEDGEMENT, 2.6),
    ("automatic", MailKind.ACKNOWLEDGEMENT, 1.6),
    ("thanks", MailKind.ACKNOWLEDGEMENT, 0.8),
    ("working", MailKind.ACKNOWLEDGEMENT, 0.8),
    ("out_of_office", MailKind.OUT_OF_OFFICE, 3.2),
    ("out_hint", MailKind.OUT_OF_OFFICE, 0.8),
    ("survey", MailKind.SURVEY, 2.4),
    ("unmonitored", MailKind.UNMONITORED, 2.4),
    ("challenge", MailKind.CHALLENGE, 3.0),
    ("notice", MailKind.OTHER, 2.2),
)
_SUBJECTS = (
    ("subject_received", MailKind.ACKNOWLEDGEMENT, 1.2),
    ("subject_out", MailKind.OUT_OF_OFFICE, 1.5),
    ("subject_survey", MailKind.SURVEY, 1.3),
)
_WORDS_OF_A_PERSON = (0.0, 1.2, 1.8, 2.4)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What deciding needs of a mail. `lists`: the word lists of its likely languages."""

    headers: Mapping[str, str]
    sender: Address
    subject: str
    new_text: str
    signature: str
    lists: tuple[Words, ...]
    bounce: Bounce | None
    echo: bool
    agent: str
    quotes: bool
    framed: bool
    report: str
    """The kind of machine report by its structure: "feedback", "receipt", "calendar" or ""."""
    promises: bool
    wrapped: bool = False
    sure_quotation: bool = False
    """A program's own words introduce what it repeats ("On Monday Jane wrote:")."""
    understood: bool = True
    """Its language has a word list; else a robot's words are not known either."""
    links: int = 0
    """How many pages the whole mail points to."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    kind: MailKind
    flags: frozenset[Flag]
    reasons: tuple[Reason, ...]


def decide(sample: Sample) -> Decision:
    """The kind of a mail, its flags, and every reason for and against."""
    structure = _structure(sample)
    if structure is not None:
        return Decision(kind=MailKind(structure.says), flags=_flags(sample, ()), reasons=(structure,))
    reasons = [
        *_words(sample),
        *_circular(sample),
        *_person(sample),
        *header_signs(sample.headers, sample.sender, sample.subject, sample.quotes),
    ]
    weighed = tuple(_weighed(sample, reasons))
    return Decision(kind=_kind(sample, weighed), flags=_flags(sample, weighed), reasons=weighed)


def _structure(sample: Sample) -> Reason | None:
    if sample.report:
        return _reason(MailKind.OTHER, 9.0, f"it is a {sample.report} message by its structure", "structure")
    if sample.bounce is None:
        return None
    quote = _found(sample, "challenge", sample.new_text[:1500])
    if quote and not _found(sample, "bounce", sample.new_text[:1500]):
        return _reason(MailKind.CHALLENGE, 9.0, f"it holds mail back: “{quote}”", "new_text", quote)
    return _reason(MailKind.BOUNCE, 9.0, "it says that a mail was not delivered", "structure", sample.bounce.quote)


def _words(sample: Sample) -> Iterator[Reason]:
    said = f"{sample.new_text[:_MOST_TEXT]}\n{sample.signature[:500]}"
    for name, kind, weight in _PHRASES:
        if quote := _found(sample, name, said):
            yield _reason(kind, weight, f"it says “{quote}”", "new_text", quote)
    for name, kind, usual in _SUBJECTS:
        if quote := _found(sample, name, sample.subject):
            weight = usual + 1.2 * (name == "subject_out" and names_absence(quote, sample.subject))
            yield _reason(kind, weight, f"its subject says “{quote}”", "header", sample.subject)
    if offers_scale(sample.new_text):
        yield _reason(MailKind.SURVEY, 1.5, "it offers a scale to answer by", "structure")
    if sample.promises:
        yield _reason(MailKind.ACKNOWLEDGEMENT, 0.6, "it says when an answer will come", "new_text")
    found = _every(sample, "newsletter", said)
    if found:
        weight = (1.2, 2.4, 3.4, 4.2, 5.0)[min(len(found), 5) - 1]
        yield _reason(MailKind.OTHER, weight, f"it speaks as a circular: “{found[0]}”", "new_text", found[0])


def _circular(sample: Sample) -> Iterator[Reason]:
    if sample.links >= _MANY_LINKS and not is_reply(sample.subject, sample.headers):
        yield _reason(MailKind.OTHER, 1.4, f"it points to {sample.links} pages and answers nothing", "structure")


def _person(sample: Sample) -> Iterator[Reason]:
    found = _every(sample, "human", f"{sample.new_text[:_MOST_TEXT]}\n{sample.signature[:300]}")
    answers = is_reply(sample.subject, sample.headers)
    if found:
        weight = _WORDS_OF_A_PERSON[min(len(found), 3)]
        yield _reason(MailKind.HUMAN, weight, f"it speaks as a person: “{found[0]}”", "new_text", found[0])
    if sample.wrapped and not sample.echo:
        yield _reason(MailKind.HUMAN, 2.4, "somebody added a comment to the ticket", "structure")
    if sample.agent:
        weight = 0.8 if found or answers else 0.4
        yield _reason(MailKind.HUMAN, weight, f"it is signed by {sample.agent}", "sender", sample.agent)
    if sample.quotes and _wordy(sample.new_text):
        weight = 2.0 if answers or sample.sure_quotation else 0.8
        yield _reason(
            MailKind.HUMAN, weight, "it repeats earlier mail below or between new words, as people do", "quoted"
        )
    if re.search(r"[?？؟]", re.sub(r"https?://\S+", "", sample.new_text)):
        yield _reason(MailKind.HUMAN, 0.4, "it asks something", "new_text")
    if _wordy(sample.new_text) and not is_no_reply(sample.sender, sample.lists):
        role = is_role(sample.sender, sample.lists) and not (found or sample.agent or sample.quotes)
        role = role or (not sample.understood and not sample.quotes)
        weight = 0.2 if role or not (found or answers) else 0.5
        yield _reason(MailKind.HUMAN, weight, "it holds new words from an address one can answer", "new_text")
        if answers:
            yield _reason(MailKind.HUMAN, 0.3 if role else 0.6, "it answers in the thread", "header")
            if sample.understood and is_from_helpdesk(sample.headers) and len(sample.new_text.split()) >= _SENTENCE:
                yield _reason(
                    MailKind.HUMAN, 0.6, "it came through a helpdesk, in words no robot is known by", "header"
                )
    elif is_no_reply(sample.sender, sample.lists):
        if answers and sample.agent:
            yield _reason(MailKind.HUMAN, 0.6, "it answers in the thread, by name", "header")
        yield _reason(
            MailKind.UNMONITORED, 1.0, "its address says that answers are not read", "sender", sample.sender.address
        )


def _wordy(text: str) -> bool:
    """More than a single short word; scripts without spaces count letters."""
    return (
        len(re.findall(r"\w+", text)) >= 2
        or len(re.findall(r"[\u3040-\u9fff\uac00-\ud7af]", text)) >= 4
        or len(text) > 4
    )


def _weighed(sample: Sample, reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Reasons that lose weight beside others: a dead end is a flag where receipt is confirmed, for example."""
    says = {one.says for one in reasons if one.layer == "new_text"}
    circular = sum(one.weight for one in reasons if one.says == MailKind.OTHER.value) >= 2.2
    told = circular or any(_found(sample, name, sample.new_text) for name in ("received", "notice", "survey"))
    away = sum(one.weight for one in reasons if one.says == MailKind.OUT_OF_OFFICE.value)
    absent = (
        MailKind.OUT_OF_OFFICE.value in says and bool(_found(sample, "out_of_office", sample.new_text))
    ) or away >= 2.6
    robots = told or absent or any(_found(sample, name, sample.new_text) for name in ("automatic", "unmonitored"))
    asks = MailKind.SURVEY.value in says or MailKind.CHALLENGE.value in says
    by_name = bool(sample.agent) and not is_no_reply(sample.sender, sample.lists)  # a robot seldom signs with a name
    talks = is_reply(sample.subject, sample.headers) and (is_discussion(sample.headers) or sample.quotes or by_name)
    most = {
        (MailKind.UNMONITORED.value, "new_text"): 0.8 if told else 9.0,
        (MailKind.HUMAN.value, "new_text"): 1.2 if (absent or asks) and not sample.quotes else 9.0,
        (MailKind.HUMAN.value, "sender"): 0.3 if absent else 9.0,
        (MailKind.HUMAN.value, "quoted"): 1.0 if robots else 9.0,  # robots send the customer's words back, too
        (MailKind.OTHER.value, "new_text"): 0.8 if talks else 9.0,
    }
    for one in reasons:
        weight = min(one.weight, most.get((one.says, one.layer), 9.0))
        if one.says != MailKind.HUMAN.value or not sample.echo:
            yield replace(one, weight=weight)
    if sample.echo:
        yield _reason(MailKind.ACKNOWLEDGEMENT, 2.5, "it holds nothing but our own words", "new_text")


def _kind(sample: Sample, reasons: Sequence[Reason]) -> MailKind:
    weights: dict[str, float] = {}
    for one in reasons:
        weights[one.says] = weights.get(one.says, 0.0) + one.weight
    human = weights.pop(MailKind.HUMAN.value, 0.0)
    robot = max(weights, key=lambda name: weights[name], default="")
    heaviest = weights.get(robot, 0.0)
    if max(human, heaviest) < _ENOUGH:
        return MailKind.UNKNOWN
    if human > heaviest:
        return MailKind.HUMAN if human - heaviest >= _CLEARLY and _wordy(sample.new_text) else MailKind.UNKNOWN
    return MailKind(robot)


def _flags(sample: Sample, reasons: Sequence[Reason]) -> frozenset[Flag]:
    footed = f"{sample.new_text[:_MOST_TEXT]}\n{sample.signature[:800]}"  # such sentences like to stand at the foot
    found = {
        Flag.DEAD_END: bool(_found(sample, "unmonitored", footed)) or is_no_reply(sample.sender, sample.lists),
        Flag.LOGIN_REQUIRED: bool(_found(sample, "login", footed)),
        Flag.CLOSES_TICKET: bool(_found(sample, "closes", sample.new_text)),
        Flag.ECHOES_CUSTOMER: sample.echo,
        Flag.NEW_TICKET: bool(_found(sample, "new_ticket", footed)),
    }
    return frozenset(flag for flag, holds in found.items() if holds)


def _found(sample: Sample, name: str, text: str) -> str:
    """The first words of a phrase set in a text, "" when none."""
    return next((match.group() for words in sample.lists if (match := words.find(name).search(text))), "")


def _every(sample: Sample, name: str, text: str) -> list[str]:
    """Different words of a phrase set, in the list that finds most."""
    found = [list(dict.fromkeys(m.group().lower() for m in words.find(name).finditer(text))) for words in sample.lists]
    return max(found, key=len, default=[])


def _reason(kind: MailKind, weight: float, because: str, layer: str, quote: str = "") -> Reason:
    return Reason(says=kind.value, weight=weight, because=because, layer=layer, quote=quote)
