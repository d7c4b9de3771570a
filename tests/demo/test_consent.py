"""`shopper login`: three ways to a person's consent, over real sockets, and every way it can go wrong."""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest

from harness.channels.email.access_tokens import AccessTokens
from harness.channels.email.consent import Dialogue, consent
from harness.channels.email.provider_record import LoginFlow
from harness.channels.email.token_endpoint import endpoint_of
from harness.channels.email.token_files import Tokens
from harness.clock import LeapingClock
from harness.demo.mail.issuer import TokenIssuer
from harness.domain.errors import ProviderUnreachable, SignInRefused
from harness.domain.mailbox import MailboxSettings
from tests.channels.email.issuing import JANE, START, issuer, mailbox


class Person:
    """Somebody at a browser: opens the page that is shown, and says what is asked."""

    def __init__(self, browses: Callable[[str], None] = lambda _: None, pastes: Callable[[str], str] = str) -> None:
        self.told: list[str] = []
        self._browses = browses
        self._pastes = pastes
        self.visit: asyncio.Future[None] | None = None

    def dialogue(self) -> Dialogue:
        return Dialogue(say=self.told.append, ask=self._ask, show=self._show)

    def _show(self, page: str) -> None:
        self.visit = asyncio.get_running_loop().run_in_executor(None, self._browses, page)

    def _ask(self, _: str) -> str:
        page = next(line.split("\n")[1] for line in self.told if "\n" in line)
        return self._pastes(page)


async def login(
    one: TokenIssuer, folder: Path, flow: LoginFlow, person: Person | None = None
) -> tuple[MailboxSettings, Tokens, LeapingClock]:
    settings = mailbox(one, folder, refresh_token=None)
    clock = LeapingClock(START)
    person = person or Person()
    try:
        tokens = await consent(endpoint_of(settings), flow, person.dialogue(), clock)
    finally:
        if person.visit is not None:
            await person.visit
    return settings, tokens, clock


def get(page: str) -> None:
    """As a browser does: follow every redirect."""
    with urllib.request.urlopen(page, timeout=20) as answer:
        assert b"Thank you" in answer.read()


def redirect_of(page: str) -> str:
    """Where the provider's page sends the browser, without going there."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(page, timeout=20)
    except HTTPError as answer:
        with answer:
            return str(answer.headers["Location"])
    raise AssertionError("no redirect")


# --- a code on any device --------------------------------------------------------------------------------------------


async def test_by_device_it_waits_as_told_until_consent_is_given(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.consent = ["authorization_pending", "authorization_pending", "slow_down", "authorization_pending"]
        person = Person()
        _, tokens, clock = await login(one, tmp_path, LoginFlow.DEVICE, person)

    assert tokens.refresh_token is not None
    assert (clock.now() - START).total_seconds() == pytest.approx(5 + 5 + 5 + 10 + 10, abs=0.5)
    assert "WDJB-MJHT" in person.told[0]
    assert JANE in person.told[1]


@pytest.mark.parametrize(("word", "polls"), [("expired_token", 1), ("access_denied", 1)])
async def test_by_device_a_refusal_ends_it(word: str, polls: int, tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.consent = [word]
        with pytest.raises(SignInRefused, match=word):
            await login(one, tmp_path, LoginFlow.DEVICE)
        assert len(one.asked) == polls


async def test_by_device_a_code_nobody_types_runs_out(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.consent = ["authorization_pending"] * 100
        one.habits.device_lifetime = 60
        with pytest.raises(SignInRefused, match="nobody typed the code in time"):
            await login(one, tmp_path, LoginFlow.DEVICE)
        assert len(one.asked) == 11


async def test_by_device_an_unknown_error_is_the_providers(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.consent = ["invalid_scope"]
        with pytest.raises(SignInRefused, match=r"invalid_scope.*Check oauth\.client_id"):
            await login(one, tmp_path, LoginFlow.DEVICE)


async def test_by_device_a_gateways_page_is_no_answer(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.broken = 502
        with pytest.raises(ProviderUnreachable):
            await login(one, tmp_path, LoginFlow.DEVICE)


# --- a page in the browser -------------------------------------------------------------------------------------------


async def test_by_loopback_the_browser_comes_back_with_a_code(tmp_path: Path) -> None:
    with issuer() as one:
        settings, tokens, _ = await login(one, tmp_path, LoginFlow.LOOPBACK, Person(browses=get))
        AccessTokens(settings).keep(tokens)

        assert one.accepts(JANE, AccessTokens(settings).current())
        assert [form["grant_type"] for form in one.asked] == ["authorization_code", "refresh_token"]


async def test_by_loopback_other_requests_of_the_browser_are_not_taken_for_the_answer(tmp_path: Path) -> None:
    def with_icon(page: str) -> None:
        back = parse_qs(urlsplit(page).query)["redirect_uri"][0]
        with pytest.raises(HTTPError) as answer:
            urllib.request.urlopen(f"{back}favicon.ico", timeout=20)
        answer.value.close()
        assert answer.value.code == 404
        get(page)

    with issuer() as one:
        _, tokens, _ = await login(one, tmp_path, LoginFlow.LOOPBACK, Person(browses=with_icon))
    assert tokens.access_token is not None


async def test_by_loopback_a_denial_is_said(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.consent = ["access_denied"]
        with pytest.raises(SignInRefused, match="access_denied"):
            await login(one, tmp_path, LoginFlow.LOOPBACK, Person(browses=get))


async def test_by_loopback_a_code_that_belongs_to_another_login_is_not_used(tmp_path: Path) -> None:
    def forged(page: str) -> None:
        back = parse_qs(urlsplit(page).query)["redirect_uri"][0]
        get(f"{back}?code=stolen&state=other")

    with issuer() as one:
        with pytest.raises(SignInRefused, match="does not belong to this login"):
            await login(one, tmp_path, LoginFlow.LOOPBACK, Person(browses=forged))
        assert one.asked == []


async def test_by_loopback_a_browser_that_never_comes_back_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with issuer() as one:
        endpoint = endpoint_of(mailbox(one, tmp_path, refresh_token=None))
        with pytest.raises(SignInRefused, match="nothing came back from the browser within 0 s"):
            await consent(endpoint, LoginFlow.LOOPBACK, Person().dialogue(), LeapingClock(START), patience=0.1)


async def test_by_loopback_noise_on_the_port_is_not_taken_for_the_answer(tmp_path: Path) -> None:
    def noisy(page: str) -> None:
        back = urlsplit(parse_qs(urlsplit(page).query)["redirect_uri"][0])
        with socket.create_connection((back.hostname or "", back.port or 0), 20) as line:
            line.sendall(b"\r\n\r\n")
            assert b"404" in line.recv(4096)
        get(page)

    with issuer() as one:
        _, tokens, _ = await login(one, tmp_path, LoginFlow.LOOPBACK, Person(browses=noisy))
    assert tokens.access_token is not None


async def test_a_device_endpoint_that_refuses_is_said(tmp_path: Path) -> None:
    with issuer() as one:
        settings = mailbox(one, tmp_path, refresh_token=None, device_url=f"{one.url}/token")
        with pytest.raises(SignInRefused, match="the provider says unsupported_grant_type"):
            await consent(endpoint_of(settings), LoginFlow.DEVICE, Person().dialogue(), LeapingClock(START))


# --- pasted ----------------------------------------------------------------------------------------------------------


async def test_by_paste_the_whole_address_does(tmp_path: Path) -> None:
    with issuer() as one:
        _, tokens, _ = await login(one, tmp_path, LoginFlow.PASTE, Person(pastes=redirect_of))
    assert tokens.refresh_token is not None


async def test_by_paste_the_bare_code_does(tmp_path: Path) -> None:
    def code(page: str) -> str:
        return f"  {parse_qs(urlsplit(redirect_of(page)).query)['code'][0]}\n"

    with issuer() as one:
        _, tokens, _ = await login(one, tmp_path, LoginFlow.PASTE, Person(pastes=code))
    assert tokens.refresh_token is not None


async def test_by_paste_a_wrong_code_is_refused(tmp_path: Path) -> None:
    with issuer() as one, pytest.raises(SignInRefused, match="invalid_grant"):
        await login(one, tmp_path, LoginFlow.PASTE, Person(pastes=lambda _: "wrong"))


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_a_login_without_a_refresh_token_is_not_kept(tmp_path: Path) -> None:
    with issuer() as one, pytest.raises(SignInRefused, match="gave no refresh token"):
        AccessTokens(mailbox(one, tmp_path)).keep(Tokens())
