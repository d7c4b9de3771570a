"""Which button sends the form, which one leads to its next page, and which ones open a form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.channels.form.lexicon import ATTRIBUTES, EVERY, language_of, names
from harness.channels.form.roles import Row

_KINDS = frozenset(["submit", "button", "image"])


def find_submit(rows: Sequence[Row], everything: Sequence[Row], near: Row | None, language: str) -> str:
    """The selector of the button that sends; "" when none does.

    Among the form's own buttons those that say so come first, real submit buttons before painted ones, then the one
    nearest to the message. A button outside the form counts only when the form has none.
    """
    own = [row for row in rows if is_button(row)]
    chosen = _choose(own, near, language)
    if chosen is None and near is not None:
        inside = {row["index"] for row in rows}
        beyond = [row for row in everything if is_button(row) and row["form"] < 0 and row["index"] not in inside]
        chosen = _choose([row for row in beyond if _speaks("submit", row, language)], near, language)
    return str(chosen["selector"]) if chosen else ""


def find_next(rows: Sequence[Row], language: str) -> str:
    """The visible button that leads on to the form's next page; "" when there is none."""
    spoken = [
        row
        for row in rows
        if is_button(row) and row["visible"] and _speaks("next", row, language) and not _speaks("submit", row, language)
    ]
    return str(spoken[-1]["selector"]) if spoken else ""


def find_openers(rows: Iterable[Row], language: str) -> list[Row]:
    """Buttons and in-page links that may open a support form, the likeliest first; never one that sends something."""
    found = []
    for row in rows:
        sends = row["type"] == "submit" and row["form"] >= 0
        if not is_button(row) or not row["visible"] or row["disabled"] or sends:
            continue
        if _is_barred(row, language) or len(row["text"]) > 60:
            continue
        rank = 0 if _speaks("opener", row, language) else 1 if _speaks("topic", row, language) else 2
        if _leaves(row):
            continue
        if rank < 2:
            found.append((rank, row["index"], row))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def is_button(row: Row) -> bool:
    return row["type"] in _KINDS


# --- private ---------------------------------------------------------------------------------------------------------


def _choose(buttons: Sequence[Row], near: Row | None, language: str) -> Row | None:
    fit = [row for row in buttons if not _is_barred(row, language) and (row["visible"] or row["later"])]
    spoken = [row for row in fit if _speaks("submit", row, language)]
    real = [row for row in fit if row["type"] in ("submit", "image") and not _speaks("next", row, language)]
    pool = spoken or real
    if not pool:
        # A lone button that says something else, or nothing: still the form's only way out.
        lone = [row for row in fit if row["type"] in ("submit", "image") or row["tag"] in ("button", "input")]
        lone = [row for row in lone if row["form"] >= 0 and not _speaks("next", row, language)]
        pool = lone if len(lone) == 1 else []
    return max(pool, key=lambda row: _fitness(row, near)) if pool else None


def _fitness(row: Row, near: Row | None) -> tuple[bool, int, bool, bool, int]:
    shared = 0
    if near is not None:
        shared = sum(one == other for one, other in zip(row["path"], near["path"], strict=False))
    after = near is None or row["index"] > near["index"]
    return row["type"] in ("submit", "image"), int(bool(row["visible"])), after, not row["disabled"], shared


def _said(row: Row) -> str:
    return f"{row['text']} {row['label'] if row['label'] != row['text'] else ''}".strip() or str(row["value"])


def _speaks(topic: str, row: Row, language: str) -> bool:
    said = _said(row)
    return any(names(topic, said, one) for one in (language_of(language) or "en", EVERY))


def _is_barred(row: Row, language: str) -> bool:
    """Cancel, preview, search and the like."""
    return names("not_submit", _said(row), ATTRIBUTES) and not _speaks("submit", row, language_of(language) or "en")


def _leaves(row: Row) -> bool:
    """A link to another page, which is no way to open a form on this one."""
    return bool(row["href"]) and not row["href"].startswith(("#", "javascript:"))
