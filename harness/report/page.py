"""Results as the page shows them: words, numbers with units, local times. Rendering only; nothing is decided here."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from harness.domain.conversation import OurTurn, TheirTurn
from harness.domain.evidence import Searched
from harness.domain.journey import Journey
from harness.domain.scenario import Severity
from harness.domain.verdict import Finding, Layer, ProbeResult, PromiseRecord, PromiseState, Verdict, WaveResult
from harness.domain.wording import spell, spell_opening
from harness.report.hostile import safe_html, visible
from harness.report.masking import Mask
from harness.report.timeline import draw, moments
from harness.report.ways import draw_way

Blob = Callable[[str], bytes]
SIGNS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✕",
    Verdict.WAITING: "…",
    Verdict.INCONCLUSIVE: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.NOT_JUDGED: "–",
}
_SHORT_QUOTE = 120
MOST_IN_FULL = 200
"""Conversations whose raw headers and screenshots are all shown; in larger waves only those of the troubled ones."""


@dataclass(frozen=True, kw_only=True)
class Pen:
    """What writing one page needs everywhere."""

    blob: Blob
    mask: Mask
    lean: bool

    def at(self, when: datetime | None, result: ProbeResult) -> str:
        """An instant in the desk's zone."""
        if when is None:
            return ""
        zone = ZoneInfo(result.probe.desk.hours.timezone)
        return f"{when.astimezone(zone):%a %d %b %Y, %H:%M:%S}"


def matrix(wave: WaveResult) -> dict[str, Any]:
    """Scenario x mailbox: one cell for each conversation."""
    mailboxes = list(dict.fromkeys(result.probe.mailbox for result in wave.results))
    rows: dict[str, dict[str, Any]] = {}
    for result in wave.results:
        row = rows.setdefault(result.probe.row, {"title": result.probe.title, "cells": {}})
        row["cells"][result.probe.mailbox] = {
            "id": anchor(result),
            "sign": SIGNS[result.verdict],
            "word": result.verdict.value,
            "css": css(result.verdict),
            "remark": any(one.verdict is Verdict.FAILED and one.severity is Severity.SHOULD for one in result.findings),
        }
    return {"mailboxes": mailboxes, "rows": list(rows.values())}


def anchor(result: ProbeResult) -> str:
    return f"c-{result.probe.id}"


def css(verdict: Verdict) -> str:
    return verdict.value.replace(" ", "-")


def worst(wave: WaveResult) -> ProbeResult | None:
    """The conversation to read first: the lowest score among the failed, then the most broken promises."""
    failed = [result for result in wave.results if result.verdict is Verdict.FAILED]
    if not failed:
        return None
    return min(failed, key=lambda one: (one.score if one.score is not None else 1.0, -len(_broken(one))))


def _broken(result: ProbeResult) -> list[PromiseRecord]:
    return [one for one in result.promises if one.state is PromiseState.BROKEN]


def broken_promises(wave: WaveResult, most: int = 12) -> tuple[list[dict[str, Any]], int]:
    """The broken promises, the latest first, and how many more there are."""
    rows = [
        {
            "id": anchor(result),
            "title": result.probe.title,
            "mailbox": result.probe.mailbox,
            "what": one.what,
            "promised": one.promised,
            "source": {"stated": "the desk's own words", "settings": "settings", "scenario": "scenario"}[one.source],
            "late": spell(one.by or 0.0) if one.stopped_at else "not answered",
            "order": one.by or 0.0,
        }
        for result in wave.results
        for one in _broken(result)
    ]
    rows.sort(key=lambda row: float(str(row["order"])), reverse=True)
    return rows[:most], max(0, len(rows) - most)


def conversations(wave: WaveResult, pen: Pen) -> Iterator[dict[str, Any]]:
    """One after the other, so that a large wave is never in memory twice. The troubled ones come first."""
    order = [Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.WAITING, Verdict.PASSED]
    for result in sorted(wave.results, key=lambda one: order.index(one.verdict)):
        yield conversation(result, pen)


def conversation(result: ProbeResult, pen: Pen) -> dict[str, Any]:
    trim = pen.lean and result.verdict is Verdict.PASSED
    score = "" if result.score is None else f"{100 * result.score:.0f}"
    return {
        "id": anchor(result),
        "title": result.probe.title,
        "why": result.probe.scenario.why,
        "mailbox": result.probe.mailbox,
        "verdict": result.verdict.value,
        "css": css(result.verdict),
        "sign": SIGNS[result.verdict],
        "sentence": pen.mask(result.sentence),
        "score": score,
        "reference": result.probe.reference,
        "place": str(result.probe.scenario.place),
        "line": draw(result),
        "searches": [] if trim else [_search(one, pen) for _, one in result.conversation.searches],
        "moments": () if trim else moments(result),
        "findings": [_finding(one, result, pen) for one in result.findings if _is_shown(one)],
        "quiet": [] if trim else [_passed(one, result, pen) for one in _with(result, Verdict.PASSED)],
        "passed": [_short(one) for one in _with(result, Verdict.PASSED)] if trim else [],
        "unasked": [one.question for one in _with(result, Verdict.NOT_APPLICABLE)],
        "turns": [_turn(turn, result, pen, trim=trim) for turn in result.conversation.turns],
        "promises": [_promise(one, result, pen) for one in result.promises],
        "source": "" if trim else result.probe.scenario.source,
        "trimmed": trim,
    }


def _short(finding: Finding) -> str:
    """The question alone; a model's verdict is marked as such wherever it stands."""
    return f"{finding.question} (judged by a model: {finding.judged_by})" if finding.judged_by else finding.question


def _is_shown(finding: Finding) -> bool:
    return finding.verdict not in (Verdict.NOT_APPLICABLE, Verdict.PASSED)


def _with(result: ProbeResult, verdict: Verdict) -> list[Finding]:
    return [one for one in result.findings if one.verdict is verdict]


def _passed(finding: Finding, result: ProbeResult, pen: Pen) -> dict[str, Any]:
    """In short: the sentence, and a link to each message it rests on, with short quotations that it does not repeat."""
    sentence = visible(pen.mask(finding.sentence), 1000)
    cites: dict[str, str] = {}
    for cite in finding.cites:
        quote = visible(pen.mask(cite.quote), 400)
        said = cite.layer is Layer.NEW_TEXT and len(quote) <= _SHORT_QUOTE and quote not in sentence
        cites.setdefault(f"#{anchor(result)}-{cite.seq}" if cite.seq else "", quote if said else "")
    return {
        "question": finding.question,
        "judged_by": visible(finding.judged_by, 80),
        "sentence": sentence,
        "borderline": finding.borderline,
        "cites": [(href, quote) for href, quote in cites.items() if href or quote],
    }


def _finding(finding: Finding, result: ProbeResult, pen: Pen) -> dict[str, Any]:
    cites = [
        {
            "href": f"#{anchor(result)}-{cite.seq}" if cite.seq else "",
            "quote": visible(pen.mask(cite.quote), 400),
            "at": pen.at(cite.at, result),
            "clock": {"ours": "our clock", "server": "from the server's clock"}.get(cite.clock, ""),
            "note": cite.note,
        }
        for cite in finding.cites
    ]
    return {
        "question": finding.question,
        "verdict": finding.verdict.value,
        "css": css(finding.verdict),
        "sign": SIGNS[finding.verdict],
        "remark": finding.severity is Severity.SHOULD,
        "sentence": visible(pen.mask(finding.sentence), 1000),
        "borderline": finding.borderline,
        "judged_by": visible(finding.judged_by, 80),
        "place": str(finding.place) if finding.place else "",
        "cites": cites,
    }


def _promise(record: PromiseRecord, result: ProbeResult, pen: Pen) -> dict[str, Any]:
    took = ""
    if record.calendar_seconds is not None:
        took = f"{spell(record.calendar_seconds)} ({spell_opening(record.business_seconds or 0)} of business time)"
    source = {"stated": "said by the desk", "settings": "in the settings", "scenario": "in the scenario"}
    return {
        "what": record.what,
        "promised": visible(record.promised, 200),
        "source": source[record.source],
        "due": pen.at(record.due_at, result),
        "took": took,
        "state": record.state.value,
        "borderline": record.borderline,
    }


def _turn(turn: OurTurn | TheirTurn, result: ProbeResult, pen: Pen, *, trim: bool) -> dict[str, Any]:
    if isinstance(turn, OurTurn):
        return _our_turn(turn, result, pen, trim=trim)
    return _their_turn(turn, result, pen, trim=trim)


def _our_turn(turn: OurTurn, result: ProbeResult, pen: Pen, *, trim: bool) -> dict[str, Any]:
    form = turn.form
    said = {
        "intended": "not confirmed",
        "sent": "submitted" if form else "sent",
        "refused": f"refused by our provider: {turn.code} {turn.answer}",
        "failed": f"not sent: {turn.fault.wanted}: {turn.fault.got}" if turn.fault else "not sent",
    }
    return {
        "id": f"{anchor(result)}-{turn.seq}",
        "ours": True,
        "who": result.probe.persona.name,
        "how": "by the form" if turn.effect == "form" else f"by mail{f' as {turn.like} writes' if turn.like else ''}",
        "at": pen.at(turn.at, result),
        "state": said[turn.state.value],
        "subject": visible(turn.subject, 300),
        "text": visible(turn.text),
        "page": "" if form is None else visible(form.text, 1500),
        "page_kind": "" if form is None else form.kind.value.replace("_", " "),
        "request": "" if form is None else form.request,
        "shots": [] if trim else [_shot(shot.name, shot.sha256, pen) for shot in turn.shots],
        "details": [],
    }


def _search(searched: Searched, pen: Pen) -> dict[str, Any]:
    """The shortest path as a strip of pictures, and every way that was found."""
    search = searched.search
    by_name = {shot.name: shot.sha256 for shot in searched.shots}
    return {
        "steps": [
            {
                "name": "Home page" if not page.by else f"“{visible(page.by, 60)}”",
                "url": visible(page.url, 160),
                "src": _shot(page.shot, by_name[page.shot], pen)["src"] if page.shot in by_name else "",
            }
            for page in search.shown_path
        ],
        "ways": [(way.kind.spelt, visible(pen.mask(way.what), 120), way.clicks) for way in search.ways],
        "walls": [visible(page.url, 160) for page in search.login_walls],
        "pages": len(search.pages),
        "forbidden": len(search.forbidden),
        "trouble": search.trouble,
    }


def _shot(name: str, sha256: str, pen: Pen) -> dict[str, str]:
    data = base64.b64encode(pen.blob(sha256)).decode()
    return {"name": name, "src": f"data:image/jpeg;base64,{data}"}


def _their_turn(turn: TheirTurn, result: ProbeResult, pen: Pen, *, trim: bool) -> dict[str, Any]:
    reading, arrived = turn.reading, turn.arrived
    way = result.journeys[turn.seq]
    return {
        "id": f"{anchor(result)}-{turn.seq}",
        "ours": False,
        "who": visible(pen.mask(reading.sender.name or reading.sender.address), 120),
        "address": visible(reading.sender.address, 120),
        "how": "our own words, sent back" if turn.is_echo else reading.kind.value.replace("_", " "),
        "at": pen.at(way.arrival.best, result),
        "state": "" if arrived.placement == "inbox" else f"in {arrived.folder}",
        "subject": visible(pen.mask(reading.subject), 300),
        "text": visible(pen.mask(reading.new_text)),
        "whole": "" if trim or reading.text.strip() == reading.new_text.strip() else visible(pen.mask(reading.text)),
        "html": "" if trim or not reading.html else pen.mask(safe_html(reading.html)),
        "attachments": [f"{visible(one.name, 100)} ({one.size:,} bytes)" for one in reading.attachments],
        "reasons": [] if trim else [visible(pen.mask(one.because), 200) for one in reading.reasons],
        "headers": [] if trim else [(visible(n, 80), visible(pen.mask(v), 1000)) for n, v in reading.headers[:80]],
        "way": "" if trim else draw_way(way, arrived, [one for one in result.promises if _answers(one, way)]),
        "stamps": [] if trim else _stamps(turn, result, pen),
        "authentication": _authentication(turn),
    }


def _answers(promise: PromiseRecord, way: Journey) -> bool:
    """Whether this mail stopped the promise's clock."""
    return promise.stopped_at == way.arrival.best


def _stamps(turn: TheirTurn, result: ProbeResult, pen: Pen) -> list[tuple[str, str]]:
    arrived = turn.arrived
    return [
        ("seen by us", pen.at(arrived.at, result)),
        ("proven absent until", pen.at(arrived.absent_at, result) or "nobody was watching"),
        ("delivered, by the mailbox server's clock", pen.at(arrived.delivered_at, result) or "not told"),
        ("dated by the sender", pen.at(turn.reading.claimed_at, result) or "not told"),
        ("matched by", arrived.matched_by),
    ]


def _authentication(turn: TheirTurn) -> str:
    found = turn.reading.authentication
    told = [
        f"{name.upper()} {value}"
        for name, value in (("spf", found.spf), ("dkim", found.dkim), ("dmarc", found.dmarc))
        if value
    ]
    return f"{', '.join(told)} (says {found.authserv_id})" if told else "no verdict of the mailbox's provider"
