"""What a mail says: kind, new text, language, ticket, promise, agent, authentication, hops. Pure; never raises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from harness.domain.message import Address, Bounce, Flag, MailKind, Reading, SentText, StatedPromise
from harness.reading.agents import find_agent
from harness.reading.bodies import Body, read_body
from harness.reading.bounces import read_bounce
from harness.reading.headers import addresses, date, decode_header, identifiers, values
from harness.reading.kinds import Decision, Sample, decide
from harness.reading.languages import language_of, likely_languages
from harness.reading.links import find_links
from harness.reading.mime import take_apart
from harness.reading.new_text import Cut, cut
from harness.reading.notices import Notice, harmless_report
from harness.reading.promises import find_promises
from harness.reading.reports import machine_report
from harness.reading.tickets import find_references
from harness.reading.traces import read_trace
from harness.reading.words import LANGUAGES, Words, languages_for

_MOST_HEADERS = 500


def read(
    raw: bytes,
    *,
    sent: Sequence[SentText] = (),
    authserv_ids: Sequence[str] = (),
    received_at: datetime | None = None,
) -> Reading:
    """Read one mail, however ugly.

    Args:
        raw: the mail as it came. Empty lines before its first header are passed over.
        sent: what we had said before it; taken away before quotations are looked for.
        authserv_ids: whose Authentication-Results to believe.
        received_at: when it arrived, for promises that name a day where the mail has no date of its own.
    """
    mail = take_apart(raw.lstrip(b"\r\n"))
    message = mail.head
    body = read_body(mail)
    cut_text = cut(body.text, sent, "" if body.from_html else body.html)
    sender = next(iter(addresses(values(message, "From"))), Address(address=""))
    subject = decode_header(str(message.get("Subject", "")))
    lists = languages_for(likely_languages(cut_text.new or subject))
    draft = _Draft(
        message=message,
        body=body,
        cut=cut_text,
        sender=sender,
        subject=subject,
        language=language_of(cut_text.new),
        lists=lists,
        bounce=read_bounce(message, sender, subject, body.text, lists, cut_text.new),
    )
    return _assemble(draft, tuple(sent), tuple(authserv_ids), received_at, len(raw))


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """What is known of a mail before its kind is decided."""

    message: Message
    body: Body
    cut: Cut
    sender: Address
    subject: str
    language: str
    lists: tuple[Words, ...]
    bounce: Bounce | None


def _assemble(
    draft: _Draft,
    sent: tuple[SentText, ...],
    authserv_ids: tuple[str, ...],
    received_at: datetime | None,
    size: int,
) -> Reading:
    message, body, new = draft.message, draft.body, draft.cut.new
    headers = tuple((name, decode_header(str(value))) for name, value in list(message.items())[:_MOST_HEADERS])
    # Only what we wrote first: our later subjects repeat the desk's own number.
    ours = "\n".join(f"{one.subject}\n{one.text}" for one in sent[-1:])
    agent = _agent(draft.cut.signed, draft.sender, sent)
    promises = _promises(draft, received_at)
    decision = decide(_sample(draft, headers, agent, promises))
    trace = read_trace(headers, authserv_ids)
    bounced = decision.kind is MailKind.BOUNCE
    return Reading(
        sender=draft.sender,
        reply_to=addresses(values(message, "Reply-To")),
        to=addresses(values(message, "To")),
        cc=addresses(values(message, "Cc")),
        subject=draft.subject,
        message_id=next(iter(identifiers(str(message.get("Message-ID", "")))), ""),
        in_reply_to=identifiers(str(message.get("In-Reply-To", ""))),
        references=identifiers(str(message.get("References", ""))),
        claimed_at=date(str(message.get("Date", ""))),
        kind=decision.kind,
        flags=_flags(decision, promises),
        reasons=decision.reasons,
        text=body.text,
        html=body.html,
        new_text=new,
        new_text_sure=draft.cut.sure,
        signature=draft.cut.signature,
        quoted=draft.cut.quoted,
        language=draft.language,
        ticket_references=() if bounced else find_references(draft.subject, new, ours=ours),
        promises=() if bounced else promises,
        agent=agent,
        bounce=draft.bounce if bounced else None,
        authentication=trace.authentication,
        spam=trace.spam,
        hops=trace.hops,
        attachments=body.attachments,
        links=find_links(new, body.html),
        headers=headers,
        size=size,
    )


def _sample(
    draft: _Draft, headers: tuple[tuple[str, str], ...], agent: str, promises: tuple[StatedPromise, ...]
) -> Sample:
    return Sample(
        headers={name.lower(): value for name, value in reversed(headers)},
        sender=draft.sender,
        subject=draft.subject,
        new_text=draft.cut.new,
        signature=draft.cut.signature,
        lists=draft.lists,
        bounce=draft.bounce,
        echo=draft.cut.echo,
        agent=agent,
        quoted=draft.cut.quoted,
        framed=draft.cut.framed,
        wrapped=draft.cut.wrapped or _is_theirs(draft),
        report=machine_report(draft.message) or (draft.bounce is None and _server_report(draft)) or "",
        promises=bool(promises),
        sure_quotation=draft.cut.introduced,
        understood=draft.language in {*LANGUAGES, ""},
        links=len(find_links(draft.body.text, draft.body.html)),
    )


def _server_report(draft: _Draft) -> str:
    return harmless_report(
        Notice(
            message=draft.message,
            sender=draft.sender,
            subject=draft.subject,
            own=draft.body.text,
            new=draft.cut.new,
        )
    )


def _is_theirs(draft: _Draft) -> bool:
    """Whether a helpdesk's thread names somebody else than the reader as the writer of the newest comment."""
    own = {one.name.lower() for one in addresses(values(draft.message, "To"))}
    return bool(draft.cut.commenter) and draft.cut.commenter.lower() not in own


def _flags(decision: Decision, promises: tuple[StatedPromise, ...]) -> frozenset[Flag]:
    states = {Flag.STATES_PROMISE} if any(not one.vague for one in promises) else set()
    return frozenset(decision.flags | states)


def _promises(draft: _Draft, received_at: datetime | None) -> tuple[StatedPromise, ...]:
    """Days and hours are meant on the writer's own clock: that of the Date header."""
    language = draft.language if draft.language in {one.language for one in draft.lists} else ""
    return find_promises(draft.cut.new, language=language, now=_written_at(draft.message) or received_at)


def _written_at(message: Message) -> datetime | None:
    try:
        said = parsedate_to_datetime(re.sub(r"\s+", " ", str(message.get("Date", ""))).strip())
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _agent(signed: str, sender: Address, sent: Sequence[SentText]) -> str:
    """Who signs. Roundup writes under the customer's own name, and sends back what the customer signed."""
    ours = {line.strip().lower() for one in sent for line in one.text.split("\n")}
    agent = find_agent(signed, sender)
    return "" if agent.lower() in ours else agent
