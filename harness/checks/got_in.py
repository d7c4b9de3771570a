"""Did the enquiry get in? Critical: nothing else matters if it did not (FAULTS.md 1, 2; seed 004, point 4)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, inconclusive, not_applicable, not_sent, passed, silence, waiting
from harness.domain.form import FormOutcome, OutcomeKind, RefusalReason
from harness.domain.scenario import Expected
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    opening = case.opening
    if opening is not None and opening.form is not None and not opening.form.may_have_arrived:
        return _not_taken(case, opening.form, Cite(layer=Layer.PAGE, seq=opening.seq, quote=opening.form.quote))
    if (answer := not_sent(case)) is not None:
        return answer
    if case.arrivals:
        first = case.arrivals[0]
        cite = Cite(layer=Layer.HEADER, seq=first.seq, quote=first.reading.subject)
        return passed("The enquiry got in: the desk wrote back.", cite)
    if case.bounces:
        return _bounced(case)
    if not case.is_over:
        return waiting("Nothing has come back yet.")
    if not case.expects_mail and case.expects(Expected.BOUNCE) is None:
        return not_applicable("The scenario expects nothing back, so whether it got in cannot be seen.")
    return _nothing(case)


def _bounced(case: Case) -> Answer:
    bounce = case.bounces[0]
    said = (bounce.reading.bounce.quote if bounce.reading.bounce else "") or bounce.reading.subject
    cite = Cite(layer=Layer.BODY, seq=bounce.seq, quote=said)
    if case.expects(Expected.BOUNCE) is not None:
        return passed(f"It came back as undeliverable, as the scenario expects: “{said}”.", cite)
    return failed(f"The enquiry could not be delivered: “{said}”.", cite)


def _nothing(case: Case) -> Answer:
    assert case.opening is not None
    form = case.opening.form
    until = f"within {case.probe.scenario.horizon}"
    if case.expects(Expected.BOUNCE) is not None and not case.expects_mail:
        return silence(case, f"The mail should have come back as undeliverable; nothing came {until}.")
    if form is None or not form.is_accepted:
        return silence(case, f"The enquiry was sent, but nothing ever came back {until}.")
    cite = Cite(layer=Layer.PAGE, seq=case.opening.seq, quote=form.quote)
    return silence(case, f"The form said thank you, but nothing ever came back {until}.", cite)


def _not_taken(case: Case, form: FormOutcome, cite: Cite) -> Answer:
    """The page did not take it: the desk's doing when it refused, ours when we were not sure what to fill in."""
    if form.kind is OutcomeKind.UNSURE:
        return inconclusive(f"the form was left alone, {form.text or 'not every field was sure'}.", "form_unsure")
    if form.reason is RefusalReason.CAPTCHA:
        return inconclusive(
            "a captcha stands before the form. It is never bypassed; use the vendor's test keys for test accounts.",
            "captcha",
            cite,
        )
    said = form.quote or form.text[:120]
    if form.reason is RefusalReason.SPAM:
        return inconclusive(
            f"the form took us for a robot: “{said}”. Raise `dwell` of the form, or let the desk know our reference.",
            "taken_for_robot",
            cite,
        )
    if form.reason is RefusalReason.RATE_LIMIT:
        return inconclusive(
            f"the form takes no more from us for now: “{said}”. Test it less often.", "rate_limit", cite
        )
    sentence = f"The form did not take the enquiry ({form.kind.value.replace('_', ' ')})" + (
        f": “{said}”." if said else "."
    )
    if form.kind is OutcomeKind.TIMEOUT:
        return silence(case, sentence, cite)
    return failed(sentence, cite)


CHECK = Check(key="got_in", question="Did the enquiry get in?", judge=judge, weight=3.0, critical=True, seed="004")
