"""Did the enquiry get in? Critical: nothing else matters if it did not (FAULTS.md 1, 2; seed 004, point 4)."""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_sent, passed, silence, waiting
from harness.domain.form import OutcomeKind
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    opening = case.opening
    if opening is not None and opening.form is not None and not opening.form.may_have_arrived:
        return _form(case)
    if (answer := not_sent(case)) is not None:
        return answer
    assert opening is not None
    if case.arrivals:
        first = case.arrivals[0]
        return passed("The enquiry got in: the desk wrote back.", Cite(layer=Layer.HEADER, seq=first.seq, quote=first.reading.subject))
    if case.bounces:
        bounce = case.bounces[0]
        said = bounce.reading.bounce.quote if bounce.reading.bounce else ""
        cite = Cite(layer=Layer.BODY, seq=bounce.seq, quote=said)
        return failed(f"The enquiry could not be delivered: “{said or bounce.reading.subject}”.", cite)
    if not case.is_over:
        return waiting("Nothing has come back yet.")
    said_thanks = opening.form is not None and opening.form.is_accepted
    what = "The form said thank you, but nothing ever came back" if said_thanks else "The enquiry was accepted, but nothing ever came back"
    cites = (Cite(layer=Layer.PAGE, seq=opening.seq, quote=opening.form.quote),) if said_thanks and opening.form else ()
    return silence(case, f"{what} within {case.probe.scenario.horizon}.", *cites)


def _form(case: Case) -> Answer:
    """The page did not take it: the desk's doing when it refused, ours when we were not sure what to fill in."""
    from harness.domain.verdict import Verdict

    assert case.opening is not None and case.opening.form is not None
    form = case.opening.form
    cite = Cite(layer=Layer.PAGE, seq=case.opening.seq, quote=form.quote)
    if form.kind is OutcomeKind.UNSURE:
        return Answer(
            verdict=Verdict.INCONCLUSIVE,
            sentence=f"The form was left alone: {form.text or 'not every field was sure'}.",
            reason_code="form_unsure",
        )
    if form.reason is not None and form.reason.value == "captcha":
        return Answer(
            verdict=Verdict.INCONCLUSIVE,
            sentence="A captcha stands before the form. It is never bypassed; use the vendor's test keys for test accounts.",
            reason_code="captcha",
            cites=(cite,),
        )
    return failed(f"The form did not take the enquiry ({form.kind.value.replace('_', ' ')}): “{form.quote or form.text[:120]}”.", cite)


CHECK = Check(
    key="got_in", question="Did the enquiry get in?", judge=judge, weight=3.0, critical=True, seed="004"
)
