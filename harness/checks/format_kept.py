"""Do umlauts, emoji, long subjects and attachments survive the way there and back? (FAULTS.md 17; seed 004, point 4)

From outside this shows only where the desk repeats what we wrote (in its subject, in a quotation, in a file sent back),
and where its own mail holds characters that no encoding explains.
"""

from __future__ import annotations

import re

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import Answer as AnswerStep
from harness.domain.scenario import AttachedFile, Close, Send, Severity, Submit
from harness.domain.verdict import Cite, Layer, Verdict

_LONG = 60
_SHORTENED_FROM = 30
_HIGH = r"[\x80-\x9f\xa1-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MISREAD = re.compile(rf"Ã{_HIGH}|Â[\xa1-\xbf]|â(?:\x80|€){_HIGH}|ð(?:\x9f|Ÿ){_HIGH}|\ufffd")
"""UTF-8 read as Latin-1 or Windows-1252 (Markus Kuhn's list of first bytes C2, C3, E2, F0), and U+FFFD itself."""


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    answers = [one for turn in case.arrivals for one in _mail(case, turn)]
    if not answers:
        return not_applicable("The desk repeats nothing by which damage would show.")
    return next((one for one in answers if one.verdict is Verdict.FAILED), answers[0])


def _mail(case: Case, turn: TheirTurn) -> list[Answer]:
    return [one for one in (_words(case, turn), _subject(case, turn), *_files(case, turn)) if one is not None]


def _words(case: Case, turn: TheirTurn) -> Answer | None:
    ours = _our_words(case)
    said = f"{turn.reading.subject}\n{turn.reading.text}"
    special = _special_words(ours)
    for word in special:
        for damaged in _damaged_forms(word):
            if damaged in said and damaged not in ours:
                cite = Cite(layer=Layer.BODY, seq=turn.seq, quote=damaged)
                return failed(f"“{word}” came back as “{_visible(damaged)}”.", cite)
    for found in _MISREAD.finditer(said):
        if found.group() not in ours:
            cite = Cite(layer=Layer.BODY, seq=turn.seq, quote=found.group())
            return failed("The mail holds characters that cannot be read.", cite)
    kept = next((word for word in special if word in said), None)
    cites = (Cite(layer=Layer.BODY, seq=turn.seq, quote=kept),) if kept else ()
    return passed(f"“{kept}” came back unharmed.", *cites) if kept else None


def _subject(case: Case, turn: TheirTurn) -> Answer | None:
    """A long subject cut short, or one without its special letters. Folding moves blanks (RFC 5322, section 2.2.3)."""
    assert case.opening is not None
    ours, theirs = _unspaced(case.opening.subject), _unspaced(turn.reading.subject)
    cite = Cite(layer=Layer.HEADER, seq=turn.seq, quote=turn.reading.subject)
    bare = re.sub(r"[^\x00-\x7f]", "", ours)
    if ours in theirs:
        return passed("The subject came back whole.", cite) if len(ours) >= _LONG or bare != ours else None
    if bare != ours and len(bare) >= 8 and bare in theirs:
        return failed("The subject came back without its special letters.", cite)
    if len(ours) >= _LONG and ours[:_SHORTENED_FROM] in theirs:
        return failed("The subject came back shortened.", cite)
    return None


def _files(case: Case, turn: TheirTurn) -> list[Answer]:
    ours = {file.name: file for file in _attached(case)}
    return [
        _file(turn, ours[file.name], file.sha256, file.size) for file in turn.reading.attachments if file.name in ours
    ]


def _file(turn: TheirTurn, sent: AttachedFile, sha256: str, size: int) -> Answer:
    cite = Cite(layer=Layer.BODY, seq=turn.seq, quote=sent.name, note=f"SHA-256 {sha256}")
    if sha256 == sent.sha256:
        return passed(f"The attachment {sent.name} came back byte for byte.", cite)
    return failed(f"The attachment {sent.name} came back damaged: {sent.size:,} bytes sent, {size:,} returned.", cite)


def _attached(case: Case) -> tuple[AttachedFile, ...]:
    return tuple(
        file for step in case.probe.steps if isinstance(step, Send | Submit | AnswerStep) for file in step.attach
    )


def _our_words(case: Case) -> str:
    """As the scenario has them: a follow-up as sent may repeat the desk's damage in its subject or quotation."""
    assert case.opening is not None
    opening = f"{case.opening.subject}\n{case.opening.text}"
    later = [step.message for step in case.probe.steps if isinstance(step, AnswerStep | Close)]
    return "\n".join([opening, *later, case.probe.persona.name])


def _special_words(text: str) -> list[str]:
    words = re.findall(r"\S*[^\x00-\x7f]\S*", text)
    stripped = (word.strip(".,;:!?()“”„«»\"'…–—’‘") for word in words if len(word) < _LONG)
    return [word for word in dict.fromkeys(stripped) if not word.isascii()]


def _damaged_forms(word: str) -> list[str]:
    """UTF-8 read as Latin-1 or Windows-1252; question marks or U+FFFD inside a word where letters were."""
    raw = word.encode("utf-8")
    forms = [raw.decode("latin-1"), raw.decode("cp1252", "ignore")]
    forms += [lost for mark in "?\ufffd" if mark in (lost := re.sub(r"[^\x00-\x7f]", mark, word)).strip(mark)]
    return [form for form in dict.fromkeys(forms) if form != word and len(form) > 1]


def _visible(text: str) -> str:
    """C1 control characters show nowhere and disturb reports."""
    return re.sub(r"[\x80-\x9f]", "\ufffd", text)


def _unspaced(text: str) -> str:
    return "".join(text.split())


CHECK = Check(
    key="format_kept",
    question="Do umlauts, emoji and attachments survive?",
    judge=judge,
    severity=Severity.SHOULD,
    seed="004",
)
