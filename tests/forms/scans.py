"""Hand-made scans for tests of the pure finder: what scan.js would have seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.channels.form.finding import FrameScan, plan_form
from harness.domain.form import FormOverrides, FormPlan, Role

_BLANK: dict[str, Any] = {
    "tag": "input",
    "type": "text",
    "name": "",
    "id": "",
    "cls": "",
    "autocomplete": "",
    "label": "",
    "placeholder": "",
    "title": "",
    "before": "",
    "after": "",
    "group": "",
    "text": "",
    "value": "",
    "checked": False,
    "required": False,
    "visible": True,
    "why": "",
    "later": False,
    "skipped": False,
    "disabled": False,
    "readonly": False,
    "form": 0,
    "inputmode": "",
    "href": "",
    "layer": 0,
    "matches": [],
    "options": [],
}


def line(label: str = "", **more: Any) -> dict[str, Any]:
    """A one-line field."""
    return {**_BLANK, "label": label, **more}


def area(label: str = "Message", **more: Any) -> dict[str, Any]:
    return line(label, tag="textarea", type="textarea", **more)


def choice(label: str, *options: str, **more: Any) -> dict[str, Any]:
    rows = [{"value": one, "text": one, "disabled": False} for one in options]
    return line(label, tag="select", type="select", options=rows, **more)


def box(label: str, **more: Any) -> dict[str, Any]:
    return line(label, type="checkbox", **more)


def button(text: str = "Send", **more: Any) -> dict[str, Any]:
    return {**_BLANK, "tag": "button", "type": "submit", "text": text, **more}


def unseen(row: dict[str, Any], why: str = "place") -> dict[str, Any]:
    return {**row, "visible": False, "why": why}


def scan(*rows: dict[str, Any], name: str = "", **page: Any) -> FrameScan:
    """A frame with these controls; `lang`, `title`, `heading`, `walls`, `links` and so on as keywords."""
    numbered = [
        {"index": n, "selector": f"#c{n}", "path": [0, 1, 100 + max(row["form"], 0), 1000 + n], **row}
        for n, row in enumerate(rows)
    ]
    count = max([row["form"] for row in numbered], default=-1) + 1
    form = {"id": "", "cls": "", "name": "", "action": "", "method": "post", "role": "", "heading": "", "matches": []}
    forms = [{**form, "selector": f"form:nth-of-type({n + 1})", **page.pop(f"form{n}", {})} for n in range(count)]
    data = {"lang": "en", "title": "", "heading": "", "links": [], "walls": [], "url": "", "password": False, **page}
    return FrameScan(name=name, data={**data, "rows": numbered, "forms": forms})


def plan(*scans: FrameScan, **overrides: Any) -> FormPlan:
    return plan_form("https://acme.test/contact", scans, FormOverrides(**overrides))


def roles(of: FormPlan) -> list[str]:
    return [control.role.value for control in of.controls]


def labels(of: FormPlan, role: Role) -> Sequence[str]:
    return [control.label for control in of.controls if control.role is role]
