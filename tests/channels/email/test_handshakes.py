"""What a user is told to do when a server's TLS fails."""

from __future__ import annotations

import ssl

import pytest

from harness.channels.email.connecting import Endpoint
from harness.channels.email.handshakes import what_to_do

TLS = Endpoint(host="mail.corp.example", port=143, tls_at_once=True)
STARTTLS = Endpoint(host="mail.corp.example", port=465, tls_at_once=False)
ELSEWHERE = Endpoint(host="mail.corp.example", port=1143, tls_at_once=False)
PLAIN = Endpoint(host="localhost", port=1143, tls_at_once=False, plain=True)
IN_CLEAR = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")


def untrusted(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    return error


def wrapped(cause: Exception) -> Exception:
    error = ConnectionError("Error connecting to mail.corp.example")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("code", [18, 19, 20, 21])
def test_an_authority_that_nobody_knows_may_be_named(code: int) -> None:
    assert "`ca_file:` of this mailbox" in what_to_do(wrapped(untrusted(code)), TLS, "smtp")


@pytest.mark.parametrize(("code", "says"), [(62, "another name than mail.corp.example"), (10, "out of date")])
def test_no_ca_file_helps_against_a_wrong_name_or_an_old_certificate(code: int, says: str) -> None:
    said = what_to_do(untrusted(code), TLS, "imap")

    assert says in said
    assert "ca_file" not in said


def test_a_server_that_answers_in_clear_wants_another_scheme_or_port() -> None:
    said = what_to_do(wrapped(IN_CLEAR), TLS, "imap")

    assert "write imap://mail.corp.example:143 for STARTTLS" in said
    assert "imaps:// with the port for TLS, usually 993" in said


@pytest.mark.parametrize(
    ("where", "error"), [(STARTTLS, ConnectionResetError("reset")), (ELSEWHERE, TimeoutError("timed out"))]
)
def test_a_server_that_waits_for_tls_wants_the_other_scheme(where: Endpoint, error: Exception) -> None:
    assert "a port that begins with TLS, usually 465, wants smtps://" in what_to_do(error, where, "smtp")


@pytest.mark.parametrize("where", [TLS, ELSEWHERE, PLAIN])
def test_whatever_else_goes_wrong_has_the_common_advice(where: Endpoint) -> None:
    assert what_to_do(ConnectionRefusedError("refused"), where, "imap") == "Check host, port and network."
