"""SEARCH of the embedded IMAP server, as people's programs and desks' pollers use it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.demo.mail.imap_search import matches
from harness.demo.mail.imap_words import BadCommand
from harness.demo.mail.store import StoredMail

MAIL = StoredMail(
    7,
    b"From: Jane <jane@gmail.test>\r\nSubject: Where is my parcel?\r\nX-Spam: no\r\n\r\nI ordered a lamp.\r\n",
    datetime(2026, 11, 9, 8, 30, tzinfo=UTC),
    {"\\Seen"},
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ALL", True),
        ("NOT DELETED", True),
        ("DELETED", False),
        ("UNDELETED SEEN", True),
        ("UNSEEN", False),
        ("NOT SEEN", False),
        ("OR UNSEEN SUBJECT parcel", True),
        ("FROM jane", True),
        ("TO jane", False),
        ("HEADER X-Spam no", True),
        ("TEXT lamp", True),
        ("UID 7", True),
        ("UID 1:6", False),
        ("UID 8:*", True),
    ],
)
def test_a_mail_is_found_by_all_keys_together(words: str, found: bool) -> None:
    assert matches(MAIL, words.split(), largest=7) is found


@pytest.mark.parametrize("words", ["LARGER 100", "NOT", "SUBJECT"])
def test_a_key_that_is_not_offered_or_lacks_its_argument_is_a_bad_command(words: str) -> None:
    with pytest.raises(BadCommand):
        matches(MAIL, words.split(), largest=7)
