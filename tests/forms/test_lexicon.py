"""The word lists: each language names the fields as its speakers do."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest

from harness.channels.form.lexicon import ATTRIBUTES, EVERY, expression, language_of, names
from tests.forms.scans import area, button, line, plan, roles, scan

FILES = sorted(
    file.name.removesuffix(".json")
    for file in resources.files("harness.channels.form").joinpath("words").iterdir()
    if file.name.endswith(".json")
)
NEEDED = {"name", "email", "subject", "message", "order", "phone", "category", "attachment", "consent", "submit"}


@pytest.mark.parametrize("language", FILES)
def test_every_list_names_the_fields_and_each_expression_can_be_read(language: str) -> None:
    file = resources.files("harness.channels.form").joinpath("words", f"{language}.json")

    words = json.loads(file.read_text("utf-8"))

    assert set(words) >= NEEDED
    for topic in set(words) - {"boundaries"}:
        assert all(re.compile(one) for one in words[topic])


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["Your name", "E-mail address", "Subject", "Order number", "Phone"]),
        ("de", ["Ihr Name", "E-Mail-Adresse", "Betreff", "Bestellnummer", "Telefon"]),
        ("fr", ["Votre nom", "Adresse électronique", "Objet", "Numéro de commande", "Téléphone"]),
        ("es", ["Nombre", "Correo electrónico", "Asunto", "Número de pedido", "Teléfono"]),
        ("it", ["Nome", "Indirizzo e-mail", "Oggetto", "Numero d'ordine", "Telefono"]),
        ("pt", ["Nome", "Endereço de e-mail", "Assunto", "Número do pedido", "Telefone"]),
        ("nl", ["Uw naam", "E-mailadres", "Onderwerp", "Bestelnummer", "Telefoonnummer"]),
        ("pl", ["Imię", "Adres e-mail", "Temat", "Numer zamówienia", "Telefon"]),
        ("sv", ["Ditt namn", "E-postadress", "Ämne", "Ordernummer", "Telefon"]),
        ("da", ["Navn", "E-mail", "Emne", "Ordrenummer", "Telefon"]),
        ("no", ["Navn", "E-post", "Emne", "Ordrenummer", "Telefon"]),
        ("fi", ["Nimi", "Sähköposti", "Aihe", "Tilausnumero", "Puhelin"]),
        ("cs", ["Jméno", "E-mail", "Předmět", "Číslo objednávky", "Telefon"]),
        ("hu", ["Név", "E-mail cím", "Tárgy", "Rendelésszám", "Telefon"]),
        ("ro", ["Nume", "Adresă de e-mail", "Subiect", "Număr comandă", "Telefon"]),
        ("ru", ["Ваше имя", "Электронная почта", "Тема", "Номер заказа", "Телефон"]),
        ("uk", ["Ваше ім'я", "Електронна пошта", "Тема", "Номер замовлення", "Телефон"]),
        ("tr", ["Adınız", "E-posta", "Konu", "Sipariş numarası", "Telefon"]),
        ("el", ["Όνομα", "Ηλεκτρονικό ταχυδρομείο", "Θέμα", "Αριθμός παραγγελίας", "Τηλέφωνο"]),
        ("ja", ["お名前", "メールアドレス", "件名", "注文番号", "電話番号"]),
        ("zh", ["姓名", "电子邮箱", "主题", "订单号", "电话"]),
        ("ko", ["이름", "이메일", "제목", "주문번호", "전화번호"]),
        ("ar", ["الاسم", "البريد الإلكتروني", "الموضوع", "رقم الطلب", "الهاتف"]),
        ("he", ["שם", "אימייל", "נושא", "מספר הזמנה", "טלפון"]),
    ],
)
@pytest.mark.parametrize("declared", [True, False], ids=["language declared", "no language declared"])
def test_a_form_is_read_in_its_language(language: str, texts: list[str], declared: bool) -> None:
    rows = [line(text) for text in texts]

    found = plan(scan(*rows, area(""), button(), lang=language if declared else ""))

    assert roles(found) == ["name", "email", "subject", "order", "phone", "message"]


def test_a_word_inside_another_word_does_not_count() -> None:
    assert not names("name", "Filename of the surnames", "en")


def test_a_page_s_language_is_the_first_part_of_its_tag() -> None:
    assert [language_of(one) for one in ("pt-BR", "nb_NO", "iw", "x-klingon", "")] == ["pt", "no", "he", "", ""]


def test_names_and_ids_have_a_list_of_their_own() -> None:
    assert names("email", "customer email", ATTRIBUTES)
    assert not names("email", "customer phone", ATTRIBUTES)


def test_scripts_in_a_page_get_the_words_as_one_expression() -> None:
    assert re.search(expression("reject", EVERY), "Alle ablehnen", re.IGNORECASE)
