"""What a mail says: kind, new text, language, ticket, promise, agent, authentication, hops. Pure; never raises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import Message

from harness.domain.message import Address, Flag, Reading, SentText
from harness.reading.agents import find_agent
from harness.reading.bodies import Body, read_body
from harness.reading.bounces import read_bounce
from harness.reading.headers import addresses, date, decode_header, identifiers, values
from harness.reading.kinds import Sample, decide
from harness.reading.languages import language_of
from harness.reading.mime import take_apart
from harness.reading.new_text import Cut, cut
from harness.reading.promises import find_promises
from harness.reading.tickets import find_references
from harness.reading.traces import read_trace

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
        raw: the mail as it came.
        sent: what we had said before it; taken away before quotations are looked for.
        authserv_ids: whose Authentication-Results to believe.
        received_at: when it arrived, for promises that name a day.
    """
    mail = take_apart(raw)
    message = mail.head
    headers = tuple((name, decode_header(str(value))) for name, value in list(message.items())[:_MOST_HEADERS])
    body = read_body(mail)
    cut_text = cut(body.text, sent)
    sender = next(iter(addresses(values(message, "From"))), Address(address=""))
    return _assemble(
        message, headers, body, cut_text, (sender, tuple(sent), tuple(authserv_ids), received_at, len(raw))
    )


def _assemble(
    message: Message,
    headers: tuple[tuple[str, str], ...],
    body: Body,
    cut_text: Cut,
    known: tuple[Address, tuple[SentText, ...], tuple[str, ...], datetime | None, int],
) -> Reading:
    sender, sent, authserv_ids, received_at, size = known
    subject = decode_header(str(message.get("Subject", "")))
    language = language_of(cut_text.new)
    bounce = read_bounce(message, sender, subject, body.text)
    # Only what we wrote first: our later subjects repeat the desk's own number.
    ours = "\n".join(f"{one.subject}\n{one.text}" for one in sent[-1:])
    agent = _agent(cut_text.signature, sender, sent)
    decision = decide(
        Sample(
            headers={name.lower(): value for name, value in reversed(headers)},
            sender=sender,
            subject=subject,
            new_text=cut_text.new,
            signature=cut_text.signature,
            language=language,
            bounce=bounce,
            echo=cut_text.echo,
            agent=agent,
            wrapped=cut_text.wrapped,
        )
    )
    trace = read_trace(headers, authserv_ids)
    promises = () if bounce is not None else find_promises(cut_text.new, language=language, now=received_at)
    flags = decision.flags | ({Flag.STATES_PROMISE} if any(not one.vague for one in promises) else set())
    return Reading(
        sender=sender,
        reply_to=addresses(values(message, "Reply-To")),
        to=addresses(values(message, "To")),
        cc=addresses(values(message, "Cc")),
        subject=subject,
        message_id=next(iter(identifiers(str(message.get("Message-ID", "")))), ""),
        in_reply_to=identifiers(str(message.get("In-Reply-To", ""))),
        references=identifiers(str(message.get("References", ""))),
        claimed_at=date(str(message.get("Date", ""))),
        kind=decision.kind,
        flags=frozenset(flags),
        reasons=decision.reasons,
        text=body.text,
        html=body.html,
        new_text=cut_text.new,
        new_text_sure=cut_text.sure,
        signature=cut_text.signature,
        language=language,
        ticket_references=() if bounce is not None else find_references(subject, cut_text.new, ours=ours),
        promises=promises,
        agent=agent,
        bounce=bounce,
        authentication=trace.authentication,
        spam=trace.spam,
        hops=trace.hops,
        attachments=body.attachments,
        headers=headers,
        size=size,
    )


def _agent(signature: str, sender: Address, sent: Sequence[SentText]) -> str:
    """Who signs. Roundup writes under the customer's own name, and sends back what the customer signed."""
    ours = {line.strip().lower() for one in sent for line in one.text.split("\n")}
    agent = find_agent(signature, sender)
    return "" if agent.lower() in ours else agent
