"""Opening hours as people write them, and public holidays of a country."""

from __future__ import annotations

import re
from datetime import date

from harness.domain.support_hours import Opening

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGE = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
HOLIDAY_YEARS = range(2020, 2036)


def parse_openings(text: str) -> tuple[Opening, ...]:
    """Read "Mon-Fri 09:00-18:00; Sat 10:00-12:00, 13:00-16:00"; "24/7" is always open, hence no openings.

    Raises ValueError with a sentence.
    """
    if text.strip() == "24/7":
        return ()
    openings: list[Opening] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        days, _, hours = part.partition(" ")
        for weekday in _weekdays(days):
            openings += [Opening(weekday=weekday, opens=opens, closes=closes) for opens, closes in _hours(hours)]
    if not openings:
        raise ValueError('opening hours are empty; write them like "Mon-Fri 09:00-18:00"')
    return tuple(openings)


def public_holidays(country: str, subdivision: str) -> frozenset[date]:
    """Public holidays of the years 2020 to 2035. Raises ValueError for an unknown country or subdivision."""
    if not country:
        return frozenset()
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=HOLIDAY_YEARS)
    except NotImplementedError as error:
        raise ValueError(f"country {country!r} with subdivision {subdivision!r} is not known") from error
    return frozenset(found)


def _weekdays(text: str) -> list[int]:
    found: list[int] = []
    for part in text.lower().split(","):
        first, _, last = part.partition("-")
        try:
            low = _DAYS.index(first.strip()[:3])
            high = _DAYS.index(last.strip()[:3]) if last else low
        except ValueError:
            raise ValueError(f"{part!r} is no day; write Mon, Tue, Wed, Thu, Fri, Sat, Sun") from None
        found += [day % 7 for day in range(low, high + 1 if high >= low else high + 8)]
    return found


def _hours(text: str) -> list[tuple[int, int]]:
    found = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} are no hours; write them like 09:00-18:00")
        opens, closes = (int(match[1]) * 60 + int(match[2])), (int(match[3]) * 60 + int(match[4]))
        if not opens < closes <= 1440:
            raise ValueError(f"{part.strip()!r} ends before it begins, or after midnight")
        found.append((opens, closes))
    return found
