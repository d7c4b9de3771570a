"""Are two different questions answered with one and the same text? (RULES.md 15; seeds 001, point 3, and 004, point 7)

Two enquiries count as different only where they share no word that carries meaning; two answers as one text where nine
tenths of it agree, names and numbers taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from harness.domain.check import Answer, WaveCheck, failed
from harness.domain.verdict import Cite, ProbeResult
from harness.manners.letters import Letter, letter_of
from harness.manners.likeness import CANNED, bare, likeness
from harness.manners.terms import content_words, shared_word

_SHORTEST = 80
"""Characters below which two polite answers may well be alike."""
_MOST_OF_A_ROW = 5


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """An enquiry and its first answer."""

    result: ProbeResult
    asked: str
    letter: Letter
    bare: str


def judge(results: Sequence[ProbeResult]) -> tuple[Answer, ...]:
    found: list[Answer] = []
    blamed: set[str] = set()
    for one, other in combinations(_samples(results), 2):
        if one.result.probe.row in blamed and other.result.probe.row in blamed:
            continue
        if _is_canned(one, other):
            blamed |= {one.result.probe.row, other.result.probe.row}
            found.append(_answer(one, other))
    return tuple(found)


def _samples(results: Sequence[ProbeResult]) -> list[_Pair]:
    """The different answers of each scenario, a few of each: every pair of them is compared."""
    rows: dict[str, dict[str, _Pair]] = {}
    for result in results:
        pair = _pair(result)
        if pair is not None and len(pair.bare) >= _SHORTEST:
            own = rows.setdefault(result.probe.row, {})
            if len(own) < _MOST_OF_A_ROW:
                own.setdefault(pair.bare, pair)
    return [pair for own in rows.values() for pair in own.values()]


def _pair(result: ProbeResult) -> _Pair | None:
    opening = result.conversation.opening
    turn = next((one for one in result.conversation.theirs if one.is_human), None)
    if opening is None or turn is None or not turn.reading.new_text_sure:
        return None
    letter = letter_of(turn)
    names = (result.probe.persona.name, turn.reading.agent, result.probe.desk.name)
    asked = f"{opening.subject}\n{opening.text}".replace(result.probe.persona.name, " ")
    return _Pair(result=result, asked=asked, letter=letter, bare=bare(letter.text, names))


def _is_canned(one: _Pair, other: _Pair) -> bool:
    if one.result.probe.row == other.result.probe.row or one.letter.language != other.letter.language:
        return False
    short, long = sorted((len(one.bare), len(other.bare)))
    if short < CANNED * long * 0.9 or not one.letter.language or likeness(one.bare, other.bare) < CANNED:
        return False
    language = one.letter.language
    return shared_word(content_words(one.asked, language), content_words(other.asked, language)) is None


def _answer(one: _Pair, other: _Pair) -> Answer:
    titles = " and ".join(f"“{pair.result.probe.title}”" for pair in (one, other))
    cites = (_cite(pair) for pair in (one, other))
    return failed(f"{titles} ask for different things and got the same answer.", *cites)


def _cite(pair: _Pair) -> Cite:
    whole = pair.letter.searched()
    return Cite(layer=whole.layer, quote=whole.quote, note=f"{pair.result.probe.title}, {pair.result.probe.mailbox}")


CHECK = WaveCheck(key="not_canned", question="Are different questions answered differently?", judge=judge)
