"""Robot or person, and which robot: structure first, then what the new text says, then the sender, then headers.

Whatever is noticed is a sign, and each sign speaks for one kind or several with the weight it has in `weights.py`.
The heaviest kind wins. Who is a person must have earned it: a person's weight counts from below nothing, and headers
count for a robot only as much as its text does, for Zendesk's agents send `Auto-Submitted`, Request Tracker's send
`Precedence: bulk`, and many robots send neither. Unsure is `UNKNOWN`, never `HUMAN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.domain.message import Address, Bounce, Flag, MailKind, Reason
from harness.reading.people import device_sign, reader_signs, template_signs
from harness.reading.phrases import Heard, foot_signs, hear, phrases_of, said_signs, share_sign, subject_signs
from harness.reading.signs import (
    Sign,
    header_signs,
    is_from_helpdesk,
    is_no_reply,
    is_reply,
    offers_scale,
    sender_signs,
)
from harness.reading.weights import BASE, WEIGHTS
from harness.reading.words import Words

_MOST_TEXT = 5000
_MANY_LINKS = 7
_SHORT = 12
"""Words of a text that says next to nothing."""
_LONG = 120
_ENOUGH = 0.6
"""What the heaviest kind must weigh."""
_CLEARLY = 0.5
"""A person's weight must exceed a robot's by this, or nobody knows."""
_TELLING = (
    "received",
    "automatic",
    "assistant",
    "working",
    "out_of_office",
    "survey",
    "unmonitored",
    "challenge",
    "notice",
    "newsletter",
)
_SAID = re.compile(r"\w|[\U0001f300-\U0001faff\u2600-\u27bf]")
"""A letter or a small picture: "👍" is an answer."""
_ABSENCES = frozenset({"no_talk", "no_talk_short", "some_talk", "plain", "plain_answer", "short", "long", "foreign"})
"""Signs that no robot was heard: they count for a person only beside a sign of one."""
_OUTER = frozenset({"header", "sender"})


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
    quoted: str
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

    @property
    def quotes(self) -> bool:
        return bool(re.search(r"\w", self.quoted))


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
    signs = signs_of(sample)
    somebody = bool(sample.sender.address) and not sample.echo  # who names no address wants no answer
    earned = somebody and any(sign.name not in _ABSENCES and _speaks_for_person(sign) for sign in signs)
    reasons = tuple(one for one in _weighed(signs) if earned or one.says != MailKind.HUMAN.value)
    return Decision(kind=_kind(sample, reasons), flags=_flags(sample, reasons), reasons=reasons)


def is_settled(sample: Sample) -> bool:
    """Whether a mail's structure alone tells its kind."""
    return _structure(sample) is not None


def signs_of(sample: Sample) -> tuple[Sign, ...]:
    """Everything that is noticed in a mail whose structure does not settle what it is."""
    heard = hear(sample.new_text, sample.lists)
    share = share_sign(heard, sample.new_text) if sample.understood else None
    return (
        *said_signs(heard),
        *([share] if share else []),
        *foot_signs(sample.signature, sample.lists),
        *subject_signs(sample.subject, sample.lists),
        *template_signs(sample.new_text),
        *reader_signs(sample.new_text, sample.quoted, sample.subject),
        *device_sign(sample.signature),
        *_thread_signs(sample, heard),
        *_shape_signs(sample),
        *sender_signs(sample.sender, sample.lists, sample.agent, sample.signature),
        *header_signs(sample.headers, sample.subject, sample.quotes),
    )


def _structure(sample: Sample) -> Reason | None:
    if sample.report:
        return _reason(MailKind.OTHER, 9.0, f"it is a {sample.report} message by its structure", "structure")
    if sample.bounce is None:
        return None
    told = sample.new_text[:1500]
    asked = phrases_of("challenge", told, sample.lists)
    enough = 2 if sample.bounce.status else 1  # a report with a status code must ask plainly
    if len(asked) >= enough and not _found(sample, "bounce", told):
        return _reason(MailKind.CHALLENGE, 9.0, f"it holds mail back: “{asked[0]}”", "new_text", asked[0])
    return _reason(MailKind.BOUNCE, 9.0, "it says that a mail was not delivered", "structure", sample.bounce.quote)


def _thread_signs(sample: Sample, heard: Heard) -> Iterator[Sign]:
    """What the mail's place in a thread tells."""
    answers = is_reply(sample.subject, sample.headers)
    if sample.echo:
        yield Sign("echo", "it holds nothing but our own words", "new_text")
    elif sample.wrapped:
        yield Sign("wrapped", "somebody added a comment to the ticket", "structure")
    if answers:
        yield Sign("in_thread", "it answers in the thread", "header")
    if sample.quotes and _SAID.search(sample.new_text):
        sign = "above_quotation" if sample.sure_quotation or answers else "quotes"
        yield Sign(sign, "it repeats earlier mail below or between new words, as people do", "quoted")
    plain = not any(name in heard for name in _TELLING)
    if plain and sample.understood and _wordy(sample.new_text):
        helpdesk = ", from a helpdesk" if is_from_helpdesk(sample.headers) else ""
        if answers and (sample.quotes or sample.agent or helpdesk):
            yield Sign("plain_answer", f"it answers in words no robot is known by{helpdesk}", "structure")
        else:
            yield Sign("plain", "it speaks in words no robot is known by", "structure")
    if not sample.understood:
        sign = "foreign_answer" if answers and sample.quotes else "foreign"
        yield Sign(sign, "it is in a language whose robots are not known", "structure")
    if sample.promises:
        yield Sign("promise", "it says when an answer will come", "new_text")


def _shape_signs(sample: Sample) -> Iterator[Sign]:
    """What the mail's length, links and markup tell."""
    words = max(len(sample.new_text.split()), len(sample.new_text) // 6)
    if words <= _SHORT:
        yield Sign("short", "it says very little", "structure")
    elif words >= _LONG:
        yield Sign("long", "it is long", "structure")
    if sample.links >= _MANY_LINKS and not is_reply(sample.subject, sample.headers):
        yield Sign("many_links", f"it points to {sample.links} pages and answers nothing", "structure")
    if offers_scale(sample.new_text):
        yield Sign("scale", "it offers a scale to answer by", "structure")


def _speaks_for_person(sign: Sign) -> bool:
    return WEIGHTS.get(sign.name, {}).get(MailKind.HUMAN.value, 0.0) > 0


def _weighed(signs: Sequence[Sign]) -> Iterator[Reason]:
    for sign in signs:
        for kind, weight in WEIGHTS.get(sign.name, {}).items():
            yield Reason(says=kind, weight=weight, because=sign.because, layer=sign.layer, quote=sign.quote)


def _kind(sample: Sample, reasons: Sequence[Reason]) -> MailKind:
    answered = (sample.wrapped or sample.quotes) and bool(_SAID.search(sample.new_text))
    if not (_wordy(sample.new_text) or sample.echo or answered):
        return MailKind.UNKNOWN
    weights, inner = dict(BASE), set[str]()
    for one in reasons:
        weights[one.says] += one.weight
        if one.layer not in _OUTER or one.quote == sample.subject != "":
            inner.add(one.says)
    ranked = sorted(inner, key=lambda kind: -weights[kind])
    if not ranked or weights[ranked[0]] < _ENOUGH:
        return MailKind.UNKNOWN
    second = max((weights[kind] for kind in ranked[1:]), default=0.0)
    if ranked[0] == MailKind.HUMAN.value and weights[ranked[0]] - second < _CLEARLY:
        return MailKind.UNKNOWN
    return MailKind(ranked[0])


def _wordy(text: str) -> bool:
    """More than a single short word; scripts without spaces count letters."""
    return (
        len(re.findall(r"\w+", text)) >= 2
        or len(re.findall(r"[\u3040-\u9fff\uac00-\ud7af]", text)) >= 4
        or len(re.findall(r"\w", text)) >= 4
    )


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


def _reason(kind: MailKind, weight: float, because: str, layer: str, quote: str = "") -> Reason:
    return Reason(says=kind.value, weight=weight, because=because, layer=layer, quote=quote)
