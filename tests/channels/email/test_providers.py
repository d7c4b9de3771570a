"""Provider records: guessed from the address, every field with a source or named as unproven, nothing without TLS."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from harness.channels.email.connecting import credentials, endpoint
from harness.channels.email.known_providers import PROVIDERS
from harness.channels.email.provider_record import ProviderRecord
from harness.channels.email.providers import believed_ids, guessed, plus_address, record_for
from harness.domain.errors import UsageError
from harness.domain.mailbox import MailboxSettings, Secret

ALL = pytest.mark.parametrize("record", PROVIDERS.values(), ids=list(PROVIDERS))


def mailbox(address: str = "jane@corp.example", **more: object) -> MailboxSettings:
    return MailboxSettings(key="own", address=address, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("jane@gmail.com", "gmail"),
        ("jane@GoogleMail.com", "gmail"),
        ("jane@hotmail.com", "outlook"),
        ("jane@yahoo.de", "yahoo"),
        ("jane@aol.com", "aol"),
        ("jane@me.com", "icloud"),
        ("jane@fastmail.com", "fastmail"),
        ("jane@gmx.at", "gmx"),
        ("jane@web.de", "webde"),
        ("jane@zohomail.eu", "zoho"),
        ("jane@ya.ru", "yandex"),
        ("jane@proton.me", "proton"),
        ("jane@corp.example", "host"),
    ],
)
def test_the_provider_is_guessed_from_the_address(address: str, key: str) -> None:
    assert guessed(address) == key
    assert record_for(mailbox(address)).key == key


def test_a_named_provider_counts_for_more_than_the_address() -> None:
    assert record_for(mailbox(provider="microsoft365")).smtp == "smtp://smtp.office365.com:587"


def test_hosts_named_by_hand_count_for_more_than_the_record() -> None:
    record = record_for(mailbox("jane@gmx.com", imap="imaps://imap.gmx.com"))

    assert record.imap == "imaps://imap.gmx.com"
    assert record.smtp == PROVIDERS["gmx"].smtp


@ALL
def test_each_field_has_a_source_with_a_date_or_is_named_as_unproven(record: ProviderRecord) -> None:
    plain = ProviderRecord(key="", name="")
    about = {"key", "name", "facts", "unproven"}
    told = {one.name for one in fields(record) if getattr(record, one.name) != getattr(plain, one.name)} - about
    sourced = {name for fact in record.facts for name in fact.fields}

    assert told <= sourced | set(record.unproven)
    assert not sourced & set(record.unproven)
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", fact.read) for fact in record.facts)
    assert {*sourced, *record.unproven} <= {one.name for one in fields(record)}


@ALL
def test_each_record_speaks_tls_with_known_hosts(record: ProviderRecord) -> None:
    if record.key == "host":
        return
    for url in (record.imap, record.smtp):
        where = endpoint(url, "m")
        assert not where.plain
        assert where.port in {993, 465, 587, 1143, 1025}


@ALL
def test_each_record_says_what_to_switch_on(record: ProviderRecord) -> None:
    assert record.switch_on


def test_no_domain_belongs_to_two_providers() -> None:
    domains = [domain for record in PROVIDERS.values() for domain in record.domains]

    assert len(domains) == len(set(domains))


def test_a_plus_address_keeps_the_domain() -> None:
    assert plus_address(mailbox("jane@gmail.com"), "t7") == "jane+t7@gmail.com"


def test_no_plus_address_where_the_provider_has_none_or_the_user_says_so() -> None:
    assert plus_address(mailbox("jane@web.de"), "t7") is None
    assert plus_address(mailbox("jane@gmail.com", plus=False), "t7") is None


def test_the_login_is_the_local_part_for_imap_only_where_the_provider_wants_it() -> None:
    icloud = mailbox("jane@icloud.com", password=Secret("pw"))

    assert credentials(icloud, smtp=False).user == "jane"
    assert credentials(icloud, smtp=True).user == "jane@icloud.com"


def test_a_login_named_by_hand_is_used_for_both() -> None:
    named = mailbox("jane@icloud.com", user="j.doe", password=Secret("pw"))

    assert {credentials(named, smtp=smtp).user for smtp in (True, False)} == {"j.doe"}


@pytest.mark.parametrize("url", ["http://mail.example", "imaps://", "ftp://x", "imap+plain://mail.example:143"])
def test_an_address_that_is_none_or_would_be_plain_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        endpoint(url, "own")


@pytest.mark.parametrize(
    ("url", "host", "port", "at_once"),
    [
        ("imaps://mail.example", "mail.example", 993, True),
        ("mail.example", "mail.example", 993, True),
        ("imap://mail.example", "mail.example", 143, False),
        ("smtps://mail.example", "mail.example", 465, True),
        ("smtp://mail.example:2525", "mail.example", 2525, False),
    ],
)
def test_schemes_name_port_and_tls(url: str, host: str, port: int, at_once: bool) -> None:
    where = endpoint(url, "own")

    assert (where.host, where.port, where.tls_at_once, where.plain) == (host, port, at_once, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_plain_is_possible_on_this_machine_if_said_so(host: str) -> None:
    assert endpoint(f"imap+plain://{host}:1143", "own").plain


def test_a_mailbox_believes_its_own_provider_only() -> None:
    by_hand = MailboxSettings(key="own", address="jane@corp.example", imap="imaps://mail.host.example")

    assert believed_ids(MailboxSettings(key="g", address="jane@gmail.com")) == ("mx.google.com",)
    assert believed_ids(by_hand) == (".corp.example", "mail.host.example")
    assert believed_ids(replace(by_hand, authserv=("filter.example",))) == ("filter.example",)
