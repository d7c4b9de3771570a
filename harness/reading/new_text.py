"""What the author of a mail wrote new: helpdesk frames, quotations, our own words and the signature taken away.

The harness knows every word it sent, so its own text is taken away as well, marked as quoted or not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from harness.domain.message import SentText
from harness.reading.client_marks import may_quote
from harness.reading.comments import comment_in
from harness.reading.frames import without_frame
from harness.reading.markup import html_to_text
from harness.reading.quotations import attribution_length, header_block, is_quoted, is_rule, marks_original
from harness.reading.signatures import split_signature
from harness.reading.trackers import tracker_comment

_MOST_LINES = 4000
_OURS_AT_LEAST = 12
"""Shorter lines ("Hello,") are too common to be ours."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """`new` is a piece of the whole text; `signature` follows it.

    Attributes:
        signed: all from the author's closing on, which is where he gives his name.
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
    signed: str = ""
    quoted: str = ""
    framed: bool = False
    wrapped: bool = False
    commenter: str = ""
    introduced: bool = False


def cut(text: str, sent: Sequence[SentText] = (), markup: str = "") -> Cut:
    """Separate what is new from everything else; `markup` is the HTML beside a plain text, which may know better."""
    lines = _without_address(text.split("\n")[:_MOST_LINES])
    frame = without_frame(lines)
    comment = _comment(frame.lines)
    lines = frame.lines if comment is None else comment
    kept, quoted = _without_quotation(lines)
    if markup and not quoted:
        kept, quoted = _without_marked(kept, markup)
    ours = _without_ours(kept, sent)
    echo = bool("".join(kept).strip()) and bool(sent) and not "".join(_without_ours(kept, sent, shortest=1)).strip()
    ending = split_signature(ours)
    new = "\n".join(ending.kept).strip()
    sure = bool(new)
    if not new and not echo and not ending.cut:
        new = _whole_again(lines)
    return Cut(
        new=new,
        signature="\n".join(ending.cut).strip(),
        signed="\n".join(ending.signed).rstrip(),
        sure=sure,
        echo=echo,
        quoted="\n".join(quoted).strip(),
        framed=frame.found,
        wrapped=comment is not None,
        commenter=frame.commenter,
        introduced=any(_introduces(quoted, number) for number in range(len(quoted))),
    )


def _without_address(lines: list[str]) -> list[str]:
    """Request Tracker puts "<URL: ... >", the ticket's address, above the answer."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return lines[first + 1 :] if lines[first].strip().startswith("<URL: http") else lines


def _comment(lines: list[str]) -> list[str] | None:
    said = comment_in("\n".join(lines))
    return tracker_comment(lines) if said is None else said.split("\n")


def _whole_again(lines: Sequence[str]) -> str:
    """A mail that is all quotation (forwarded, or marked so by mistake) still says something, unsurely."""
    return "\n".join(re.sub(r"^[\s>]+", "", line) for line in lines).strip()


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


def _without_marked(lines: list[str], markup: str) -> tuple[list[str], list[str]]:
    """What only the HTML part marks as quotation, if it goes on to the end of the plain part as well."""
    if not may_quote(markup):
        return lines, []
    shown = html_to_text(markup).split("\n")
    marked = _plain(" ".join(line for line in shown if is_quoted(line)))
    new = _plain(" ".join(line for line in shown if not is_quoted(line)))
    ends = len(lines)
    while ends and (not (said := _plain(lines[ends - 1])) or (said in marked and said not in new)):
        ends -= 1
    if not any(_has_words(line) for line in lines[:ends]):
        return lines, []
    return _trimmed(list(lines[:ends])), [line for line in lines[ends:] if line.strip()]


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
