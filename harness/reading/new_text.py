"""What the author of a mail wrote new: helpdesk frames, quotations, our own words and the signature taken away.

The harness knows every word it sent, so its own text is taken away as well, marked as quoted or not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from harness.domain.message import SentText
from harness.reading.comments import comment_in
from harness.reading.quotations import (
    attribution_length,
    header_block,
    is_comment_head,
    is_quoted,
    is_rule,
    marks_original,
)
from harness.reading.words import of_all_languages

_MOST_LINES = 4000
_SIGNATURE_MARK = re.compile(r"^(?:-- ?|--|—|__+|\*{3,})$")
_SHORT_CLOSING = re.compile(
    r"^\W*(?:thanks|thank you(?: very much)?|many thanks|merci|danke|gracias|grazie|obrigad[oa]|best|tack|tak"
    r"|takk|dank)\W*$",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(r"^(?:_{20,}|-{30,})\s*$")
_LONGEST_SIGNATURE = 14
_OURS_AT_LEAST = 12
"""Shorter lines ("Hello,") are too common to be ours."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """`new` is a piece of the whole text; `signature` follows it.

    Attributes:
        quoted: earlier words the mail repeats, "" when none.
        sure: whether verdicts about what the new text lacks may rest on it.
        echo: nothing but our own words was there.
        framed: a helpdesk's "reply above this line" stood in it.
        introduced: a program's own words stand before the quotation ("On Monday Jane wrote:").
        commenter: whose comment it is, as the helpdesk's thread names it ("Sam Reed, Mar 3, 2026"); "" elsewhere.
        wrapped: it is a comment inside a helpdesk's form letter.
    """

    new: str
    signature: str
    sure: bool
    echo: bool
    quoted: str = ""
    framed: bool = False
    wrapped: bool = False
    commenter: str = ""
    introduced: bool = False


def cut(text: str, sent: Sequence[SentText] = ()) -> Cut:
    """Separate what is new from everything else."""
    lines = text.split("\n")[:_MOST_LINES]
    lines, framed, commenter = _without_frame(lines)
    comment = comment_in("\n".join(lines))
    if comment is not None:
        lines = comment.split("\n")
    kept, quoted = _without_quotation(lines)
    ours = _without_ours(kept, sent)
    echo = bool("".join(kept).strip()) and bool(sent) and not "".join(_without_ours(kept, sent, shortest=1)).strip()
    body, signature = _split_signature(ours)
    new = "\n".join(body).strip()
    sure = bool(new)
    if not new and not echo and not signature:
        new = _whole_again(lines)
    return Cut(
        new=new,
        signature="\n".join(signature).strip(),
        sure=sure,
        echo=echo,
        quoted="\n".join(quoted).strip(),
        framed=framed,
        wrapped=comment is not None,
        commenter=commenter,
        introduced=any(_introduces(lines, number) for number in range(min(len(lines), _MOST_LINES))),
    )


def _whole_again(lines: Sequence[str]) -> str:
    """A mail that is all quotation (forwarded, or marked so by mistake) still says something, unsurely."""
    return "\n".join(re.sub(r"^[\s>]+", "", line) for line in lines).strip()


def _without_frame(lines: list[str]) -> tuple[list[str], bool, str]:
    """A helpdesk's "reply above this line": below it stands the thread, newest comment first. And whose that is."""
    at = next((number for number, line in enumerate(lines) if len(line) < 160 and _above_line().search(line)), None)
    if at is None:
        return lines, False, ""
    if any(line.strip() for line in lines[:at]):
        return lines[:at], True, ""
    kept, commenter = _first_comment(lines[at + 1 :])
    return kept, True, commenter


def _first_comment(lines: list[str]) -> tuple[list[str], str]:
    heads = [number for number, line in enumerate(lines) if is_comment_head(line)]
    if not heads:
        return _until_rule(lines), ""
    before = [
        line for line in lines[: heads[0]] if line.strip() and not is_rule(line) and not _frame_words().search(line)
    ]
    if before:
        return lines[: heads[0]], ""
    end = heads[1] if len(heads) > 1 else len(lines)
    return _until_rule(lines[heads[0] + 1 : end]), lines[heads[0]].split(",")[0].split("(")[0].strip()


def _until_rule(lines: list[str]) -> list[str]:
    """A comment ends where the next dashed line begins; the helpdesk's own footer follows."""
    for number, line in enumerate(lines):
        if is_rule(line) and any(one.strip() for one in lines[:number]):
            return lines[:number]
    return lines


def _without_quotation(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines kept and the lines that are quotation."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        found = _quotation_at(lines, number)
        if found is None:
            kept.append(lines[number])
            number += 1
        elif found >= len(lines) and any(_has_words(line) for line in kept):
            return _trimmed(kept), lines[number:]
        elif found >= len(lines):
            length = attribution_length(lines, number)
            if not length:
                return kept, lines[number:]
            number += length
        else:
            number = found
    remaining = set(kept)
    return _trimmed(kept), [line for line in lines if line not in remaining]


def _quotation_at(lines: list[str], number: int) -> int | None:
    """None where no quotation begins; else the line it ends before, the number of lines where it goes on to the end."""
    line = lines[number]
    if not line.strip():
        return None
    if length := attribution_length(lines, number):
        return _end_of_marked(lines, number + length)
    if is_quoted(line):
        return _end_of_run(lines, number)
    if header_block(lines, number) or marks_original(lines, number):
        return len(lines)
    return None


def _introduces(lines: list[str], number: int) -> bool:
    return bool(lines[number].strip()) and bool(
        attribution_length(lines, number) or header_block(lines, number) or marks_original(lines, number)
    )


def _end_of_marked(lines: list[str], number: int) -> int:
    """Behind an attribution: lines marked ">" may be followed by the answer, unmarked ones go on to the end."""
    first = next((at for at in range(number, min(number + 3, len(lines))) if lines[at].strip()), None)
    if first is None or not is_quoted(lines[first]):
        return len(lines)
    return _end_of_run(lines, first)


def _end_of_run(lines: list[str], number: int) -> int:
    """A run of quoted lines; a line without a mark between two of them is a wrapped end of the one before."""
    while number < len(lines):
        follows_wrapped = number + 1 < len(lines) and is_quoted(lines[number + 1]) and lines[number - 1].strip(" >")
        if not is_quoted(lines[number]) and not (lines[number].strip() and follows_wrapped):
            return number
        number += 1
    return number


def _trimmed(kept: list[str]) -> list[str]:
    while kept and (not kept[-1].strip() or is_rule(kept[-1])):
        kept.pop()
    return kept


def _has_words(text: str) -> bool:
    return bool(re.search(r"\w", text))


def _without_ours(lines: list[str], sent: Sequence[SentText], shortest: int = _OURS_AT_LEAST) -> list[str]:
    """Lines of our own that the desk repeats without a mark; single short ones are too common to be ours."""
    ours = {_plain(line) for one in sent for line in one.text.split("\n") if len(_plain(line)) >= shortest}
    return [line for line in lines if _plain(line) not in ours] if ours else lines


def _plain(line: str) -> str:
    """What is the same in every copy; django-helpdesk escapes quotation marks in plain text as if it were HTML."""
    return re.sub(r"[\s>|*]+", " ", html.unescape(line)).strip().lower()


def _split_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for number, line in enumerate(lines):
        if _begins_signature(lines, number, line.strip()):
            return lines[:number], lines[number:]
    return lines, []


def _begins_signature(lines: list[str], number: int, line: str) -> bool:
    if not line or not any(_has_words(one) for one in lines[:number]):
        return False
    if _SIGNATURE_MARK.match(line) or _LIST_FOOTER.match(line):
        return True
    if len(line) < 90 and _sent_from().match(line):
        return True
    rest = [one.strip() for one in lines[number + 1 :] if one.strip()]
    if len(line) > 70 or len(rest) > _LONGEST_SIGNATURE or not _closing().match(line):
        return False
    if _SHORT_CLOSING.match(line) and not rest:
        return False  # it is said to the reader, nobody signs below it
    telling = [one for one in rest if len(one) > 45 and one[-1:] in ".!?。"]
    return not (len(telling) > 1 or (_SHORT_CLOSING.match(line) and (telling or len(rest) > 4)))


@cache
def _above_line() -> re.Pattern[str]:
    return re.compile(rf"##-|(?:{of_all_languages('above_line')})", re.IGNORECASE)


@cache
def _frame_words() -> re.Pattern[str]:
    return re.compile(of_all_languages("frame_words"), re.IGNORECASE)


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"^[\s*]*(?:{of_all_languages('closing')})[\s*,.!–—-]*$", re.IGNORECASE)


@cache
def _sent_from() -> re.Pattern[str]:
    return re.compile(rf"^[\s*]*(?:{of_all_languages('sent_from')})", re.IGNORECASE)
