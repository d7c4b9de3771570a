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
        "Alma Berg <alma@desk.example> added the comment:",
        "New submission from Jane Doe <jane@corp.example>:",
        "Neue Nachricht von Jane Doe <jane@corp.example>:",
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


TRACKER = """\

{who} {what}:

{text}

----------
messages: 1
nosy: jane
status: unread -> chatting
title: Where is my parcel?

__________________________________________________
Issue tracker <issue_tracker@desk.example>
<http://desk.example/issue7>
__________________________________________________
"""


def test_a_trackers_copy_of_the_enquiry_under_the_customers_name_and_id_is_an_acknowledgement() -> None:
    raw = mail(
        TRACKER.format(
            who="New submission from", what="Jane Doe <jane@corp.example>", text=SAID.replace("Jane", "Jane Doe")
        ),
        subject="[issue7] Where is my parcel?",
        sender="Jane Doe <issue_tracker@desk.example>",
        Precedence="bulk",
        X_Roundup_Name="Issue tracker",
    )

    reading = read(raw, sent=[SentText(subject="Where is it?", text=SAID.replace("Jane", "Jane Doe"))])

    assert reading.kind is MailKind.ACKNOWLEDGEMENT
    assert reading.agent == ""
    assert reading.ticket_references[0] == "issue7"


def test_an_answer_out_of_a_tracker_is_a_persons_though_it_is_marked_as_bulk() -> None:
    text = "It leaves the warehouse today.\n\nKind regards,\nAlma Berg"
    raw = mail(
        TRACKER.format(who="Alma Berg <alma@desk.example>", what="added the comment", text=text),
        subject="[issue7] Where is my parcel?",
        sender="Alma Berg <issue_tracker@desk.example>",
        Precedence="bulk",
        X_Roundup_Name="Issue tracker",
    )

    reading = read(raw, sent=[SentText(subject="Where is it?", text=SAID)])

    assert (reading.kind, reading.agent) == (MailKind.HUMAN, "Alma Berg")
    assert reading.new_text == text


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
