"""A helpdesk's frame: "reply above this line", below it the thread, newest comment first, each headed by who wrote it.

In a language of which we have no words the line is known by its own shape: Zendesk's "##- ... -##", GLPI's
"=-=-=-= ... =-=-=-=", Jira's row of dashes with one line below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from harness.reading.quotations import is_comment_head, is_date, is_rule, marks_original
from harness.reading.trackers import commenter_of, is_title, without_properties, without_properties_below
from harness.reading.words import of_all_languages

_FIRST_LINES = 8
_SHAPED = re.compile(
    r"^\s*(?:#{2,3}[-—]?\s.{6,}\s[-—]?#{2,3}|(?:=-){2,}=?\s.{3,}\s(?:=-){2,}=?|-- ?[^\W\d_].{8,60}\s--)\s*$"
)
_ROW = re.compile(r"^\s*—+(?:-—+)+-?\s*$")
_NAMED = re.compile(r"^[^\W\d_][^\d:,!?\n]{0,50}(?<!\.)$")
_LINKS = re.compile(r"^[^.!?]{1,60}\s[·•]\s[^.!?]{1,90}$")
_STAMPED = re.compile(r"^[^.!?:]{0,24}\d{1,2}[^!?]{0,24}\d{4}[^!?]{0,8}\d{1,2}:\d\d[^!?]{0,12}$")


@dataclass(frozen=True, kw_only=True)
class Frame:
    """`lines`: what stands inside, all lines where there is no frame; `commenter`: as the thread names him, or ""."""

    lines: list[str]
    found: bool = False
    commenter: str = ""


def without_frame(lines: list[str]) -> Frame:
    """The newest comment of a helpdesk's mail, or what was typed above its line."""
    at = _line_of_frame(lines)
    if at is None:
        return Frame(lines=lines)
    if any(re.search(r"\w", line) for line in lines[:at]):
        return Frame(lines=lines[:at], found=True)
    kept, commenter = _first_comment(lines[at + 1 :])
    return Frame(lines=_without_foot(without_properties(kept)), found=True, commenter=commenter)


def _line_of_frame(lines: Sequence[str]) -> int | None:
    for number, line in enumerate(lines):
        if len(line) < 160 and line.strip():
            if _above_line().search(line):
                return number
            if number < _FIRST_LINES and _SHAPED.match(line) and not marks_original(lines, number):
                return number
            if number < _FIRST_LINES and _ROW.match(line):
                return next((at for at in range(number + 1, min(number + 3, len(lines))) if lines[at].strip()), number)
    return None


def _first_comment(lines: list[str]) -> tuple[list[str], str]:
    heads = _heads(lines)
    if not heads:
        return _until_rule(lines), ""
    first, length = heads[0]
    if any(_is_said(line) for line in lines[:first]):
        return lines[:first], ""
    end = heads[1][0] if len(heads) > 1 else len(lines)
    return _until_rule(lines[first + length : end]), _named_by(lines[first])


def _is_said(line: str) -> bool:
    """Whether a line above the first comment is more than the helpdesk's own: somebody wrote it there."""
    return bool(line.strip()) and not (is_rule(line) or is_title(line) or _frame_words().search(line))


def _heads(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where somebody is named as the writer of what follows, and in how many lines."""
    heads: list[tuple[int, int]] = []
    for number in range(len(lines)):
        if (not heads or number >= sum(heads[-1])) and (length := _head_length(lines, number)):
            heads.append((number, length))
    return heads


def _head_length(lines: Sequence[str], number: int) -> int:
    """How many lines say who wrote the comment below; a name may have its date below it, 0 where none does."""
    line = lines[number].strip()
    if not line or len(line) > 120:
        return 0
    if is_comment_head(line):
        return 1
    if line.endswith((":", "：")) and commenter_of(line):
        return 1
    below = next((at for at in range(number + 1, min(number + 3, len(lines))) if lines[at].strip()), None)
    if below is not None and _NAMED.match(line) and is_date(lines[below]):
        return below - number + 1
    return 0


def _named_by(head: str) -> str:
    return commenter_of(head) or re.split(r",|\(|:", head)[0].strip()


def _until_rule(lines: list[str]) -> list[str]:
    """A comment ends where the next dashed line begins; the helpdesk's own footer follows."""
    for number, line in enumerate(lines):
        if is_rule(line) and any(one.strip() for one in lines[:number]):
            return lines[:number]
    return lines


def _without_foot(lines: list[str]) -> list[str]:
    """Jira's "View request · Turn off this request's notifications" and "Sent on ...", in any language."""
    kept = without_properties_below(lines)
    while kept and (not kept[-1].strip() or _LINKS.match(kept[-1].strip()) or _STAMPED.match(kept[-1].strip())):
        kept.pop()
    return kept if any(line.strip() for line in kept) else lines


@cache
def _above_line() -> re.Pattern[str]:
    return re.compile(rf"##-|(?:{of_all_languages('above_line')})", re.IGNORECASE)


@cache
def _frame_words() -> re.Pattern[str]:
    return re.compile(of_all_languages("frame_words"), re.IGNORECASE)
