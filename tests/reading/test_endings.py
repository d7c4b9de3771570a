"""Where a letter ends: closing and name are its author's words, what programs and companies put below them is not."""

from __future__ import annotations

import pytest

from harness.reading import read
from harness.reading.new_text import cut
from tests.reading.mails import mail

SAID = "Hi Robin,\n\nit leaves the warehouse today and you will have it on Friday."
BLOCK = "Jo Park\nCustomer Care\nExample Ltd | +44 20 0000 0000"


@pytest.mark.parametrize("closing", ["Kind regards,\nJo", "Viele Grüße\nJo Park\nKundenservice", "Üdv, Jo", "Jo"])
def test_a_closing_and_a_name_stay(closing: str) -> None:
    assert cut(f"{SAID}\n\n{closing}").new == f"{SAID}\n\n{closing}"


@pytest.mark.parametrize(
    "below",
    [BLOCK, f"{BLOCK}\n\nThis e-mail is confidential.", "Jo\n\n-- \nExample", "Jo\n\nSent from my iPhone", "-- \nJo"],
)
def test_above_a_contact_block_a_mark_or_a_tagline_the_closing_stays_and_the_name_goes(below: str) -> None:
    found = cut(f"{SAID}\n\nKind regards,\n{below}")

    assert found.new == f"{SAID}\n\nKind regards,"
    assert found.signature == below


def test_a_contact_block_goes_without_a_closing_as_well() -> None:
    assert cut(f"{SAID}\n\n{BLOCK}").new == SAID


def test_an_address_the_author_gives_is_no_contact_block_of_his() -> None:
    given = f"{SAID} You can call the driver:\n\nSam Reed\n+44 20 0000 0000"

    assert cut(given).new == given


@pytest.mark.parametrize(
    "footer",
    [
        "How would you rate this reply? Great | Okay | Not good",
        "Bewerten Sie unsere Antwort: gut / schlecht",
        "Ohodnoťte našu podporu",
        "You are receiving this because you asked us.",
        "Merci de ne pas modifier l'objet de ce message.",
        "21877:448201",
        "[LL4E02-9XKQZ]",
        "ref:!00D3000abc.!500Vj00xyz:ref",
        "Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt.",
    ],
)
def test_a_footer_goes_and_the_name_above_it_stays(footer: str) -> None:
    found = cut(f"{SAID}\n\nJo\n\n{footer}")

    assert found.new == f"{SAID}\n\nJo"
    assert found.signature == footer


def test_a_name_is_found_below_the_closing_wherever_the_line_is_drawn() -> None:
    assert read(mail(f"{SAID}\n\nKind regards,\nJo Park")).agent == "Jo Park"
    assert read(mail(f"{SAID}\n\nKind regards,\n{BLOCK}")).agent == "Jo Park"
    assert read(mail(f"{SAID}\n\n{BLOCK}")).agent == "Jo Park"


def test_a_request_to_rate_is_no_footer_where_the_mail_is_for_it() -> None:
    survey = "Hi Robin,\n\nyour parcel came on Monday.\n\nHow satisfied are you with our help?\n\n1 - not at all\n5 - very much\n\nIt takes a minute."

    assert cut(survey).new == survey
