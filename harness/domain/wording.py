"""Times and spans in words, as people read them."""

from __future__ import annotations


def spell(seconds: float) -> str:
    """ "45 s", "12 min", "3 h 20 min", "2 d 4 h": two units at most."""
    total = round(abs(seconds))
    if total < 60:
        return f"{total} s"
    if total < 3600:
        minutes, rest = divmod(total, 60)
        return f"{minutes} min" if not rest or minutes >= 10 else f"{minutes} min {rest} s"
    minutes = round(total / 60)
    if minutes < 1440:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, rest = divmod(round(minutes / 60), 24)
    return f"{days} d {rest} h" if rest else f"{days} d"


def spell_opening(seconds: float) -> str:
    """Opening time: "27 h", never in days, since a day of it has as many hours as the desk is open."""
    return spell(seconds) if seconds < 86400 else f"{round(seconds / 3600)} h"


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 mail", "3 mails"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
