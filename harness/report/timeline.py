"""A conversation along a time line: sent, acknowledged, promised until, answered.

Drawn as inline SVG for wide pages, and told as a list (`moments`) for narrow ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from math import sqrt
from zoneinfo import ZoneInfo

from harness.domain.conversation import OurState, OurTurn, TheirTurn
from harness.domain.message import MailKind
from harness.domain.support_hours import SupportHours, next_closing, next_opening
from harness.domain.verdict import ProbeResult, PromiseState
from harness.domain.wording import spell

_WIDTH, _LEFT, _RIGHT = 760, 8, 752
_ROW, _MOST_ROWS = 15, 4
_GAP = 15.0
"""The least distance between two messages on the axis: closer ones are moved apart, so that each can be seen."""
_LETTER = 6.1
_TICK_ROOM = 24.0
_TOGETHER = timedelta(minutes=2)
_TICKS = tuple((timedelta(minutes=m), w) for m, w in ((10, "10 min"), (60, "1 h"), (240, "4 h"), (480, "8 h"))) + tuple(
    (timedelta(days=d), f"{d} d") for d in (1, 2, 3, 5, 7, 14, 28)
)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something to show: what it was, when, and how long after the customer first wrote (words)."""

    at: datetime
    label: str
    after: str
    shape: str
    """ "ours", "human", "robot", "due", "broken" or "bounce"."""
    zone: str

    @property
    def text(self) -> str:
        """For the drawing."""
        return f"{self.label}, {self.after}" if self.after else self.label

    @property
    def clock(self) -> str:
        """In the desk's zone."""
        return f"{self.at.astimezone(ZoneInfo(self.zone)):%a %d %b, %H:%M}"

    @property
    def limit(self) -> bool:
        return self.shape in ("due", "broken")


def moments(result: ProbeResult) -> tuple[Moment, ...]:
    """Messages and deadlines in the order of time; deadlines at the same instant are one."""
    zone = result.probe.desk.hours.timezone
    told = [*_messages(result, zone), *_deadlines(result, zone)]
    return tuple(sorted(told, key=lambda one: one.at))


def draw(result: ProbeResult) -> str:
    """The SVG, "" while there is nothing to draw."""
    told = moments(result)
    if not told:
        return ""
    first = told[0].at
    scale = _Scale(first, max(told[-1].at, first + timedelta(minutes=10)))
    placed = _apart(told, scale)
    above = _rows([one for one in placed if one.above])
    below = _rows([one for one in placed if not one.above])
    axis = 26 + _ROW * max((row for _, row in above), default=0) + 26
    height = axis + 46 + _ROW * max((row for _, row in below), default=0)
    ends = f"{told[0].clock} to {told[-1].clock} ({told[0].zone}); early hours are drawn wider"
    described = escape("; ".join(f"{one.text} ({one.clock})" for one in told))
    inner = (
        _shades(result.probe.desk.hours, scale, axis)
        + _ticks(scale, axis, placed)
        + f'<path class="axis" d="M{_LEFT} {axis}H{_RIGHT}"/>'
        + "".join(_piece(spot, axis, row) for spot, row in (*above, *below))
    )
    return (
        f'<svg class="line" viewBox="0 0 {_WIDTH} {height + 14}" role="img" aria-label="{described}">'
        f'{inner}<text class="ends" x="{_LEFT}" y="{height + 10}">{escape(ends)}</text></svg>'
    )


class _Scale:
    """Square-root time: what happens in the first minutes stays visible beside what takes days."""

    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last
        self._total = sqrt(max(1.0, (last - first).total_seconds()))

    def __call__(self, at: datetime) -> float:
        share = sqrt(max(0.0, (at - self.first).total_seconds())) / self._total
        return _LEFT + 10 + share * (_RIGHT - _LEFT - 20)


@dataclass(frozen=True)
class _Spot:
    """A moment with its place on the axis."""

    moment: Moment
    x: float

    @property
    def above(self) -> bool:
        return self.moment.limit or self.moment.shape == "ours"

    @property
    def width(self) -> float:
        return _LETTER * len(self.moment.text)

    @property
    def start(self) -> float:
        """Where the label begins: centred on the mark, inside the drawing."""
        return min(max(_LEFT, self.x - self.width / 2), _RIGHT - self.width)


def _messages(result: ProbeResult, zone: str) -> list[Moment]:
    told: list[Moment] = []
    for turn in result.conversation.turns:
        if isinstance(turn, OurTurn):
            if turn.state is not OurState.SENT:
                continue
            at, label, shape = turn.at, "wrote" if told else "asked", "ours"
        else:
            label, shape = _kind(turn)
            at = result.journeys[turn.seq].arrival.best
        after = spell((at - told[0].at).total_seconds()) if told and at >= told[0].at else ""
        told.append(Moment(at=at, label=label, after=after, shape=shape, zone=zone))
    return told


def _kind(turn: TheirTurn) -> tuple[str, str]:
    if turn.is_echo:
        return "sent our words back", "robot"
    names = {
        MailKind.HUMAN: ("answered", "human"),
        MailKind.ACKNOWLEDGEMENT: ("acknowledged", "robot"),
        MailKind.BOUNCE: ("bounced", "bounce"),
    }
    return names.get(turn.reading.kind, (turn.reading.kind.value.replace("_", " "), "robot"))


def _deadlines(result: ProbeResult, zone: str) -> list[Moment]:
    """Of first replies always, of the others where they were broken; what falls due together is told once."""
    found: list[Moment] = []
    for promise in result.promises:
        broken = promise.state is PromiseState.BROKEN
        if promise.due_at is None or not (broken or promise.what == "first reply"):
            continue
        what = "promised by the desk" if promise.source == "stated" else f"{promise.what} due"
        shape = "broken" if broken else "due"
        found.append(Moment(at=promise.due_at, label=what, after="broken" if broken else "", shape=shape, zone=zone))
    found.sort(key=lambda one: (one.shape, one.at))
    told: list[Moment] = []
    for one in found:
        if all(abs(one.at - other.at) > _TOGETHER for other in told):
            told.append(one)
    return told


def _apart(told: tuple[Moment, ...], scale: _Scale) -> list[_Spot]:
    """Messages keep a least distance, pushed right and then back from the end; deadlines stand where they fall."""
    limits = [_Spot(one, scale(one.at)) for one in told if one.limit]
    messages = [one for one in told if not one.limit]
    places: list[float] = []
    for one in messages:
        places.append(max(scale(one.at), places[-1] + _GAP if places else 0.0))
    edge = _RIGHT - 8.0
    for index in reversed(range(len(places))):
        places[index] = min(places[index], edge)
        edge = places[index] - _GAP
    return sorted([*limits, *map(_Spot, messages, places)], key=lambda one: one.x)


def _rows(spots: list[_Spot]) -> list[tuple[_Spot, int]]:
    """Each label in the nearest row where it covers no other; what finds none shares the last row's title only."""
    ends = [-99.0] * _MOST_ROWS
    rows = []
    for spot in spots:
        row = next((row for row, end in enumerate(ends) if spot.start > end), -1)
        if row >= 0:
            ends[row] = spot.start + spot.width + 8
        rows.append((spot, row))
    return rows


def _piece(spot: _Spot, axis: int, row: int) -> str:
    one = spot.moment
    label = ""
    if row >= 0:
        y = axis - 26 - _ROW * row if spot.above else axis + 34 + _ROW * row
        tip = y + 3 if spot.above else y - 11
        label = (
            f'<path class="lead" d="M{spot.x:.1f} {axis - 10 if spot.above else axis + 10}V{tip}"/>'
            f'<text x="{spot.start:.1f}" y="{y}">{escape(one.text)}</text>'
        )
    title = f"<title>{escape(f'{one.text}: {one.clock}')}</title>"
    return f'<g class="mark {one.shape}">{title}{_shape(one.shape, spot.x, axis)}{label}</g>'


def _shape(shape: str, x: float, axis: int) -> str:
    match shape:
        case "ours":
            return f'<circle cx="{x:.1f}" cy="{axis}" r="6"/>'
        case "human":
            return f'<path d="M{x:.1f} {axis - 8}l8 8-8 8-8-8z"/>'
        case "robot":
            return f'<rect x="{x - 5:.1f}" y="{axis - 5}" width="10" height="10"/>'
        case "bounce":
            return f'<path class="cross" d="M{x - 5:.1f} {axis - 5}l10 10m0-10l-10 10"/>'
        case _:
            return f'<path d="M{x:.1f} {axis - 20}V{axis + 16}" class="limit"/>'


def _ticks(scale: _Scale, axis: int, placed: list[_Spot]) -> str:
    """How far in time, small, below the axis; only where they stand apart and no message hangs."""
    pieces, edge = [], scale(scale.first) + 30
    for span, word in _TICKS:
        at = scale.first + span
        x = scale(at)
        if at >= scale.last or x < edge or any(abs(x - one.x) < _TICK_ROOM for one in placed):
            continue
        edge = x + 2 * _TICK_ROOM
        pieces.append(
            f'<path class="tick" d="M{x:.1f} {axis}v5"/><text class="ends" x="{x:.1f}" y="{axis + 16}" '
            f'text-anchor="middle">{word}</text>'
        )
    return "".join(pieces)


def _shades(hours: SupportHours, scale: _Scale, axis: int) -> str:
    """Closed time, for as many days as stay readable."""
    if hours.always_open or scale.last - scale.first > timedelta(days=21):
        return ""
    pieces = []
    at = scale.first
    while at < scale.last:
        closes = next_closing(hours, at) or scale.last
        if closes >= scale.last:
            break
        opens = next_opening(hours, closes)
        left, right = scale(max(closes, scale.first)), scale(min(opens, scale.last))
        width = max(0.0, right - left)
        word = f'<text class="ends" x="{left + 4:.1f}" y="{axis - 10}">closed</text>' if width > 44 else ""
        pieces.append(f'<rect class="closed" x="{left:.1f}" y="{axis - 20}" width="{width:.1f}" height="40"/>{word}')
        at = opens
    return "".join(pieces)
