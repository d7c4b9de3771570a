"""YAML files with the place of every value, and a collector for everything that is wrong with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.domain.errors import Mistake, ScenarioMistakes
from harness.domain.scenario import Place

LARGEST = 1_000_000
"""Bytes of a file that anybody writes by hand."""
_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
Key = str | int


@dataclass(kw_only=True)
class Mistakes:
    """Collects what is wrong, so that all of it is said at once."""

    found: list[Mistake] = field(default_factory=list)
    unknown: set[Place] = field(default_factory=set)
    """Where a `${NAME}` that nobody set stands: nothing else can be said about a value that is not known."""

    def add(self, place: Place, what: str, hint: str = "", *, of_key: bool = False) -> None:
        """`of_key`: the key itself is wrong, whatever its value is."""
        if of_key or place not in self.unknown:
            self._note(place, what, hint)

    def add_unset(self, place: Place, what: str, hint: str) -> None:
        """A name without a value; whatever else seems wrong at this place follows from it and is not told."""
        self._note(place, what, hint)
        self.unknown.add(place)

    def _note(self, place: Place, what: str, hint: str) -> None:
        mistake = Mistake(file=place.file, line=place.line, column=place.column, what=what, hint=hint)
        if mistake not in self.found:
            self.found.append(mistake)

    def raise_if_any(self) -> None:
        if self.found:
            raise ScenarioMistakes(tuple(sorted(self.found, key=lambda one: (one.file, one.line, one.column))))


@dataclass(frozen=True, kw_only=True)
class Document:
    """One YAML file: its values as plain dicts and lists, and where each stands."""

    file: str
    path: Path
    text: str
    data: dict[str, Any]
    places: Mapping[tuple[Key, ...], Place]

    def place(self, keys: Sequence[Key]) -> Place:
        """Where the value under these keys stands, or the nearest thing around it."""
        known = tuple(keys)
        while known and known not in self.places:
            known = known[:-1]
        return self.places.get(known, Place(file=self.file, line=1))


def suggestion(word: str, known: Iterable[str]) -> str:
    """ "Did you mean ...?" when something known looks alike, else what is known."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(names)}." if names else ""


def read_document(path: Path, mistakes: Mistakes) -> Document | None:
    """Read one file; None when it cannot even be read, with the mistake noted."""
    file = _shown(path)
    start = Place(file=file, line=1)
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            mistakes.add(start, f"the file is larger than {LARGEST:,} bytes", "Nobody writes that by hand.")
            return None
        text = raw.decode("utf-8")
    except OSError as error:
        mistakes.add(start, f"the file cannot be read ({error.strerror})", _missing(path))
        return None
    except UnicodeDecodeError:
        mistakes.add(start, "the file is not UTF-8", "Save it as UTF-8.")
        return None
    return _parse(path, file, text, mistakes)


def _parse(path: Path, file: str, text: str, mistakes: Mistakes) -> Document | None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="rt", pure=True)
    try:
        if (alias := _alias(text)) is not None:
            place = Place(file=file, line=alias[0] + 1, column=alias[1] + 1)
            mistakes.add(place, "YAML anchors and aliases are not read", "Write the value out.")
            return None
        loaded = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file=file, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1)
        mistakes.add(place, f"broken YAML: {_problem(error)}", _yaml_hint(error, text, place.line))
        return None
    except (YAMLError, RecursionError, ValueError) as error:
        mistakes.add(Place(file=file, line=1), f"broken YAML: {str(error).splitlines()[0][:200]}")
        return None
    if not isinstance(loaded, dict):
        mistakes.add(
            Place(file=file, line=1), "the file holds no mapping of keys to values", "Start from `shopper init`."
        )
        return None
    places: dict[tuple[Key, ...], Place] = {(): Place(file=file, line=1)}
    plain = _plain(loaded, (), file, places)
    return Document(file=file, path=path, text=text, data=plain, places=places)


def _alias(text: str) -> tuple[int, int] | None:
    """Line and column of the first alias, counted from 0: nine lines of them could stand for a billion values."""
    if "*" not in text:
        return None
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent

    for event in YAML(typ="rt", pure=True).parse(text):
        if isinstance(event, AliasEvent):
            return event.start_mark.line, event.start_mark.column
    return None


def _plain(node: Any, keys: tuple[Key, ...], file: str, places: dict[tuple[Key, ...], Place]) -> Any:
    """Plain values; the place of a mapping's entry is its key, of a list's entry its first character."""
    if isinstance(node, dict):
        positions = _positions(node)
        for key in node:
            line, column = positions.get(key, (0, 0))[:2]
            places[*keys, str(key)] = Place(file=file, line=line + 1, column=column + 1)
        return {str(key): _plain(value, (*keys, str(key)), file, places) for key, value in node.items()}
    if isinstance(node, list):
        positions = _positions(node)
        for index in range(len(node)):
            line, column = positions.get(index, (0, 0))[:2]
            places[*keys, index] = Place(file=file, line=line + 1, column=column + 1)
        return [_plain(value, (*keys, index), file, places) for index, value in enumerate(node)]
    if isinstance(node, str):
        return str(node)
    return node if node is None or isinstance(node, bool | int | float) else _scalar(node)


def _positions(node: Any) -> dict[Any, Any]:
    """ruamel's line and column of each entry."""
    return getattr(node.lc, "data", None) or {}


def _scalar(node: Any) -> Any:
    """ruamel's own numbers and dates as plain ones."""
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node)


def _problem(error: Any) -> str:
    said = str(error.problem or error.context or "cannot be read").strip()
    return re.sub(r"\s+", " ", said)[:200]


def _yaml_hint(error: Any, text: str, line: int) -> str:
    lines = text.split("\n")
    if line <= len(lines) and "\t" in lines[line - 1]:
        return "YAML wants spaces, not tabs."
    if "duplicate" in str(error.problem):
        return "Keep one of the two."
    return "Check indentation, colons and quotes just above."


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _missing(path: Path) -> str:
    return "Write a first project with `shopper init`." if not path.exists() else ""


def read_environment(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Names for `${NAME}`: the environment, then `.env` beside shopper.yaml."""
    values: dict[str, str] = {}
    file = folder / ".env"
    if file.is_file():
        for line in file.read_text("utf-8", "replace").splitlines():
            name, equals, value = line.strip().removeprefix("export ").partition("=")
            if equals and not name.startswith("#"):
                values[name.strip()] = value.strip().strip("\"'")
    return values | dict(environ)


def fill_in(document: Document, names: Mapping[str, str], mistakes: Mistakes) -> dict[str, Any]:
    """The document's values with `${NAME}` replaced; a missing name is a mistake and stays as it is written."""

    def fill(value: Any, keys: tuple[Key, ...]) -> Any:
        if isinstance(value, dict):
            return {key: fill(inner, (*keys, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [fill(inner, (*keys, index)) for index, inner in enumerate(value)]
        if not isinstance(value, str):
            return value
        for name in _NAME.findall(value):
            if not names.get(name):
                wrong = f"${{{name}}} is {'empty' if name in names else 'not set'}"
                hint = f"Set it in the environment or in {Path(document.file).parent / '.env'}."
                mistakes.add_unset(document.place(keys), wrong, hint)
        return _NAME.sub(lambda match: names.get(match.group(1)) or match.group(0), value)

    filled: dict[str, Any] = fill(document.data, ())
    return filled
