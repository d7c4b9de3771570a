"""Every word list has the shape that a translator finds described, and each of its phrases is one the reader can use."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness.reading.durations import find_durations
from harness.reading.words import LANGUAGES, PHRASE_SETS, SINGLE_PHRASES, UNITS, of_all_languages, words_of

FOLDER = Path("harness/reading/words")
NEEDED = (
    "received",
    "human",
    "out_of_office",
    "answer",
    "elsewhere",
    "never",
    "vague",
    "closing",
    "from_label",
    "wrote",
)
OTHERS = ("language", "spaces", "numbers", "fixed", "parts")


def test_the_languages_that_desks_are_met_in_most_have_a_list() -> None:
    assert {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja", "zh"} <= set(LANGUAGES)
    assert len(LANGUAGES) >= 22


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_holds_nothing_but_what_is_known_and_all_that_is_needed(language: str) -> None:
    lists = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))

    assert set(lists) <= {*PHRASE_SETS, *SINGLE_PHRASES, *OTHERS}
    assert set(NEEDED) <= set(lists)
    assert set(UNITS) <= set(lists)
    assert all(isinstance(lists[name], list) for name in PHRASE_SETS if name in lists)
    assert all(isinstance(lists[name], str) for name in SINGLE_PHRASES if name in lists)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_an_expression_that_does_not_match_nothing_at_all(language: str) -> None:
    words = words_of(language)

    for name in (*PHRASE_SETS, *SINGLE_PHRASES):
        assert words.find(name).match("") is None, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_months_are_complete_and_fixed_times_are_iso_durations(language: str) -> None:
    lists = words_of(language).lists

    assert len(lists.get("weekdays", [])) in (0, 7)
    assert len(lists.get("months", [])) in (0, 12)
    for _, iso, calendar in lists.get("fixed", []):
        assert re.fullmatch(r"P(T\d+[MH]|\d+[DWM])", iso)
        assert calendar in ("business", "calendar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_word_of_a_language_is_read_as_its_number(language: str) -> None:
    words = words_of(language)
    hours = {
        "da": "timer", "no": "timer", "sv": "timmar", "de": "Stunden", "nl": "uur", "en": "hours", "fr": "heures", "es": "horas",
        "pt": "horas", "it": "ore", "pl": "godzin", "cs": "hodin", "fi": "tuntia", "hu": "óra", "ro": "ore", "el": "ώρες",
        "ru": "часов", "uk": "годин", "tr": "saat", "ar": "ساعة", "ja": "時間", "zh": "小时", "ko": "시간",
    }  # fmt: skip

    (found,) = find_durations(words, f"xx 36 {hours[language]}" if words.spaced else f"36{hours[language]}")

    assert found.iso == "PT36H"


def test_marks_of_all_languages_are_looked_for_together() -> None:
    pattern = re.compile(of_all_languages("original"), re.IGNORECASE)

    assert pattern.search("Ursprüngliche Nachricht")
    assert pattern.search("Mensaje original")


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(KeyError):
        words_of("tlh")
