"""Only what the mailbox's own provider wrote is believed; hops keep their stamps as they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.reading.traces import Trace, read_trace

OWN = (".corp.example",)
Headers = list[tuple[str, str]]


def received(by: str, sender: str = "out.acme.example", rest: str = "with ESMTPS id 1") -> tuple[str, str]:
    return "Received", f"from {sender} by {by} {rest}; Mon, 9 Nov 2026 09:30:02 +0000"


def results(text: str) -> tuple[str, str]:
    return "Authentication-Results", text


def verdicts(trace: Trace) -> tuple[str, str, str]:
    found = trace.authentication
    return found.spf, found.dkim, found.dmarc


PASSED = results("mx.corp.example; spf=pass smtp.mailfrom=acme.example; dkim=pass header.d=acme.example; dmarc=pass")
FORGED = results("mx.corp.example; spf=pass; dkim=pass; dmarc=pass")
BORDER = received("mx.corp.example")
THEIRS = received("out.acme.example", "app.acme.example", "with SMTP id 7")


def test_verdicts_of_the_own_provider_are_read_above_and_below_its_received_line() -> None:
    for headers in ([PASSED, BORDER, THEIRS], [BORDER, PASSED, THEIRS]):
        assert verdicts(read_trace(headers, OWN)) == ("pass", "pass", "pass")


def test_a_verdict_that_came_with_the_mail_is_not_believed_whatever_name_it_bears() -> None:
    assert verdicts(read_trace([BORDER, THEIRS, FORGED], OWN)) == ("", "", "")


def test_another_hosts_verdict_on_top_is_not_believed() -> None:
    assert verdicts(read_trace([results("relay.example; dkim=pass"), BORDER], OWN)) == ("", "", "")


def test_without_a_known_authserv_id_nothing_is_believed() -> None:
    assert verdicts(read_trace([PASSED, BORDER], ())) == ("", "", "")


def test_inner_hosts_without_a_name_are_the_providers_only_above_its_last_named_one() -> None:
    inner = received("2002:a05:6a20:9187::1", "localhost")
    nameless = received("app01", "localhost")

    assert verdicts(read_trace([inner, BORDER, PASSED, THEIRS], OWN)) == ("pass", "pass", "pass")
    assert verdicts(read_trace([BORDER, nameless, FORGED], OWN)) == ("", "", "")


def test_a_provider_that_names_no_authserv_id_is_believed_where_its_own_hosts_wrote() -> None:
    said = results("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dkim=fail; dmarc=none action=none")
    border = received("BL02EPF1.mail.protection.outlook.com", rest="with Microsoft SMTP Server (version=TLS1_2) id 1")

    trace = read_trace([said, border, THEIRS], ("", ".outlook.com"))

    assert verdicts(trace) == ("pass", "fail", "none")
    assert trace.hops[-1].tls is True


def test_one_header_for_each_method_is_put_together_and_the_best_signature_counts() -> None:
    split = [results("mx.corp.example; dkim=fail"), results("mx.corp.example; dkim=pass; spf=softfail"), BORDER]

    assert verdicts(read_trace(split, OWN)) == ("softfail", "pass", "")


def test_words_in_comments_and_properties_are_no_verdicts() -> None:
    said = results("mx.corp.example; spf=fail (dkim=pass; dmarc=pass) smtp.mailfrom=dkim=pass@evil.example")

    assert verdicts(read_trace([said, BORDER], OWN)) == ("fail", "", "")


@pytest.mark.parametrize(
    ("rest", "tls"),
    [
        ("with ESMTPS id 1", True),
        ("with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384 id 1", True),
        ("with ESMTP (using TLSv1.3 with cipher TLS_AES_256 (256/256 bits)) id 1", True),
        ("with Microsoft SMTP Server (version=TLS1_2, cipher=x) id 15.20", True),
        ("with ESMTP id 1", False),
        ("with SMTP id 1", False),
        ("with LMTP id 1", None),
        ("id 1", None),
    ],
)
def test_encryption_is_what_the_line_itself_says(rest: str, tls: bool | None) -> None:
    (hop,) = read_trace([received("mx.corp.example", rest=rest)], OWN).hops

    assert (hop.tls, hop.own) == (tls, True)


def test_hops_stand_oldest_first_with_their_own_stamps_and_comments_do_not_confuse_them() -> None:
    late = (
        "Received",
        "from a (by nobody) by b.example (x) with ESMTP for <j@x>; Mon, 9 Nov 2026 10:30:00 +0100 (CET)",
    )

    hops = read_trace([late, ("Received", "nonsense"), THEIRS], OWN).hops

    assert [(hop.sender, hop.by) for hop in hops] == [
        ("app.acme.example", "out.acme.example"),
        ("", ""),
        ("a", "b.example"),
    ]
    assert [hop.at for hop in hops[1:]] == [None, datetime(2026, 11, 9, 9, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("name", "value", "spam"),
    [
        ("X-Spam", "Yes", True),
        ("X-Spam-Flag", "YES", True),
        ("X-Spam-Status", "No, score=-1.9 required=5.0", False),
        ("X-Spamd-Result", "default: True [18.10 / 15.00]", True),
        ("X-Forefront-Antispam-Report", "CIP:1.2.3.4;CTRY:CH;LANG:en;SCL:5;SFV:SPM;", True),
        ("X-MS-Exchange-Organization-SCL", "-1", False),
        ("X-UI-Filterresults", "notjunk:1;V03:K0:xyz", False),
    ],
)
def test_the_filters_word_is_read_from_the_providers_own_headers_only(name: str, value: str, spam: bool) -> None:
    ours = read_trace([(name, value), BORDER, THEIRS], OWN).spam
    theirs = read_trace([BORDER, THEIRS, (name, value)], OWN).spam

    assert ours is not None
    assert (ours.is_spam, ours.quote) == (spam, value)
    assert theirs is None


_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=80)
_NAME = st.sampled_from(["Received", "Authentication-Results", "X-Spam", "X-Spamd-Result"])
_CLAUSE = st.sampled_from(
    ["from a ", "by mx.corp.example ", "with ESMTP ", "; dkim=pass", "(", ")", '"', "mx.corp.example;", "=", "\\"]
)
_VALUE = _TEXT | st.lists(_CLAUSE, max_size=8).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_NAME, _VALUE), max_size=8))
def test_no_headers_crash_the_reading_of_traces(headers: Headers) -> None:
    trace = read_trace(headers, (*OWN, ""))

    assert len(trace.hops) == sum(name == "Received" for name, _ in headers)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_NAME, _VALUE), max_size=5))
def test_nothing_below_a_strangers_hop_changes_a_verdict(below: Headers) -> None:
    strangers = [entry for entry in below if "corp.example" not in entry[1]]
    top = [BORDER, PASSED, THEIRS]

    assert read_trace([*top, *strangers], OWN).authentication == read_trace(top, OWN).authentication
