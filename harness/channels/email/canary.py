"""The canary: a mail to ourselves over the same provider, so that silence can be told from our own deafness."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from harness.domain.scenario import MailboxSettings
from harness.ports import Letter


def compose_canary(settings: MailboxSettings, reference: str, now: datetime) -> Letter:
    """A short mail from the mailbox to itself, recognised by the reference in its subject."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.address
    message["To"] = settings.address
    message["Subject"] = f"Mystery Shopper {reference}"
    message["Date"] = format_datetime(now)
    identifier = f"<{reference.lower()}@{settings.address.rpartition('@')[2]}>"
    message["Message-ID"] = identifier
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no robot may answer it
    message.set_content("This mail proves that this mailbox sends and receives. It may be deleted.\n")
    return Letter(
        sender=settings.address, recipients=(settings.address,), message_id=identifier, raw=message.as_bytes()
    )
