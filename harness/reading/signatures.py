"""Where an author's words end and his signature begins: contact block, "-- " line, tagline, legal notice, footer.

A closing and the name below it are the author's own words, as "Kind regards, Jo" is. Where more than a name follows
(an address, a tagline, a "-- " line), the name belongs to that block: the closing stays, the rest is the signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from harness.reading.quotations import is_rule
from harness.reading.words import of_all_languages

_MARK = re.compile(r"^(?:-- ?|--|—|__+|\*{3,})$")
_LIST_FOOTER = re.compile(r"^(?:_{20,}|-{30,})\s*$")
_LONGEST = 14
"""Lines of a signature; more is a letter that goes on."""
_SHORT_CLOSING = re.compile(
    r"^\W*(?:thanks|thank you(?: very much)?|many thanks|merci|danke|gracias|grazie|obrigad[oa]|best|tack|tak"
    r"|takk|dank)\W*$",
    re.IGNORECASE,
)
_LABELLED_NUMBER = (
    r"(?:tel|tél|tlf|telefon|telefono|teléfono|telefone|téléphone|puh|phone|mob|mobile|mobil|gsm|cell|fax|direct|ddi"
    r"|t|m|f|d|тел|моб|电话|電話|手机|전화|내선|内線|נייד|טל|هاتف|جوال)"
)
_CONTACT = re.compile(
    rf"(?<!\w){_LABELLED_NUMBER}[\s.:)]*\+?\(?\d[\d\s()/.–-]{{3,}}\d|(?:^|[\s:|·])(?:\+|00)\d[\d\s()/.-]{{7,}}\d"
    r"|^[\d\s()/.+-]{9,}$|\bwww\.\w|https?://|\w@\w[\w-]*\.\w|\s[|·•]\s"
    r"|(?<!\w)(?:GmbH|Ltd|Limited|LLP|LLC|Inc|e\.?K|A/S|ApS|B\.V|N\.V|Oyj?|s\.r\.o|d\.o\.o|Kft|Zrt|S\.?r\.?l|S\.p\.A"
    r"|S\.A\.?S?|S\.L\.?U?|SARL|Ltda|Sp\. z o\.o|Pty)\b|株式会社|有限公司|주식회사|ООО|ТОВ|\bRegistered\b|HRB",
    re.IGNORECASE | re.MULTILINE,
)
"""Telephone, web or mail address, cells of a line, the form of a company."""
_TOKEN = re.compile(
    r"^(?:\d{2,}:\d{1,8}|\{#[\w:#.-]+\}|\[#{0,2}[A-Z0-9]{4,}-[A-Z0-9]{3,}#{0,2}\]|\(?ref:\S+:ref\)?|ref:\s?msg\d+|thread::\S+::"
    r"|\[?msg-?id:\S+|\[?#{2}[\w-]+#{2}\]?)$",
    re.IGNORECASE,
)
"""How Freshdesk, Help Scout, Zendesk, Salesforce and ServiceDesk Plus know the thread by."""
_LONGEST_FOOTER = 8
_SEEN = 400
"""Characters of a line that are looked at: no expression is asked about a line without end."""
_FIRST_WORDS = 3


@dataclass(frozen=True, kw_only=True)
class Ending:
    """`kept`: the author's lines; `cut`: the signature; `signed`: all from the closing on, whichever it went to."""

    kept: list[str]
    cut: list[str]
    signed: list[str]


def split_signature(lines: Sequence[str]) -> Ending:
    """The author's words apart from what stands below them."""
    foot, personal = _foot(lines)
    above = _stripped(lines[:foot])
    closing = _closing_at(above)
    if closing is None:
        ends = _block_at(above) or (len(above) - 1 if personal and _is_signed(above) else len(above))
        introduced = [""] if ends < len(above) else []  # a name is looked for below the first line
        signed = [*introduced, *above[ends:], *lines[foot:]]
    else:
        ends = closing + 1 if personal or _has_contact(above[closing + 1 :]) else len(above)
        signed = [*above[closing:], *lines[foot:]]
    return Ending(kept=above[:ends], cut=_stripped([*above[ends:], *lines[len(above) :]]), signed=signed)


def _stripped(lines: Sequence[str]) -> list[str]:
    ends = len(lines)
    while ends and (not lines[ends - 1].strip() or is_rule(lines[ends - 1])):
        ends -= 1
    return list(lines[:ends])


def _foot(lines: Sequence[str]) -> tuple[int, bool]:
    """The first line that no author types into his letter, and whether it belongs to his own signature."""
    first, late = (
        next((number for number, line in enumerate(lines) if re.search(r"\w", line)), len(lines)),
        _late(lines),
    )
    for number in range(first + 1, len(lines)):
        said = lines[number].strip()
        if said and (kind := _mark_of_foot(lines, number, said)):
            return number, kind == "own"
        if said and number >= late and (kind := _kind_of_foot(lines, number, said)):
            return number, kind == "own"
    return len(lines), False


def _late(lines: Sequence[str]) -> int:
    """The first line that no more than a signature's lines follow."""
    spoken = [number for number, line in enumerate(lines) if line.strip()]
    return spoken[-_LONGEST - 1] if len(spoken) > _LONGEST else 0


def _mark_of_foot(lines: Sequence[str], number: int, said: str) -> str:
    if _LIST_FOOTER.match(said):
        return "list"
    if not _MARK.match(said):
        return ""
    return (
        "desk" if _desk_foot().match(next((one[:_SEEN] for one in lines[number + 1 :] if one.strip()), "")) else "own"
    )


def _kind_of_foot(lines: Sequence[str], number: int, said: str) -> str:
    if len(said) < 90 and _sent_from().match(said):
        return "own"
    if _TOKEN.match(said[:_SEEN]) or _disclaimer().match(said[:_SEEN]):
        return "desk"
    rest = [one for one in lines[number + 1 :] if one.strip()]
    above = _stripped(lines[:number])
    if len(rest) > _LONGEST_FOOTER or len(re.findall(r"\w+", " ".join(above))) < _FIRST_WORDS:
        return ""
    if _desk_foot().match("\n".join([said, *lines[number + 1 : number + 6]])[:_SEEN]):
        return "desk"
    return "desk" if _rate_us().match(said[:_SEEN]) and _is_apart(above, [said, *rest]) else ""


def _is_apart(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a request to rate is a letter's footer, and not what the mail is for."""
    if _is_signed(above) or _closing_at(above) is not None:
        return True
    asked = re.sub(r"https?://\S+", "", " ".join(below))
    return len(" ".join(above)) >= 2 * len(asked)


def _closing_at(lines: Sequence[str]) -> int | None:
    return next(
        (number for number in range(_late(lines), len(lines)) if _closes(lines, number, lines[number].strip())), None
    )


def _closes(lines: Sequence[str], number: int, line: str) -> bool:
    if not line or not any(re.search(r"\w", one) for one in lines[:number]):
        return False
    rest = [one.strip() for one in lines[number + 1 :] if one.strip()]
    if len(line) > 70 or len(rest) > _LONGEST or not _closing().match(line):
        return False
    if _SHORT_CLOSING.match(line) and not rest:
        return False  # it is said to the reader, nobody signs below it
    telling = [one for one in rest if len(one) > 45 and one[-1:] in ".!?。"]
    return not (len(telling) > 1 or (_SHORT_CLOSING.match(line) and (telling or len(rest) > 4)))


def _has_contact(lines: Sequence[str]) -> bool:
    return any(_CONTACT.search(line[:_SEEN]) for line in lines)


def _block_at(lines: Sequence[str]) -> int | None:
    """Where a block of name and address begins that no closing introduces; None where none stands at the end."""
    first = len(lines)
    while first and len(lines) - first <= _LONGEST and _may_be_of_block(lines[first - 1].strip()):
        first -= 1
    for number in range(max(first, 1), len(lines)):
        rest = [one for one in lines[number + 1 :] if one.strip()]
        alone = not lines[number - 1].strip() or lines[number - 1].rstrip().endswith((",", ".", "!"))
        if alone and rest and _is_name(lines[number].strip()) and _has_contact(rest):
            before = next((one.strip() for one in reversed(lines[:number]) if one.strip()), "")
            return number if before and not before.endswith((":", "：")) else None
    return None


def _may_be_of_block(line: str) -> bool:
    return len(line) <= 90 and (not re.search(r"[.!?…。？！]$", line) or bool(_CONTACT.search(line[:_SEEN])))


def _is_name(line: str) -> bool:
    """Up to five words in capitals ("Odile CARRÈRE", "i. A. Birgit Pohlmann"); scripts without any: a few letters."""
    if not line or len(line) > 50 or re.search(r"[\d@:?!…。？！]|\.$", line) or _closing().match(line):
        return False
    words = re.findall(r"[^\W\d_]+", line)
    if line.lower() == line.upper():
        return 1 <= len(words) <= 4 and len(line) <= 20
    return 1 <= len(words) <= 6 and all(one[0].isupper() or len(one) <= 3 for one in words) and words[-1][0].isupper()


def _is_signed(lines: Sequence[str]) -> bool:
    """Whether the last line is nothing but a name, below something said."""
    others = [one for one in lines[:-1] if one.strip()]
    return bool(others) and len(lines[-1].split()) <= _FIRST_WORDS and _is_name(lines[-1].strip())


@cache
def _closing() -> re.Pattern[str]:
    said = of_all_languages("closing")
    return re.compile(rf"^[\s*]*(?:{said})(?:\s*[/|&]\s*(?:{said}))*[\s*,.!،–—-]*$", re.IGNORECASE)


@cache
def _sent_from() -> re.Pattern[str]:
    return re.compile(rf"^[\s*<]*(?:{of_all_languages('sent_from')})", re.IGNORECASE)


@cache
def _disclaimer() -> re.Pattern[str]:
    return re.compile(rf"^[\s*]*(?:{of_all_languages('disclaimer')})", re.IGNORECASE)


@cache
def _desk_foot() -> re.Pattern[str]:
    return re.compile(rf"^[\s*(\[<]*(?:{of_all_languages('desk_foot')})", re.IGNORECASE)


@cache
def _rate_us() -> re.Pattern[str]:
    return re.compile(rf"^[\s*¿¡]*(?:{of_all_languages('rate_us')})", re.IGNORECASE)
