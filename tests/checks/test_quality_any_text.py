"""Whatever a mail says, every check has an answer, and every quotation stands where it is said to stand."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.domain.scenario import Purpose, Question
from harness.domain.verdict import Layer
from harness.judge import judge
from harness.manners.phrases import LANGUAGES
from tests.checks.stories import HOUR, story

PIECES = [
    "Dear Jane,",
    "Hello {{first_name}},",
    "thank you",
    "sorry for the late reply",
    "working on it",
    "by design",
    "it works for me",
    "1. Open it.\n2. Press it.",
    "Could you tell me the order number?",
    "Please reinstall the app.",
    "I am closing this ticket.",
    "https://acme.example",
    "Entschuldigung",
    "申し訳ございません。",
    "感谢您",
    "\n",
    "\u202e",
    "\x00",
    "ﬁ",
    "İstanbul",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=12).map(" ".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, language=st.sampled_from([*LANGUAGES, "", "la"]), purpose=st.sampled_from([*Purpose, None]))
def test_every_quotation_of_any_mail_is_verbatim(text: str, language: str, purpose: Purpose | None) -> None:
    told = story(
        purpose=purpose,
        facts={"order": "123456"},
        tried=("reinstalled the app",),
        questions=(Question(ask="When?", answered_by=("istanbul", "days")),),
    )
    told = told.says().acknowledged().answered(new_text=text, language=language).says(4 * HOUR).ends(4 * HOUR)
    texts = {turn.seq: turn.reading.new_text for turn in told.case(8 * HOUR).conversation.theirs}
    findings = judge(told.case(8 * HOUR)).findings
    assert [one.check for one in findings if one.reason_code == "quote"] == []
    for cite in (cite for one in findings for cite in one.cites if cite.layer is Layer.NEW_TEXT):
        assert cite.start is None or texts[cite.seq][cite.start : cite.end] == cite.quote
