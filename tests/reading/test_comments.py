"""What agents type into a helpdesk comes inside the helpdesk's own letter, and so does the echo of the customer."""

from __future__ import annotations

import pytest

from harness.domain.message import Flag, MailKind, SentText
from harness.reading import read
from harness.reading.comments import comment_in
from tests.reading.mails import mail

LETTER = """Hello,

You wrote to us about "Where is my parcel?". This mail is about an update.

The following comment was added to ticket [help-7]:

{comment}

If you want to tell us more, reply to this e-mail. You can also see the ticket online at http://desk.example/view/

Regards,

Support
support@desk.example
"""
SAID = "Thank you for looking. Could it go to my neighbour's door at number 12?\n\nYours,\nJane\nMS-7F3K2Q9D"


def test_an_agents_comment_in_a_helpdesks_letter_is_a_persons_answer_and_only_the_comment_is_new() -> None:
    raw = mail(LETTER.format(comment="It leaves the warehouse today."), subject="[help-7] Where is it? (Updated)")

    reading = read(raw, sent=[SentText(subject="Where is it?", text=SAID)])

    assert reading.kind is MailKind.HUMAN
    assert reading.new_text == "It leaves the warehouse today."
    assert "somebody added a comment to the ticket" in [reason.because for reason in reading.reasons]


def test_the_customers_words_in_the_same_letter_are_an_echo_however_short_their_lines() -> None:
    escaped = SAID.replace("'", "&#x27;")  # as django-helpdesk does in plain text
    raw = mail(LETTER.format(comment=escaped), subject="[help-7] Where is it? (Updated)", Auto_Submitted="auto-replied")

    reading = read(raw, sent=[SentText(subject="Where is it?", text=SAID)])

    assert reading.kind is MailKind.ACKNOWLEDGEMENT
    assert Flag.ECHOES_CUSTOMER in reading.flags


@pytest.mark.parametrize(
    "opening",
    [
        "Alma added the comment:",
        "Folgender Kommentar wurde zum Ticket [help-7] hinzugefügt:",
        "Le commentaire suivant a été ajouté au ticket [help-7] :",
        "Se agregó el siguiente comentario al Ticket [help-7]:",
        "Il seguente commento è stato aggiunto al ticket [help-7]:",
    ],
)
def test_the_comment_is_found_in_the_letters_of_several_languages(opening: str) -> None:
    inside = comment_in(f"Hello,\n\n{opening}\n\nIt leaves today.\n\nIf you need more, reply to this e-mail.\n")

    assert inside is not None
    assert inside.strip() == "It leaves today."


@pytest.mark.parametrize(
    "text",
    [
        "Hello Jane,\n\nplease note the following:\n\nIt leaves today.",
        "The following comment was added to ticket [help-7]:\n\n",
        "Hello Jane,\n\nI have added a comment to your order. It leaves today.",
    ],
)
def test_a_mail_that_is_no_such_letter_is_left_as_it_is(text: str) -> None:
    assert comment_in(text) is None
