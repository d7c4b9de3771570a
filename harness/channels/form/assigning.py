"""Each control of a form with its role: what can only be there once goes to the best claim."""

from __future__ import annotations

from dataclasses import replace

from harness.channels.form.roles import (
    LONG,
    NOT_FILLED,
    TICKS,
    Guess,
    Row,
    guess_role,
    is_trap,
    label_of,
    override_for,
)
from harness.domain.form import Control, FormOverrides, Role

_NOTHING = frozenset(["", "-", "--", "0", "-1", "none", "null"])
"""Values of "please choose"."""


def is_fillable(row: Row, language: str) -> bool:
    """Something a person could see and fill: never a password, a hidden field or a trap."""
    if row["disabled"] or row["type"] in NOT_FILLED or row["tag"] == "button" or row["name"] == "g-recaptcha-response":
        return False
    if row["readonly"] and row["type"] != "combobox":
        return False
    if row["type"] == "file":
        return row["why"] in ("", "display", "opacity", "size", "visibility", "clip")
    return bool(row["visible"]) and not is_trap(row, language)


def assign(rows: list[Row], language: str, overrides: FormOverrides) -> list[tuple[Row, Guess]]:
    """Each control of a group with its role; a role that can only be had once goes to the best claim."""
    guesses = _some_address([(row, guess_role(row, language, overrides)) for row in rows])
    messages = [one for one in guesses if one[1].role is Role.MESSAGE]
    if any(row["type"] in LONG for row, _ in messages):
        messages = [one for one in messages if one[0]["type"] in LONG]
    anchor = _best(messages, None)
    settled: list[tuple[Row, Guess]] = []
    winners = {role: _winner(role, guesses, anchor) for role in Role}
    winners[Role.MESSAGE] = anchor
    for row, guess in guesses:
        settled.append((row, _settled_guess(row, guess, winners, anchor)))
    return _names_together(settled)


def control_of(row: Row, guess: Guess, frame: str, overrides: FormOverrides) -> Control:
    """The control as a plan tells it."""
    reasons = [guess.reason] if guess.reason else []
    if not row["visible"] and row["type"] != "file":
        reasons.append("on a later step")
    control = Control(
        role=guess.role,
        selector=row["selector"],
        label=label_of(row),
        kind=row["type"],
        confidence=round(guess.confidence, 2),
        reasons=tuple(reasons),
        required=row["required"],
        frame=frame,
        index=row["index"],
        later=not row["visible"] and row["type"] != "file",
        group=row["name"] if row["type"] == "radio" else "",
        filled=_is_filled(row),
    )
    return _with_value(control, row, overrides)


# --- private ---------------------------------------------------------------------------------------------------------


def _is_filled(row: Row) -> bool:
    """The page has put something in already: a default choice, the visitor's country."""
    if row["type"] in TICKS:
        return bool(row["checked"])
    return row["type"] != "combobox" and row["value"].strip().lower() not in _NOTHING


def _best(found: list[tuple[Row, Guess]], anchor: Row | None) -> Row | None:
    """The strongest claim; among equals the one nearest to the message, then the first."""

    def claim(one: tuple[Row, Guess]) -> tuple[bool, float, int, int]:
        row, guess = one
        return guess.strong, guess.confidence, _shared(row, anchor), -row["index"]

    return max(found, key=claim)[0] if found else None


def _shared(row: Row, anchor: Row | None) -> int:
    """How many ancestors two controls have in common: how near they stand."""
    if anchor is None:
        return 0
    return sum(one == other for one, other in zip(row["path"], anchor["path"], strict=False))


def _winner(role: Role, guesses: list[tuple[Row, Guess]], anchor: Row | None) -> Row | None:
    found = [one for one in guesses if one[1].role is role]
    if role is Role.CONSENT:
        found = [one for one in found if one[0]["required"]] or found
    if role in (Role.EMAIL, Role.NAME) and anchor is not None and len(found) > 1:
        nearest = max(_shared(row, anchor) for row, _ in found)
        found = [one for one in found if _shared(one[0], anchor) == nearest]
        if role is Role.EMAIL:
            return min((row for row, guess in found), key=lambda row: int(row["index"]))
    return _best(found, anchor)


def _settled_guess(row: Row, guess: Guess, winners: dict[Role, Row | None], anchor: Row | None) -> Guess:
    role = guess.role
    if role in (Role.UNKNOWN, Role.NEWSLETTER, Role.CAPTCHA) or winners[role] is row:
        return guess
    if role is Role.CONSENT:
        first = winners[role]
        return guess if row["required"] or first is None or not first["required"] else _lost(guess)
    first = winners[role]
    if role is Role.EMAIL and first is not None and not winners[Role.CONFIRM_EMAIL]:
        beside = _shared(row, anchor) == _shared(first, anchor) and 0 < row["index"] - first["index"] <= 2
        if beside:
            return replace(guess, role=Role.CONFIRM_EMAIL, reason=f"second e-mail field; {guess.reason}")
    if role is Role.MESSAGE and row["type"] not in LONG and winners[Role.SUBJECT] is None:
        return replace(guess, role=Role.SUBJECT, confidence=0.5)
    return _lost(guess)


def _lost(guess: Guess) -> Guess:
    return Guess(role=Role.UNKNOWN, reason=f"a second {guess.role.value}")


def _some_address(guesses: list[tuple[Row, Guess]]) -> list[tuple[Row, Guess]]:
    """A lone "E-mail confirmation to" asks for the address itself: there is nothing else to confirm."""
    roles = [guess.role for _, guess in guesses]
    if Role.EMAIL in roles or Role.CONFIRM_EMAIL not in roles:
        return guesses
    first = roles.index(Role.CONFIRM_EMAIL)
    row, guess = guesses[first]
    return [*guesses[:first], (row, replace(guess, role=Role.EMAIL)), *guesses[first + 1 :]]


def _names_together(given: list[tuple[Row, Guess]]) -> list[tuple[Row, Guess]]:
    """ "Name" beside "Last name" is the first name; beside "First name" it is the last."""
    roles = {guess.role for _, guess in given}
    becomes = None
    if Role.LAST_NAME in roles and Role.FIRST_NAME not in roles:
        becomes = Role.FIRST_NAME
    elif Role.FIRST_NAME in roles and Role.LAST_NAME not in roles:
        becomes = Role.LAST_NAME
    if becomes is None:
        return given
    return [
        (row, replace(guess, role=becomes) if guess.role is Role.NAME and not guess.whole else guess)
        for row, guess in given
    ]


def _with_value(control: Control, row: Row, overrides: FormOverrides) -> Control:
    override = override_for(row, overrides) or overrides.fields.get(control.role.value)
    return replace(control, value=override.value) if override and override.value else control
