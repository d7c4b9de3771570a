"""Explain what the product knows: schemas."""

from __future__ import annotations

from harness.domain.errors import UsageError


def schema_text(which: str) -> str:
    """Raises UsageError for a word that names no file."""
    import json

    from harness.loading.schema import project_schema, scenario_schema
    from harness.report.results import results_schema

    known = {"project": project_schema, "scenario": scenario_schema, "results": results_schema}
    if which not in known:
        raise UsageError(f"Printing the schema of {which!r}", "there is none", f"Known: {', '.join(known)}.")
    return json.dumps(known[which](), indent=2, ensure_ascii=False)
