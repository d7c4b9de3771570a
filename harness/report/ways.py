"""The way of one mail as a picture: how long the desk had it, how long it travelled, hop by hop, and when it came.

Inline SVG, narrow enough for a telephone. A negative difference between two hosts' clocks is drawn to the left and
called skew; it is never made zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from harness.domain.evidence import Arrived
from harness.domain.journey import Journey
from harness.domain.verdict import PromiseRecord
from harness.domain.wording import spell
from harness.report.hostile import visible

_WIDTH, _ROW, _TOP = 480, 30, 62
_LEFT, _RIGHT = 250, 392
"""The track on which stamps are drawn; names stand left of it, differences right."""


@dataclass(frozen=True, kw_only=True)
class _Stamp:
    """One row: a host or the mailbox. `after`: the words at the right; `until` makes it an interval."""

    name: str
    note: str
    at: datetime | None
    after: str
    before: datetime | None = None
    until: datetime | None = None
    skewed: bool = False


def draw_way(way: Journey, arrived: Arrived, promises: Sequence[PromiseRecord] = ()) -> str:
    """The picture of one mail's way. `promises`: those it answers; one that fell due in the interval is borderline."""
    stamps = _stamps(way, arrived)
    shown = [one for stamp in stamps for one in (stamp.at, stamp.until) if one is not None]
    scale = _Scale(min(shown), max(shown))
    rows = "".join(_row(stamp, _TOP + number * _ROW, scale) for number, stamp in enumerate(stamps))
    height = _TOP + len(stamps) * _ROW + 4
    limits, words = _borderline(way, promises, scale, height)
    if words:
        height += 18
    said = escape("; ".join(filter(None, [_spoken(way), *(f"{one.name} {one.after}" for one in stamps), words])))
    return (
        f'<svg class="way" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{said}">'
        f"{_split(way)}{rows}{limits}</svg>"
    )


class _Scale:
    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last
        self._seconds = max(1.0, (last - first).total_seconds())

    def __call__(self, at: datetime) -> float:
        share = (at - self.first).total_seconds() / self._seconds
        return _LEFT + min(1.0, max(0.0, share)) * (_RIGHT - _LEFT)


def _stamps(way: Journey, arrived: Arrived) -> list[_Stamp]:
    found: list[_Stamp] = []
    before: datetime | None = None
    for leg in way.legs:
        note = {True: "encrypted", False: "not encrypted", None: ""}[leg.hop.tls]
        owner = "own provider" if leg.hop.own else ""
        found.append(
            _Stamp(
                name=visible(leg.hop.by or leg.hop.sender or "a host without a name", 32).split("\n")[0],
                note=", ".join(filter(None, (owner, note))),
                at=leg.hop.at,
                after=_difference(leg.seconds) if before is not None or leg.hop.at is None else "left here",
                before=before,
                skewed=leg.is_skewed,
            )
        )
        before = leg.hop.at or before
    return [*found, *_in_the_mailbox(way, arrived, before)]


def _in_the_mailbox(way: Journey, arrived: Arrived, before: datetime | None) -> list[_Stamp]:
    arrival = way.arrival
    found = []
    if arrival.server_at is not None:
        seconds = None if before is None else (arrival.server_at - before).total_seconds()
        found.append(
            _Stamp(
                name=visible(arrived.folder, 32),
                note=arrival.note or f"the server's clock, corrected, \u00b1{arrival.server_blur:.1f} s",
                at=arrival.server_at,
                after=_within(seconds, arrival.server_blur),
                before=before,
                skewed=seconds is not None and seconds < -arrival.server_blur,
            )
        )
    watched = arrived.absent_at is not None
    width = (arrival.latest - arrival.earliest).total_seconds()
    found.append(
        _Stamp(
            name="seen by us" if watched else "collected later",
            note="not there, then there" if watched else "nobody was watching",
            at=arrival.earliest if watched else arrival.latest,
            after=f"within {_short(width)}" if watched else "",
            until=arrival.latest if watched else None,
        )
    )
    return found if watched or arrival.server_at is None else found[:1]


def _split(way: Journey) -> str:
    """The bar on top: platform time against transit, each at least wide enough to be seen."""
    platform, transit = way.platform_seconds, way.transit_seconds
    if platform is None or transit is None:
        return f'<text x="0" y="14">{escape(_spoken(way))}</text>'
    total = max(0.0, platform) + max(0.0, transit)
    share = 0.5 if total <= 0 else max(0.0, platform) / total
    middle = min(_WIDTH - 8.0, max(8.0, share * _WIDTH))
    return (
        f'<text x="0" y="14">{escape(_platform(platform))}</text>'
        f'<text x="{_WIDTH}" y="14" text-anchor="end">{escape(_transit(transit))}</text>'
        f'<rect class="desk" x="0" y="22" width="{middle:.1f}" height="12"/>'
        f'<rect class="post" x="{middle:.1f}" y="22" width="{_WIDTH - middle:.1f}" height="12"/>'
    )


def _row(stamp: _Stamp, y: int, scale: _Scale) -> str:
    css = " skewed" if stamp.skewed else ""
    note = f'<text class="note" x="0" y="{y + 12}">{escape(stamp.note)}</text>' if stamp.note else ""
    drawn = ""
    if stamp.at is not None:
        x = scale(stamp.at)
        other = scale(stamp.until or stamp.before or stamp.at)
        drawn = f'<path class="leg" d="M{other:.1f} {y - 2}H{x:.1f}"/><circle cx="{x:.1f}" cy="{y - 2}" r="3.5"/>'
        if stamp.until is not None:
            drawn += f'<path class="leg" d="M{other:.1f} {y - 7}V{y + 3}"/>'
    return (
        f'<g class="stamp{css}"><text x="0" y="{y}">{escape(stamp.name)}</text>{note}{drawn}'
        f'<text x="{_WIDTH}" y="{y + 2}" text-anchor="end">{escape(stamp.after)}</text></g>'
    )


def _borderline(way: Journey, promises: Sequence[PromiseRecord], scale: _Scale, height: int) -> tuple[str, str]:
    """A promise that fell due between the last proof of absence and the first sighting."""
    due = next((one for one in promises if one.borderline and one.due_at is not None), None)
    if due is None or due.due_at is None:
        return "", ""
    x = scale(min(max(due.due_at, way.arrival.earliest), way.arrival.latest))
    words = f"{due.what} due in this interval: borderline, no breach"
    line = f'<path class="limit" d="M{x:.1f} {_TOP - 14}V{height - 4}"/>'
    return f'{line}<text x="{_WIDTH}" y="{height + 10}" text-anchor="end">{escape(words)}</text>', words


def _spoken(way: Journey) -> str:
    platform, transit = way.platform_seconds, way.transit_seconds
    if transit is None:
        return "No Received line tells when it left the desk"
    told = _transit(transit)
    return f"{_platform(platform)}, {told}" if platform is not None else told


def _platform(seconds: float) -> str:
    return f"with the desk {_short(seconds)}" if seconds >= 0 else f"clocks contradict by {_short(seconds)}"


def _transit(seconds: float) -> str:
    return f"on its way {_short(seconds)}" if seconds >= 0 else f"on its way {_difference(seconds)}"


def _difference(seconds: float | None) -> str:
    if seconds is None:
        return "no stamp"
    return f"+{_short(seconds)}" if seconds >= 0 else f"\u2212{_short(seconds)} skew"


def _within(seconds: float | None, blur: float) -> str:
    """A negative difference that the stamp's own bounds explain is no skew; it is shown all the same."""
    if seconds is not None and -blur <= seconds < 0:
        return f"\u2212{_short(seconds)}"
    return _difference(seconds)


def _short(seconds: float) -> str:
    return f"{abs(seconds):.1f} s".replace(".0 s", " s") if abs(seconds) < 10 else spell(seconds)
