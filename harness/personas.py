"""Invented customers from a seed, and references nobody can guess."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from harness.domain.scenario import Persona

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter looks like a digit."""


def invent(locale: str, seed: str, name: str = "") -> Persona:
    """A customer for a locale ("de_CH"); the same seed gives the same person. Unknown locales give an English one."""
    faker = _faker(locale)
    faker.seed_instance(seed)
    first, last = str(faker.first_name()), str(faker.last_name())
    if name:
        first, _, last = name.partition(" ")
    return Persona(
        first_name=first,
        last_name=last,
        phone=str(faker.numerify("+4178#######")),
        city=str(faker.city()),
        language=locale.partition("_")[0],
    )


def new_reference() -> str:
    """A visible reference that a support team can filter by and nobody can guess: "MS-7F3K2Q9D"."""
    return "MS-" + "".join(secrets.choice(_LETTERS) for _ in range(8))


def token_of(reference: str) -> str:
    """The part of a plus address that stands for a reference."""
    return reference.replace("-", "").lower()


@cache
def _faker(locale: str) -> Any:
    from faker import Faker

    try:
        return Faker(locale)
    except AttributeError:
        return Faker("en_US")
