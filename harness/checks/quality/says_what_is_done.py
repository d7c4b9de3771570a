"""Never a bare "working on it": what is being done, and until when? (RULES.md 26; seed 003)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, passed
from harness.domain.scenario import Severity
from harness.manners.letters import letters_of, no_letter, unreadable

_SPECIFIC = ("when", "done", "steps", "workaround", "reason")


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letters = letters_of(case)
    for letter in letters:
        span = letter.find("working_on_it")
        if span is not None and letter.says(*_SPECIFIC) is None:
            sentence = "It says only that somebody is working on it: not what is done, nor until when."
            cites = (letter.cite_sentence(span), letter.searched(*_SPECIFIC))
            return unreadable([letter]) or failed(sentence, *cites)
    searched = [letter.searched("working_on_it") for letter in letters]
    return unreadable(letters) or passed("No answer is a bare “working on it”.", *searched)


CHECK = Check(
    key="says_what_is_done",
    question="Does the desk say what is being done?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="003",
    rule="The mail is more than a bare 'we are working on it': it says what is done, or when there will be news.",
)
