"""Names, terms, languages, readability and likeness of texts."""

from __future__ import annotations

import pytest

from harness.manners.likeness import CANNED, bare, likeness
from harness.manners.names import SAME, find_name, greeting_of, likeness_of_names
from harness.manners.phrases import Span, link, numbered_list
from harness.manners.readability import HARD, reading_ease
from harness.manners.terms import alike, content_words, shared_word
from harness.manners.tongues import language_of_letter, tongue

# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Dear Jane Miller,\nhere it is.", "en", "Jane Miller"),
        ("Hi Jane - here it is.", "en", "Jane"),
        ("Hello Mr. van der Berg,", "en", "Berg"),
        ("Good morning Jane!", "en", "Jane"),
        ("Sehr geehrte Frau Müller-Lüdenscheidt,", "de", "Müller-Lüdenscheidt"),
        ("Bonjour Madame Dupont,", "fr", "Dupont"),
        ("Estimada Sra. García:", "es", "García"),
        ("Gentile Signora Rossi,", "it", "Rossi"),
        ("Prezado Sr. Silva,", "pt", "Silva"),
        ("Beste mevrouw Jansen,", "nl", "Jansen"),
        ("Szanowna Pani Kowalska,", "pl", "Kowalska"),
        ("Hej Astrid,", "sv", "Astrid"),
        ("Hello Jane,", "de", "Jane"),
        ("Dear Sir or Madam,", "en", ""),
        ("Sehr geehrte Damen und Herren,", "de", ""),
        ("Dear Acme customer,", "en", ""),
        ("Dear Mr. B.,", "en", ""),
    ],
)
def test_a_greeting_names_whom_it_greets(text: str, language: str, name: str) -> None:
    greeting = greeting_of(text, language, ["Acme"])
    assert greeting is not None
    assert greeting.name == name
    assert text[greeting.span.start : greeting.span.end].endswith(name)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Here it is.", "en"),
        ("Hello and welcome to all of you,", "en"),
        ("Hi Jane thanks for writing", "en"),
        ("佐藤様", "ja"),
        ("Hei Jane,", "fi"),
    ],
)
def test_what_is_no_plain_greeting_names_nobody(text: str, language: str) -> None:
    assert greeting_of(text, language) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dear Jane,", ["Jane"]),
        ("Dear JANE,", ["Jane"]),
        ("Guten Tag Frau Mueller", ["Müller"]),
        ("Guten Tag Frau Muller", ["Müller"]),
        ("Drogi Pawel,", ["Paweł"]),
        ("佐藤様", ["佐藤"]),
    ],
)
def test_a_name_is_found_however_it_is_spelt(text: str, names: list[str]) -> None:
    assert find_name(text, names) is not None


def test_a_name_further_down_is_no_greeting() -> None:
    assert find_name("x" * 400 + " Jane", ["Jane"]) is None
    assert find_name("Dear Janet,", ["Jane"]) is None


def test_a_misspelt_name_is_like_the_right_one_and_another_is_not() -> None:
    assert likeness_of_names("Meyer", ["Jane Meier"]) >= SAME
    assert likeness_of_names("Bartholomew Quigley", ["Jane Meier"]) < SAME
    assert likeness_of_names("B", ["Jane Meier"]) == 0.0


# --- terms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("reinstall", "reinstalled", True),
        ("rechnung", "rechnungen", True),
        ("gestartet", "starten", True),
        ("invoice", "involved", False),
        ("charge", "parcel", False),
        ("app", "apple", False),
    ],
)
def test_forms_of_one_word_are_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


def test_small_words_and_short_words_carry_no_meaning() -> None:
    assert list(content_words("When will the parcel arrive at my house? You cannot know.", "en")) == [
        "parcel",
        "arrive",
        "house",
    ]


def test_unspaced_scripts_are_read_in_blocks() -> None:
    assert "返金" in content_words("返金はいつですか", "ja")


def test_a_word_taken_up_is_found_with_its_place() -> None:
    text = "Your parcels left."
    span = shared_word(["parcel"], content_words(text, "en"))
    assert span is not None
    assert text[span.start : span.end] == "parcels"
    assert shared_word(["charge"], content_words(text, "en")) is None


# --- languages -------------------------------------------------------------------------------------------------------

SAID = [
    ("en", "Thank you for your message, we have what you need and you can find it there."),
    ("de", "Vielen Dank für die Nachricht, wir haben das für Sie und Sie können es dort finden."),
    ("fr", "Merci pour votre message, nous avons ce que vous cherchez et vous pouvez le voir."),
    ("es", "Gracias por su mensaje, tenemos lo que busca y se puede ver en la página."),
    ("it", "Grazie per il suo messaggio, abbiamo quello che cerca e non è più in ritardo."),
    ("pt", "Obrigado pelo seu contato, já está tudo certo com o seu pedido e não há mais o que fazer."),
    ("nl", "Bedankt voor uw bericht, wij hebben wat u zoekt en u kunt het daar vinden."),
    ("pl", "Dziękujemy za wiadomość, to jest już gotowe i nie ma o co się martwić, czy tak?"),
    ("sv", "Tack för ditt meddelande, vi har det som du söker och du kan hitta det där."),
    ("ja", "お問い合わせありがとうございます。本日発送いたしました。"),
    ("zh", "感谢您的来信，我们今天已经发货。"),
]


@pytest.mark.parametrize(("language", "text"), SAID, ids=[one[0] for one in SAID])
def test_a_language_is_heard_by_its_small_words_or_its_script(language: str, text: str) -> None:
    assert tongue(text) == language


def test_where_reader_and_ear_differ_nothing_is_sure() -> None:
    assert language_of_letter(SAID[0][1], "en") == "en"
    assert language_of_letter(SAID[0][1], "nl") == ""
    assert language_of_letter("Ok.", "en") == "en"
    assert language_of_letter("Ok.", "la") == ""
    assert tongue("Fusce bibendum sagittis tempor.") == ""


# --- readability and likeness ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl"])
def test_short_words_in_short_sentences_are_easy_in_every_formula(language: str) -> None:
    easy = reading_ease("So ist es gut. Das ist da. Er hat es. " * 6, language)
    hard = reading_ease(
        "Verantwortungsübernahme Berücksichtigung Unternehmensangelegenheiten Durchführung " * 12, language
    )
    assert easy is not None
    assert hard is not None
    assert easy > 60 > HARD > hard


def test_a_short_text_and_a_language_without_formula_have_no_figure() -> None:
    assert reading_ease("It is here.", "en") is None
    assert reading_ease("So ist es gut. Das ist da. " * 10, "ja") is None


def test_addresses_and_numbers_are_not_read_aloud() -> None:
    plain = "I have sent the parcel today. It comes by post. You need not be at home. " * 4
    assert reading_ease(f"{plain} https://acme.example/a/very/long/path?with=parameters", "en") == pytest.approx(
        reading_ease(plain, "en"), abs=1.5
    )


def test_names_and_numbers_do_not_make_two_texts_of_one() -> None:
    one = bare("Dear Jane, your order 123 is on its way.", ["Jane Miller"])
    other = bare("Dear Tom, your order 987654 is on its way!", ["Tom Bell"])
    assert likeness(one, other) == 1.0
    assert likeness(one, bare("The invoice lies in the mail.")) < CANNED


@pytest.mark.parametrize("text", ["1. Open it.\n2. Press it.", "So:\n\n- open it\n- press it", "１"])
def test_a_list_is_found_in_any_language(text: str) -> None:
    found = numbered_list(text)
    assert (found is None) is (text == "１")


def test_a_quoted_name_at_the_head_of_a_line_is_no_list() -> None:
    assert numbered_list("12.5 francs\n13.5 francs") is None


def test_a_link_is_found_without_the_bracket_after_it() -> None:
    text = "See (https://acme.example/help)."
    assert link(text) == Span(start=5, end=30)
    assert link("No link.") is None
