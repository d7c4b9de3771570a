"""Small promises of the frozen values: secrets stay secret, errors speak in three parts, probes know their row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.domain.errors import (
    CannotMeasure,
    HarnessFault,
    Mistake,
    ProviderUnreachable,
    ScenarioMistakes,
    UsageError,
)
from harness.domain.form import Control, FormOutcome, FormPlan, OutcomeKind, PlanVerdict, Role
from harness.domain.promise import Promises, Span
from harness.domain.scenario import DeskAddress, DeskForm, Expect, Expected, Persona, Place, Secret
from harness.domain.wording import count, spell, spell_opening
from tests.checks.stories import BY_FORM, PLACE, SENT, probe

FAST = Promises(first_reply=Span(text="2 hours", calendar_seconds=7200.0))


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "hunter2"


def test_equal_secrets_are_equal_and_nothing_else_is() -> None:
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


def test_a_fault_says_what_was_wanted_what_was_got_and_what_to_do() -> None:
    assert str(HarnessFault("Sending", "no connection", "Try later.")) == "Sending: no connection. Try later."
    assert str(HarnessFault("Sending", "no connection")) == "Sending: no connection."


def test_faults_know_their_exit_code_and_whether_trying_again_may_help() -> None:
    assert (UsageError("a", "b").exit_code, CannotMeasure("a", "b").exit_code) == (2, 3)
    assert (CannotMeasure("a", "b").permanent, ProviderUnreachable("a", "b").permanent) == (True, False)


def test_all_mistakes_are_told_at_once_each_with_its_place() -> None:
    one = Mistake(file="a.yaml", line=3, column=5, what="unknown key 'sumbit'", hint="Did you mean 'submit'?")
    two = Mistake(file="b.yaml", line=1, column=1, what="no steps")
    told = str(ScenarioMistakes((one, two)))
    assert told == "a.yaml:3:5: unknown key 'sumbit'. Did you mean 'submit'?\nb.yaml:1:1: no steps."
    assert ScenarioMistakes((one, two)).got == "2 mistakes"


def test_a_place_reads_as_file_and_line() -> None:
    assert str(Place(file="a.yaml", line=3)) == "a.yaml:3"


def test_a_probe_of_several_addresses_has_a_row_for_each() -> None:
    planned = probe(variant="sales")
    assert (planned.row, planned.title) == ("story:sales", "A customer was charged twice (sales)")
    assert (probe().row, probe().title) == ("story", "A customer was charged twice")


def test_the_promises_of_the_address_or_form_stand_in_place_of_the_desks() -> None:
    mail, form = probe(), probe(BY_FORM)
    address = DeskAddress(key="support", address="support@acme.example", promises=FAST)
    contact = replace(form.desk.forms["contact"], promises=FAST)
    assert isinstance(contact, DeskForm)
    mail = replace(mail, desk=replace(mail.desk, addresses={"support": address}))
    form = replace(form, desk=replace(form.desk, forms={"contact": contact}))
    assert [str(one.promises.first_reply) for one in (mail, form)] == ["2 hours", "2 hours"]
    assert str(mail.promises.acknowledgement) == "5 minutes"


def test_a_probe_without_an_enquiry_has_the_desks_promises() -> None:
    assert probe((Expect(place=PLACE, what=Expected.NOTHING),)).promises == probe().desk.promises


def test_a_persona_without_a_last_name_has_a_name() -> None:
    assert Persona(first_name="Jane", last_name="").name == "Jane"


@pytest.mark.parametrize(
    ("kind", "clicked", "may"),
    [
        (OutcomeKind.ACCEPTED, False, True),
        (OutcomeKind.NEEDS_CONFIRMATION, True, True),
        (OutcomeKind.SILENT, True, True),
        (OutcomeKind.TIMEOUT, True, True),
        (OutcomeKind.TIMEOUT, False, False),
        (OutcomeKind.HTTP_ERROR, True, False),
        (OutcomeKind.REFUSED, True, False),
        (OutcomeKind.UNSURE, False, False),
    ],
)
def test_a_form_may_have_arrived_when_it_was_accepted_or_clicked_into_silence(
    kind: OutcomeKind, clicked: bool, may: bool
) -> None:
    assert FormOutcome(kind=kind, clicked_at=SENT if clicked else None).may_have_arrived is may


def test_a_plan_finds_its_control_by_role() -> None:
    email = Control(role=Role.EMAIL, selector="#mail")
    plan = FormPlan(url="https://acme.example", verdict=PlanVerdict.READY, controls=(email,))
    assert (plan.control(Role.EMAIL), plan.control(Role.PHONE)) == (email, None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45, "45 s"),
        (59.6, "1 min"),
        (90, "1 min 30 s"),
        (60, "1 min"),
        (725, "12 min"),
        (7200, "2 h"),
        (12000, "3 h 20 min"),
        (86400, "1 d"),
        (187200, "2 d 4 h"),
        (-45, "45 s"),
    ],
)
def test_spans_are_spelled_in_two_units_at_most(seconds: float, words: str) -> None:
    assert spell(seconds) == words


def test_opening_time_is_never_told_in_days() -> None:
    assert [spell_opening(seconds) for seconds in (2700, 23 * 3600, 27 * 3600)] == ["45 min", "23 h", "27 h"]


def test_things_are_counted_in_words() -> None:
    assert [count(1, "mail"), count(2, "mail"), count(0, "reply", "replies")] == ["1 mail", "2 mails", "0 replies"]
