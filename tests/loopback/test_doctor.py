"""`shopper doctor` and `shopper login` as their user meets them: each trouble in its own line, with what to do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from harness import wiring
from harness.channels.email.consent import Dialogue
from harness.channels.email.provider_record import LoginFlow
from harness.commands.mailboxes import log_in
from harness.demo.mail.world import CA_FILE
from harness.demo.project import PASSWORD, World
from tests.demo.test_consent import redirect_of
from tests.loopback.desks_of_today import quick_world, write_project
from tests.loopback.test_commands import shopper

MORE = """\
  outlook:
    address: jane@outlook.test
    provider: outlook
    imap: imaps://localhost:{outlook.imap_port}
    smtp: smtp://localhost:{outlook.smtp_port}
    oauth:
      client_id: demo-client
      refresh_token: "{refresh}"
      token_url: {outlook.issuer.url}/token
      authorize_url: {outlook.issuer.url}/authorize
    ca_file: {ca}
  plain:
    address: jane@plain.test
    user: jane
    imap: imaps://localhost:{plain.imap_port}
    smtp: smtp://localhost:{plain.smtp_port}
    password: "${{PW}}"
    ca_file: {ca}
limits:"""


@pytest.fixture(autouse=True)
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tokens of tests are not kept among the user's own."""
    monkeypatch.setenv("SHOPPER_TOKENS", str(tmp_path / "tokens"))
    return tmp_path / "tokens"


def write_three(folder: Path, world: World) -> str:
    """shopper.yaml with a mailbox at each of the three providers."""
    outlook, plain = world.mail.providers["outlook"], world.mail.providers["plain"]
    assert outlook.issuer is not None
    outlook.issuer.habits.owner = "jane@outlook.test"
    refresh = outlook.issuer.log_in("jane@outlook.test")
    more = MORE.format(outlook=outlook, plain=plain, refresh=refresh, ca=CA_FILE)
    config = write_project(folder, world)
    config.write_text(config.read_text("utf-8").replace("limits:", more), "utf-8")
    return str(config)


def lines(said: str, subject: str) -> dict[str, str]:
    """What was said about one subject, by question; what to do is in the same text."""
    found: dict[str, str] = {}
    question = ""
    for line in said.splitlines():
        if line.startswith("    to do: "):
            found[question] = found.get(question, "") + f" -> {line.strip()}"
        elif line.startswith(f"{subject}: "):
            question, _, text = line.removeprefix(f"{subject}: ").partition(": ")
            found[question] = text
        else:
            question = ""
    return found


def test_a_healthy_project_is_ready_at_every_provider(tmp_path: Path, tokens: Path) -> None:
    with quick_world() as world:
        code, said = shopper("doctor", "-c", write_three(tmp_path, world), "--limit", "30")

    assert (code, said.splitlines()[-1]) == (0, "Everything is ready.")
    assert lines(said, "plain")["folders"] == "ok: INBOX, junk: INBOX.Spam, sent: INBOX.Sent"
    assert lines(said, "outlook")["signs in"].startswith("ok: by access token, to read and to send")
    assert "is renewed by itself" in lines(said, "outlook")["token"]
    for mailbox in ("gmail", "outlook", "plain"):
        told = lines(said, mailbox)
        asked = ["resolves", "connects", "TLS", "signs in", "folders", "token", "storage", "canary", "clock", "limits"]
        assert list(told) == asked
        # On a busy machine the canary may be seen too late to tell anything about the clock.
        assert all(text.startswith("ok: ") for question, text in told.items() if question != "clock")
        assert told["clock"].startswith(("ok: agrees with ours", "-: not measured"))
        assert "there and back in" in told["canary"]
        assert "certificates good until" in told["TLS"]
    kept = json.loads(next(tokens.glob("*.json")).read_text("utf-8"))
    for secret in (PASSWORD, kept["access_token"], kept["refresh_token"]):
        assert secret not in said


def test_a_wrong_password_is_one_broken_line_and_what_to_do(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world, password="wrong-not-secret"))
        code, said = shopper("doctor", "-c", config, "--mailbox", "gmail")

    told = lines(said, "gmail")
    assert code == 3
    assert told["signs in"].startswith("BROKEN: the provider refuses the password: [AUTHENTICATIONFAILED]")
    assert "-> to do: Check user and password in .env." in told["signs in"]
    assert told["canary"] == "-: not asked"
    assert "Not ready: gmail." in said
    assert "wrong-not-secret" not in said


def test_an_expired_login_names_the_command_that_mends_it(tmp_path: Path) -> None:
    with quick_world(("token-expired@outlook",)) as world:
        code, said = shopper("doctor", "-c", write_three(tmp_path, world), "--mailbox", "outlook")

    assert code == 3
    assert "the refresh token has expired or was revoked" in lines(said, "outlook")["signs in"]
    assert "Run `shopper login outlook`" in lines(said, "outlook")["signs in"]


def test_a_refused_canary_is_the_providers_word(tmp_path: Path) -> None:
    with quick_world(("mail-refused@gmail",)) as world:
        code, said = shopper("doctor", "-c", str(write_project(tmp_path, world)), "--mailbox", "gmail")

    assert code == 3
    assert lines(said, "gmail")["canary"].startswith("BROKEN: the provider refuses our mail: 554")


def test_a_canary_that_does_not_come_back_is_broken(tmp_path: Path) -> None:
    with quick_world(("canary-lost@gmail",)) as world:
        code, said = shopper("doctor", "-c", str(write_project(tmp_path, world)), "--mailbox", "gmail", "--limit", "2")

    assert code == 3
    assert lines(said, "gmail")["canary"].startswith("BROKEN: sent, but not back within 2 s")
    assert lines(said, "gmail")["clock"] == "-: not asked"


def test_a_clock_that_is_off_is_a_warning_with_its_size(tmp_path: Path) -> None:
    with quick_world(("clock-off@gmail",)) as world:
        code, said = shopper("doctor", "-c", str(write_project(tmp_path, world)), "--mailbox", "gmail")

    told = lines(said, "gmail")["clock"]
    assert code == 0
    assert told.startswith("warning: ")
    assert "ahead of ours" in told
    assert "min" in told
    assert "Ready, with 1 warning: gmail." in said


@pytest.mark.parametrize(
    ("what", "by", "question", "found"),
    [
        ("localhost", "nowhere.invalid", "resolves", "BROKEN: nowhere.invalid has no address"),
        (f"ca_file: {CA_FILE}", "", "TLS", "certificate verify failed"),
        (f"ca_file: {CA_FILE}", "", "TLS", "name its certificate (PEM) as `ca_file:` of this mailbox"),
        ("smtp://", "smtps://", "TLS", "write smtp://localhost:"),
        ("imaps://localhost:", "imaps://localhost:1#", "connects", "BROKEN: IMAP localhost:1: connection refused"),
    ],
)
def test_each_trouble_on_the_way_has_its_own_line(
    what: str, by: str, question: str, found: str, tmp_path: Path
) -> None:
    with quick_world() as world:
        config = write_project(tmp_path, world)
        config.write_text(config.read_text("utf-8").replace(what, by, 1), "utf-8")
        code, said = shopper("doctor", "-c", str(config), "--mailbox", "gmail")

    told = lines(said, "gmail")
    assert code == 3
    assert found in told[question]
    assert told["signs in"] == "-: not asked"


def test_json_says_the_same_to_machines(tmp_path: Path) -> None:
    with quick_world() as world:
        code, said = shopper(
            "doctor", "-c", str(write_project(tmp_path, world)), "--mailbox", "gmail", "--json", "--no-canary"
        )
        sent = world.mail.providers["gmail"].accounts["jane"].folders["INBOX"].mails

    told = json.loads(said)
    gmail = told["checkups"][0]
    assert (code, told["ready"], gmail["subject"], gmail["health"]) == (0, True, "gmail", "fine")
    tls = next(one for one in gmail["answers"] if one["question"] == "TLS")
    assert tls["figures"]["certificate_days"] > 365
    assert sent == []


def test_an_unknown_mailbox_is_a_mistake_of_the_users(tmp_path: Path) -> None:
    with quick_world() as world:
        code, said = shopper("doctor", "-c", str(write_project(tmp_path, world)), "--mailbox", "gmial")

    assert code == 2
    assert "Known: gmail." in said


def test_a_missing_browser_breaks_a_project_with_forms(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world))
        code, said = shopper("doctor", "-c", config, "--no-canary", "--browser", "no-such-browser")

    assert code == 3
    assert lines(said, "browser")["starts"].startswith("BROKEN: 'no-such-browser' is no program")


# --- login -----------------------------------------------------------------------------------------------------------


def test_login_keeps_the_token_and_tries_it(tmp_path: Path, tokens: Path) -> None:
    told: list[str] = []

    def paste(_: str) -> str:
        return redirect_of(next(line.split("\n")[1] for line in told if "\n" in line))

    with quick_world() as world:
        config = Path(write_three(tmp_path, world))
        project = wiring.load(config, {"PW": PASSWORD}).project
        dialogue = Dialogue(say=told.append, ask=paste, show=lambda _: None)
        asyncio.run(log_in(project, "outlook", LoginFlow.PASTE, dialogue))
        code, said = shopper("doctor", "-c", str(config), "--mailbox", "outlook", "--no-canary")

    assert told[-1].startswith("Mailbox 'outlook' signs in.")
    assert code == 0
    assert "the login ends on" in lines(said, "outlook")["token"]
    kept: Any = json.loads(next(tokens.glob("*.json")).read_text("utf-8"))
    assert kept["access_token"] not in "".join(told)


def test_login_where_a_password_is_the_way_says_so(tmp_path: Path) -> None:
    with quick_world() as world:
        code, said = shopper("login", "gmail", "-c", str(write_project(tmp_path, world)))

    assert code == 2
    assert "it signs in by a password" in said
