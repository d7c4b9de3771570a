"""Mailboxes in shopper.yaml: how they sign in, as values, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.domain.mailbox import MailboxSettings, Secret
from tests.loading.projects import PROJECT, complaints, load, write

OAUTH = 'oauth: {client_id: "x", refresh_token: "${TOKEN}"}'


def outlook(folder: Path, by: str) -> MailboxSettings:
    return load(write(folder, PROJECT.replace(OAUTH, by))).project.mailboxes["outlook"]


@pytest.mark.parametrize(
    "command", ["\"pass show 'mail/gmail token'\"", '[pass, show, "mail/gmail token"]'], ids=["one line", "a list"]
)
def test_a_token_command_is_words_without_a_shell(command: str, tmp_path: Path) -> None:
    oauth = outlook(tmp_path, f"oauth: {{token_command: {command}, token_command_limit: 5 seconds}}").oauth

    assert oauth is not None
    assert oauth.token_command == ("pass", "show", "mail/gmail token")
    assert oauth.token_command_limit == 5.0


def test_an_application_signs_in_with_its_own_secret(tmp_path: Path) -> None:
    by = 'oauth: {grant: client_credentials, tenant: corp.example, client_id: x, client_secret: "${TOKEN}"}'
    oauth = outlook(tmp_path, by).oauth

    assert oauth is not None
    assert (oauth.grant, oauth.tenant, oauth.client_secret) == (
        "client_credentials",
        "corp.example",
        Secret("token-not-secret"),
    )


def test_a_private_authority_lies_beside_the_project(tmp_path: Path) -> None:
    assert outlook(tmp_path, "ca_file: certificates/corp.pem").ca_file == str(tmp_path / "certificates" / "corp.pem")


@pytest.mark.parametrize(
    ("by", "complaint"),
    [
        ('oauth: {refresh_token: "${TOKEN}"}', "oauth: client_id is missing."),
        ("oauth: {grant: client_credentials, client_id: x}", "oauth: client_secret is missing."),
        ("oauth: {grant: password, client_id: x}", "grant: 'password' is not possible here."),
        ("oauth: {clientid: x}", "unknown key 'clientid'. Did you mean 'client_id'?"),
        ("oauth: {token_command: x, token_command_limit: soon}", "token_command_limit: 'soon' is no span of time"),
    ],
)
def test_what_is_missing_for_a_token_is_said_with_its_place(by: str, complaint: str, tmp_path: Path) -> None:
    (found,) = complaints(write(tmp_path, PROJECT.replace(OAUTH, by)))

    assert found.startswith("shopper.yaml:13:")
    assert complaint in found
