"""A wave as JSON (own schema, versioned), and what the next wave's report needs to remember of this one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from harness.domain.scenario import Severity
from harness.domain.verdict import Cite, Finding, Layer, ProbeResult, PromiseRecord, Verdict, WaveResult
from harness.report.masking import Mask

VERSION = 1
_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_VERDICT: dict[str, Any] = {"enum": [one.value for one in Verdict]}


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is remembered of an earlier wave: verdicts and failed checks by probe."""

    wave: str
    started_at: str
    score: float | None
    verdicts: dict[str, str]
    failures: dict[str, tuple[str, ...]]


def write_json(wave: WaveResult, mask: Mask) -> str:
    """The whole wave as JSON; durations in seconds, instants in ISO 8601 UTC."""
    head = {
        "version": VERSION,
        "wave": wave.wave,
        "title": wave.title,
        "started_at": wave.started_at.isoformat(),
        "judged_at": wave.judged_at.isoformat(),
        "verdict": wave.verdict.value,
        "sentence": wave.sentence,
        "score": wave.score,
        "numbers": [asdict(number) for number in wave.numbers],
        "findings": [_finding(one, mask) for one in wave.findings],
        "weights": dict(wave.weights),
    }
    probes = ",\n".join(_line(_probe(result, mask)) for result in wave.results)
    return f'{json.dumps(head, ensure_ascii=False, indent=1, default=_plain)[:-2]},\n "probes": [\n{probes}\n ]\n}}\n'


def _line(value: object) -> str:
    """A conversation on a line of its own: half the size, and `grep` finds it whole."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def read_summary(text: str) -> Summary:
    """What an earlier wave's JSON says. Raises ValueError for anything else, also for a newer version."""
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError("no result of this version")
    probes = data["probes"]
    return Summary(
        wave=str(data["wave"]),
        started_at=str(data["started_at"]),
        score=data["score"],
        verdicts={str(probe["key"]): str(probe["verdict"]) for probe in probes},
        failures={
            str(probe["key"]): tuple(one["check"] for one in probe["findings"] if one["verdict"] == "failed")
            for probe in probes
        },
    )


def key_of(result: ProbeResult) -> str:
    """The same probe in another wave: scenario, address, mailbox."""
    return f"{result.probe.row}[{result.probe.mailbox}]"


def results_schema() -> dict[str, Any]:
    """Draft-07 JSON Schema of `results.json`."""
    probe = _object(
        {
            "key": _TEXT,
            "scenario": _TEXT,
            "file": _TEXT,
            "mailbox": _TEXT,
            "verdict": _VERDICT,
            "sentence": _TEXT,
            "score": _NUMBER,
            "findings": {"type": "array", "items": _finding_schema()},
            "promises": {"type": "array"},
            "metrics": {"type": "object"},
        },
        more=True,
    )
    schema = _object(
        {
            "version": {"const": VERSION},
            "wave": _TEXT,
            "started_at": _TEXT,
            "judged_at": _TEXT,
            "verdict": _VERDICT,
            "sentence": _TEXT,
            "score": _NUMBER,
            "probes": {"type": "array", "items": probe},
        },
        more=True,
    )
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Mystery Shopper results", **schema}


def _finding_schema() -> dict[str, Any]:
    evidence = _object(
        {
            "layer": {"enum": [one.value for one in Layer]},
            "seq": {"type": "integer"},
            "quote": {**_TEXT, "description": "verbatim; empty for a time, or for a text searched in vain"},
            "start": {"type": ["integer", "null"]},
            "end": {"type": ["integer", "null"]},
            "note": _TEXT,
            "searched": {"type": "boolean", "description": "all of the text was looked through"},
        },
        more=True,
    )
    return _object(
        {
            "check": _TEXT,
            "question": _TEXT,
            "verdict": _VERDICT,
            "severity": {"enum": [one.value for one in Severity]},
            "sentence": _TEXT,
            "evidence": {"type": "array", "items": evidence},
        },
        more=True,
    )


def _object(properties: dict[str, Any], *, more: bool) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": more}


def _probe(result: ProbeResult, mask: Mask) -> dict[str, Any]:
    return {
        "key": key_of(result),
        "id": result.probe.id,
        "scenario": result.probe.title,
        "file": result.probe.scenario.place.file,
        "desk": result.probe.desk.key,
        "mailbox": result.probe.mailbox,
        "reference": result.probe.reference,
        "verdict": result.verdict.value,
        "sentence": mask(result.sentence),
        "score": result.score,
        "next_due": result.next_due.at if result.next_due else None,
        "waits_for": result.next_due.what if result.next_due else "",
        "metrics": asdict(result.metrics),
        "promises": [_promise(one) for one in result.promises],
        "findings": [_finding(one, mask) for one in result.findings],
    }


def _promise(record: PromiseRecord) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if name != "place"}


def _finding(finding: Finding, mask: Mask) -> dict[str, Any]:
    return {
        "check": finding.check,
        "question": finding.question,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "sentence": mask(finding.sentence),
        "reason_code": finding.reason_code,
        "borderline": finding.borderline,
        "judged_by": finding.judged_by,
        "place": str(finding.place) if finding.place else "",
        "evidence": [_cite(cite, mask, finding.verdict) for cite in finding.cites],
    }


def _cite(cite: Cite, mask: Mask, verdict: Verdict) -> dict[str, Any]:
    """A mail that was searched in vain for something bad is not repeated for each such check; its place stays."""
    found_nothing = cite.searched and verdict is Verdict.PASSED
    return {**asdict(cite), "quote": "" if found_nothing else mask(cite.quote)}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)
