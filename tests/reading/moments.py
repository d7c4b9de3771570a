"""Moments for the tests of reading."""

from __future__ import annotations

from datetime import datetime


def at(iso: str) -> datetime:
    """An aware moment from its ISO form."""
    return datetime.fromisoformat(iso)
