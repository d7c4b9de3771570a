"""What a page answered, read from what changed. The texts of `answers.tsv` are our own, in thirty languages."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.channels.form.meaning import fold, sentences, vocabularies
from harness.channels.form.outcome import After, new_text, read_outcome
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason

FORM = "Contact us\nWe answer every request.\nYour name\nMessage\nSend"


@dataclass(frozen=True, kw_only=True)
class Sample:
    language: str
    kind: OutcomeKind
    reason: RefusalReason | None
    ticket: str
    duration: str
    text: str


def samples() -> list[Sample]:
    with (Path(__file__).parent / "answers.tsv").open(encoding="utf-8") as file:
        return [
            Sample(
                language=row["language"],
                kind=OutcomeKind(row["kind"]),
                reason=RefusalReason(row["reason"]) if row["reason"] else None,
                ticket=row["ticket"],
                duration=row["duration"],
                text=row["text"],
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def named(sample: Sample) -> str:
    return f"{sample.language}-{fold(sample.text)[:30]}"


def after(text: str, **more: object) -> FormOutcome:
    """The page kept its form and now says `text` above it."""
    return read_outcome(After(before=FORM, text=f"{text}\n{FORM}", **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("sample", samples(), ids=named)
def test_a_text_is_read_as_what_it_says(sample: Sample) -> None:
    outcome = after(sample.text)

    assert (outcome.kind, outcome.reason) == (sample.kind, sample.reason)
    assert outcome.ticket_references[:1] == ((sample.ticket,) if sample.ticket else ())
    assert [one.duration for one in outcome.promises if not one.vague] == ([sample.duration] if sample.duration else [])


def test_every_language_of_the_samples_has_its_own_words() -> None:
    assert {sample.language for sample in samples()} <= {words.language for words in vocabularies()}
    assert len(samples()) >= 300


@pytest.mark.parametrize(
    "trap",
    [
        "Thank you for your patience. The contact form is closed today.",
        "Thank you for your message. Unfortunately, it could not be delivered.",
        "Thanks! One more thing: please enter your e-mail address.",
        "Danke für Ihre Nachricht, die leider nicht übermittelt werden konnte.",
        "Merci, mais votre message n'a pas été envoyé.",
        "You have already sent us a message today. Please wait an hour.",
        "Please sign in to see whether your message was received.",
    ],
)
def test_politeness_is_not_taken_for_acceptance(trap: str) -> None:
    assert not after(trap).is_accepted


@pytest.mark.parametrize(
    "text",
    [
        "Your message has been sent. If you do not hear from us, please check your spam folder.",
        "We received your request. Our office is closed on Sundays.",
        "Thank you, your ticket 48213 has been created. No further action is required.",
        "Your request was registered as #991. Log in to follow it.",
        "Votre message a bien été envoyé. Pensez à vérifier vos courriers indésirables.",
        "Ihre Anfrage ist eingegangen. Bitte prüfen Sie auch Ihren Spam-Ordner.",
    ],
)
def test_words_around_a_plain_statement_do_not_turn_it(text: str) -> None:
    assert after(text).kind is OutcomeKind.ACCEPTED


def test_what_stood_there_before_says_nothing() -> None:
    promise = "Thank you for writing. We reply within 24 hours."

    outcome = read_outcome(After(before=f"{promise}\n{FORM}", text=f"{promise}\n{FORM}", navigated=True))

    assert outcome.kind is OutcomeKind.SILENT
    assert outcome.promises == ()


def test_a_line_that_now_stands_there_twice_is_new() -> None:
    assert new_text("Required\nName", "Required\nName\nRequired") == "Required"


def test_a_dialog_counts_like_text() -> None:
    outcome = read_outcome(After(before=FORM, text=FORM, dialog="Thank you! Your message was sent."))

    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.quote == "Your message was sent."


def test_a_live_region_counts_where_its_text_is_not_on_the_page() -> None:
    outcome = read_outcome(After(before=FORM, text=FORM, told=("Your message was sent.",)))

    assert outcome.kind is OutcomeKind.ACCEPTED


def test_marked_fields_are_named() -> None:
    outcome = after("Please correct the errors below.", invalid=("email", "subject"))

    assert outcome.reason is RefusalReason.VALIDATION
    assert outcome.invalid_fields == ("email", "subject")


def test_marked_fields_alone_are_a_refusal() -> None:
    outcome = read_outcome(After(before=FORM, text=FORM, invalid=("email",)))

    assert (outcome.kind, outcome.reason) == (OutcomeKind.REFUSED, RefusalReason.VALIDATION)


def test_a_form_that_the_browser_held_back_is_refused_before_it_was_sent() -> None:
    outcome = read_outcome(After(before=FORM, text=FORM, invalid=("phone",), blocked=True))

    assert (outcome.kind, outcome.reason) == (OutcomeKind.REFUSED, RefusalReason.VALIDATION)
    assert "phone" in outcome.text


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (500, OutcomeKind.HTTP_ERROR, None),
        (503, OutcomeKind.HTTP_ERROR, None),
        (404, OutcomeKind.HTTP_ERROR, None),
        (429, OutcomeKind.REFUSED, RefusalReason.RATE_LIMIT),
        (401, OutcomeKind.REFUSED, RefusalReason.LOGIN),
        (422, OutcomeKind.REFUSED, RefusalReason.VALIDATION),
        (403, OutcomeKind.REFUSED, RefusalReason.ERROR),
    ],
)
def test_a_status_speaks_where_the_page_does_not(status: int, kind: OutcomeKind, reason: RefusalReason | None) -> None:
    outcome = read_outcome(After(before=FORM, text=FORM, status=status))

    assert (outcome.kind, outcome.reason) == (kind, reason)


def test_a_bad_status_outweighs_a_thank_you() -> None:
    assert after("Thank you! Your message was sent.", status=500).kind is OutcomeKind.HTTP_ERROR
    assert after("Thank you!", status=422).reason is RefusalReason.VALIDATION


def test_a_page_of_thanks_is_known_by_its_address_where_its_words_are_not() -> None:
    text = "Zrozumieliśmy się bez słów i bez obrazków"

    outcome = read_outcome(After(before=FORM, text=text, url="https://desk.test/thank-you", navigated=True))

    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.quote == "/thank-you"


def test_a_number_under_the_name_of_a_ticket_is_a_receipt() -> None:
    outcome = read_outcome(After(before=FORM, text="Ticket number: 88123", navigated=True))

    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.ticket_references == ("88123",)


def test_a_strange_text_in_place_of_the_form_is_unsure_and_may_have_arrived() -> None:
    outcome = read_outcome(After(before=FORM, text="Lorem ipsum dolor sit amet consectetur", form_stands=False))

    assert outcome.kind is OutcomeKind.UNSURE


def test_a_strange_text_above_the_form_is_silence() -> None:
    assert after("Characters left: 412", form_stands=True).kind is OutcomeKind.SILENT


@pytest.mark.parametrize(
    "text",
    [
        "Your message of 2026-11-24 was received at 10:30.",
        "Your message was received. Call us: Tel. 044 512 33 22 11",
        "Your message was received. We are open 24/7.",
        "Your message was received, you saved 20% and 1500€.",
    ],
)
def test_dates_times_telephones_and_prices_are_no_ticket_numbers(text: str) -> None:
    assert after(text).ticket_references == ()


def test_a_range_keeps_both_ends_and_working_days_are_marked() -> None:
    (promise,) = after("Vi har mottatt meldingen din og svarer innen 2-3 virkedager.").promises

    assert (promise.lower_seconds, promise.business_days) == (2 * 86400.0, 3.0)


def test_the_validity_of_a_link_is_no_promise_to_answer() -> None:
    outcome = after("Your message was sent. The link is valid for 24 hours.")

    assert outcome.promises == ()


def test_the_quote_stands_verbatim_in_the_text() -> None:
    outcome = after("¡Gracias! Su solicitud ha sido registrada con el número 99041.")

    assert outcome.quote in outcome.text
    assert outcome.quote == "Su solicitud ha sido registrada con el número 99041."


def test_sentences_know_where_they_stand() -> None:
    text = "Merci ! Votre demande n. 84018 est enregistrée. À bientôt"

    assert [text[one.start : one.end] for one in sentences(text)] == [
        "Merci !",
        "Votre demande n. 84018 est enregistrée.",
        "À bientôt",
    ]


def test_case_accents_and_width_make_no_difference() -> None:
    assert fold("RÉPONSE İstanbul Straße") == fold("reponse istanbul STRASSE")
