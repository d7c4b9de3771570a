"""The page: one self-contained file that loads nothing, runs nothing and opens from disk."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from pathlib import Path
from typing import Any

from harness.domain.scenario import Severity
from harness.domain.verdict import Verdict, WaveResult
from harness.report.history import compare
from harness.report.hostile import visible
from harness.report.masking import Mask
from harness.report.page import MOST_IN_FULL as _MOST_IN_FULL
from harness.report.page import SIGNS, Blob, Pen, anchor, broken_promises, conversation, conversations, matrix, worst
from harness.report.results import Summary
from harness.report.troubles import troubles, unmeasured


def write_html(
    wave: WaveResult, out: Path, *, blob: Blob, mask: Mask, previous: Summary | None = None, lean: bool = False
) -> None:
    """Render a wave to one HTML file, conversation by conversation. `lean`: as for a large wave, see `MOST_IN_FULL`."""
    style = _text("style.css")
    pen = Pen(blob=blob, mask=mask, lean=lean or len(wave.results) > _MOST_IN_FULL)
    page = _environment().get_template("wave.html.j2")
    stream = page.stream(**_words(wave, pen, style, previous))
    stream.enable_buffering(64)
    with out.open("w", encoding="utf-8") as file:
        stream.dump(file)


def _words(wave: WaveResult, pen: Pen, style: str, previous: Summary | None) -> dict[str, Any]:
    first = wave.results[0] if wave.results else None
    case = worst(wave)
    rows, more = broken_promises(wave)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "wave": wave,
        "style": style,
        "style_hash": f"sha256-{digest}",
        "css": wave.verdict.value.replace(" ", "-"),
        "sign": SIGNS[wave.verdict],
        "score": "–" if wave.score is None else f"{100 * wave.score:.0f}",
        "scored": sum(one.score is not None for one in wave.results),
        "headline": wave.numbers[:5],
        "counts": _counts(wave),
        "desks": sorted({result.probe.desk.name for result in wave.results}),
        "notices": sorted({one.probe.desk.notice for one in wave.results if one.probe.desk.notice}),
        "zone": first.probe.desk.hours.timezone if first else "UTC",
        "hours": sorted({result.probe.desk.hours.text for result in wave.results}),
        "broken": rows,
        "broken_more": more,
        "wave_findings": [(one, pen.mask(one.sentence), one.severity is Severity.SHOULD) for one in wave.findings],
        "troubles": [(one, anchor(one.result), visible(pen.mask(one.example), 300)) for one in troubles(wave)],
        "unmeasured": unmeasured(wave),
        "worst": conversation(case, pen) if case is not None else None,
        "changes": compare(wave, previous) if previous is not None else None,
        "matrix": matrix(wave),
        "conversations": conversations(wave, pen),
        "started": f"{wave.started_at:%d %B %Y, %H:%M} UTC",
        "judged": f"{wave.judged_at:%d %B %Y, %H:%M} UTC",
        "lean": pen.lean,
    }


def _counts(wave: WaveResult) -> list[dict[str, Any]]:
    order = (Verdict.PASSED, Verdict.FAILED, Verdict.WAITING, Verdict.INCONCLUSIVE)
    words = {"passed": "as promised", "failed": "broken", "waiting": "still waiting", "inconclusive": "not measurable"}
    counted = [(one, sum(result.verdict is one for result in wave.results)) for one in order]
    return [{"sign": SIGNS[one], "css": one.value, "n": n, "word": words[one.value]} for one, n in counted if n]


def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("harness.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return resources.files("harness.report").joinpath("templates", name).read_text("utf-8")
