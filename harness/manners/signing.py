"""Who signs a letter: a name on the last lines, where the reader, who reads mails of all kinds, dared not see one.

A word alone on a line is a name if it is written like one and is no farewell, no team and not the desk's own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.manners.phrases import UNSPACED, find, manners_of

_LAST, _LONGEST_NAME, _LONGEST_LINE = 4, 3, 7
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_A-Z]+(?:['’-][A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*)*")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TEAMS = (
    r"support|team|teams|services?|customers?|care|help|(?:help)?desk|hotline|sales|billing|accounts?|office|info|success"
    r"|experience|happiness|operations|department|contact|cent(?:er|re)|online|shop|store|kunden\w*|verkauf|vertrieb"
    r"|buchhaltung|technik|abteilung|équipe|support|clients?|clientèle|commercial|comptabilité|soporte|equipo|atención"
    r"|clientes?|ventas|facturación|assistenza|clienti|servizio|vendite|amministrazione|suporte|equip[ea]|atendimento"
    r"|apoio|vendas|klantenservice|klantendienst|verkoop|administratie|afdeling|obsług\w*|klienta|zespół|dział|biuro"
    r"|kundtjänst|kundservice|kundsupport|försäljning|ekonomi|avdelning"
)
_FAREWELLS = (
    r"kind|kindest|best|warm|warmest|regards|sincerely|faithfully|yours|truly|respectfully|thanks|thank|cheers|wishes"
    r"|greetings|see|bye|take|from|the|your|all|have|very|many|with|and|mit|von|freundliche[nm]?|besten?|viele|liebe|lieber"
    r"|herzliche|schöne[nr]?|gr[uü](?:ß|ss)e?n?|mfg|lg|vg|bg|ihre?|euer|eure|dein|tschüss?|bis|cordialement|bien|sincères"
    r"|salutations|amicalement|cdlt|vous|bonne|journée|saludos?|atentamente|cordialmente|atte|abrazos?|cordial(?:es)?"
    r"|cordiali|saluti|distinti|presto|cumprimentos|atenciosamente|abraços?|melhores|groet(?:en|jes)?|vriendelijke"
    r"|hartelijke|mvg|met|pozdrow\w*|pozdrawiam\w*|poważaniem|serdecznie|wyrazami|szacunku|vänliga|vänlig|hälsning(?:ar)?"
    r"|mvh|med|bästa|hej|kram"
)
_TEAM = re.compile(_TEAMS, re.IGNORECASE)
_NO_NAMES = re.compile(f"{_TEAMS}|{_FAREWELLS}", re.IGNORECASE)
_KANJI_TEAM = r"(?:サポート|センター|窓口|チーム|事務局|カスタマー|担当|営業|総務|部|課|社)"
_INTRODUCED = re.compile(
    rf"{_KANJI_TEAM}[^\n。、]{{0,8}}?の?([一-龥々]{{1,4}})(?:と申します|でございます|です)"
    r"|(?:^|[\n。、の　 ])([一-龥々]{1,4})と申します"
)
_KANJI_LINE = re.compile(rf"(?:[^\n]{{0,16}}{_KANJI_TEAM}[\s　:：]+)?([一-龥々]{{2,4}}(?:[\s　][一-龥々]{{1,3}})?)")
_KANJI_NO_NAME = re.compile(rf"以上|敬具|草々|早々|拝|御中|各位|[^\n]*{_KANJI_TEAM}")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤張劉陳楊黃趙吳孫馬羅鄭許鄧韓馮"
)
_HAN_LINE = re.compile(rf"(?:客服|客服专员|专员|顾问|工程师)?[\s:：]*([{_SURNAMES}][一-龥]{{1,2}})")
_TEAM_LINE = re.compile(
    r"[^\n。]{0,20}(?:サポート|センター|窓口|チーム|事務局|カスタマーサービス|お客様相談室|客服|客服中心|客服部|团队|團隊|服务中心|支持|售后部?)"
)


def signer(text: str, signature: str, language: str, others: str) -> str:
    """The name that surely signs, "" where none does. `others`: words that are no signer's name, as the customer's."""
    lines = _lines(text, signature)
    if not lines or not language:
        return ""
    if language in UNSPACED:
        return _signer_unspaced(text, lines[-1], language)
    known = _known(language, others)
    tails = [line if len(line.split()) <= _LONGEST_LINE else _tail(line) for line in lines[1:][-_LAST:]]
    tails = tails or [_tail(lines[0])]
    return next((name for one in reversed(tails) if (name := _name(one, language, known))), "")


def is_team(name: str, desk: str) -> bool:
    """Whether what looks like a name is only the desk's or a team's."""
    own, words = {word.lower() for word in desk.split()}, _WORD.findall(name)
    if len(words) > 1 and any(_TEAM.fullmatch(word) for word in words):
        return True
    return all(word.lower() in own or _NO_NAMES.fullmatch(word) for word in words)


def may_be_signed(text: str, signature: str, language: str, others: str) -> bool:
    """Whether a short line at the end holds a word, or a letter, that might be a name."""
    lines = _lines(text, signature)
    if not lines:
        return False
    if language in UNSPACED:
        return _TEAM_LINE.fullmatch(lines[-1]) is None
    known = _known(language, others)
    for line in [*lines[1:][-_LAST:], _tail(lines[-1])]:
        words = line.split()
        found = [word for word in _WORD.findall(line) if word.lower() not in known and not _NO_NAMES.fullmatch(word)]
        if len(words) <= _LONGEST_NAME + 1 and any(word[0].isupper() and not word.isupper() for word in found):
            return True
    return _INITIAL.fullmatch(lines[-1]) is not None


def _lines(text: str, signature: str) -> list[str]:
    """The letter's last lines, then the first of its signature."""
    written = [line.strip() for line in text.split("\n") if line.strip()]
    below = [line.strip(" -–—_*\t") for line in signature.split("\n")]
    return [*written, *[line for line in below if line][:_LAST]]


def _known(language: str, others: str) -> frozenset[str]:
    words = manners_of(language)
    return words.nobody | words.common | manners_of("en").nobody | {word.lower() for word in others.split()}


def _tail(line: str) -> str:
    """What stands behind the last sentence of a line: "See you then! Mia"."""
    return re.split(r"[.!?)]\s+", line.strip())[-1] if re.search(r"[.!?)]\s", line) else ""


def _name(line: str, language: str, known: Iterable[str]) -> str:
    """The name in "Tom", "Tom Baxter" and "Best, Tom"; "" for anything else."""
    if "," in line and (last := line.rpartition(",")[2].strip()) and len(line.split()) <= _LONGEST_NAME:
        line = last
    words = [word.strip(" ,;|-–—*:!") for word in line.partition("@")[0].split()]
    words = [word for word in words if word]
    while words and (words[0].lower() in known or _NO_NAMES.fullmatch(words[0].strip("."))):
        words = words[1:]
    if not 1 <= len(words) <= _LONGEST_NAME or line.rstrip()[-1:] in ".?:":
        return ""
    if not all(_NAME.fullmatch(word) or (n and _INITIAL.fullmatch(word)) for n, word in enumerate(words)):
        return ""
    if any(part.lower() in known or _NO_NAMES.fullmatch(part) for word in words for part in word.split("-")):
        return ""
    said = " ".join(words)
    kinds = ("thanks", "apology", "greeting", "offer", "when", "hollow")
    return "" if any(find(kind, said, language) is not None for kind in kinds) else said


def _signer_unspaced(text: str, last: str, language: str) -> str:
    if language == "zh":
        han = _HAN_LINE.fullmatch(last)
        return han[1] if han is not None and find("thanks", last, language) is None else ""
    if (told := _INTRODUCED.search(text[:300])) is not None:
        return told[1] or told[2]
    line = _KANJI_LINE.fullmatch(last)
    return line[1] if line is not None and not _KANJI_NO_NAME.fullmatch(line[1]) else ""
