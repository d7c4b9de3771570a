"""Access tokens: kept until they expire, renewed once for everybody, and never shown."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from harness.channels.email.access_tokens import AccessTokens
from harness.channels.email.token_files import TokenFile, own_folder
from harness.domain.errors import CannotMeasure, HarnessFault, ProviderUnreachable, SignInRefused, UsageError
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret
from tests.channels.email.issuing import CLIENT_SECRET, JANE, Hands, issuer, mailbox


def test_a_token_is_kept_until_shortly_before_it_expires(tmp_path: Path) -> None:
    hands = Hands()
    with issuer(hands) as one:
        settings = mailbox(one, tmp_path)

        first = AccessTokens(settings, hands.now).current()
        hands.pass_by(minutes=57)
        again = AccessTokens(settings, hands.now).current()
        hands.pass_by(minutes=2)
        renewed = AccessTokens(settings, hands.now).current()

        assert first == again
        assert renewed != first
        assert one.accepts(JANE, renewed)
        assert len(one.asked) == 2


def test_a_replaced_refresh_token_is_the_one_used_next(tmp_path: Path) -> None:
    hands = Hands()
    with issuer(hands) as one:
        one.habits.rotates = True
        settings = mailbox(one, tmp_path)
        for _ in range(4):
            AccessTokens(settings, hands.now).current()
            hands.pass_by(hours=2)

        used = [form["refresh_token"] for form in one.asked]
        assert len(set(used)) == 4


def test_many_threads_and_processes_renew_once(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.rotates = True
        settings = mailbox(one, tmp_path)
        oauth = settings.oauth
        assert oauth is not None
        assert oauth.refresh_token is not None
        code = (
            "import sys, json; from harness.channels.email.access_tokens import AccessTokens\n"
            "from harness.domain.mailbox import *\n"
            "told = json.load(sys.stdin); told['refresh_token'] = Secret(told['refresh_token'])\n"
            "box = MailboxSettings(key='outlook', address='jane@outlook.test', provider='host', oauth=OAuthSettings(**told))\n"
            "print(AccessTokens(box).current())\n"
        )
        told = {name: getattr(oauth, name) for name in ("client_id", "token_url", "scope", "token_folder")}
        told["refresh_token"] = oauth.refresh_token.reveal()
        others = [
            subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        for other in others:
            assert other.stdin is not None
            other.stdin.write(json.dumps(told))
            other.stdin.close()
        found: set[str] = set()
        threads = [threading.Thread(target=lambda: found.add(AccessTokens(settings).current())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for other in others:
            assert other.stdout is not None
            found.add(other.stdout.read().strip())
            other.stdout.close()
            assert other.wait() == 0

        assert len(one.asked) == 1
        assert len(found) == 1


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    with issuer() as one:
        tokens = AccessTokens(mailbox(one, tmp_path))
        tokens.current()

        path = Path(tokens.path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert path.name.startswith(JANE)


def test_a_new_refresh_token_in_the_settings_counts_for_more_than_what_is_kept(tmp_path: Path) -> None:
    with issuer() as one:
        settings = mailbox(one, tmp_path)
        AccessTokens(settings).current()
        assert settings.oauth is not None
        other = Secret(one.log_in(JANE))

        AccessTokens(replace(settings, oauth=replace(settings.oauth, refresh_token=other))).current()

        assert one.asked[-1]["refresh_token"] == other.reveal()


def test_an_expired_refresh_token_is_said_plainly_without_showing_it(tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.revoked = True
        settings = mailbox(one, tmp_path)
        with pytest.raises(SignInRefused) as refused:
            AccessTokens(settings).current()

        assert "has expired or was revoked" in str(refused.value)
        assert "`shopper login outlook`" in str(refused.value)
        assert settings.oauth is not None
        assert settings.oauth.refresh_token is not None
        assert settings.oauth.refresh_token.reveal() not in str(refused.value)


def test_a_client_nobody_knows_is_said_plainly(tmp_path: Path) -> None:
    with issuer() as one, pytest.raises(SignInRefused, match=r"invalid_client.*Check oauth\.client_id"):
        AccessTokens(mailbox(one, tmp_path, client_id="stranger")).current()


@pytest.mark.parametrize("status", [502, 429, 404])
def test_a_gateways_page_is_worth_another_try(status: int, tmp_path: Path) -> None:
    with issuer() as one:
        one.habits.broken = status
        settings = mailbox(one, tmp_path)
        with pytest.raises(ProviderUnreachable, match=f"HTTP {status}") as trouble:
            AccessTokens(settings).current()
        assert not trouble.value.permanent

        one.habits.broken = 0
        assert AccessTokens(settings).current()


def test_an_issuer_that_is_not_there_is_worth_another_try(tmp_path: Path) -> None:
    with issuer() as one:
        settings = mailbox(one, tmp_path)
    with pytest.raises(ProviderUnreachable, match="no usable answer"):
        AccessTokens(settings).current()


def test_client_credentials_ask_for_the_applications_scope(tmp_path: Path) -> None:
    with issuer() as one:
        settings = mailbox(
            one, tmp_path, grant="client_credentials", client_secret=Secret(CLIENT_SECRET), scope="", refresh_token=None
        )
        microsoft = replace(settings, provider="microsoft365")

        token = AccessTokens(microsoft).current()

        assert one.accepts("anybody@corp.test", token)
        assert one.asked[0]["grant_type"] == "client_credentials"
        assert one.asked[0]["scope"] == "https://outlook.office365.com/.default"


def test_a_refused_token_is_forgotten_unless_it_is_brand_new(tmp_path: Path) -> None:
    hands = Hands()
    with issuer(hands) as one:
        tokens = AccessTokens(mailbox(one, tmp_path), hands.now)
        first = tokens.current()

        assert not tokens.refused(first)
        assert tokens.current() == first
        hands.pass_by(minutes=5)
        assert tokens.refused(first)
        assert tokens.refused(first), "somebody else may have renewed it meanwhile"
        assert tokens.current() != first


def test_without_any_refresh_token_the_remedy_is_to_log_in(tmp_path: Path) -> None:
    with issuer() as one, pytest.raises(SignInRefused, match="Run `shopper login outlook`"):
        AccessTokens(mailbox(one, tmp_path, refresh_token=None)).current()


def test_a_lifetime_nobody_tells_is_taken_for_half_an_hour(tmp_path: Path) -> None:
    hands = Hands()
    with issuer(hands) as one:
        one.habits.tells_lifetime = False
        tokens = AccessTokens(mailbox(one, tmp_path), hands.now)
        tokens.current()

        assert (tokens.state().expires_at or hands.at) - hands.at == hands.at.fromtimestamp(
            1800
        ) - hands.at.fromtimestamp(0)


@pytest.mark.parametrize("kept", ["", "[1]", '{"expires_at": 7, "access_token": 1}', "{"])
def test_a_file_that_makes_no_sense_is_as_good_as_none(kept: str, tmp_path: Path) -> None:
    with issuer() as one:
        tokens = AccessTokens(mailbox(one, tmp_path))
        tokens.current()
        Path(tokens.path).write_text(kept, "utf-8")

        assert tokens.current()
        assert len(one.asked) == 2


def test_times_that_make_no_sense_are_as_good_as_none(tmp_path: Path) -> None:
    with issuer() as one:
        tokens = AccessTokens(mailbox(one, tmp_path))
        tokens.current()
        path = Path(tokens.path)
        kept = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps({**kept, "expires_at": "the day after tomorrow"}), "utf-8")

        assert tokens.current() != kept["access_token"]


def test_a_file_that_cannot_be_replaced_is_our_own_trouble(tmp_path: Path) -> None:
    with issuer() as one:
        tokens = AccessTokens(mailbox(one, tmp_path))
        in_the_way = Path(tokens.path).with_suffix(".new")
        (in_the_way / "below").mkdir(parents=True)
        with pytest.raises(CannotMeasure, match="SHOPPER_TOKENS"):
            tokens.current()


def test_a_folder_that_cannot_be_written_is_our_own_trouble(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("a file in the way", "utf-8")
    with issuer() as one, pytest.raises(CannotMeasure, match="SHOPPER_TOKENS"):
        AccessTokens(mailbox(one, tmp_path)).current()


@pytest.mark.parametrize(
    ("url", "complaint"), [("http://login.example/token", "no https://"), ("", "not known to issue tokens")]
)
def test_tokens_never_travel_in_clear(url: str, complaint: str, tmp_path: Path) -> None:
    with issuer() as one, pytest.raises(UsageError, match=complaint):
        AccessTokens(mailbox(one, tmp_path, token_url=url)).current()


def test_a_missing_client_id_is_a_mistake_of_the_users(tmp_path: Path) -> None:
    with issuer() as one, pytest.raises(UsageError, match="client_id is missing"):
        AccessTokens(mailbox(one, tmp_path, client_id="")).current()


# --- token_command ---------------------------------------------------------------------------------------------------


def by_command(folder: Path, script: str, limit: float = 20.0) -> AccessTokens:
    command = (sys.executable, "-c", script)
    oauth = OAuthSettings(token_command=command, token_command_limit=limit, token_folder=str(folder))
    return AccessTokens(MailboxSettings(key="own", address=JANE, oauth=oauth))


def test_a_command_may_print_a_bare_token_or_a_token_response(tmp_path: Path) -> None:
    bare = by_command(tmp_path, "print('token-not-secret')")
    whole = by_command(tmp_path, 'print(\'{"access_token": "other-not-secret", "expires_in": 600}\')')

    assert bare.current() == "token-not-secret"
    assert whole.current() == "other-not-secret"
    assert bare.state().how == "a command"


def test_a_command_is_not_run_again_while_its_token_lasts(tmp_path: Path) -> None:
    counted = tmp_path / "runs"
    script = f"open({str(counted)!r}, 'a').write('x'); print('token-not-secret')"
    tokens = by_command(tmp_path, script)

    assert [tokens.current() for _ in range(3)] == ["token-not-secret"] * 3
    assert counted.read_text("utf-8") == "x"


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("import sys; print('secret-words'); sys.exit(3)", "exit code 3"),
        ("print('two words')", "neither a token nor"),
        ("", "neither a token nor"),
    ],
)
def test_a_command_that_fails_is_said_without_its_output(script: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match=complaint) as trouble:
        by_command(tmp_path, script).current()
    assert "secret-words" not in str(trouble.value)


def test_a_command_that_does_not_end_is_ended_with_all_its_children(tmp_path: Path) -> None:
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    with pytest.raises(CannotMeasure, match=r"did not end within 0\.5 s"):
        by_command(tmp_path, script, limit=0.5).current()


def test_a_command_that_is_not_there_is_said(tmp_path: Path) -> None:
    oauth = OAuthSettings(token_command=("no-such-command-anywhere",), token_folder=str(tmp_path))
    with pytest.raises(HarnessFault, match="does not start"):
        AccessTokens(MailboxSettings(key="own", address=JANE, oauth=oauth)).current()


# --- where they are kept ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"SHOPPER_TOKENS": "/keep/here", "XDG_STATE_HOME": "/state"}, "/keep/here"),
        ({"XDG_STATE_HOME": "/state"}, "/state/mystery-shopper/tokens"),
        ({}, str(Path.home() / ".local/state/mystery-shopper/tokens")),
    ],
)
def test_tokens_are_kept_where_the_user_keeps_state(environ: dict[str, str], folder: str) -> None:
    assert str(own_folder(environ)) == folder


def test_two_accounts_of_one_address_have_files_of_their_own(tmp_path: Path) -> None:
    assert TokenFile(str(tmp_path), JANE, ("a",)).path != TokenFile(str(tmp_path), JANE, ("b",)).path
