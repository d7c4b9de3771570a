"""The finder on hand-made scans: no browser."""

from __future__ import annotations

import pytest

from harness.channels.form.steps import plan_step
from harness.domain.form import FieldOverride, FormOverrides, PlanVerdict, Role
from tests.forms.scans import area, box, button, choice, labels, line, plan, roles, scan, unseen

EMAIL = line("E-mail", type="email")


def test_the_evidence_is_asked_in_order_and_the_reason_is_told() -> None:
    found = plan(
        scan(
            line("Whom to answer", autocomplete="section-a email"),
            line("Your telephone", type="tel"),
            line("Your name", placeholder="Subject"),
            line(placeholder="What is it about?"),
            line(before="Order number"),
            line(name="company_url"),
            area(),
            button(),
        )
    )

    assert roles(found) == ["email", "phone", "name", "subject", "order", "unknown", "message"]
    assert [control.reasons[0] for control in found.controls[:5]] == [
        "autocomplete=email",
        "type=tel",
        "label 'Your name'",
        "placeholder 'What is it about?'",
        "text in front 'Order number'",
    ]


def test_a_user_s_override_comes_before_everything() -> None:
    found = plan(
        scan(line("Ref.", type="email", matches=[]), EMAIL, area(), button()),
        fields={"order": FieldOverride(label="ref.", value="7")},
    )

    assert (found.controls[0].role, found.controls[0].value) == (Role.ORDER, "7")


def test_what_nobody_sees_is_a_trap_and_stays_out_of_the_plan() -> None:
    found = plan(scan(unseen(line("E-mail", name="email")), line("E-mail"), area(), button()))

    assert (roles(found), found.traps) == (["email", "message"], ("#c0",))


def test_a_field_that_asks_to_be_left_empty_is_a_trap() -> None:
    found = plan(scan(line("Leave this field empty"), EMAIL, area(), button()))

    assert (roles(found), found.traps) == (["email", "message"], ("#c0",))


def test_two_forms_alike_are_a_tie_and_the_override_that_settles_it_is_told() -> None:
    page = scan(EMAIL, area(), button(), *({**row, "form": 1} for row in (EMAIL, area(), button())))

    found = plan(page)

    assert found.verdict is PlanVerdict.UNSURE
    assert "`form: 'form:nth-of-type(1)'` or `form: 'form:nth-of-type(2)'`" in found.why


def test_the_form_that_the_user_names_wins_a_tie() -> None:
    rows = (EMAIL, area(), button(), *({**row, "form": 1} for row in (EMAIL, area(), button())))

    found = plan(scan(*rows, form1={"matches": ["#second"]}), form="#second")

    assert (found.verdict, found.form) == (PlanVerdict.READY, 1)


def test_a_required_control_that_is_not_understood_makes_the_plan_unsure() -> None:
    found = plan(scan(EMAIL, line("Licence key", required=True), area(), button()))

    assert (found.verdict, found.required_unknown) == (PlanVerdict.UNSURE, ("Licence key",))


def test_a_required_control_with_a_value_from_the_user_is_settled() -> None:
    found = plan(
        scan(EMAIL, line("Licence key", required=True), area(), button()),
        fields={"licence": FieldOverride(label="Licence key", value="X-1")},
    )

    assert found.verdict is PlanVerdict.READY


def test_a_doubtful_message_makes_the_plan_unsure() -> None:
    found = plan(scan(EMAIL, area("Delivery address"), button()))

    assert (found.verdict, "message" in found.why) == (PlanVerdict.UNSURE, True)


@pytest.mark.parametrize(
    ("heading", "submit"),
    [("Leave a reply", "Post comment"), ("Checkout", "Place order"), ("Blue mug", "Submit review")],
)
def test_forms_for_something_else_are_left_alone(heading: str, submit: str) -> None:
    found = plan(scan(line("Name"), EMAIL, area("Your review"), button(submit), form0={"heading": heading}))

    assert found.verdict is PlanVerdict.NO_FORM


def test_a_form_with_a_password_is_for_an_account() -> None:
    found = plan(scan(EMAIL, area(), line("Password", type="password"), button("Register")))

    assert found.verdict is PlanVerdict.NO_FORM


def test_a_page_with_only_a_login_says_so_and_names_the_other_ways() -> None:
    page = scan(EMAIL, line("Password", type="password"), button("Sign in"), password=True, links=["mailto:a@b.test"])

    found = plan(page)

    assert (found.verdict, found.contacts) == (PlanVerdict.LOGIN, ("mailto:a@b.test",))


def test_a_sum_to_solve_is_a_captcha_and_a_telephone_number_is_not() -> None:
    asked = plan(scan(EMAIL, area(), line("What is 3 + 4?", required=True), button()))
    shown = plan(scan(EMAIL, line("Telephone", placeholder="123-456-7890"), area(), button()))

    assert (asked.verdict, shown.verdict) == (PlanVerdict.CAPTCHA, PlanVerdict.READY)


def test_a_captcha_of_another_form_does_not_stand_in_the_way() -> None:
    rows = (EMAIL, area(), button(), line("E-mail", form=1), button("Subscribe", form=1))

    beside = plan(scan(*rows, walls=[{"form": 1, "kind": "h-captcha"}]))
    before = plan(scan(*rows, walls=[{"form": 0, "kind": "h-captcha"}]))

    assert (beside.verdict, before.verdict) == (PlanVerdict.READY, PlanVerdict.CAPTCHA)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Name", "Last name", ["first_name", "last_name"]),
        ("Nome", "Cognome", ["first_name", "last_name"]),
        ("Name", "Vorname", ["last_name", "first_name"]),
        ("Nom", "Prénom", ["last_name", "first_name"]),
        ("Full name", "Last name", ["name", "last_name"]),
    ],
)
def test_a_name_beside_another_name_is_the_missing_half(first: str, second: str, expected: list[str]) -> None:
    assert roles(plan(scan(line(first), line(second), EMAIL, area(), button(), lang="")))[:2] == expected


def test_a_second_address_field_confirms_the_first() -> None:
    found = plan(scan(EMAIL, line("E-mail again", type="email"), area(), button()))

    assert roles(found) == ["email", "confirm_email", "message"]


def test_a_lone_address_to_confirm_to_is_the_address() -> None:
    assert roles(plan(scan(line("Email confirmation to", type="email"), area(), button())))[0] == "email"


def test_the_text_area_that_speaks_of_the_request_is_the_message() -> None:
    found = plan(scan(EMAIL, area("Expected result"), area("Steps to reproduce"), button()))

    assert labels(found, Role.MESSAGE) == ["Steps to reproduce"]


def test_consent_is_told_from_advertising_and_a_box_with_both_is_neither() -> None:
    found = plan(
        scan(
            EMAIL,
            area(),
            box("I accept the privacy policy", required=True),
            box("Send me your newsletter"),
            box("I agree to the terms and to receive the newsletter", required=True),
            button(),
        )
    )

    assert roles(found)[2:] == ["consent", "newsletter_optin", "unknown"]
    assert found.verdict is PlanVerdict.UNSURE


def test_a_choice_of_country_is_no_category() -> None:
    found = plan(scan(EMAIL, choice("Country", "A", "B"), choice("Department", "A", "B"), area(), button()))

    assert labels(found, Role.CATEGORY) == ["Department"]


def test_the_button_that_says_send_is_chosen_before_preview_and_search() -> None:
    found = plan(scan(button("Search"), EMAIL, area(), button("Preview"), button("Send message"), button("Cancel")))

    assert found.submit == "#c4"


def test_fields_without_a_form_are_held_together_by_the_box_around_them() -> None:
    rows = [
        {**line("Search", form=-1), "path": [0, 1, 2]},
        {**line("E-mail", form=-1), "path": [0, 1, 3, 4]},
        {**area(form=-1), "path": [0, 1, 3, 5]},
        {**button(form=-1), "path": [0, 1, 3, 6]},
        {**button("Send newsletter", form=-1), "path": [0, 1, 7, 8]},
    ]

    found = plan(scan(*rows))

    assert (roles(found), found.submit, found.form_selector) == (["email", "message"], "#c3", "")


def test_fields_of_a_later_page_belong_to_the_plan() -> None:
    later = {**unseen(area(), "display"), "later": True}
    page = scan(EMAIL, button("Next", type="button"), later, {**unseen(button(), "display"), "later": True})

    found = plan(page)

    assert (roles(found), found.next, found.submit) == (["email", "message"], "#c1", "#c3")
    assert found.controls[1].reasons[-1] == "on a later step"


def test_an_editor_in_a_frame_is_the_message_of_the_form_around_it() -> None:
    page = scan(EMAIL, unseen(area("Description"), "display"), button())
    editor = scan({**line(), "tag": "body", "type": "editable", "form": -1}, name="#editor")

    found = plan(page, editor)

    message = found.control(Role.MESSAGE)
    assert message is not None
    assert (message.frame, found.verdict) == ("#editor", PlanVerdict.READY)


def test_an_address_and_continue_alone_is_a_login_not_a_first_page() -> None:
    page = scan(EMAIL, button("Continue"), title="Sign in")

    assert plan_step("https://acme.test/", [page], FormOverrides()) is None


def test_a_choice_on_a_contact_page_is_a_first_page() -> None:
    page = scan(choice("Topic", "Orders", "Other"), button("Continue"), title="Contact us")

    found = plan_step("https://acme.test/", [page], FormOverrides())

    assert found is not None
    assert (found.partial, found.next) == (True, "#c1")
