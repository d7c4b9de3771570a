"""Frozen values to JSON and back. Types are checked on the way in: a journal may be foreign."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from harness.domain.evidence import Evidence
from harness.domain.scenario import Probe

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def encode_evidence(evidence: Evidence) -> str:
    """One line of JSON."""
    return _evidence().dump_json(evidence).decode()


def decode_evidence(text: str) -> Evidence:
    """Raises `pydantic.ValidationError` for what is no evidence of this or an earlier version."""
    return _evidence().validate_json(text)


def encode_probe(probe: Probe) -> str:
    return _probe().dump_json(probe).decode()


def decode_probe(text: str) -> Probe:
    return _probe().validate_json(text)


@cache
def _evidence() -> TypeAdapter[Evidence]:
    from pydantic import Field, TypeAdapter

    tagged: Any = Annotated[Evidence, Field(discriminator="kind")]
    return TypeAdapter(tagged)


@cache
def _probe() -> TypeAdapter[Probe]:
    from pydantic import TypeAdapter

    return TypeAdapter(Probe)
