"""How good an answer is: each rule of the seeds with an answer that keeps it, one that breaks it, and one to leave alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from harness.checks.quality import QUALITY
from harness.domain.message import Attachment, MailKind, PromiseWhat, StatedPromise
from harness.domain.scenario import CustomerSettings, Purpose, Question, Send, Severity, Tone
from harness.domain.verdict import Finding, Layer, Verdict
from tests.checks.stories import ANSWER, CLOSE, DAY, EXPECT_REPLY, HOUR, LONG, PLACE, PLAIN, WITHIN_A_DAY, Story, story

OVER = 8 * HOUR
PASSED, FAILED, NOT_JUDGED = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED
NOT_APPLICABLE, WAITING = Verdict.NOT_APPLICABLE, Verdict.WAITING
GREETING = "Dear Jane,\n\nthank you for your message. "


def told(text: str, *, message: str = "When do I get the money back?", language: str = "en", **changes: Any) -> Story:
    """A customer asks, a person answers with this text, and the conversation ends."""
    says = {
        key: changes.pop(key) for key in ("agent", "attachments", "promises", "kind", "new_text_sure") if key in changes
    }
    send = Send(place=PLACE, to="support", subject="Charged twice", message=message)
    begun = story((send, *PLAIN[1:]), **changes).says().acknowledged()
    return begun.answered(3 * HOUR, new_text=text, language=language, **says).says(4 * HOUR).ends(4 * HOUR)


def found(key: str, text: str, **changes: Any) -> Finding:
    return told(text, **changes).finding(key, OVER)


PROBLEM: dict[str, Any] = {"purpose": Purpose.PROBLEM}
BUG: dict[str, Any] = {"purpose": Purpose.BUG}
KNOWN: dict[str, Any] = {"purpose": Purpose.KNOWN_BUG}
HOW_TO: dict[str, Any] = {"purpose": Purpose.HOW_TO}
UNCLEAR: dict[str, Any] = {"purpose": Purpose.AMBIGUOUS}
ORDER: dict[str, Any] = {"facts": {"order": "123456"}, "message": "Charged twice for order 123456."}
COLOUR: dict[str, Any] = {"facts": {"colour": "green"}, "message": "My green lamp does not light."}
TRIED: dict[str, Any] = {"tried": ("reinstalled the app",), "message": "It crashes. I already reinstalled the app."}
REFUND: dict[str, Any] = {"questions": (Question(ask="When do I get it?", answered_by=("five days", "refund")),)}

CASES: list[tuple[str, str, dict[str, Any], Verdict]] = [
    ("thanks", "Dear Jane, thank you for writing. You get it today.", {}, PASSED),
    ("thanks", "Dear Jane, you get the money back with the next bill.", {}, FAILED),
    (
        "thanks",
        "Guten Tag Jane, vielen Dank für die Nachricht, das Geld kommt mit der Post.",
        {"language": "de"},
        PASSED,
    ),
    ("apologises", "We are sorry that this happened to you.", PROBLEM, PASSED),
    ("apologises", "The second charge has been cancelled, and you will see it on your bill.", PROBLEM, FAILED),
    ("apologises", "The charge was entirely our mistake, and it is gone.", PROBLEM, NOT_JUDGED),
    ("thanks", "Dear Jane, well spotted. You get the money back with the next bill.", {}, NOT_JUDGED),
    ("personal", "Pani Kasiu, to jest dla pani i na pewno jest dobre.", {"language": "pl"}, NOT_APPLICABLE),
    ("apologises", "No need to apologise, the second charge is gone with the next bill.", PROBLEM, FAILED),
    ("apologises", "The parcel comes with the next van of the post.", {"purpose": Purpose.QUESTION}, NOT_APPLICABLE),
    ("apologises", "The parcel comes with the next van of the post.", {}, NOT_APPLICABLE),
    ("owns_it", "This was our mistake.", PROBLEM, PASSED),
    ("owns_it", "It is your own fault.", {}, FAILED),
    ("owns_it", "The charge has been cancelled, and the money is on the way to you.", PROBLEM, NOT_JUDGED),
    ("owns_it", "The parcel comes on Monday.", {}, NOT_APPLICABLE),
    ("acts", "I am sorry. I have cancelled the charge.", {}, PASSED),
    ("acts", "I am sorry. Could you send us the bill?", {}, NOT_APPLICABLE),
    ("acts", "We are very sorry for the inconvenience and understand your anger.", {}, FAILED),
    ("acts", "Here is the price list that you wanted.", {}, NOT_APPLICABLE),
    ("personal", "Dear Jane, here it is.", {}, PASSED),
    ("personal", "Dear Ms Miller, here it is.", {}, PASSED),
    ("personal", "Dear customer, here is what you wanted to have from us.", {}, FAILED),
    ("personal", "Dear Bartholomew, here is what you wanted to have from us.", {}, NOT_APPLICABLE),
    ("right_name", "Dear Jane, here it is.", {}, PASSED),
    ("right_name", "Dear Bartholomew, here is what you wanted to have.", {}, FAILED),
    ("right_name", "Dear Jan, here is what you wanted to have.", {}, PASSED),
    ("right_name", "Dear Jone, here is what you wanted to have.", {}, PASSED),
    ("right_name", "Dear Ann, here is what you wanted to have.", {}, NOT_APPLICABLE),
    ("right_name", "Dear customer, here is what you wanted to have.", {}, NOT_APPLICABLE),
    (
        "right_name",
        "Sehr geehrter Herr Anfragesteller, vielen Dank für die Nachricht.",
        {"language": "de"},
        NOT_APPLICABLE,
    ),
    ("right_name", "Dear %FIRSTNAME%, here it is.", {}, NOT_APPLICABLE),
    ("right_name", "Dear Jane, here it is.", {"message": "Where is it?\n\nJane Miller"}, PASSED),
    ("right_name", "Dear Jannette, here is what you wanted to have.", {}, NOT_JUDGED),
    ("right_name", "Dear Mr. B., here is what you wanted to have.", {}, NOT_APPLICABLE),
    ("right_name", "Dear Anna, here is what you wanted to have.", {"message": "It is for Anna Weiss."}, NOT_APPLICABLE),
    ("right_name", "Hello from Acme, here is what you wanted to have.", {}, NOT_APPLICABLE),
    ("right_name", "Here is what you wanted to have.", {}, NOT_APPLICABLE),
    ("no_unfilled_fields", "Dear Jane, here it is.", {}, PASSED),
    ("no_unfilled_fields", "Dear {{first_name}}, here it is.", {}, FAILED),
    ("no_unfilled_fields", "Dear {{ticket.requester.first_name}}, here it is.", {}, FAILED),
    ("no_unfilled_fields", "Dear %FIRSTNAME%, here it is.", {}, FAILED),
    ("no_unfilled_fields", "Dear *|FNAME|*, here it is.", {}, FAILED),
    ("no_unfilled_fields", "Dear [Customer Name], here it is.", {}, FAILED),
    ("no_unfilled_fields", "Dear null, here it is.", {}, FAILED),
    ("no_unfilled_fields", "Sehr geehrte/r [Anrede] [Nachname], hier ist es.", {"language": "de"}, FAILED),
    ("no_unfilled_fields", "Please type {{ first_name }} where the name should stand.", {}, NOT_JUDGED),
    ("no_unfilled_fields", "Write {{ colour }} into the template, and 50% of the width.", {}, PASSED),
    ("no_unfilled_fields", "You wrote {{ name }}.", {"message": "Where do I write {{ name }}?"}, PASSED),
    ("names_agent", "Here it is.", {"agent": "Ann Bell"}, PASSED),
    ("names_agent", "Here is what you wanted to have from us.", {"agent": ""}, FAILED),
    ("names_agent", "Here is what you wanted to have.\n\nKind regards,\nAcme Support", {"agent": ""}, FAILED),
    ("names_agent", "Here is what you wanted to have.\n\nKind regards,\nTheo", {"agent": ""}, PASSED),
    ("names_agent", "Here is what you wanted to have.\n\nKind regards,\nt.", {"agent": ""}, NOT_JUDGED),
    ("names_agent", "返金いたしました。\n\nアクメサポート 山本", {"agent": "", "language": "ja"}, PASSED),
    ("names_agent", "请提供您的订单号。\n客服中心", {"agent": "", "language": "zh"}, FAILED),
    ("names_agent", "返金いたしました。よろしくお願いいたします。", {"agent": "", "language": "ja"}, NOT_JUDGED),
    ("names_agent", "Maksu on peruttu ja rahat palautetaan.", {"agent": "", "language": "fi"}, NOT_JUDGED),
    ("plain_words", "We hereby inform you that it was sent to you.", {}, FAILED),
    ("plain_words", "Here it is.", {}, NOT_APPLICABLE),
    ("same_language", "Dear Jane, thank you for your message, here is what you need to know.", {}, PASSED),
    ("same_language", "Guten Tag, vielen Dank für die Nachricht, das ist für Sie.", {"language": "de"}, FAILED),
    ("same_language", "Guten Tag, vielen Dank für die Nachricht, das ist für Sie.", {"language": "nl"}, NOT_JUDGED),
    ("same_language", "Ok.", {"language": ""}, NOT_JUDGED),
    ("answers_question", "You get it in five days.", REFUND, PASSED),
    ("answers_question", "You find our opening hours on the home page, which is new.", REFUND, FAILED),
    ("answers_question", "Of the money you will hear on the first of May.", REFUND, NOT_JUDGED),
    (
        "answers_question",
        "Das Geld haben Sie in einer Woche, und das ist sicher.",
        {**REFUND, "language": "de"},
        NOT_JUDGED,
    ),
    ("answers_question", "You get it in five days.", {}, NOT_APPLICABLE),
    ("asks_for_told", "Could you tell me the order number?", ORDER, FAILED),
    ("asks_for_told", "Is 123456 the order number?", ORDER, PASSED),
    ("asks_for_told", "Your order has been changed.", ORDER, PASSED),
    ("asks_for_told", "If you write again, please quote your order number.", ORDER, PASSED),
    ("asks_for_told", "What is your colour?", COLOUR, FAILED),
    ("asks_for_told", "Could you tell me the order number?", {"facts": {"order": "123456"}}, PASSED),
    ("asks_for_told", "Could you tell me the order number?", {}, NOT_APPLICABLE),
    ("suggests_tried", "Please reinstall the app.", TRIED, FAILED),
    ("suggests_tried", "Please reinstall the app again, this time from our page.", TRIED, PASSED),
    ("suggests_tried", "Please restart the computer.", TRIED, PASSED),
    ("suggests_tried", "Please install the update of today.", TRIED, PASSED),
    ("suggests_tried", "Please remove the app and install it again.", TRIED, NOT_JUDGED),
    ("suggests_tried", "アプリを再インストールしてください。", {**TRIED, "language": "ja"}, NOT_JUDGED),
    ("suggests_tried", "Please reinstall the app.", {}, NOT_APPLICABLE),
    ("asks_when_unclear", "Which of the two orders do you mean?", UNCLEAR, PASSED),
    ("asks_when_unclear", "I have sent you the invoice. Do you have any other questions?", UNCLEAR, FAILED),
    ("asks_when_unclear", "I have sent you the invoice.", {}, NOT_APPLICABLE),
    ("restates_problem", "You write that it was taken from your account two times.", PROBLEM, PASSED),
    ("restates_problem", "The second charge is gone.", PROBLEM, PASSED),
    ("restates_problem", "Thank you for your message. We are working on it.", PROBLEM, FAILED),
    ("restates_problem", "Everything you need stands in our help pages on the site.", PROBLEM, NOT_JUDGED),
    ("restates_problem", "Everything you need stands in our help pages.", {}, NOT_APPLICABLE),
    ("solution_or_date", "I have refunded it.", PROBLEM, PASSED),
    ("solution_or_date", "1. Open the page.\n2. Press the button.", HOW_TO, PASSED),
    ("solution_or_date", "Our engineers will look at it by Monday.", PROBLEM, PASSED),
    ("solution_or_date", "That is something we know about, and it is very annoying.", PROBLEM, FAILED),
    ("solution_or_date", "We have forwarded your message to our developers.", PROBLEM, FAILED),
    ("solution_or_date", "The little wheel was loose, and now it sits.", PROBLEM, NOT_JUDGED),
    ("solution_or_date", "That is something we know about.", {}, NOT_APPLICABLE),
    ("easy_steps", "1. Open the page.\n2. Press the button.", HOW_TO, PASSED),
    ("easy_steps", "See https://acme.example/help/reset.", HOW_TO, PASSED),
    ("easy_steps", "Please open the settings.", HOW_TO, PASSED),
    ("easy_steps", "Thank you for your question. We come back to you.", HOW_TO, FAILED),
    ("easy_steps", "That is what the settings are for, as everybody knows.", HOW_TO, NOT_JUDGED),
    ("easy_steps", "That is what the settings are for.", {}, NOT_APPLICABLE),
    ("workaround", "In the meantime, the old page still works.", KNOWN, PASSED),
    ("workaround", "We know that, see https://status.acme.example.", KNOWN, PASSED),
    ("workaround", "We are aware of it. Thank you for your patience.", KNOWN, FAILED),
    ("workaround", "We know that fault, and so do many others with us.", KNOWN, NOT_JUDGED),
    ("workaround", "We know that fault.", BUG, NOT_APPLICABLE),
    ("eta_for_bug", "It will be mended with the next version.", BUG, PASSED),
    ("eta_for_bug", "The error has been corrected.", BUG, PASSED),
    ("eta_for_bug", "That is an error in our program, and you are right to tell us.", BUG, FAILED),
    ("eta_for_bug", "That is an error in our program.", PROBLEM, NOT_APPLICABLE),
    ("says_what_is_done", "We are working on it.", {}, FAILED),
    ("says_what_is_done", "We are working on it, and you hear from us tomorrow.", {}, PASSED),
    ("says_what_is_done", "Here is what you wanted to have.", {}, PASSED),
    ("by_design_with_place", "That is by design.", {}, FAILED),
    ("by_design_with_place", "That is by design, see https://acme.example/docs/limits.", {}, PASSED),
    ("by_design_with_place", "That is by design, because many firms share one account.", {}, PASSED),
    ("by_design_with_place", "That is by design: the shop has one till for all.", {}, NOT_JUDGED),
    ("by_design_with_place", "It works as intended again.", {}, NOT_APPLICABLE),
    ("by_design_with_place", "Here is what you wanted to have.", {}, NOT_APPLICABLE),
    ("never_works_for_me", "It works for me.", {}, FAILED),
    ("never_works_for_me", "We cannot reproduce this.", {}, FAILED),
    ("never_works_for_me", "We cannot reproduce this. Could you send a screenshot?", {}, PASSED),
    ("never_works_for_me", "The upgrade works at once.", {}, PASSED),
    ("offers_contact", "Let me know if there is anything else.", {}, PASSED),
    ("offers_contact", "Here is what you wanted to have from us.", {}, FAILED),
    ("offers_contact", "If the parcel is late, the post knows why.", {}, NOT_JUDGED),
    ("offers_contact", "I am Ann Bell, 020 7946 0155.", {}, NOT_JUDGED),
    ("closes_when_confirmed", "I am closing this ticket.", {}, FAILED),
    ("closes_when_confirmed", "If I hear nothing, I will close this ticket.", {}, NOT_APPLICABLE),
    ("closes_when_confirmed", "May I close this ticket?", {}, NOT_APPLICABLE),
    ("closes_when_confirmed", "Our shop is closed on Sunday.", {}, NOT_APPLICABLE),
    ("never_silent", "Here it is.", {}, PASSED),
    ("same_agent", "Here it is.", {}, NOT_APPLICABLE),
    ("explains_delay", "Here it is.", {}, NOT_APPLICABLE),
    ("apologises_for_delay", "Here it is.", {}, NOT_APPLICABLE),
    ("on_topic", "Here it is.", {}, NOT_APPLICABLE),
]


@pytest.mark.parametrize(
    ("key", "text", "changes", "verdict"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)]
)
def test_an_answer_is_judged(key: str, text: str, changes: dict[str, Any], verdict: Verdict) -> None:
    assert found(key, text, **changes).verdict is verdict


@pytest.mark.parametrize(
    ("key", "text", "changes", "verdict"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)]
)
def test_a_verdict_quotes_word_for_word_what_it_rests_on(
    key: str, text: str, changes: dict[str, Any], verdict: Verdict
) -> None:
    finding = found(key, text, **changes)
    assert finding.cites or verdict is NOT_APPLICABLE
    for cite in finding.cites:
        if cite.layer is Layer.NEW_TEXT:
            assert cite.quote in (text[cite.start : cite.end], WITHIN_A_DAY[cite.start : cite.end])


@pytest.mark.parametrize("check", QUALITY, ids=[one.key for one in QUALITY])
def test_only_fields_left_open_and_wrong_names_fail_a_probe(check: Any) -> None:
    must = {"no_unfilled_fields", "right_name"}
    assert (check.severity is Severity.MUST) == (check.key in must)
    assert check.weight <= 1.0
    assert check.must_if is None


LACKS = ["thanks", "apologises", "restates_problem", "solution_or_date", "offers_contact", "personal"]


@pytest.mark.parametrize("key", LACKS)
def test_nothing_is_missed_in_a_language_without_phrase_sets(key: str) -> None:
    finding = found(key, "Saatiin viesti perille ja kaikki on kunnossa.", language="fi", **PROBLEM)
    assert (finding.verdict, finding.reason_code) == (NOT_JUDGED, "language")


@pytest.mark.parametrize("key", LACKS)
def test_nothing_is_missed_where_the_new_words_were_cut_out_by_a_guess(key: str) -> None:
    finding = found(key, "The matter of the other one stands where you know.", new_text_sure=False, **PROBLEM)
    assert (finding.verdict, finding.reason_code) == (NOT_JUDGED, "extraction")


def test_what_is_missing_may_still_come_while_the_conversation_goes_on() -> None:
    going_on = story(LONG, purpose=Purpose.PROBLEM).says().acknowledged()
    going_on = going_on.answered(new_text="The matter is known to us, and it will go on.", language="en")
    assert going_on.verdict("apologises", 4 * HOUR) is WAITING


def test_a_mail_of_which_we_are_not_sure_may_hold_what_is_missing() -> None:
    begun = story(purpose=Purpose.PROBLEM).says().acknowledged()
    begun = begun.gets(2 * HOUR, kind=MailKind.UNKNOWN, new_text="We are sorry.")
    begun = begun.answered(new_text="The matter is known to us, and it will go on.", language="en")
    finding = begun.says(4 * HOUR).ends(4 * HOUR).finding("apologises", OVER)
    assert (finding.verdict, finding.reason_code) == (NOT_JUDGED, "unsure_kind")


def test_a_language_is_heard_by_its_small_words_where_the_reader_is_not_sure() -> None:
    finding = found("thanks", "Dear Jane, here is the answer that you need for your order.", language="")
    assert finding.verdict is FAILED


def test_a_known_fact_is_named_with_the_words_of_the_customers_that_told_it() -> None:
    finding = found("asks_for_told", "Please send me your order number.", **ORDER)
    assert [(one.layer, one.quote) for one in finding.cites] == [
        (Layer.NEW_TEXT, "Please send me your order number."),
        (Layer.OURS, "123456"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Können Sie mir bitte Ihre Bestellnummer nennen?"),
        ("fr", "Pourriez-vous nous indiquer le numéro de commande ?"),
        ("es", "¿Podría indicarnos el número de pedido?"),
        ("it", "Potrebbe comunicarci il numero d'ordine?"),
        ("pt", "Poderia informar o número do pedido?"),
        ("nl", "Kunt u ons uw bestelnummer sturen?"),
        ("pl", "Proszę podać numer zamówienia."),
        ("sv", "Kan du skicka ditt ordernummer?"),
        ("ja", "ご注文番号をお知らせください。"),
        ("zh", "请提供您的订单号码。"),
    ],
)
def test_asking_for_what_was_told_is_seen_in_every_language(language: str, text: str) -> None:
    assert found("asks_for_told", text, language=language, **ORDER).verdict is FAILED


def test_a_question_answered_only_by_a_second_mail_is_a_remark() -> None:
    begun = story(LONG, **REFUND).says().acknowledged().answered(new_text="Let me ask my colleague.", language="en")
    begun = begun.says(4 * HOUR).answered(5 * HOUR, new_text="You get it in five days.", language="en")
    finding = begun.says(6 * HOUR).ends(6 * HOUR).finding("answers_question", OVER)
    assert finding.verdict is FAILED
    assert "first reply" in finding.sentence


def test_a_picture_shows_the_steps() -> None:
    picture = Attachment(name="steps.png", media_type="image/png", size=10, sha256="00")
    assert found("easy_steps", "As the picture has it.", attachments=(picture,), **HOW_TO).verdict is PASSED


def test_a_promised_repair_is_a_date() -> None:
    text = "The repair is out in a fortnight."
    repair = StatedPromise(text=text, start=0, end=len(text), seconds=14 * 86400.0, what=PromiseWhat.FIX)
    assert found("eta_for_bug", text, promises=(repair,), **BUG).verdict is PASSED


def test_an_angry_customer_is_owed_ownership_too() -> None:
    angry = CustomerSettings(tone=Tone.ANGRY)
    assert found("owns_it", "Here is the bill that you wanted.", customer=angry).verdict is NOT_JUDGED


def late(text: str, **changes: Any) -> Story:
    """The first answer comes a day after its time."""
    begun = story(**changes).says().acknowledged().answered(2 * DAY, new_text=text, language="en")
    return begun.says(2 * DAY + HOUR).ends(2 * DAY + HOUR)


@pytest.mark.parametrize(
    ("text", "changes", "explained", "apologised"),
    [
        ("Sorry for the late reply: we had an outage.", {}, PASSED, PASSED),
        ("I am sorry. You get the money with the bill that you know.", {}, FAILED, PASSED),
        ("You get the money with the bill that you know.", {}, FAILED, FAILED),
        ("I am sorry about the charge that you saw on your bill.", PROBLEM, FAILED, NOT_JUDGED),
        ("Sorry to be so late: my cat ate the letter.", {}, NOT_JUDGED, PASSED),
        ("Thank you for your patience.", {}, FAILED, NOT_JUDGED),
    ],
)
def test_a_late_answer_owes_a_word(text: str, changes: dict[str, Any], explained: Verdict, apologised: Verdict) -> None:
    begun = late(text, **changes)
    assert begun.verdict("explains_delay", 3 * DAY) is explained
    assert begun.verdict("apologises_for_delay", 3 * DAY) is apologised


def test_more_than_three_opening_days_without_a_word_are_too_long() -> None:
    begun = story().says().acknowledged().answered(3 * DAY + HOUR).says(3 * DAY + 2 * HOUR).ends(3 * DAY + 2 * HOUR)
    assert begun.verdict("never_silent", 4 * DAY) is FAILED


def test_a_word_in_between_breaks_a_silence() -> None:
    begun = story().says().acknowledged().gets(2 * DAY, kind=MailKind.ACKNOWLEDGEMENT)
    begun = begun.answered(3 * DAY + HOUR).says(3 * DAY + 2 * HOUR).ends(3 * DAY + 2 * HOUR)
    assert begun.verdict("never_silent", 4 * DAY) is PASSED


def answered_by(first: str, second: str, ticket: str = "ACME-1042") -> Finding:
    steps = (*LONG[:3], ANSWER, EXPECT_REPLY, CLOSE)
    begun = story(steps).says().acknowledged().answered(agent=first).says(4 * HOUR)
    begun = begun.answered(5 * HOUR, agent=second, ticket=ticket).says(6 * HOUR).ends(6 * HOUR)
    return begun.finding("same_agent", OVER)


def test_one_person_throughout() -> None:
    assert answered_by("Ann Bell", "Ann Bell").verdict is PASSED
    assert answered_by("Ann Bell", "Ann").verdict is PASSED
    assert answered_by("Ann Bell", "Carl Dorn").verdict is FAILED
    assert answered_by("Thomas Bell", "Tom").verdict is NOT_JUDGED


def test_unsigned_answers_and_those_of_another_ticket_say_nothing_about_the_person() -> None:
    assert answered_by("Ann Bell", "").verdict is NOT_JUDGED
    assert answered_by("Ann Bell", "Carl Dorn", ticket="ACME-2000").verdict is NOT_APPLICABLE


def test_a_ticket_closed_after_the_customers_goodbye_is_closed_rightly() -> None:
    begun = story().says().acknowledged().answered().says(4 * HOUR)
    begun = begun.answered(5 * HOUR, new_text="I am closing this ticket.", language="en").ends(5 * HOUR)
    assert begun.verdict("closes_when_confirmed", OVER) is PASSED


def test_a_hard_text_is_hard_in_the_languages_own_formula() -> None:
    hard = (
        "Notwithstanding organisational responsibilities, administrative reimbursement authorisations necessitate "
        "comprehensive documentation verification, interdepartmental communication, accountability considerations, "
        "individualised identification, international transactional confirmation, jurisdictional availability, "
        "organisational harmonisation, procedural standardisation, substantiated justification, characteristic "
        "differentiation, institutional commercialisation, systematic categorisation, authorisation and that is what "
        "you will have to wait for with your order, as we have told you before in all of our other letters."
    )
    assert found("plain_words", hard).verdict is FAILED


def test_a_plain_text_is_plain() -> None:
    plain = "I have sent the parcel today. It comes by post. You need not be at home. " * 4
    assert found("plain_words", plain).verdict is PASSED


def test_a_silent_desk_is_not_blamed_for_its_manners() -> None:
    silent = story(purpose=Purpose.PROBLEM, **REFUND).says().acknowledged().ends(6 * DAY, "horizon")
    verdicts = {check.key: silent.verdict(check.key, timedelta(days=7)) for check in QUALITY}
    assert {key for key, one in verdicts.items() if one is FAILED} == set()
