"""What the page answered, read from what changed: never from words that stood there before the click."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from harness.channels.form.claims import stated_promises, ticket_references
from harness.channels.form.meaning import REFUSED, TAKEN, Spoken, Topic, Vocabulary, fold, understand
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason

_REASONS = {
    Topic.CAPTCHA: RefusalReason.CAPTCHA,
    Topic.MANY: RefusalReason.RATE_LIMIT,
    Topic.ROBOT: RefusalReason.SPAM,
    Topic.LOGIN: RefusalReason.LOGIN,
    Topic.WRONG: RefusalReason.VALIDATION,
    Topic.FIX: RefusalReason.VALIDATION,
    Topic.REQUIRED: RefusalReason.VALIDATION,
    Topic.FAILED: RefusalReason.ERROR,
    Topic.CLOSED: RefusalReason.ERROR,
    Topic.SORRY: RefusalReason.ERROR,
}
_STATUS = {
    401: RefusalReason.LOGIN,
    407: RefusalReason.LOGIN,
    413: RefusalReason.VALIDATION,
    422: RefusalReason.VALIDATION,
    429: RefusalReason.RATE_LIMIT,
}
"""What a status says where the page says nothing (RFC 9110, section 15.5; RFC 6585, section 4)."""
_THANKS_PATH = re.compile(
    r"thank|success|sent\b|confirmation|received|danke|merci|gracias|grazie|obrigad|bedankt|dziekuj|tack\b|kiitos|takk?\b"
)
_ENOUGH_WORDS = 12
"""Letters from which on a new text is more than a counter or a clock."""


@dataclass(frozen=True, kw_only=True)
class After:
    """The page after the click.

    Attributes:
        before, text: visible text before and after, one line for each line on the page.
        status: of the submit's answer, 0 if none was seen; `request` its line ("POST /support 200").
        dialog: what an alert said.
        invalid: fields the page itself marks as wrong.
        form_stands: whether the message field is still there and visible; None when nobody looked.
        blocked: the browser's own validation held the form back, so nothing was sent.
        told: texts in `role=alert`, `role=status` and other live regions that are new.
        language: the page's `lang`, "" if it names none.
    """

    before: str
    text: str
    url: str = ""
    navigated: bool = False
    status: int = 0
    request: str = ""
    dialog: str = ""
    invalid: tuple[str, ...] = ()
    form_stands: bool | None = None
    blocked: bool = False
    told: tuple[str, ...] = ()
    language: str = ""


def read_outcome(after: After) -> FormOutcome:
    """Accepted, to be confirmed, refused and why, silent, or a text that tells neither.

    Pure: the same page gives the same answer. A refusal weighs more than politeness ("Thank you for ..., but"), a
    plain statement that it was received more than words around it ("our office is closed on Sundays").
    """
    new = _answer_text(after)
    words, spoken = understand(new, after.language)
    if (plain := _by_protocol(after, new, words, spoken)) is not None:
        return plain
    kind, topic = _decide(after, spoken)
    quote = _quote(spoken, topic, kind)
    taken = kind in (OutcomeKind.ACCEPTED, OutcomeKind.NEEDS_CONFIRMATION)
    return FormOutcome(
        kind=kind,
        text=new,
        quote=quote,
        reason=_REASONS.get(topic, RefusalReason.VALIDATION) if kind is OutcomeKind.REFUSED and topic else None,
        ticket_references=ticket_references(spoken, new) if taken else (),
        promises=stated_promises(words, spoken, new) if taken else (),
        invalid_fields=after.invalid,
        status=after.status,
        request=after.request,
        url=after.url,
    )


def new_text(before: str, after: str) -> str:
    """Lines that were not on the page before, in order; one that now stands there once more is new too."""
    known = Counter(line.strip() for line in before.split("\n"))
    fresh = []
    for line in (one.strip() for one in after.split("\n")):
        if known[line] > 0:
            known[line] -= 1
        elif line:
            fresh.append(line)
    return "\n".join(fresh)


def _answer_text(after: After) -> str:
    new = new_text(after.before, after.text)
    ahead = [after.dialog] if after.dialog else []
    ahead += [told for told in after.told if told and told not in new]
    return "\n".join([*ahead, new] if new else ahead)[:4000]


def _by_protocol(after: After, new: str, words: Vocabulary, spoken: Sequence[Spoken]) -> FormOutcome | None:
    """What needs no reading: the server's status, the browser's own validation, nothing new at all."""
    shared = {"text": new, "status": after.status, "request": after.request, "url": after.url}
    if after.status >= 500 or after.status in (404, 405, 410):
        return _bare(OutcomeKind.HTTP_ERROR, shared, quote=f"HTTP {after.status}")
    if after.status == 429:
        quote = _quote(spoken, Topic.MANY, OutcomeKind.REFUSED) or "HTTP 429"
        return _bare(OutcomeKind.REFUSED, shared, quote=quote, reason=RefusalReason.RATE_LIMIT)
    if after.blocked:
        names = ", ".join(after.invalid)
        shared["text"] = new or f"the browser held the form back: {names}"
        return _bare(OutcomeKind.REFUSED, shared, reason=RefusalReason.VALIDATION, invalid=after.invalid)
    if any(one.topics for one in spoken):
        return None
    return _wordless(after, shared, words, spoken)


def _wordless(after: After, shared: dict[str, object], words: Vocabulary, spoken: Sequence[Spoken]) -> FormOutcome:
    """No word of the new text tells anything; marked fields, status, a time, a ticket's number, the address may."""
    if after.invalid:
        return _bare(OutcomeKind.REFUSED, shared, reason=RefusalReason.VALIDATION, invalid=after.invalid)
    if after.status >= 400:
        reason = _STATUS.get(after.status, RefusalReason.ERROR)
        return _bare(OutcomeKind.REFUSED, shared, quote=f"HTTP {after.status}", reason=reason)
    timed = [one for one in stated_promises(words, spoken, str(shared["text"])) if not one.vague]
    if after.form_stands is not True and timed:
        return replace(_bare(OutcomeKind.ACCEPTED, shared, quote=timed[0].text), promises=tuple(timed))
    if after.form_stands is not True and (numbers := ticket_references(spoken, "")):
        line = next((one.sentence.said for one in spoken if numbers[0] in one.sentence.said), numbers[0])
        return replace(_bare(OutcomeKind.ACCEPTED, shared, quote=line), ticket_references=numbers)
    path = fold(unquote(urlsplit(after.url).path + " " + urlsplit(after.url).query))
    if after.navigated and not after.form_stands and _THANKS_PATH.search(path):
        return _bare(OutcomeKind.ACCEPTED, shared, quote=urlsplit(after.url).path)
    letters = sum(letter.isalpha() for letter in str(shared["text"]))
    unsure = letters >= _ENOUGH_WORDS and not after.form_stands
    return _bare(OutcomeKind.UNSURE if unsure else OutcomeKind.SILENT, shared)


def _bare(
    kind: OutcomeKind,
    shared: dict[str, object],
    *,
    quote: str = "",
    reason: RefusalReason | None = None,
    invalid: tuple[str, ...] = (),
) -> FormOutcome:
    return FormOutcome(kind=kind, quote=quote, reason=reason, invalid_fields=invalid, **shared)  # type: ignore[arg-type]


def _decide(after: After, spoken: Sequence[Spoken]) -> tuple[OutcomeKind, Topic | None]:
    said = {topic for one in spoken for topic in one.topics}
    taken = max((one.weight(TAKEN) for one in spoken), default=0)
    refused = max((one.weight(REFUSED) for one in spoken), default=0)
    refused = max(refused, 3 if after.invalid else 0, 3 if after.status >= 400 else 0)
    if Topic.CONFIRM in said and refused < 3:
        return OutcomeKind.NEEDS_CONFIRMATION, Topic.CONFIRM
    if refused > taken or (refused == taken and after.form_stands and after.invalid):
        return OutcomeKind.REFUSED, _reason_topic(after, said)
    if taken > refused:
        strongest = next(topic for topic, weight in TAKEN.items() if topic in said and weight == taken)
        return OutcomeKind.ACCEPTED, strongest
    return OutcomeKind.UNSURE, None


def _reason_topic(after: After, said: set[Topic]) -> Topic:
    found = next((topic for topic in REFUSED if topic in said), None)
    if found is None and after.status in _STATUS:
        return Topic.LOGIN if _STATUS[after.status] is RefusalReason.LOGIN else Topic.WRONG
    return found or (Topic.WRONG if after.invalid else Topic.FAILED)


def _quote(spoken: Sequence[Spoken], topic: Topic | None, kind: OutcomeKind) -> str:
    """The sentence the kind rests on, verbatim."""
    if kind in (OutcomeKind.UNSURE, OutcomeKind.SILENT):
        return ""
    return next((one.sentence.said for one in spoken if topic in one.topics), "")
