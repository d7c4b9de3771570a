"""Spans of time as people write them: "5 minutes", "24 hours", "8 business hours", "1 business day", ISO 8601."""

from __future__ import annotations

import re

from harness.domain.promise import Span

_SECONDS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "m": 60, "hour": 3600, "hr": 3600, "h": 3600}
_SECONDS |= {"day": 86400, "d": 86400, "week": 604800, "w": 604800}
_SPOKEN = re.compile(r"(\d+(?:\.\d+)?)\s*(business|working)?\s*([a-z]+?)s?", re.IGNORECASE)
_ISO = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
EXAMPLES = '"5 minutes", "24 hours", "8 business hours", "1 business day" or ISO 8601 like "PT24H"'


def parse_span(text: str) -> Span:
    """Read a span. Raises ValueError with a sentence for anything else."""
    clean = " ".join(str(text).split())
    iso = _ISO.fullmatch(clean.upper())
    if iso is not None and any(iso.groups()):
        return Span(text=clean, calendar_seconds=_iso_seconds(iso))
    spoken = _SPOKEN.fullmatch(clean)
    if spoken is None or spoken.group(3).lower() not in _SECONDS:
        raise ValueError(f"{clean!r} is no span of time; write {EXAMPLES}")
    amount, business, unit = float(spoken.group(1)), spoken.group(2), spoken.group(3).lower()
    if business and unit in ("day", "d"):
        return Span(text=clean, business_days=amount)
    if business:
        return Span(text=clean, business_seconds=amount * _SECONDS[unit])
    return Span(text=clean, calendar_seconds=amount * _SECONDS[unit])


def _iso_seconds(found: re.Match[str]) -> float:
    weights = (604800, 86400, 3600, 60, 1)
    return sum(float(part) * weight for part, weight in zip(found.groups(), weights, strict=True) if part)
