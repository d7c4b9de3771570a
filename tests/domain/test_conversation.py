"""The conversation as a fold over evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from harness.domain.conversation import Conversation, OurState, fold
from harness.domain.evidence import (
    AgentAnswered,
    ConversationEvidence,
    EffectFailed,
    Ended,
    Entry,
    FormAnswered,
    Intended,
    MailRefused,
    MailSent,
    RealIdLearned,
    WaitEnded,
)
from harness.domain.form import FormOutcome, OutcomeKind
from harness.domain.message import Address, Reading
from tests.checks.stories import HOUR, MINUTE, SENT, story

INTENDED = Intended(
    at=SENT, step=0, effect="mail", lease_until=SENT + 10 * MINUTE, message_id="<one@ours>", text="Hello"
)
SENT_MAIL = MailSent(at=SENT + MINUTE, step=0, message_id="<one@ours>", answer="250 queued")


def folded(*evidence: ConversationEvidence, readings: dict[str, Reading] | None = None) -> Conversation:
    entries = [Entry(stream="c", seq=n, evidence=one) for n, one in enumerate(evidence, 1)]
    return fold(entries, readings or {})


def test_nothing_folds_to_an_empty_conversation() -> None:
    empty = folded()
    assert (empty.turns, empty.opening, empty.open_intent, empty.ended, empty.last_seq) == ((), None, None, None, 0)


def test_an_intent_without_an_outcome_is_open() -> None:
    conversation = folded(INTENDED)
    assert conversation.open_intent is not None
    assert conversation.open_intent.lease_until == SENT + 10 * MINUTE


def test_a_sent_mail_carries_the_time_the_server_took_it() -> None:
    turn = folded(INTENDED, SENT_MAIL).ours[0]
    assert (turn.state, turn.at, turn.answer, turn.text) == (OurState.SENT, SENT + MINUTE, "250 queued", "Hello")


def test_a_repeated_intent_takes_the_place_of_the_open_one() -> None:
    conversation = folded(INTENDED, replace(INTENDED, at=SENT + HOUR), replace(SENT_MAIL, at=SENT + HOUR))
    assert [(turn.seq, turn.state) for turn in conversation.ours] == [(2, OurState.SENT)]


def test_a_sent_turn_is_never_replaced() -> None:
    conversation = folded(INTENDED, SENT_MAIL, INTENDED)
    assert [turn.state for turn in conversation.ours] == [OurState.SENT, OurState.INTENDED]


def test_the_id_a_provider_put_in_place_of_ours_is_ours_too() -> None:
    learned = RealIdLearned(at=SENT, step=0, message_id="<real@outlook>")
    conversation = folded(INTENDED, SENT_MAIL, learned, learned)
    assert conversation.ours[0].message_ids == ("<one@ours>", "<real@outlook>")
    assert conversation.known_ids() == {"<one@ours>", "<real@outlook>"}


def test_a_refused_mail_keeps_code_and_answer() -> None:
    turn = folded(INTENDED, MailRefused(at=SENT, step=0, code=554, answer="no")).ours[0]
    assert (turn.state, turn.code, turn.answer) == (OurState.REFUSED, 554, "no")


def test_a_failed_effect_keeps_its_fault() -> None:
    fault = EffectFailed(at=SENT, step=0, wanted="Sending", got="no network")
    turn = folded(INTENDED, fault).ours[0]
    assert (turn.state, turn.fault) == (OurState.FAILED, fault)


def test_a_fault_before_any_intent_is_a_turn_of_its_own() -> None:
    conversation = folded(EffectFailed(at=SENT, step=0, wanted="Opening a browser", got="none found"))
    assert [turn.state for turn in conversation.ours] == [OurState.FAILED]


def test_an_outcome_of_nothing_is_ignored() -> None:
    assert folded(SENT_MAIL).turns == ()


def test_a_form_counts_from_the_click() -> None:
    outcome = FormOutcome(kind=OutcomeKind.ACCEPTED, clicked_at=SENT + MINUTE)
    intended = replace(INTENDED, effect="form", message_id="")
    turn = folded(intended, FormAnswered(at=SENT + HOUR, step=0, outcome=outcome)).ours[0]
    assert (turn.at, turn.form, turn.message_ids) == (SENT + MINUTE, outcome, ())


def test_a_form_that_was_left_alone_is_a_turn_without_an_intent() -> None:
    outcome = FormOutcome(kind=OutcomeKind.UNSURE)
    turn = folded(FormAnswered(at=SENT + HOUR, step=0, outcome=outcome)).ours[0]
    assert (turn.at, turn.effect) == (SENT + HOUR, "form")


def test_waits_and_agents_answers_are_steps_that_are_over() -> None:
    conversation = folded(WaitEnded(at=SENT, step=2), AgentAnswered(at=SENT + MINUTE, step=3))
    assert conversation.steps_over == {2: SENT, 3: SENT + MINUTE}


def test_the_end_is_kept_and_every_entry_counted() -> None:
    conversation = folded(INTENDED, SENT_MAIL, Ended(at=SENT + HOUR, reason="done"))
    assert (conversation.ended, conversation.last_seq) == (Ended(at=SENT + HOUR, reason="done"), 3)


def test_the_latest_turn_of_a_step_is_the_one_that_counts() -> None:
    conversation = folded(INTENDED, SENT_MAIL, replace(INTENDED, step=2))
    assert conversation.our_turn(2) is not None
    assert conversation.our_turn(1) is None


def test_a_mail_delivered_twice_is_one_turn() -> None:
    told = story().says().acknowledged()
    twice = replace(told, evidence=(*told.evidence, replace(told.evidence[-1], at=SENT + HOUR)))
    assert len(twice.case(HOUR).conversation.theirs) == 1


def test_two_mails_with_one_id_are_two_when_they_say_different_things() -> None:
    told = story().says().acknowledged(message_id="<ours-0@gmail.test>").answered(message_id="<ours-0@gmail.test>")
    assert len(told.case(HOUR).conversation.theirs) == 2


def test_mails_without_an_id_are_never_taken_for_one() -> None:
    told = story().says().gets(MINUTE, message_id="", claimed_at=None).gets(2 * MINUTE, message_id="", claimed_at=None)
    assert len(told.case(HOUR).conversation.theirs) == 2


def test_their_turn_knows_when_it_was_seen() -> None:
    turn = story().says().answered(HOUR).case(2 * HOUR).conversation.theirs[0]
    assert (turn.seen_at, turn.is_human) == (SENT + HOUR, True)


def test_folding_twice_gives_the_same() -> None:
    evidence = (INTENDED, SENT_MAIL, Ended(at=SENT + timedelta(days=1), reason="done"))
    assert folded(*evidence) == folded(*evidence)


def test_a_reading_needs_only_a_sender() -> None:
    assert Reading(sender=Address(address="a@b.c")).new_text_sure
