"""placement, format_kept, silence_kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.domain.evidence import WatchEnded
from harness.domain.message import MailKind
from harness.domain.promise import Span
from harness.domain.scenario import AttachedFile, Persona
from harness.domain.verdict import Verdict
from tests.checks.stories import (
    CLOSE,
    EXPECT_ACKNOWLEDGEMENT,
    EXPECT_NOTHING,
    EXPECT_REPLY,
    HOUR,
    MINUTE,
    PLACE,
    SEND,
    SENT,
    Story,
    attachment,
    story,
)

PDF = AttachedFile(name="receipt.pdf", media_type="application/pdf", sha256="aa", size=1000)
QUIET = (SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_NOTHING)


def asked(subject: str = "Charged twice", message: str = "Hello.", **changes: object) -> Story:
    """An enquiry in these words, on its way."""
    return story((replace(SEND, subject=subject, message=message, attach=(PDF,)), EXPECT_REPLY), **changes).says()


# --- placement -------------------------------------------------------------------------------------------------------


def test_mails_in_the_inbox_pass() -> None:
    assert story().says().acknowledged().verdict("placement", HOUR) is Verdict.PASSED


@pytest.mark.parametrize(("placement", "folder"), [("junk", "Bulk Mail"), ("promotions", "Promotions")])
def test_a_mail_elsewhere_fails_and_names_the_folder(placement: str, folder: str) -> None:
    told = story().says().acknowledged().answered(placement=placement, folder=folder)
    found = told.finding("placement", 4 * HOUR)
    assert (found.verdict, found.sentence) == (Verdict.FAILED, f"1 of 2 mails landed in “{folder}”.")


def test_no_mail_has_no_place() -> None:
    assert story().says().verdict("placement", HOUR) is Verdict.NOT_APPLICABLE


# --- format_kept -----------------------------------------------------------------------------------------------------


def test_letters_that_come_back_unharmed_pass() -> None:
    told = asked(message="Die Rückzahlung fehlt.").answered(new_text="Ihre Rückzahlung kommt.")
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.PASSED


@pytest.mark.parametrize("damaged", ["RÃ¼ckzahlung", "R?ckzahlung", "R\ufffdckzahlung"])
def test_damaged_letters_are_quoted(damaged: str) -> None:
    told = asked(message="Die Rückzahlung fehlt.").answered(new_text=f"Ihre {damaged} kommt.")
    found = told.finding("format_kept", 4 * HOUR)
    assert (found.verdict, found.cites[0].quote) == (Verdict.FAILED, damaged)


def test_the_customers_damaged_name_is_found() -> None:
    told = asked(persona=Persona(first_name="Zoë", last_name="Müller")).answered(new_text="Dear ZoÃ« MÃ¼ller,")
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.FAILED


@pytest.mark.parametrize("text", ["We donâ€™t know.", "50 Â£", "Fertig ðŸ™‚", "gar\ufffdon", "Ã–ffnungszeiten"])
def test_characters_no_encoding_explains_are_damage_in_any_mail(text: str) -> None:
    assert asked().answered(new_text=text).verdict("format_kept", 4 * HOUR) is Verdict.FAILED


@pytest.mark.parametrize("text", ["déjà\u00a0»", "NÃO", "IRMÃ é", "à « demain »", "Âge", "à la carte?", "ÅÄÖ Ãâ"])
def test_letters_of_other_languages_are_no_damage(text: str) -> None:
    assert asked().answered(new_text=text).verdict("format_kept", 4 * HOUR) is Verdict.NOT_APPLICABLE


def test_a_question_mark_after_a_word_of_ours_is_no_damage() -> None:
    told = asked(message="About the refund… and the café’s bill").answered(
        new_text="Do you mean the refund? Or the caf?"
    )
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.NOT_APPLICABLE


def test_damage_that_our_own_words_hold_is_ours() -> None:
    told = asked(message="Your mail says “GrÃ¼sse”.").answered(new_text="You wrote GrÃ¼sse.")
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.PASSED


LONG_SUBJECT = "A rather long subject that goes on and on so that every mail program has to fold it twice"


def test_a_long_subject_that_comes_back_whole_passes_however_it_was_folded() -> None:
    told = asked(subject=LONG_SUBJECT).answered(subject="Re: " + LONG_SUBJECT.replace(" every", "  every"))
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.PASSED


def test_a_long_subject_cut_short_fails() -> None:
    told = asked(subject=LONG_SUBJECT).answered(subject="Re: " + LONG_SUBJECT[:50])
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.FAILED


def test_a_subject_that_lost_its_emoji_fails() -> None:
    told = asked(subject="Charged twice 🙂 today").answered(subject="Re: Charged twice  today")
    assert told.verdict("format_kept", 4 * HOUR) is Verdict.FAILED


def test_another_subject_repeats_nothing() -> None:
    assert asked(subject=LONG_SUBJECT).answered(subject="Your refund").verdict("format_kept", 4 * HOUR) is (
        Verdict.NOT_APPLICABLE
    )


@pytest.mark.parametrize(("sha256", "verdict"), [("aa", Verdict.PASSED), ("bb", Verdict.FAILED)])
def test_a_file_sent_back_is_compared_byte_for_byte(sha256: str, verdict: Verdict) -> None:
    told = asked().answered(attachments=(attachment("receipt.pdf", sha256), attachment("logo.png", "cc")))
    assert told.verdict("format_kept", 4 * HOUR) is verdict


def test_damage_in_a_later_mail_outweighs_an_unharmed_one() -> None:
    told = asked(message="Die Rückzahlung fehlt.").acknowledged(new_text="Rückzahlung", promises=())
    assert told.answered(new_text="RÃ¼ckzahlung").verdict("format_kept", 4 * HOUR) is Verdict.FAILED


def test_a_silent_desk_repeats_nothing() -> None:
    assert asked().verdict("format_kept", HOUR) is Verdict.NOT_APPLICABLE


# --- silence_kept ----------------------------------------------------------------------------------------------------


def test_a_scenario_without_silence_is_not_asked() -> None:
    assert story().says().verdict("silence_kept", HOUR) is Verdict.NOT_APPLICABLE


def test_what_was_waited_for_before_does_not_break_the_silence() -> None:
    assert story(QUIET).says().acknowledged(MINUTE).verdict("silence_kept", 2 * HOUR) is Verdict.PASSED


def test_a_mail_in_the_silence_is_cited() -> None:
    found = story(QUIET).says().acknowledged().answered(30 * MINUTE, subject="Hi").finding("silence_kept", 2 * HOUR)
    assert (found.verdict, found.cites[0].quote, found.place) == (Verdict.FAILED, "Hi", PLACE)


def test_a_mail_after_the_silence_is_welcome() -> None:
    assert story(QUIET).says().acknowledged().answered(3 * HOUR).verdict("silence_kept", 4 * HOUR) is Verdict.PASSED


def test_silence_is_waited_for() -> None:
    assert story(QUIET).says().acknowledged().verdict("silence_kept", 30 * MINUTE) is Verdict.WAITING


def test_a_silence_that_has_not_begun_is_waited_for() -> None:
    assert story(QUIET).says().verdict("silence_kept", 2 * HOUR) is Verdict.WAITING


def test_a_silence_that_never_began_is_no_matter() -> None:
    told = story(QUIET).says().ends(2 * HOUR, "horizon")
    assert told.verdict("silence_kept", 2 * HOUR) is Verdict.NOT_APPLICABLE


def test_a_deaf_mailbox_hears_no_silence() -> None:
    assert story((SEND, EXPECT_NOTHING)).says().deaf().verdict("silence_kept", 2 * HOUR) is Verdict.INCONCLUSIVE


def test_each_silence_has_its_own_length() -> None:
    short = replace(EXPECT_NOTHING, within=Span(text="10 minutes", calendar_seconds=600.0))
    told = story((SEND, short, CLOSE, EXPECT_NOTHING)).says().says(20 * MINUTE).gets(30 * MINUTE, kind=MailKind.SURVEY)
    assert told.verdict("silence_kept", 2 * HOUR) is Verdict.FAILED


# --- what we know until when -----------------------------------------------------------------------------------------


def test_what_nobody_has_looked_for_is_no_silence() -> None:
    from harness.judge import judge

    told = story().says().acknowledged().notes(WatchEnded(at=SENT + HOUR, mailbox="gmail"))
    assert judge(told.case(1000 * HOUR)).verdict is Verdict.WAITING
