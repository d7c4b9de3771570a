"""Do umlauts, emoji, long subjects and attachments survive the way there and back? (FAULTS.md 17; seed 004, point 4)

From outside this shows only where the desk repeats what we wrote: in its subject, in a quotation, in a file sent back.
"""

from __future__ import annotations

import re

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.conversation import TheirTurn
from harness.domain.scenario import AttachedFile, Send, Severity, Submit
from harness.domain.verdict import Cite, Layer


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    if not case.arrivals:
        return not_applicable("The desk has not written yet.")
    answers = [answer for turn in case.arrivals if (answer := _damage(case, turn)) is not None]
    broken = [answer for answer in answers if answer.verdict.value == "failed"]
    if broken:
        return broken[0]
    return answers[0] if answers else not_applicable("The desk repeats nothing by which damage would show.")


def _damage(case: Case, turn: TheirTurn) -> Answer | None:
    assert case.opening is not None
    said = f"{turn.reading.subject}\n{turn.reading.text}"
    for word in _special_words(f"{case.opening.subject}\n{case.opening.text}\n{case.probe.persona.name}"):
        for damaged in _damaged_forms(word):
            if damaged in said:
                cite = Cite(layer=Layer.BODY, seq=turn.seq, quote=damaged)
                return failed(f"“{word}” came back as “{damaged}”.", cite)
        if word in said:
            return _files(case, turn) or passed(f"“{word}” came back unharmed.", Cite(layer=Layer.BODY, seq=turn.seq, quote=word))
    if "\ufffd" in said:
        return failed("The mail holds characters that cannot be read.", Cite(layer=Layer.BODY, seq=turn.seq, quote="\ufffd"))
    return _files(case, turn)


def _files(case: Case, turn: TheirTurn) -> Answer | None:
    ours = {file.name: file for file in _attached(case)}
    for file in turn.reading.attachments:
        sent = ours.get(file.name)
        if sent is None:
            continue
        cite = Cite(layer=Layer.BODY, seq=turn.seq, quote=file.name, note=f"SHA-256 {file.sha256}")
        if file.sha256 != sent.sha256:
            return failed(f"The attachment {file.name} came back damaged: {sent.size:,} bytes sent, {file.size:,} returned.", cite)
        return passed(f"The attachment {file.name} came back byte for byte.", cite)
    return None


def _attached(case: Case) -> tuple[AttachedFile, ...]:
    opening = case.probe.opening
    return opening.attach if isinstance(opening, Send | Submit) else ()


def _special_words(text: str) -> list[str]:
    words = re.findall(r"\S*[^\x00-\x7f]\S*", text)
    return list(dict.fromkeys(word.strip(".,;:!?()“”\"'") for word in words if len(word) < 60))


def _damaged_forms(word: str) -> list[str]:
    """UTF-8 read as Latin-1 or Windows-1252, and letters that no longer exist."""
    raw = word.encode("utf-8")
    forms = [raw.decode("latin-1"), raw.decode("cp1252", "ignore"), re.sub(r"[^\x00-\x7f]", "?", word), re.sub(r"[^\x00-\x7f]", "\ufffd", word)]
    return [form for form in dict.fromkeys(forms) if form != word and len(form.strip("?\ufffd")) > 1]


CHECK = Check(
    key="format_kept",
    question="Do umlauts, emoji and attachments survive?",
    judge=judge,
    severity=Severity.SHOULD,
    seed="004",
)
