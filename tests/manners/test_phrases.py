"""What people in support write, in eleven languages: which phrase set hears it, and which must not."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from harness.manners.phrases import LANGUAGES, Span, find, find_anywhere, manners_of, sentence_at, sentences

HEARD = [
    ("en", "thanks", "Thanks for getting in touch."),
    ("en", "apology", "I'm sorry you had to wait."),
    ("en", "ownership", "The mistake was on our side."),
    ("en", "blame", "You should have read the manual."),
    ("en", "done", "I have refunded the amount."),
    ("en", "done", "Your order has been cancelled."),
    ("en", "steps", "Please click on Settings."),
    ("en", "next_step", "Our engineers will look at it."),
    ("en", "when", "You get it within two working days."),
    ("en", "restate", "You write that the app is slow."),
    ("en", "ask", "Could you send us a screenshot?"),
    ("en", "working_on_it", "We are still working on it."),
    ("en", "by_design", "This works as designed."),
    ("en", "works_for_me", "It works fine for me."),
    ("en", "works_for_me", "The page loads without problems on our side."),
    ("en", "not_reproducible", "We could not reproduce the fault."),
    ("en", "offer", "If you have any questions, just reply."),
    ("en", "workaround", "In the meantime, you can use the old page."),
    ("en", "late", "Apologies for the late reply."),
    ("en", "closed", "I am closing this ticket."),
    ("en", "stiff", "We hereby inform you of our decision."),
    ("de", "thanks", "Herzlichen Dank für Ihre Zeilen."),
    ("de", "apology", "Das tut uns sehr leid."),
    ("de", "ownership", "Da ist uns ein Fehler unterlaufen."),
    ("de", "blame", "Hätten Sie die Anleitung gelesen, hätten Sie es gewusst."),
    ("de", "done", "Ich habe Ihnen den Betrag heute erstattet."),
    ("de", "steps", "Bitte klicken Sie auf «Weiter»."),
    ("de", "when", "Das dauert etwa drei Werktage."),
    ("de", "working_on_it", "Wir arbeiten daran."),
    ("de", "by_design", "Das ist so gewollt."),
    ("de", "works_for_me", "Bei mir funktioniert alles."),
    ("de", "offer", "Melden Sie sich, wenn noch etwas offen ist."),
    ("de", "late", "Entschuldigen Sie die späte Antwort."),
    ("de", "closed", "Ich schließe dieses Ticket."),
    ("fr", "thanks", "Merci de nous avoir écrit."),
    ("fr", "apology", "Nous sommes désolés pour ce désagrément."),
    ("fr", "ownership", "C'est une erreur de notre part."),
    ("fr", "done", "J'ai annulé la commande."),
    ("fr", "steps", "Cliquez sur « Paramètres »."),
    ("fr", "when", "Comptez deux jours ouvrés."),
    ("fr", "working_on_it", "Nous travaillons dessus."),
    ("fr", "works_for_me", "Chez moi, ça marche."),
    ("fr", "offer", "N'hésitez pas à revenir vers nous."),
    ("fr", "late", "Toutes nos excuses pour ce retard."),
    ("fr", "closed", "Je clôture ce ticket."),
    ("es", "thanks", "Gracias por escribirnos."),
    ("es", "apology", "Lamentamos lo ocurrido."),
    ("es", "ownership", "Ha sido un error nuestro."),
    ("es", "done", "Hemos cancelado el segundo cargo."),
    ("es", "steps", "Pulse en Ajustes."),
    ("es", "working_on_it", "Estamos trabajando en ello."),
    ("es", "works_for_me", "A mí me funciona."),
    ("es", "offer", "No dude en contactarnos."),
    ("es", "late", "Disculpe el retraso."),
    ("it", "thanks", "La ringrazio per la segnalazione."),
    ("it", "apology", "Ci scusiamo per il disagio."),
    ("it", "done", "Abbiamo annullato il secondo addebito."),
    ("it", "working_on_it", "Ci stiamo lavorando."),
    ("it", "works_for_me", "Da me funziona."),
    ("it", "offer", "Resto a disposizione."),
    ("it", "late", "Ci scusiamo per il ritardo."),
    ("pt", "thanks", "Obrigado pelo seu contato."),
    ("pt", "apology", "Pedimos desculpa pelo incómodo."),
    ("pt", "done", "Já cancelamos a segunda cobrança."),
    ("pt", "working_on_it", "Estamos a analisar o caso."),
    ("pt", "offer", "Qualquer dúvida, estou à disposição."),
    ("pt", "late", "Desculpe a demora."),
    ("nl", "thanks", "Bedankt voor uw bericht."),
    ("nl", "apology", "Onze excuses voor het ongemak."),
    ("nl", "done", "Ik heb de tweede afschrijving geannuleerd."),
    ("nl", "working_on_it", "We werken eraan."),
    ("nl", "works_for_me", "Bij ons werkt het."),
    ("nl", "offer", "Neem gerust contact op."),
    ("nl", "late", "Excuses voor de late reactie."),
    ("pl", "thanks", "Dziękujemy za wiadomość."),
    ("pl", "apology", "Przepraszamy za kłopot."),
    ("pl", "done", "Zwrot został zlecony."),
    ("pl", "working_on_it", "Pracujemy nad tym."),
    ("pl", "works_for_me", "U nas działa."),
    ("pl", "offer", "W razie pytań proszę pisać."),
    ("pl", "late", "Przepraszamy za opóźnienie."),
    ("sv", "thanks", "Tack för ditt meddelande."),
    ("sv", "apology", "Vi ber om ursäkt."),
    ("sv", "done", "Vi har återbetalat beloppet."),
    ("sv", "working_on_it", "Vi jobbar på det."),
    ("sv", "works_for_me", "Hos oss fungerar det."),
    ("sv", "offer", "Tveka inte att höra av dig."),
    ("sv", "late", "Ursäkta att svaret dröjde."),
    ("ja", "thanks", "お問い合わせいただきありがとうございます。"),
    ("ja", "apology", "ご迷惑をおかけして申し訳ございません。"),
    ("ja", "done", "返金の手続きをいたしました。"),
    ("ja", "working_on_it", "現在調査中です。"),
    ("ja", "works_for_me", "こちらの環境では正常に動作しております。"),
    ("ja", "offer", "ご不明な点がございましたらお知らせください。"),
    ("ja", "late", "返信が遅くなり申し訳ございません。"),
    ("zh", "thanks", "感谢您的来信。"),
    ("zh", "apology", "给您带来不便，非常抱歉。"),
    ("zh", "done", "我们已为您退款。"),
    ("zh", "working_on_it", "我们正在处理。"),
    ("zh", "works_for_me", "我们这边测试一切正常。"),
    ("zh", "offer", "如有疑问，请随时联系我们。"),
    ("zh", "late", "抱歉让您久等了。"),
]
NOT_HEARD = [
    ("en", "works_for_me", "The upgrade works at once."),
    ("en", "works_for_me", "Thursday works for me."),
    ("en", "closed", "Our office is closed on Sunday."),
    ("en", "closed", "The shop has been closed since May."),
    ("en", "blame", "You should have received an e-mail."),
    ("en", "working_on_it", "We are looking forward to your answer."),
    ("en", "by_design", "There is a feature for that."),
    ("en", "stiff", "Here you are."),
    ("en", "apology", "I have sorted it out."),
    ("en", "condition", "The upgrade works at once."),
    ("de", "works_for_me", "Der Wechsel funktioniert sofort."),
    ("de", "closed", "Am Sonntag ist geschlossen."),
    ("de", "blame", "Sie hätten uns gern anrufen dürfen."),
    ("de", "apology", "Ich leite es weiter."),
    ("fr", "works_for_me", "Le bouton fonctionne avec Firefox."),
    ("es", "works_for_me", "El botón funciona con Firefox."),
    ("nl", "closed", "Wij zijn zondag gesloten."),
]


def said(language: str, name: str, text: str) -> str:
    span = find(name, text, language)
    return "" if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("language", "name", "text"), HEARD, ids=[f"{one[0]}-{one[1]}-{n}" for n, one in enumerate(HEARD)]
)
def test_a_phrase_is_heard(language: str, name: str, text: str) -> None:
    assert said(language, name, text)


@pytest.mark.parametrize(("language", "name", "text"), NOT_HEARD, ids=[one[2] for one in NOT_HEARD])
def test_what_only_looks_like_a_phrase_is_not_heard(language: str, name: str, text: str) -> None:
    assert said(language, name, text) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_set_and_asks_for_every_kind_of_fact(language: str) -> None:
    english = manners_of("en")
    one = manners_of(language)
    assert (set(one.sets), set(one.facts)) == (set(english.sets), set(english.facts))
    assert all(name == "greeting" or pattern.pattern != "(?!)" for name, pattern in one.sets.items())


def test_every_data_file_is_a_language_that_is_read() -> None:
    files = resources.files("harness.manners").joinpath("words").iterdir()
    assert {one.name.removesuffix(".json") for one in files} == set(LANGUAGES)


def test_a_language_without_a_file_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        manners_of("tlh")


def test_an_entry_without_patterns_of_its_own_reads_like_the_language() -> None:
    raw = json.loads(resources.files("harness.manners").joinpath("words", "en.json").read_text("utf-8"))
    assert "thank you" in raw["thanks"]


def test_a_space_is_any_white_space_and_an_apostrophe_is_either_kind() -> None:
    assert said("en", "thanks", "Thank\nyou!") == "Thank\nyou"
    assert said("en", "apology", "I’m sorry")


def test_every_language_is_searched_before_a_text_is_said_to_lack_something() -> None:
    assert find("thanks", "Merci !", "en") is None
    assert find_anywhere("thanks", "Merci !", "en") == Span(start=0, end=5)
    assert find_anywhere("thanks", "Zwölf.", "en") is None


def test_sentences_end_at_marks_and_lines_and_keep_their_place() -> None:
    text = "Dear Jane,\n\nIt costs 3.50 francs. Is that all right? Yes"
    assert [text[one.start : one.end] for one in sentences(text)] == [
        "Dear Jane,",
        "It costs 3.50 francs.",
        "Is that all right?",
        "Yes",
    ]


def test_the_sentence_around_a_phrase_is_found() -> None:
    text = "Hello. It works. Bye."
    span = sentence_at(text, Span(start=10, end=15))
    assert text[span.start : span.end] == "It works."


@pytest.mark.parametrize(
    "text", ["\n" * 5000, " " * 5000, "\n\t " * 1700, "-" * 5000], ids=["lines", "blanks", "tabs", "dashes"]
)
def test_a_hostile_text_is_searched_without_trying_every_way_to_cut_it(text: str) -> None:
    assert [name for name in manners_of("en").sets if find_anywhere(name, text, "en") is not None] == []
