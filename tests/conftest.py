"""Fixtures that every room shares."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

_REAL_PARTS = ("loopback", "conformance", "demo")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that open sockets or a browser carry the mark of their folder."""
    root = Path(__file__).parent
    for item in items:
        parts = item.path.relative_to(root).parts if item.path.is_relative_to(root) else ()
        if parts and parts[0] in _REAL_PARTS:
            item.add_marker("loopback")
        if parts and parts[0] == "desks":
            item.add_marker("desk")
