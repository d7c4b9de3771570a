"""Explain what the product knows: mails, schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.domain.errors import UsageError


def explain_mails(paths: Sequence[Path]) -> Iterator[str]:
    """Each mail in plain words."""
    from harness.reading import read

    files = [file for path in paths for file in (sorted(path.rglob("*.eml")) if path.is_dir() else [path])]
    for file in files:
        try:
            reading = read(file.read_bytes())
        except OSError as error:
            raise UsageError(f"Reading {file}", error.strerror or "cannot be read") from error
        yield f"{file}: {reading.kind.value.replace('_', ' ')}"
        yield from (f"    because {one.because}" for one in reading.reasons)
        yield from (
            f"    says: {flag.value.replace('_', ' ')}" for flag in sorted(reading.flags, key=lambda f: f.value)
        )
        yield from (f"    promise: “{one.text}” {one.duration or 'no time'}" for one in reading.promises)
        if reading.ticket_references:
            yield f"    ticket: {', '.join(reading.ticket_references)}"
        if reading.agent:
            yield f"    signed by: {reading.agent}"
        yield f"    new text: {reading.new_text[:200]!r}"


def schema_text(which: str) -> str:
    """Raises UsageError for a word that names no file."""
    import json

    from harness.loading.schema import project_schema, scenario_schema
    from harness.report.results import results_schema

    known = {"project": project_schema, "scenario": scenario_schema, "results": results_schema}
    if which not in known:
        raise UsageError(f"Printing the schema of {which!r}", "there is none", f"Known: {', '.join(known)}.")
    return json.dumps(known[which](), indent=2, ensure_ascii=False)
