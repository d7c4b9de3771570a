"""What examining a mailbox finds beside yes and no: certificates that end, folders that are missing, a full mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.channels.email.access_tokens import AccessTokens
from harness.channels.email.examining import QUESTIONS, certificates, examine, quota
from harness.channels.email.token_files import Tokens
from harness.clock import RealClock
from harness.demo.mail.traits import GMAIL_LIKE, OUTLOOK_LIKE
from harness.domain.checkup import Answer, Health
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret
from tests.demo.test_sign_in import mailbox, provider

NOW = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)


async def asked(settings: MailboxSettings) -> dict[str, Answer]:
    answers = await examine(settings, RealClock())
    assert tuple(answer.question for answer in answers) == QUESTIONS
    return {answer.question: answer for answer in answers}


async def test_a_missing_junk_folder_is_a_warning_that_names_the_setting(tmp_path: Path) -> None:
    async with provider(GMAIL_LIKE) as one:
        del one.accounts["jane"].folders["[Gmail]/Spam"]
        found = await asked(mailbox(one, tmp_path))

    assert found["folders"].health is Health.WARNING
    assert found["folders"].said == "INBOX, junk: none found, sent: [Gmail]/Sent Mail"
    assert "`junk`" in found["folders"].remedy


async def test_a_missing_sent_folder_does_not_matter_where_the_server_files_nothing(tmp_path: Path) -> None:
    async with provider(GMAIL_LIKE) as one:
        del one.accounts["jane"].folders["[Gmail]/Sent Mail"]
        settings = mailbox(one, tmp_path)
        own = await asked(settings)
        gmail = await asked(replace(settings, provider="gmail"))

    assert own["folders"].health is Health.FINE
    assert gmail["folders"].health is Health.WARNING


async def test_a_fixed_access_token_is_a_warning(tmp_path: Path) -> None:
    async with provider(OUTLOOK_LIKE) as one:
        settings = mailbox(one, tmp_path)
        token = AccessTokens(settings).current()
        found = await asked(replace(settings, oauth=OAuthSettings(access_token=Secret(token))))

    assert (found["signs in"].health, found["token"].health) == (Health.FINE, Health.WARNING)
    assert "shopper login box" in found["token"].remedy


async def test_a_login_that_ends_within_three_days_is_a_warning_even_while_it_works(tmp_path: Path) -> None:
    async with provider(OUTLOOK_LIKE) as one:
        settings = mailbox(one, tmp_path)
        now = RealClock().now()
        assert settings.oauth is not None
        tokens = AccessTokens(settings)
        token = Secret(tokens.current())
        ends = now + timedelta(days=2)
        tokens.keep(
            Tokens(
                access_token=token,
                issued_at=now,
                expires_at=now + timedelta(minutes=30),
                refresh_token=settings.oauth.refresh_token,
                refresh_expires_at=ends,
            )
        )
        found = await asked(settings)

    assert found["token"].health is Health.WARNING
    assert f"the login ends on {ends:%Y-%m-%d %H:%M} UTC" in found["token"].said
    assert found["token"].figures["login_seconds"] == pytest.approx(2 * 86400, abs=300)


async def test_a_mailbox_without_any_server_says_what_is_missing() -> None:
    settings = MailboxSettings(key="own", address="jane@corp.example", password=Secret("pw-not-secret"))

    found = await asked(settings)

    assert found["resolves"].health is Health.BROKEN
    assert found["signs in"].health is Health.SKIPPED


@pytest.mark.parametrize(("days", "health"), [(13, Health.WARNING), (15, Health.FINE)])
def test_a_certificate_that_ends_within_a_fortnight_is_a_warning(days: int, health: Health) -> None:
    def until(end: datetime) -> dict[str, str]:
        return {"notAfter": f"{end:%b %d %H:%M:%S %Y} GMT"}

    later = (until(NOW + timedelta(days=300)), "TLSv1.3")
    sooner = (until(NOW + timedelta(days=days, hours=1)), "TLSv1.2")

    answer = certificates(later, sooner, NOW)

    assert answer.health is health
    assert answer.said.startswith("TLSv1.3 and TLSv1.2, certificates good until 2026-11-2")
    assert answer.figures["certificate_days"] == pytest.approx(days, abs=0.1)


@pytest.mark.parametrize(
    ("line", "health", "said"),
    [
        (b"INBOX (STORAGE 1048576 15728640)", Health.FINE, "7% of 15.0 GB used"),
        (b"INBOX (STORAGE 15000000 15728640)", Health.WARNING, "95% of 15.0 GB used"),
        (b"INBOX (MESSAGE 1 2)", Health.FINE, "the server names no limit"),
    ],
)
def test_a_full_mailbox_is_a_warning(line: bytes, health: Health, said: str) -> None:
    answer = quota([[b"INBOX"], [line]])

    assert (answer.health, answer.said) == (health, said)
