"""A comment in the letter of an issue tracker or a service desk: who commented, the issue's properties, the comment.

Jira, YouTrack, GitHub, GitLab, Redmine, Trac, Bugzilla, Mantis, Phabricator and GLPI put a head above it; what tells
such a head from a person's sentence is its own shape: a label alone, an issue's number, a table, a rule below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from harness.reading.quotations import is_rule
from harness.reading.words import of_all_languages

_ANNOUNCED = re.compile(r"^\s*(?:a note|the following issue|a comment)\s.*\bhas been \w+", re.IGNORECASE)
_LATEST = 40
"""Lines within which the head ends."""
_ISSUE = re.compile(
    r"#\d+|\b(?:pull|merge) request\b|\bincident\b|\b[A-Z][A-Z0-9_]{1,12}-\d+|\bD\d{2,}|\bT\d{2,}|https?://"
)
_PROPERTY = re.compile(r"^\s*(?:[*•-]\s+)?[^\W\d][\w /.()'’-]{0,28}?\s?[:：](?:\s.*|)$")
_TABLE = re.compile(r"^[\s-]*-+\+-+[\s-]*$|^[^|]{1,60}:[^|]{0,60}\|[^|]{0,60}:|^.{0,60}\|\s*$|\|[^|]*\|")
_TITLE = re.compile(r"^\s*(?:#\d+|\[[A-Z][A-Z0-9_]*-\d+\]|(?:bug|issue|ticket|feature)\s+#?\d+)\b", re.IGNORECASE)
_LINK = re.compile(r"^\s*[<\[(]*\s*(?:URL: ?)?https?://\S+\s*[>\])]*\s*$")
_CHANGE = re.compile(
    r"^\s*(?:[*•-]\s+)?(?:[\w%]+ ){1,3}(?:changed from .+ to .+|set to .+|added|deleted|updated|removed)$"
    r"|^\s+\*\s|=>|>\s+changed:$"
)
_NUMBERED = re.compile(
    r"^-{2,4}\s*(?:comment|kommentar|commentaire|comentario|commento|комментарий)\s+#?\d+.{0,120}?-{0,4}$",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"^\s*\(?~?\d{4,}\)?\s+\S.{0,60}\s-\s.{0,30}\d{4}.*$|^\s*\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? - .{2,80}$"
)
_LABEL = re.compile(
    r"^\s*(?:new )?(?:comments?|kommentare?|commentaire|comentario|commento|comentário|opmerking|komentarz"
    r"|komentář|kommentti|комментарий|коментар|コメント|评论|댓글)\s*(?:\([^)\n]{1,60}\))?\s*[:：]\s*$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"^\s*(?:issue|ticket|bug|feature|task|support)\s+#\d+ has been (?:updated|reported)\b.*\.$", re.IGNORECASE
)
_EVENT = re.compile(
    r"^\s*(?:closed|reopened|merged|resolved|assigned|status changed)\s.{0,20}#\d+\b.{0,60}$"
    r"|^(?:task|revision) detail$",
    re.IGNORECASE,
)
_MOST_AFTER, _LONGEST_OF_HEAD = 12, 300
_FEW_PROPERTIES = 2
_FEW_WORDS = 6
"""Of a line that says no more than who commented, as Phabricator's first one."""


def tracker_comment(lines: Sequence[str]) -> list[str] | None:
    """The comment inside a tracker's letter; None where the mail is no such letter."""
    head = _head_ends(lines)
    if head is None:
        return None
    inside = list(lines[_past_properties(lines, head) :])
    ends = next((number for number, line in enumerate(inside) if number and _ends(inside, number, line)), len(inside))
    kept = inside[:ends]
    return kept if any(re.search(r"\w", line) for line in kept) else None


def without_properties(lines: Sequence[str]) -> list[str]:
    """The lines without a list of properties at their top; for what stands in a desk's frame."""
    return list(lines[_past_properties(lines, 0) :])


def without_properties_below(lines: Sequence[str]) -> list[str]:
    """The lines without a list of properties, and its title, at their end."""
    at = len(lines)
    while at and (not lines[at - 1].strip() or _PROPERTY.match(lines[at - 1][:_LONGEST_OF_HEAD])):
        at -= 1
    properties = sum(bool(line.strip()) for line in lines[at:])
    return list(lines[:at]) if properties >= _FEW_PROPERTIES and at else list(lines)


def commenter_of(line: str) -> str:
    """Who has commented, where a line says no more than that: "Sam Reed commented:", in any language; else ""."""
    found = _commented().search(line) if len(line) <= 120 and not re.search(r"[.!?。]\s+\w", line) else None
    return found["name"].strip() if found else ""


def is_title(line: str) -> bool:
    """ "#518: Contour lines are missing", "[TILE-1187] Labels overlap": an issue's number, then its name."""
    return bool(_TITLE.match(line))


def _head_ends(lines: Sequence[str]) -> int | None:
    """Behind the last strong line of the head, if nothing but a head stands before it."""
    found = None
    for number, line in enumerate(lines[:_LATEST]):
        if _is_strong(lines, number):
            found = number + 1
        elif line.strip() and not _belongs_to_head(line):
            break
    return found


def _is_strong(lines: Sequence[str], number: int) -> bool:
    line = lines[number].strip()
    if not line or len(line) > _LONGEST_OF_HEAD:
        return False
    if _NUMBERED.match(line) or _NOTED.match(line) or _UPDATED.match(line):
        return True
    if _LABEL.match(line):
        return any(_TABLE.search(one) or _PROPERTY.match(one) or is_title(one) for one in lines[:number])
    if not commenter_of(line):
        return False
    below = lines[number + 1] if number + 1 < len(lines) else ""
    first = not any(one.strip() for one in lines[:number]) and not below.strip() and len(line.split()) <= _FEW_WORDS
    return line.endswith((":", "：")) or bool(_ISSUE.search(line)) or is_rule(below) or first


def _belongs_to_head(line: str) -> bool:
    return len(line) <= _LONGEST_OF_HEAD and bool(
        is_rule(line)
        or _LINK.match(line)
        or _TITLE.match(line)
        or _ANNOUNCED.match(line)
        or _TABLE.search(line)
        or _CHANGE.search(line)
        or (len(line) <= 100 and _PROPERTY.match(line))
    )


def _past_properties(lines: Sequence[str], number: int) -> int:
    """The number of the first line behind rules, links and at least two properties in a row."""
    at, properties, behind = number, 0, number
    while at < len(lines):
        line = lines[at]
        if number and at + 1 < len(lines) and line.strip() and is_rule(lines[at + 1]) and not is_rule(line):
            at += 2  # Jira repeats the issue's title, underlined
        elif not line.strip() or is_rule(line) or (len(line) <= _LONGEST_OF_HEAD and _LINK.match(line)):
            at += 1
        elif len(line) <= _LONGEST_OF_HEAD and (_PROPERTY.match(line) or _TABLE.search(line) or _CHANGE.search(line)):
            properties, at = properties + (2 if _CHANGE.search(line) else 1), at + 1
        else:
            break
        behind = at if properties >= 2 or not properties else behind
    return behind


def _ends(lines: Sequence[str], number: int, line: str) -> bool:
    """Redmine's rule and title, a change of state as GitHub tells it, Phabricator's "TASK DETAIL"."""
    if _EVENT.match(line):
        return sum(bool(one.strip()) for one in lines[number:]) <= _MOST_AFTER
    following = next((one for one in lines[number + 1 :] if one.strip()), "")
    return is_rule(line) and bool(_TITLE.match(following) or _NOTED.match(following))


@cache
def _commented() -> re.Pattern[str]:
    said = of_all_languages("commented")
    return re.compile(rf"^[\s*_#>]*(?P<name>[^\s*_#>][^\n]{{0,60}}?)(?:{said})(?!\w)[^\n]{{0,60}}$", re.IGNORECASE)
