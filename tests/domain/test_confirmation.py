"""Which link of a mail confirms an enquiry, and when it is still to be followed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.domain.advance import Confirm, advance
from harness.domain.confirmation import awaits_link, confirming_link, link_to_follow
from harness.domain.evidence import ConfirmationBegan, ConfirmationDone
from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import Address, MailKind, Reading
from harness.domain.scenario import Probe
from tests.checks.stories import BY_FORM, HOUR, MINUTE, SENT, Story, story

HOSTS = ("acme.example",)
ASKED = FormOutcome(kind=OutcomeKind.NEEDS_CONFIRMATION, text="Click the link in the mail.", clicked_at=SENT)
LINK = "https://acme.example/confirm/3f9a"


def mail(text: str, *links: str) -> Reading:
    return Reading(sender=Address(address="support@acme.example"), text=text, links=links)


def asked(kind: MailKind = MailKind.CHALLENGE, text: str = f"Please confirm: {LINK}.") -> Story:
    """The form wants a click in a mail, and a mail has come."""
    told = story(BY_FORM).submits(ASKED)
    return told.gets(MINUTE, kind=kind, new_text=text)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (f"Please confirm: {LINK}.", LINK),
        (f"{LINK}\nUnsubscribe: https://acme.example/unsubscribe?u=1\nHome: https://acme.example/", LINK),
        ("Go on: https://acme.example/t/8812", "https://acme.example/t/8812"),
        ("https://evil.example/confirm/1", ""),
        ("https://acme.example@evil.example/confirm/1", ""),
        ("https://acme.example/confirm/1 https://acme.example/confirm/2", ""),
        ("https://acme.example/a https://acme.example/b", ""),
        ("Thank you.", ""),
    ],
)
def test_the_one_link_on_the_desks_hosts_that_confirms_is_meant(text: str, link: str) -> None:
    assert confirming_link(mail(text), HOSTS) == link


def test_a_link_that_only_the_markup_holds_is_seen() -> None:
    assert confirming_link(mail("Please click the button.", LINK), HOSTS) == LINK


def test_the_link_is_due_when_the_mail_has_come() -> None:
    told = asked()
    case = told.case(HOUR)

    link = link_to_follow(case.conversation, HOSTS)

    assert link is not None
    assert (link.url, link.step) == (LINK, 0)
    assert isinstance(advance(at_acme(told), case.conversation, SENT + HOUR), Confirm)


def at_acme(told: Story) -> Probe:
    return replace(told.probe, desk=replace(told.probe.desk, hosts=HOSTS))


def test_a_link_is_followed_once_whatever_became_of_it() -> None:
    told = asked().adds(ConfirmationBegan(at=SENT + MINUTE, step=0, seq=3, url=LINK))

    assert link_to_follow(told.case(HOUR).conversation, HOSTS) is None
    assert not awaits_link(told.case(HOUR).conversation)


def test_a_persons_mail_is_no_mail_to_confirm_by() -> None:
    assert link_to_follow(asked(MailKind.HUMAN).case(HOUR).conversation, HOSTS) is None


def test_a_form_that_was_accepted_asks_for_no_click() -> None:
    told = story(BY_FORM).submits().gets(MINUTE, kind=MailKind.ACKNOWLEDGEMENT, new_text=f"See {LINK}")

    assert link_to_follow(told.case(HOUR).conversation, HOSTS) is None


def test_what_the_page_behind_the_link_says_belongs_to_the_enquiry() -> None:
    page = FormOutcome(kind=OutcomeKind.ACCEPTED, text="Your ticket is 8812.", ticket_references=("8812",))
    told = asked().adds(
        ConfirmationBegan(at=SENT + MINUTE, step=0, seq=3, url=LINK),
        ConfirmationDone(at=SENT + MINUTE, step=0, outcome=page),
    )

    opening = told.case(HOUR).opening
    assert opening is not None
    assert opening.form is not None
    assert opening.form.kind is OutcomeKind.NEEDS_CONFIRMATION
    assert opening.form.ticket_references == ("8812",)


def test_the_mail_to_confirm_by_is_no_answer_of_the_desks() -> None:
    told = asked().adds(ConfirmationBegan(at=SENT + MINUTE, step=0, seq=3, url=LINK))

    assert told.case(HOUR).arrivals == ()


def test_without_addresses_of_its_own_a_missing_mail_to_confirm_by_is_not_measured() -> None:
    trouble = story(BY_FORM).submits(ASKED).case(HOUR).trouble()

    assert trouble is not None
    assert trouble.code == "confirmation"
