"""Whether every clause of a letter is of a kind that is known: before a letter is said to hold no help at all.

Help comes in more words than any list. So a letter is hollow only if each of its clauses is a greeting, thanks, an
apology, a question, talk of "as soon as possible" or a farewell; one clause that is none of them may be the help.
"""

from __future__ import annotations

import re

from harness.manners.phrases import MOST_SEARCHED, UNSPACED, Span, find, sentences

HOLLOW = (
    "thanks",
    "apology",
    "late",
    "waited",
    "restate",
    "ask",
    "working_on_it",
    "offer",
    "works_for_me",
    "not_reproducible",
    "by_design",
    "hollow",
)
"""Sets whose phrases make a clause that helps nobody by itself."""
_FEWEST_WORDS, _FEWEST_SIGNS = 3, 4
_FAREWELL_LINES, _FAREWELL_WORDS, _FAREWELL_SIGNS = 4, 6, 15
_GREETING_WORDS = 6
_CLAUSE = re.compile(r"(?:[^.!?;:,()\n。！？；：，、…—–]|[.:,](?=[A-Za-z0-9]))+")
_LINE = re.compile(r"[^\n]+")


def unknown_clause(text: str, language: str) -> Span | None:
    """The first clause of a letter that is none of the known kinds; None for a hollow letter."""
    text = text[:MOST_SEARCHED]
    end = _farewell_starts(text, language)
    clauses = (Span(start=one.start(), end=one.end()) for one in _CLAUSE.finditer(text, 0, end))
    return next((one for one in clauses if not _is_known(text[one.start : one.end], language)), None)


def unknown_near(text: str, span: Span, language: str, *, before: int = 0, after: int = 1) -> Span | None:
    """An unknown clause in the sentence of a place, or in one `before` or `after`: it may explain that sentence."""
    whole = sentences(text)
    at = next((n for n, one in enumerate(whole) if one.start <= span.start < one.end), 0)
    near = whole[max(0, at - before) : at + 1 + after]
    if not near:
        return None
    start = near[0].start
    found = unknown_clause(text[start : near[-1].end], language)
    return None if found is None else Span(start=start + found.start, end=start + found.end)


def _is_known(clause: str, language: str) -> bool:
    if _length(clause, language) < (_FEWEST_SIGNS if language in UNSPACED else _FEWEST_WORDS):
        return True
    greets = language not in UNSPACED and find("greeting", clause.lstrip(" *\t")[:40], language)
    if greets and greets.start == 0 and _length(clause, language) <= _GREETING_WORDS:
        return True
    return any(find(name, clause, language) is not None for name in HOLLOW)


def _farewell_starts(text: str, language: str) -> int:
    """Where the last short lines begin that are no sentences: regards, name, team."""
    lines = [one for one in _LINE.finditer(text) if one.group().strip()]
    longest = _FAREWELL_SIGNS if language in UNSPACED else _FAREWELL_WORDS
    end = len(text)
    for line in reversed(lines[1:][-_FAREWELL_LINES:]):
        said = line.group().strip()
        if said[-1] in ".!?。！？:：" or _length(said, language) > longest:
            break
        end = line.start()
    return end


def _length(text: str, language: str) -> int:
    return len(re.findall(r"\w", text)) if language in UNSPACED else len(text.split())
