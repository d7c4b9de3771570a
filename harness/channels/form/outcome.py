"""What the page answered, read from what changed: never from words that stood there before the click."""

from __future__ import annotations

from dataclasses import dataclass

from harness.channels.form.lexicon import says
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason


@dataclass(frozen=True, kw_only=True)
class After:
    """The page after the click. `navigated`: its address changed; `status`: of the submit's answer, 0 if none."""

    before: str
    text: str
    url: str
    navigated: bool
    status: int
    request: str
    dialog: str = ""
    invalid: tuple[str, ...] = ()


def read_outcome(after: After) -> FormOutcome:
    """Accepted, refused and why, or silent. A refusal is looked for first: it is worse to overlook one."""
    new = new_text(after.before, after.text)
    if after.dialog:
        new = f"{after.dialog}\n{new}"
    if after.status >= 500 or after.status in (404, 405, 410):
        return _outcome(after, OutcomeKind.HTTP_ERROR, new, f"HTTP {after.status}")
    if after.status == 429 or says("rate_limit", new):
        return _outcome(after, OutcomeKind.REFUSED, new, says("rate_limit", new), RefusalReason.RATE_LIMIT)
    for topic, reason in (
        ("captcha", RefusalReason.CAPTCHA),
        ("spam", RefusalReason.SPAM),
        ("login", RefusalReason.LOGIN),
    ):
        if quote := says(topic, new):
            return _outcome(after, OutcomeKind.REFUSED, new, quote, reason)
    return _accepted_or_not(after, new)


def new_text(before: str, after: str) -> str:
    """Lines that were not on the page before."""
    known = {line.strip() for line in before.split("\n")}
    return "\n".join(line.strip() for line in after.split("\n") if line.strip() and line.strip() not in known)


def _accepted_or_not(after: After, new: str) -> FormOutcome:
    if quote := says("confirm", new):
        return _outcome(after, OutcomeKind.NEEDS_CONFIRMATION, new, quote)
    refused, accepted = says("refused", new), says("accepted", new)
    if refused and (not accepted or after.invalid):
        return _outcome(after, OutcomeKind.REFUSED, new, refused, RefusalReason.VALIDATION)
    if after.invalid and not after.navigated:
        return _outcome(after, OutcomeKind.REFUSED, new, after.invalid[0], RefusalReason.VALIDATION)
    if accepted:
        return _outcome(after, OutcomeKind.ACCEPTED, new, _line_with(new, accepted))
    return _outcome(after, OutcomeKind.SILENT, new, "")


def _line_with(text: str, words: str) -> str:
    return next((line for line in text.split("\n") if words in line), words)


def _outcome(
    after: After, kind: OutcomeKind, text: str, quote: str, reason: RefusalReason | None = None
) -> FormOutcome:
    from harness.reading.promises import find_promises
    from harness.reading.tickets import find_references

    taken = kind in (OutcomeKind.ACCEPTED, OutcomeKind.NEEDS_CONFIRMATION)
    return FormOutcome(
        kind=kind,
        text=text[:4000],
        quote=quote,
        reason=reason,
        ticket_references=find_references("", text[:4000]) if taken else (),
        promises=find_promises(text[:4000]) if taken else (),
        invalid_fields=after.invalid,
        status=after.status,
        request=after.request,
        url=after.url,
    )
