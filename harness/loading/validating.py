"""Values against models; pydantic's findings become sentences with a place and a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from harness.loading.documents import Document, Key, Mistakes, suggestion
from harness.loading.models import STEPS, ProjectModel, ScenarioModel, Strict

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], document: Document, data: Mapping[str, Any], mistakes: Mistakes) -> Model | None:
    """The model's instance, or None with every mistake noted."""
    steps_fit = model is not ScenarioModel or _check_steps(document, data, mistakes)
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        for one in error.errors():
            if one["loc"][:1] == ("steps",) and len(one["loc"]) > 1 and not steps_fit:
                continue
            _note(model, document, one, mistakes)
        return None


def _check_steps(document: Document, data: Mapping[str, Any], mistakes: Mistakes) -> bool:
    """Each step against the model its verb names, which says more than a union of seven."""
    steps = data.get("steps")
    if not isinstance(steps, list):
        return True
    before = len(mistakes.found)
    for index, step in enumerate(steps):
        place = document.place(("steps", index))
        verbs = [key for key in step if key in STEPS] if isinstance(step, dict) else []
        if len(verbs) != 1:
            first = next(iter(step), "") if isinstance(step, dict) else str(step)
            what = f"step {index + 1} names {'no' if not verbs else 'more than one'} action"
            mistakes.add(place, what, suggestion(str(first), STEPS))
            continue
        try:
            STEPS[verbs[0]].model_validate(step)
        except ValidationError as error:
            for one in error.errors():
                _note(STEPS[verbs[0]], document, {**one, "loc": ("steps", index, *one["loc"])}, mistakes)
    return len(mistakes.found) == before


def _note(model: type[BaseModel], document: Document, error: Mapping[str, Any], mistakes: Mistakes) -> None:
    keys = tuple(key for key in error["loc"] if not _is_member_name(key))
    place = document.place(keys)
    name = str(keys[-1]) if keys else document.file
    kind = error["type"]
    if kind == "extra_forbidden":
        mistakes.add(place, f"unknown key {name!r}", suggestion(name, _known_keys(model, keys)), of_key=True)
    elif kind == "missing":
        parent = document.place(keys[:-1])
        mistakes.add(parent, f"key {name!r} is missing", of_key=True)
    elif kind == "value_error":
        mistakes.add(place, f"{name}: {error['msg'].removeprefix('Value error, ')}")
    elif kind == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        mistakes.add(
            place, f"{name}: {error['input']!r} is not possible here", suggestion(str(error["input"]), expected)
        )
    else:
        mistakes.add(place, f"{name}: {_lower_first(str(error['msg']))}")


def _is_member_name(part: Any) -> bool:
    text = str(part)
    return isinstance(part, str) and (
        text.endswith("Model")
        or text.startswith(("function-", "literal[", "list[", "constrained-"))
        or text in ("str", "bool")
    )


def _known_keys(model: type[BaseModel], keys: tuple[Key, ...]) -> list[str]:
    """Keys the model knows at this place."""
    current: Any = model
    path = keys[:-1] if model is ProjectModel or model is ScenarioModel else keys[2:-1]
    for key in path:
        current = _inner(current, key)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [str(field.alias or name) for name, field in current.model_fields.items()]
    return []


def _inner(model: Any, key: Key) -> Any:
    if isinstance(model, _OneDown):
        return model.model
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return model if isinstance(model, type) else None
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return _model_in(field.annotation)
    return None


def _model_in(annotation: Any) -> Any:
    """The model inside `dict[str, str | Model]`, `list[Model]`, `Model | None`; its keys apply one level down too."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _model_in(part)
        if found is not None:
            return _OneDown(found) if getattr(annotation, "__origin__", None) in (dict, list) else found
    return None


class _OneDown:
    """A mapping's or list's values follow this model; the next key is a name of the user's own."""

    def __init__(self, model: Any) -> None:
        self.model = model


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
