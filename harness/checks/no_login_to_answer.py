"""Can one answer without signing in anywhere? (RULES.md 34; seed 004, point 3)"""

from __future__ import annotations

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_applicable, not_sent, passed
from harness.domain.message import Flag
from harness.domain.reply_path import flag_cite


def judge(case: Case) -> Answer:
    if (answer := not_sent(case)) is not None:
        return answer
    mails = (*case.acknowledgements, *case.humans)
    if not mails:
        return not_applicable("The desk has not written yet.")
    for turn in mails:
        if Flag.LOGIN_REQUIRED in turn.reading.flags:
            return failed("The mail says that one must sign in to answer.", flag_cite(turn))
    return passed("No mail asks for a login to answer.")


CHECK = Check(key="no_login_to_answer", question="Can one answer without a login?", judge=judge, seed="004")
