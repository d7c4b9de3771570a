"""A form on a page of a desk's own, as a browser would send it back untouched. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TYPED_NOWHERE = frozenset({"submit", "button", "image", "reset", "file"})
Attributes = dict[str, str | None]


@dataclass(kw_only=True)
class PageForm:
    """Where a form goes, and the names and values that stand in it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


def forms_of(page: str) -> tuple[PageForm, ...]:
    """Every form of an HTML page with the values its controls hold; unticked and disabled ones are left out."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return tuple(reader.forms)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._inside = False
        self._choice = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: Attributes = dict(attrs)
        if tag == "form":
            self.forms.append(PageForm(action=found.get("action") or ""))
            self._inside = True
        elif self._inside and "disabled" not in found:
            self._control(tag, found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._choice = ""
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1].fields[self._text] += data

    def _control(self, tag: str, found: Attributes) -> None:
        name, fields = found.get("name") or "", self.forms[-1].fields
        if tag == "option" and self._choice:
            value = found.get("value") or ""
            if "selected" in found:
                fields[self._choice] = value
            else:
                fields.setdefault(self._choice, value)  # nothing selected: a browser shows the first (HTML, 4.10.7)
        if not name:
            return
        if tag == "select":
            self._choice = name
        elif tag == "textarea":
            self._text = name
            fields[name] = ""
        elif tag == "input":
            self._input(name, found)

    def _input(self, name: str, found: Attributes) -> None:
        kind = (found.get("type") or "text").lower()
        if kind in _TYPED_NOWHERE:
            return
        if kind in ("checkbox", "radio"):
            if "checked" in found:
                self.forms[-1].fields[name] = found.get("value") or "on"
            return
        self.forms[-1].fields[name] = found.get("value") or ""
