"""Where earlier mail begins inside a mail: attribution lines, header blocks, "Original message" lines, ">" lines.

The marks stand in the language of the writer's program, so all languages' words are looked for at once; an
attribution is also known without any word of it, by an address, a date and a colon at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from harness.reading.words import of_all_languages

_LONGEST_ATTRIBUTION = 320
_MOST_LINES = 4
_ADDRESS = re.compile(r"[<(\[\"']?[^\s<>()\"']+@[^\s<>()\"']+[>)\]\"']?")
_DATED = re.compile(r"\d{1,2}[:.h時点시]\s?\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\s*[月월]")
_YEAR, _TIME = re.compile(r"\b(?:19|20)\d\d\b|[./-]\d\d\b"), re.compile(r"\d{1,2}[:.h時点시]\s?\d{2}")
_COLON = re.compile(r"[:：]\s*$")
_QUOTED = re.compile(r"^\s{0,3}(?:>|\||[A-Z]{1,3}>)")
_RULE = re.compile(r"^\s*[_=\-*─━—]{5,}\s*$")
_STAMP = re.compile(r"^(?=.*\d{1,2}[:.h時点시]\s?\d{2}|.*\b(?:19|20)\d\d\b)[^!?@<>:]{0,24}\d[^!?@<>]*$")
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of direction, which Gmail puts around names and addresses in Hebrew and Arabic."""
_DRAWN = re.compile(r"^[-—_=*~\s]{2,}|\s*[-—_=*~]{2,}\s*$")
"""Zoho's "---- On Monday Jane wrote ----"."""
_SENTENCE = re.compile(r"[.!?]\s+[^\W\d]{4,}|[!?]$")
_NOTES = re.compile(r"^.{2,60}\s?---\s?\d[^-\n]{4,16}\d\d:\d\d[^-\n]{0,8}---")
_BETWEEN = re.compile(r"^([-=~*#])\1+\s.+\s\1{2,}$")
_COMMENT = re.compile(
    r"^(?P<name>[^\W\d_][^\n,<>@]{1,50})(?:\s*\([^)\n]{1,40}\))?,\s+(?P<date>[^\n]{0,12}\b\d{1,2}[^\n]{0,30}|[^\n]{0,30}\d{4}[^\n]{0,20})$"
)


def is_quoted(line: str) -> bool:
    """Whether a line carries a mark of quotation: ">", "|", or initials and ">"."""
    return bool(_QUOTED.match(line))


def is_rule(line: str) -> bool:
    """A line of dashes, underscores or the like."""
    return bool(_RULE.match(line))


def is_date(line: str) -> bool:
    """A line that says when, and nothing else: "Jan 12, 2026, 09:41 GMT"."""
    return len(line) <= 60 and bool(_STAMP.match(line.strip()))


def is_comment_head(line: str) -> bool:
    """ "Sam Reed, Mar 3, 2026, 10:02": how Zendesk and others head each comment of a thread."""
    head = _COMMENT.match(line.strip()) if len(line) < 120 else None
    return head is not None and bool(_DATED.search(head["date"])) and not _SENTENCE.search(line)


def attribution_length(lines: Sequence[str], at: int) -> int:
    """How many lines, from one on, say who wrote what follows; 0 where they do not."""
    joined = ""
    for count, line in enumerate(lines[at : at + _MOST_LINES], 1):
        if not line.strip() or len(line) > 2 * _LONGEST_ATTRIBUTION:
            return 0
        joined = f"{joined} {_unquoted(line)}".strip()
        if len(joined) > _LONGEST_ATTRIBUTION:
            return 0
        if _attributes(joined, lines, at + count):
            return 0 if count > 1 and _begins_below(lines, at, count) else count
    return 0


def _begins_below(lines: Sequence[str], at: int, count: int) -> bool:
    """Whether the first line is the author's own last one, and only what follows says who wrote."""
    below = next((start for start in range(at + 1, at + count) if attribution_length(lines, start)), None)
    if below is None:
        return False
    return not _DATED.search(lines[at]) or bool(_DATED.search(" ".join(lines[below : at + count])))


def header_block(lines: Sequence[str], at: int) -> bool:
    """Whether "From:, Sent:, To:, Subject:" lines of an earlier mail begin here, in any language and order."""
    following = lines[at + 1 : at + 5]
    if _from_label().match(lines[at]):
        return any(_other_label().match(line) for line in following)
    if not _other_label().match(lines[at]):
        return False
    others = sum(bool(_other_label().match(line)) for line in following)
    return others >= 2 and any(_from_label().match(line) for line in following[:3])


def marks_original(lines: Sequence[str], at: int) -> bool:
    """Whether the line says that an original or forwarded message follows."""
    line = lines[at].replace("&nbsp;", " ").strip()  # QQ writes it in plain text, too
    if 4 <= len(line) <= 120 and (_original().match(line) or _is_drawn_head(line)):
        return True
    following = [one for one in lines[at + 1 : at + 4] if one.strip()]
    return bool(following) and is_rule(line) and header_block(following, 0)


def _is_drawn_head(line: str) -> bool:
    """Notes' "Jane Doe ---03.03.2026 10:02:11---Hello" and "=== Jane wrote on Mar 3, 2026 ==="."""
    if _NOTES.match(line):
        return True
    return bool(_BETWEEN.match(line) and _DATED.search(line) and _wrote().search(line))


def _unquoted(line: str) -> str:
    return _DRAWN.sub("", re.sub(r"^[\s>|]+", "", _INVISIBLE.sub("", line)).strip()).strip()


def _attributes(joined: str, lines: Sequence[str], following: int) -> bool:
    ends, dated = bool(_COLON.search(joined)), _DATED.search(joined)
    address = _ADDRESS.search(joined) if ends or dated else None
    if not ends and address is None:
        return False
    if ends and address and dated and _has_mark_around(joined, address):
        return True
    after = next((one for one in lines[following : following + 3] if one.strip()), "")
    if ends and len(joined) <= 160 and is_quoted(after) and _YEAR.search(joined) and _TIME.search(joined):
        return True
    verb = _wrote().search(joined)
    if verb is None or not (ends or len(joined) - verb.end() <= 3):
        return False
    if dated and (ends or address):
        return True
    return ends and len(joined) <= 90 and (address is not None or is_quoted(after))


def _has_mark_around(joined: str, address: re.Match[str]) -> bool:
    return address.group()[0] in "<([\"'" or joined[address.end() :].strip(" >)]") in (":", "：")


@cache
def _wrote() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{of_all_languages('wrote')}|said)(?!\w)|写道|寫道|작성|書きました|のメール", re.IGNORECASE
    )


@cache
def _from_label() -> re.Pattern[str]:
    return re.compile(rf"^[\s>|*_]{{0,40}}(?:{of_all_languages('from_label')})[\s*]*[:：|]", re.IGNORECASE)


@cache
def _other_label() -> re.Pattern[str]:
    return re.compile(rf"^[\s>|*_]{{0,40}}(?:{of_all_languages('labels')})[\s*]*[:：|]", re.IGNORECASE)


@cache
def _original() -> re.Pattern[str]:
    said = of_all_languages("original")
    return re.compile(rf"^[\s>]*(?:[-_*=]{{2,}}\s*(?:{said})\s*[-_*=:]*|(?:begin|{said})\s*[:：])\s*$", re.IGNORECASE)
