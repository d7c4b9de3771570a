"""Letters as a customer's client writes them: the enquiry, the answers, the polite end."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from harness.channels.email.dialects import DIALECTS, Dialect, answered_subject
from harness.channels.email.quoting import Quoted, write_answer, write_headers
from harness.domain.conversation import Conversation, OurTurn, TheirTurn
from harness.domain.errors import CannotMeasure
from harness.domain.message import MailKind
from harness.domain.scenario import Answer, AttachedFile, Close, Probe, ReferencePlace, Send
from harness.ports import Letter

_POLICY = SMTP.clone(max_line_length=78)
_REFERENCES = re.compile(rb"^References:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A letter, and what it says: `text` is all it says but quotations: words, signature, the program's own line."""

    letter: Letter
    subject: str
    text: str
    in_reply_to: str = ""


def compose_opening(
    probe: Probe, step: Send, *, message_id: str, now: datetime, attachments: Mapping[str, bytes]
) -> Composed:
    """The enquiry that opens a conversation by mail."""
    text = with_reference(probe, step.message)
    subject = subject_with_reference(probe, step.subject)
    message = _headers(probe, probe.desk.addresses[step.to].address, subject, message_id, now)
    _fill(message, text, step.html or _as_html(text))
    _attach(message, step.attach, attachments)
    return _composed(message, (probe.desk.addresses[step.to].address,), text)


def compose_answer(
    probe: Probe,
    step: Answer | Close,
    *,
    conversation: Conversation,
    message_id: str,
    now: datetime,
    attachments: Mapping[str, bytes],
) -> Composed:
    """An answer to the desk's last answerable message, written as the step's client writes.

    Raises:
        CannotMeasure: there is nothing to answer, though the scenario says so.
    """
    dialect = DIALECTS[step.like]
    turn = _answered(conversation)
    to = _answer_address(probe, turn, dialect, conversation)
    subject = step.subject if isinstance(step, Answer) and step.subject else _subject(turn, dialect, conversation)
    text = f"{step.message.strip()}\n\n{_signature(probe)}"
    message = _headers(probe, to, subject, message_id, now)
    in_reply_to = _thread(message, turn, dialect, conversation)
    write_headers(message, dialect, now)
    if dialect.copies_colleague:
        message["Cc"] = _colleague(probe)
    write_answer(message, dialect, text, _quotation(probe, turn, dialect, conversation))
    if isinstance(step, Answer):
        _attach(message, step.attach, attachments)
    return _composed(message, (to,), f"{text}\n\n{dialect.tail}" if dialect.tail else text, in_reply_to)


def naming_itself(composed: Composed, *, opens: bool) -> Composed:
    """The same letter with its own id in References, for a provider that replaces Message-ID on its way.

    The desk's answer repeats References (RFC 5322, section 3.6.4), and so names an id that is known to be ours.

    Args:
        opens: it begins a thread; of an answer, only References that its program writes anyway are extended.
    """
    head, gap, body = composed.letter.raw.partition(b"\r\n\r\n")
    own = composed.letter.message_id.encode("ascii")
    chain = _REFERENCES.search(head)
    if chain is not None:
        head = head[: chain.end()] + b"\r\n " + own + head[chain.end() :]
    elif opens:
        head += b"\r\nReferences: " + own
    return replace(composed, letter=replace(composed.letter, raw=head + gap + body))


def with_reference(probe: Probe, message: str) -> str:
    """The customer's text with signature; the visible reference stands where the desk wants it."""
    text = message.strip()
    if probe.desk.reference is ReferencePlace.TEXT and probe.reference not in text:
        text = f"{text}\n\n{probe.reference}"
    return f"{text}\n\n{_signature(probe)}"


def subject_with_reference(probe: Probe, subject: str) -> str:
    """Without a plus address the subject carries the reference too: desks repeat subjects, bodies seldom."""
    wanted = probe.desk.reference is ReferencePlace.SUBJECT or not probe.token
    if wanted and probe.reference not in subject:
        return f"{subject} [{probe.reference}]"
    return subject


# --- private ---------------------------------------------------------------------------------------------------------


def _signature(probe: Probe) -> str:
    lines = [probe.persona.name]
    if probe.desk.reference is ReferencePlace.SIGNATURE:
        lines.append(f"Ref. {probe.reference}")
    return "\n".join(lines)


def _headers(probe: Probe, to: str, subject: str, message_id: str, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((probe.persona.name, probe.address))
    message["To"] = to
    message["Subject"] = subject.replace("\r", " ").replace("\n", " ")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    return message


def _thread(message: EmailMessage, turn: TheirTurn | None, dialect: Dialect, conversation: Conversation) -> str:
    """In-Reply-To and References (RFC 5322, section 3.6.4), as far as the client writes them."""
    first = conversation.opening
    own = first.message_ids[-1] if first is not None and first.message_ids else ""
    answered = own if dialect.to_self or turn is None else turn.reading.message_id
    if not answered:
        return ""
    if dialect.in_reply_to:
        message["In-Reply-To"] = answered
    if dialect.references:
        earlier = [] if turn is None or dialect.to_self else list(turn.reading.references)
        chain = dict.fromkeys([*([own] if own else []), *earlier, answered])
        message["References"] = " ".join(chain)
    return answered if dialect.in_reply_to else ""


def _answered(conversation: Conversation) -> TheirTurn | None:
    """The message a customer would answer: the last one from the desk that is not a notice of some machine."""
    for turn in reversed(conversation.theirs):
        if turn.reading.kind not in (MailKind.BOUNCE, MailKind.SURVEY, MailKind.OUT_OF_OFFICE, MailKind.OTHER):
            return turn
    return None


def _answer_address(probe: Probe, turn: TheirTurn | None, dialect: Dialect, conversation: Conversation) -> str:
    """Reply-To before From (RFC 5322, section 3.6.2); a client that answers one's own mail writes to its recipient."""
    opening = conversation.opening
    if (turn is None or dialect.to_self) and opening is not None and "@" in opening.to and opening.effect == "mail":
        return opening.to.split(",")[0].strip()
    if turn is not None:
        address = turn.reading.reply_to[0].address if turn.reading.reply_to else turn.reading.sender.address
        if address:
            return address
    raise CannotMeasure(
        f"Answering in {probe.title!r}",
        "no message of the desk's with an address to answer to has come",
        "Put an `expect:` before the answer.",
    )


def _subject(turn: TheirTurn | None, dialect: Dialect, conversation: Conversation) -> str:
    if turn is not None and not dialect.to_self:
        return answered_subject(dialect, turn.reading.subject)
    opening = conversation.opening
    return answered_subject(dialect, opening.subject if opening is not None else "")


def _quotation(probe: Probe, turn: TheirTurn | None, dialect: Dialect, conversation: Conversation) -> Quoted | None:
    """The mail that is answered, in the customer's own time zone as far as we know it: the desk's."""
    zone = ZoneInfo(probe.desk.hours.timezone)
    if turn is not None and not dialect.to_self:
        reading = turn.reading
        return Quoted(
            text=reading.text[:4000],
            name=reading.sender.name,
            address=reading.sender.address,
            at=(reading.claimed_at or turn.seen_at).astimezone(zone),
            to=f"{probe.persona.name} <{probe.address}>",
            subject=reading.subject,
            message_id=reading.message_id,
        )
    own: OurTurn | None = conversation.opening
    if own is None:
        return None
    return Quoted(
        text=own.text,
        name=probe.persona.name,
        address=probe.address,
        at=own.at.astimezone(zone),
        to=own.to,
        subject=own.subject,
        message_id=own.message_ids[-1] if own.message_ids else "",
    )


def _fill(message: EmailMessage, text: str, markup: str) -> None:
    message.set_content(text + "\n")
    message.add_alternative(markup, subtype="html")


def _as_html(text: str) -> str:
    paragraphs = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))
    return f"<html><body>{paragraphs}</body></html>\n"


def _attach(message: EmailMessage, files: tuple[AttachedFile, ...], blobs: Mapping[str, bytes]) -> None:
    for file in files:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(blobs[file.sha256], maintype=main, subtype=sub or "octet-stream", filename=file.name)


def _colleague(probe: Probe) -> str:
    """A second address of our own mailbox: a made-up one might be somebody's.

    Raises:
        CannotMeasure: the mailbox has no plus addresses.
    """
    local, _, domain = probe.address.partition("@")
    if not probe.token:
        raise CannotMeasure(
            f"Copying a colleague in {probe.title!r}",
            f"mailbox {probe.mailbox!r} has no plus addresses, so there is no second address of ours",
            "Leave this mailbox out with `from:`, or write `like:` without the colleague.",
        )
    return formataddr(("Alex Colleague", f"{local}-colleague@{domain}"))


def _composed(message: EmailMessage, recipients: tuple[str, ...], text: str, in_reply_to: str = "") -> Composed:
    sender = str(message["From"].addresses[0].addr_spec)
    identifier = str(message["Message-ID"])
    letter = Letter(sender=sender, recipients=recipients, message_id=identifier, raw=message.as_bytes())
    return Composed(letter=letter, subject=str(message["Subject"]), text=text, in_reply_to=in_reply_to)
