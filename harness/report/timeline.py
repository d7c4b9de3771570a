"""A conversation along a time line, as inline SVG: sent, acknowledged, promised until, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from math import sqrt
from zoneinfo import ZoneInfo

from harness.domain.conversation import OurState, OurTurn, TheirTurn
from harness.domain.message import MailKind
from harness.domain.support_hours import SupportHours, next_closing, next_opening
from harness.domain.times import arrival_of
from harness.domain.verdict import ProbeResult, PromiseState

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _AXIS = 760, 118, 16, 744, 62


@dataclass(frozen=True)
class _Mark:
    at: datetime
    label: str
    shape: str
    above: bool


def draw(result: ProbeResult) -> str:
    """The SVG, "" while there is nothing to draw."""
    marks = _marks(result)
    if not marks:
        return ""
    first = min(mark.at for mark in marks)
    last = max([mark.at for mark in marks] + [first + timedelta(minutes=10)])
    scale = _Scale(first, last)
    zone = ZoneInfo(result.probe.desk.hours.timezone)
    shades = _shades(result.probe.desk.hours, scale)
    drawn = _spread(marks, scale)
    ends = f"{first.astimezone(zone):%a %d %b %H:%M} to {last.astimezone(zone):%a %d %b %H:%M} {zone.key}"
    described = escape("; ".join(f"{mark.label} {mark.at.astimezone(zone):%d %b %H:%M}" for mark in marks))
    return (
        f'<svg class="line" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{described}">'
        f'{shades}<path class="axis" d="M{_LEFT} {_AXIS}H{_RIGHT}"/>{drawn}'
        f'<text class="ends" x="{_LEFT}" y="{_HEIGHT - 4}">{escape(ends)}</text></svg>'
    )


class _Scale:
    """Square-root time: what happens in the first minutes stays visible beside what takes days."""

    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last
        self._total = sqrt(max(1.0, (last - first).total_seconds()))

    def __call__(self, at: datetime) -> float:
        share = sqrt(max(0.0, (at - self.first).total_seconds())) / self._total
        return _LEFT + 8 + share * (_RIGHT - _LEFT - 16)


def _marks(result: ProbeResult) -> list[_Mark]:
    marks: list[_Mark] = []
    for turn in result.conversation.turns:
        if isinstance(turn, OurTurn):
            if turn.state is OurState.SENT:
                marks.append(_Mark(turn.at, "asked" if not marks else "wrote", "ours", above=True))
        elif isinstance(turn, TheirTurn):
            label, shape = _kind(turn)
            marks.append(_Mark(arrival_of(turn.arrived, ()).best, label, shape, above=False))
    for promise in result.promises:
        if promise.due_at is not None and promise.what == "first reply":
            word = "promised" if promise.source != "stated" else "said"
            shape = "broken" if promise.state is PromiseState.BROKEN else "due"
            marks.append(_Mark(promise.due_at, f"{word} until", shape, above=True))
    return sorted(marks, key=lambda mark: mark.at)


def _kind(turn: TheirTurn) -> tuple[str, str]:
    names = {
        MailKind.HUMAN: ("answered", "human"),
        MailKind.ACKNOWLEDGEMENT: ("acknowledged", "robot"),
        MailKind.BOUNCE: ("bounced", "broken"),
    }
    return names.get(turn.reading.kind, (turn.reading.kind.value.replace("_", " "), "robot"))


def _spread(marks: list[_Mark], scale: _Scale) -> str:
    """Shapes on the axis; labels in two rows above and two below, so that neighbours do not cover each other."""
    pieces = []
    taken: dict[int, float] = {}
    for mark in marks:
        x = scale(mark.at)
        rows = (26, 12) if mark.above else (88, 102)
        y = next((row for row in rows if taken.get(row, -99.0) < x - 2), rows[-1])
        width = 6.2 * len(mark.label)
        start = min(max(_LEFT, x - width / 2), _RIGHT - width)
        if taken.get(y, -99.0) > start:
            label = ""
        else:
            taken[y] = start + width + 6
            label = f'<text x="{start:.1f}" y="{y}">{escape(mark.label)}</text>'
        pieces.append(
            f'<g class="mark {mark.shape}"><title>{escape(mark.label)}</title>{_shape(mark.shape, x)}{label}</g>'
        )
    return "".join(pieces)


def _shape(shape: str, x: float) -> str:
    match shape:
        case "ours":
            return f'<circle cx="{x:.1f}" cy="{_AXIS}" r="6"/>'
        case "human":
            return f'<path d="M{x:.1f} {_AXIS - 8}l8 8-8 8-8-8z"/>'
        case "robot":
            return f'<rect x="{x - 5:.1f}" y="{_AXIS - 5}" width="10" height="10"/>'
        case _:
            return f'<path d="M{x:.1f} {_AXIS - 16}V{_AXIS + 16}" class="limit"/>'


def _shades(hours: SupportHours, scale: _Scale) -> str:
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
        pieces.append(f'<rect class="closed" x="{left:.1f}" y="34" width="{max(0.0, right - left):.1f}" height="42"/>')
        at = opens
    return "".join(pieces)
