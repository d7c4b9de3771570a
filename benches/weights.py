"""Weights of the mail reader's signs, fitted on labelled folders: `python -m benches.weights FOLDER...` prints them.

A logistic regression over kinds. A sign may speak only for the kinds it can mean, within bounds (`ALLOWED`), and every
weight is drawn towards nothing: an accident of the samples turns into no rule. With CROSS=1 each folder is also read
with the weights that the others give, which is what a new mail may expect.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches.labelled import labelled_mails
from harness import reading
from harness.domain.message import MailKind
from harness.reading import kinds

Bounds = tuple[float, float]
Weights = dict[str, dict[str, float]]
ACK, HUMAN, OTHER = MailKind.ACKNOWLEDGEMENT.value, MailKind.HUMAN.value, MailKind.OTHER.value
AWAY, SURVEY = MailKind.OUT_OF_OFFICE.value, MailKind.SURVEY.value
UNMONITORED, CHALLENGE = MailKind.UNMONITORED.value, MailKind.CHALLENGE.value
KINDS = (ACK, HUMAN, OTHER, AWAY, SURVEY, UNMONITORED, CHALLENGE)
_MOST = (3.2, 1.6, 1.2, 0.8)
"""The most that the first, second ... wording of a phrase set may weigh."""
SETS: Mapping[str, Mapping[str, Bounds]] = {
    "received": {ACK: (0, 3.0)},
    "automatic": {ACK: (0, 1.6), AWAY: (0, 0.5), UNMONITORED: (0, 0.6), HUMAN: (-1.5, 0)},
    "assistant": {ACK: (0, 2.6), HUMAN: (-1.5, 0)},
    "formal": {HUMAN: (-1.2, 0), ACK: (0, 0.3), OTHER: (0, 0.3)},
    "thanks": {ACK: (0, 0.8)},
    "working": {ACK: (0, 3.0)},
    "hours": {ACK: (0, 1.2)},
    "handling": {ACK: (0, 1.5)},
    "out_of_office": {AWAY: (0, 3.2)},
    "out_hint": {AWAY: (0, 1.2)},
    "survey": {SURVEY: (0, 3.2)},
    "unmonitored": {UNMONITORED: (0, 3.2)},
    "instead": {UNMONITORED: (0, 1.2), ACK: (0, 0.4)},
    "challenge": {CHALLENGE: (0, 3.2)},
    "notice": {OTHER: (0, 3.2)},
    "newsletter": {OTHER: (0, 3.2)},
    "human": {HUMAN: (0, 1.2)},
    "deeds": {HUMAN: (0, 2.0)},
}
ALLOWED: Mapping[str, Mapping[str, Bounds]] = {
    "subject_received": {ACK: (0, 1.6)},
    "subject_out": {AWAY: (0, 2.0)},
    "subject_survey": {SURVEY: (0, 1.6)},
    "subject_notice": {OTHER: (0, 1.8)},
    "subject_newsletter": {OTHER: (0, 1.5)},
    "subject_unmonitored": {UNMONITORED: (0, 2.0)},
    "subject_challenge": {CHALLENGE: (0, 1.5)},
    "subject_automatic": {ACK: (0, 0.8), AWAY: (0, 1.2), HUMAN: (-2.5, 0)},
    "foot_automatic": {ACK: (0, 1.5), UNMONITORED: (0, 0.6)},
    "foot_assistant": {ACK: (0, 2.0), HUMAN: (-1.0, 0)},
    "foot_unmonitored": {UNMONITORED: (0, 1.5), ACK: (0, 0.5)},
    "foot_survey": {SURVEY: (0, 1.0)},
    "foot_newsletter": {OTHER: (0, 1.8)},
    "foot_out_of_office": {AWAY: (0, 1.0)},
    "foot_working": {ACK: (0, 1.0)},
    "all_talk": {HUMAN: (-2.5, 0)},
    "only_talk": {HUMAN: (-3.0, -2.4)},
    "half_talk": {HUMAN: (-1.0, 0)},
    "some_talk": {HUMAN: (0, 0.5)},
    "no_talk": {HUMAN: (0, 1.5)},
    "no_talk_short": {HUMAN: (0, 1.0)},
    "fields": {ACK: (0, 0.8), OTHER: (0, 1.0), HUMAN: (-0.8, 0)},
    "rating": {SURVEY: (0, 2.0)},
    "scale": {SURVEY: (0, 2.0)},
    "link_lines": {HUMAN: (-0.8, 0), SURVEY: (0, 0.6), UNMONITORED: (0, 0.6), ACK: (0, 0.4)},
    "takes_up": {HUMAN: (0, 1.2)},
    "takes_up_little": {HUMAN: (0, 0.6)},
    "asks": {HUMAN: (0, 0.8)},
    "smiles": {HUMAN: (0, 0.6)},
    "device": {HUMAN: (0, 1.2)},
    "echo": {ACK: (2.5, 3.5)},
    "wrapped": {HUMAN: (1.5, 2.8)},
    "in_thread": {HUMAN: (0, 0.8), OTHER: (-1.0, 0)},
    "above_quotation": {HUMAN: (0, 2.0)},
    "quotes": {HUMAN: (0, 1.0)},
    "plain_answer": {HUMAN: (0, 1.8)},
    "plain": {HUMAN: (0, 0.8)},
    "foreign": {HUMAN: (-1.5, -1.1)},
    "foreign_answer": {HUMAN: (0, 1.2)},
    "promise": {ACK: (0, 0.8)},
    "short": {HUMAN: (-0.6, 0.6)},
    "long": {HUMAN: (-0.5, 0.5)},
    "many_links": {OTHER: (0, 1.5)},
    "no_reply": {UNMONITORED: (0, 1.0), OTHER: (0, 0.8), HUMAN: (-1.5, 0)},
    "sends_circulars": {OTHER: (0, 1.0)},
    "sends_notices": {OTHER: (0, 1.0)},
    "sends_surveys": {SURVEY: (0, 1.0)},
    "own_address": {HUMAN: (0, 1.0), AWAY: (0, 0.5), OTHER: (-0.6, 0)},
    "role": {HUMAN: (-0.6, 0)},
    "signed": {HUMAN: (0, 0.8)},
    "mail_client": {HUMAN: (0, 0.6)},
    "script": {HUMAN: (-0.8, 0)},
    "discussion": {HUMAN: (0, 1.2)},
    "vacation": {AWAY: (0, 1.6)},
    "unsubscribable": {OTHER: (0, 1.6), HUMAN: (-0.6, 0)},
    "automatic_header": {ACK: (0, 0.6), AWAY: (0, 0.6), UNMONITORED: (0, 0.4), HUMAN: (-1.0, 0)},
    "automatic_header_reply": {ACK: (0, 0.8), AWAY: (0, 0.8), UNMONITORED: (0, 0.6), HUMAN: (-2.5, 0)},
    "autoreply_header": {ACK: (0, 0.6), AWAY: (0, 0.6), HUMAN: (-0.6, 0)},
    "helpdesk_automatic_header": {HUMAN: (-0.3, 0)},
    "helpdesk_automatic_header_reply": {ACK: (0, 0.3), HUMAN: (-0.6, 0)},
}
_BASES: Mapping[str, Bounds] = {kind: (-2.0, 0.2 if kind == HUMAN else 0.5) for kind in KINDS}
_ROUNDS = 400
_STEP = 0.15
_DRAWN = 0.3
"""How strongly weights are drawn towards nothing."""
_LEAST = 0.05
"""Smaller weights are left out."""


@dataclass(frozen=True)
class Noticed:
    """One labelled mail: its true kind and the names of its signs."""

    name: str
    kind: str
    signs: tuple[str, ...]
    sample: kinds.Sample


def main() -> None:
    """One table for all folders, then how well they are read; nothing is written."""
    own = [Path("tests/reading/samples"), *sorted(Path("tests/reading/letters").iterdir())]
    folders = [Path(one) for one in sys.argv[1:]] or own
    noticed = {folder: notice(folder) for folder in folders}
    if os.environ.get("CROSS"):
        for folder in folders:
            install(*fit([one for other in folders if other != folder for one in noticed[other]]))
            print(f"{folder}, with the others' weights: {right(noticed[folder]):.3f} right")
    base, weights = fit([one for folder in folders for one in noticed[folder]])
    install(base, weights)
    print(table(base, weights))
    for folder in folders:
        print(f"{folder}: {right(noticed[folder]):.3f} right")


def notice(folder: Path) -> list[Noticed]:
    """The signs of each mail whose kind its structure does not settle."""
    seen: list[kinds.Sample] = []
    decide, reader = kinds.decide, _as_any(reading)

    def keep(sample: kinds.Sample) -> kinds.Decision:
        seen.append(sample)
        return decide(sample)

    found = []
    reader.decide = keep
    for mail in labelled_mails(folder):
        seen.clear()
        reading.read(mail.raw)
        if seen and not kinds.is_settled(seen[0]) and mail.kind in KINDS:
            names = tuple(sign.name for sign in kinds.signs_of(seen[0]))
            found.append(Noticed(mail.name, mail.kind, names, seen[0]))
    reader.decide = decide
    return found


def _as_any(module: Any) -> Any:
    return module


def bounds(sign: str) -> Mapping[str, Bounds]:
    """The kinds a sign may speak for and how much."""
    name, _, number = sign.rpartition("_")
    if not number.isdigit():
        return ALLOWED.get(sign, {})
    most = _MOST[int(number) - 1]
    first = int(number) == 1
    return {kind: (low, min(high, most) if high > 0 or first else high) for kind, (low, high) in SETS[name].items()}


def fit(mails: Sequence[Noticed]) -> tuple[dict[str, float], Weights]:
    """Gradient steps whose length each weight finds for itself (Adagrad), kept within bounds."""
    base = dict.fromkeys(KINDS, 0.0)
    weights = {
        sign: _first(bounds(sign)) for sign in sorted({*ALLOWED, *(name for one in mails for name in one.signs)})
    }
    length: dict[tuple[str, str], float] = {}
    for _ in range(_ROUNDS):
        slope, of_base = _slopes(mails, base, weights)
        for sign, kind in ((sign, kind) for sign, row in weights.items() for kind in row):
            step = slope.get((sign, kind), 0.0) + _DRAWN * weights[sign][kind]
            weights[sign][kind] = _moved(weights[sign][kind], step, length, (sign, kind), bounds(sign)[kind])
        for kind in KINDS:
            base[kind] = _moved(base[kind], of_base[kind] + _DRAWN * base[kind], length, ("", kind), _BASES[kind])
    return base, weights


def _first(allowed: Mapping[str, Bounds]) -> dict[str, float]:
    return {kind: 0.3 * high if high > 0 else 0.2 * low for kind, (low, high) in allowed.items()}


def _moved(
    weight: float, step: float, length: dict[tuple[str, str], float], key: tuple[str, str], allowed: Bounds
) -> float:
    length[key] = length.get(key, 1e-3) + step * step
    return max(allowed[0], min(allowed[1], weight - _STEP * step / math.sqrt(length[key])))


def _slopes(
    mails: Iterable[Noticed], base: Mapping[str, float], weights: Weights
) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    slope: dict[tuple[str, str], float] = {}
    of_base = dict.fromkeys(KINDS, 0.0)
    for mail in mails:
        chance = _chances(mail.signs, base, weights)
        true = CHALLENGE if mail.kind == OTHER and chance[CHALLENGE] > chance[OTHER] else mail.kind
        for kind in KINDS:
            of_base[kind] += chance[kind] - (kind == true)
        for sign in mail.signs:
            for kind in weights[sign]:
                slope[sign, kind] = slope.get((sign, kind), 0.0) + chance[kind] - (kind == true)
    return slope, of_base


def _chances(signs: Iterable[str], base: Mapping[str, float], weights: Weights) -> dict[str, float]:
    sums = dict(base)
    for sign in signs:
        for kind, weight in weights[sign].items():
            sums[kind] += weight
    most = max(sums.values())
    raised = {kind: math.exp(value - most) for kind, value in sums.items()}
    whole = sum(raised.values())
    return {kind: value / whole for kind, value in raised.items()}


def install(base: Mapping[str, float], weights: Weights) -> None:
    """Let the reader use them, in this process."""
    used = _as_any(kinds)
    used.BASE = {kind: round(value, 2) for kind, value in base.items()}
    used.WEIGHTS = {sign: _shown(row) for sign, row in weights.items() if _shown(row)}


def _shown(row: Mapping[str, float]) -> dict[str, float]:
    return {kind: round(weight, 2) for kind, weight in row.items() if abs(weight) >= _LEAST}


def right(mails: Sequence[Noticed]) -> float:
    """The share of mails whose kind is told; a challenge counts as "other", as the labels do."""
    told = [kinds.decide(one.sample).kind.value.replace(CHALLENGE, OTHER) for one in mails]
    return sum(said == one.kind.replace(CHALLENGE, OTHER) for said, one in zip(told, mails, strict=True)) / len(mails)


def table(base: Mapping[str, float], weights: Weights) -> str:
    """The two tables as they stand in `harness/reading/weights.py`."""
    names = {ACK: "_ACK", HUMAN: "_HUMAN", OTHER: "_OTHER", AWAY: "_AWAY", SURVEY: "_SURVEY"}
    names |= {UNMONITORED: "_UNMONITORED", CHALLENGE: "_CHALLENGE"}
    lines = ["BASE: Mapping[str, float] = {", *(f"    {names[kind]}: {base[kind]:.2f}," for kind in KINDS), "}"]
    lines.append("WEIGHTS: Mapping[str, Mapping[str, float]] = {")
    for sign in sorted(weights):
        row = ", ".join(f"{names[kind]}: {weight}" for kind, weight in _shown(weights[sign]).items())
        lines += [f'    "{sign}": {{{row}}},'] if row else []
    return "\n".join([*lines, "}"])


if __name__ == "__main__":
    main()
