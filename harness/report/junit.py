"""JUnit XML: `failure` for the desk, `error` for us, `skipped` for waiting; one test case for each conversation."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element, SubElement, tostring

from harness.domain.scenario import Severity
from harness.domain.verdict import Finding, ProbeResult, Verdict, WaveResult
from harness.report.masking import Mask

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters XML 1.0 has no way to write."""


def write_junit(wave: WaveResult, mask: Mask) -> str:
    """The wave as one suite, in the shape pytest calls xunit2."""
    counts = Counter(result.verdict for result in wave.results)
    across = [one for one in wave.findings if one.severity is Severity.MUST and one.verdict is Verdict.FAILED]
    suite = Element(
        "testsuite",
        name=f"mystery-shopper {wave.wave}",
        tests=str(len(wave.results) + len(across)),
        failures=str(counts[Verdict.FAILED] + len(across)),
        errors=str(counts[Verdict.INCONCLUSIVE]),
        skipped=str(counts[Verdict.WAITING]),
        timestamp=wave.started_at.isoformat(),
    )
    for result in wave.results:
        _case(suite, result, mask)
    for one in across:
        _across(suite, one, mask)
    root = Element("testsuites")
    root.append(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, result: ProbeResult, mask: Mask) -> None:
    place = result.probe.scenario.place
    case = SubElement(
        suite,
        "testcase",
        classname=_clean(place.file),
        name=_clean(f"{result.probe.title}[{result.probe.mailbox}]"),
        file=_clean(place.file),
        line=str(place.line),
        time=f"{result.metrics.first_reply_time_seconds or 0:.0f}",
    )
    _properties(case, result)
    told = [one for one in result.findings if one.severity is Severity.MUST and one.verdict is result.verdict]
    match result.verdict:
        case Verdict.FAILED:
            _say(case, "failure", told, mask)
        case Verdict.INCONCLUSIVE:
            _say(case, "error", told, mask)
        case Verdict.WAITING:
            SubElement(case, "skipped", message=_clean(mask(result.sentence)))
        case _:
            return


def _across(suite: Element, finding: Finding, mask: Mask) -> None:
    """A finding over several conversations that must not be: a case of its own."""
    place = finding.place
    file, line = (place.file, str(place.line)) if place else ("", "0")
    name = f"{finding.question} [across conversations]"
    case = SubElement(suite, "testcase", classname=_clean(file), name=_clean(name), file=_clean(file), line=line)
    _say(case, "failure", [finding], mask)


def _say(case: Element, tag: str, findings: list[Finding], mask: Mask) -> None:
    first = findings[0].sentence if findings else ""
    lines = [f"{one.place or ''} {one.question} {one.sentence}".strip() for one in findings]
    SubElement(case, tag, message=_clean(mask(first))).text = _clean(mask("\n".join(lines)))


def _properties(case: Element, result: ProbeResult) -> None:
    metrics = result.metrics
    listed = {
        "acknowledgement_time_seconds": metrics.acknowledgement_time_seconds,
        "first_reply_time_seconds": metrics.first_reply_time_seconds,
        "first_reply_business_seconds": metrics.first_reply_business_seconds,
        "reply_path": metrics.reply_path,
        "placement": metrics.placement,
        "score": result.score,
    }
    properties = SubElement(case, "properties")
    for name, value in listed.items():
        if value not in (None, ""):
            SubElement(properties, "property", name=name, value=_clean(str(value)))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
