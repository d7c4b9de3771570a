"""Does the person who answers give a name? (RULES.md 13; seed 000, "Be their partner")

The reader knows a name when it is sure. Where the end of the mail holds a word that might be one all the same, nothing
is said; so in Japanese and Chinese, where names look like other words.
"""

from __future__ import annotations

import re

from harness.domain.case import Case
from harness.domain.check import Answer, Check, failed, not_judged, passed
from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Layer
from harness.manners.letters import Letter, letters_of, no_letter
from harness.manners.phrases import UNSPACED, manners_of

_WORD = re.compile(r"[^\W\d_]{2,}")
_LAST, _LONGEST_NAME = 4, 4
_TEAMS = re.compile(
    r"support|team|services?|customer|care|help|(?:help)?desk|kind|best|warm|regards|sincerely|thanks|cheers|from|the|your"
    r"|kunden\w*|ihr|euer|mit|von|freundliche\w*|grüsse|grüße|beste|viele|équipe|cordialement|bien|service"
    r"|soporte|equipo|atención|saludos|atentamente|assistenza|clienti|cordiali|saluti|suporte|equip[ea]|atendimento"
    r"|cumprimentos|atenciosamente|klantenservice|groet(?:en)?|vriendelijke|met|obsług\w*|klienta|zespół|pozdrow\w*"
    r"|pozdrawiam|poważaniem|kundtjänst|vänliga|hälsning(?:ar)?|med",
    re.IGNORECASE,
)


def judge(case: Case) -> Answer:
    if (answer := no_letter(case)) is not None:
        return answer
    letter = letters_of(case)[0]
    reading = letter.turn.reading
    header = Cite(layer=Layer.HEADER, seq=letter.turn.seq, quote=reading.sender.name or reading.sender.address)
    if reading.agent:
        return passed(f"{reading.agent} signs.", header)
    end = reading.text.rstrip()[-300:]
    body = Cite(layer=Layer.BODY, seq=letter.turn.seq, quote=end, note="the end of the mail, searched for a name")
    if not reading.new_text_sure or not letter.language:
        return not_judged("Where the mail's signature stands is not sure.", "extraction", body)
    if letter.language in UNSPACED or _may_be_signed(letter, case.probe.desk.name):
        return not_judged("Whether the mail is signed by a person is not sure.", "unsigned", body)
    return failed("The person who answers gives no name.", body, header)


def _may_be_signed(letter: Letter, desk: str) -> bool:
    """A short line at the end with a word that is no closing, no team, not the desk's own name."""
    reading, words = letter.turn.reading, manners_of(letter.language)
    known = {*words.nobody, *words.common, *desk.lower().split()}
    lines = [line for line in (reading.signature or letter.text).split("\n") if line.strip()]
    for line in lines[1:][-_LAST:]:
        found = [word for word in _WORD.findall(line) if word.lower() not in known and not _TEAMS.fullmatch(word)]
        if len(line.split()) <= _LONGEST_NAME and any(word[0].isupper() for word in found):
            return True
    return False


CHECK = Check(
    key="names_agent",
    question="Does the person who answers give a name?",
    judge=judge,
    severity=Severity.SHOULD,
    weight=0.5,
    seed="000",
)
