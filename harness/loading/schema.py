"""JSON Schemas (draft-07, which editors' YAML servers read) made from the models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from harness.loading.models import ProjectModel, ScenarioModel


def project_schema() -> dict[str, Any]:
    """The schema of shopper.yaml."""
    return _draft7(ProjectModel, "shopper.yaml")


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario file."""
    return _draft7(ScenarioModel, "A scenario of Mystery Shopper")


def _draft7(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Pydantic writes 2020-12; for these models only the place of the definitions differs."""
    schema = _renamed(model.model_json_schema(by_alias=True))
    assert isinstance(schema, dict)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": title}


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {("definitions" if key == "$defs" else key): _renamed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(value) for value in node]
    if isinstance(node, str) and node.startswith("#/$defs/"):
        return node.replace("#/$defs/", "#/definitions/")
    return node
