"""What one control is for. Evidence in order: override, `autocomplete`, type, accessible name, placeholder, the nearest
text in front, name and id; the first that speaks decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from harness.channels.form.lexicon import ATTRIBUTES, EVERY, language_of, names, place_of
from harness.domain.form import FieldOverride, FormOverrides, Role

Row = dict[str, Any]
"""One control as scan.js saw it."""

AUTOCOMPLETE = {
    "email": Role.EMAIL,
    "name": Role.NAME,
    "given-name": Role.FIRST_NAME,
    "family-name": Role.LAST_NAME,
    "tel": Role.PHONE,
    "tel-national": Role.PHONE,
}
"""HTML Living Standard, autofill field names. The others that matter here name nothing we could fill."""
FOREIGN_TOKENS = frozenset([
    "organization", "organization-title", "street-address", "address-line1", "address-line2", "address-level1",
    "address-level2", "country", "country-name", "postal-code", "bday", "username", "url", "sex", "cc-name",
    "cc-number", "cc-exp", "cc-csc", "honorific-prefix",
])  # fmt: skip
NOT_FILLED = frozenset(["hidden", "submit", "button", "reset", "image", "password", "search", "range", "color"])
TICKS = frozenset(["checkbox", "radio", "aria-checkbox", "aria-radio"])
CHOICES = frozenset(["select", "combobox"])
LONG = frozenset(["textarea", "editable"])
_TEXT_ORDER = (
    Role.CAPTCHA,
    Role.CONFIRM_EMAIL,
    Role.EMAIL,
    Role.FIRST_NAME,
    Role.LAST_NAME,
    Role.ORDER,
    Role.PHONE,
)
_BY_PLACE = ("subject", "name", "message", "category", "attachment")
_TITLES = "mr|mrs|ms|miss|dr|herr|frau|divers|m|mme|mlle|sr|sra|srta|sig|dhr|mevr|pan|pani|bay|bayan"
_FORMS_OF_ADDRESS = re.compile(rf"({_TITLES})\.?$", re.IGNORECASE)
_SUM = re.compile(r"\d+\s*[+*×x·-]\s*\d+\s*(=|\?|$)")
_OPTIONAL = "required|optional|pflichtfeld|erforderlich|obligatoire|facultatif|opcional|obbligatorio"
_BADGES = "必須|任意|必填|选填|選填|필수|선택"
_MARKS = re.compile(rf"[*＊:：]+|\(({_OPTIONAL})\)|{_BADGES}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a control was taken for. `strong`: its words name the role, not only its kind."""

    role: Role
    confidence: float = 0.0
    reason: str = ""
    strong: bool = False
    whole: bool = False
    """For names: the words ask for the whole name."""


UNKNOWN = Guess(role=Role.UNKNOWN)


def label_of(row: Row) -> str:
    """How a person would call the control."""
    asked = row["group"] if row["type"] in ("radio", "aria-radio") else ""
    texts = (asked, row["label"], row["placeholder"], row["before"], row["title"], row["after"], row["name"], row["id"])
    return str(next((text for text in texts if text), ""))


def guess_role(row: Row, page_language: str, overrides: FormOverrides) -> Guess:
    """What a visible control is for."""
    return _overridden(row, overrides) or _by_token(row) or _by_kind(row, page_language)


def is_trap(row: Row, page_language: str) -> bool:
    """A field in plain sight that tells people to leave it alone."""
    words = f"{row['label']} {row['placeholder']} {row['before']} {row['title']} {row['after'][:60]}"
    if row["type"] in TICKS | CHOICES or row["tag"] == "button":
        return False
    return any(names("trap", words, language) for language in (page_language, EVERY)) or (
        names("trap", _spelt(row), ATTRIBUTES) and not row["label"]
    )


# --- private ---------------------------------------------------------------------------------------------------------


def _by_token(row: Row) -> Guess | None:
    token = row["autocomplete"].rpartition(" ")[2]
    if token in AUTOCOMPLETE and not _repeats_address(row):
        return Guess(role=AUTOCOMPLETE[token], confidence=0.98, reason=f"autocomplete={token}", strong=True, whole=True)
    return Guess(role=Role.UNKNOWN, reason=f"autocomplete={token}") if token in FOREIGN_TOKENS else None


def _by_kind(row: Row, page_language: str) -> Guess:
    kind = row["type"]
    readers = ((TICKS, _tick), (CHOICES, _choice), (LONG, _long))
    for kinds, reader in readers:
        if kind in kinds:
            return reader(row, page_language)
    if kind == "file":
        return Guess(role=Role.ATTACHMENT, confidence=0.95, reason="type=file", strong=_speaks("attachment", row))
    if kind == "email":
        role = Role.CONFIRM_EMAIL if _repeats_address(row) else Role.EMAIL
        return Guess(role=role, confidence=0.95, reason="type=email", strong=True)
    if kind in ("date", "time", "datetime-local", "month", "week", "url"):
        return Guess(role=Role.UNKNOWN, reason=f"type={kind}")
    guess = _by_words(row, page_language)
    if kind == "tel" and guess.role not in (Role.ORDER, Role.CAPTCHA):
        return Guess(role=Role.PHONE, confidence=0.95, reason="type=tel", strong=True)
    return guess


def _overridden(row: Row, overrides: FormOverrides) -> Guess | None:
    label = label_of(row).lower()
    for name, override in overrides.fields.items():
        by_label = bool(override.label) and override.label.lower() in label
        if by_label or (override.selector and override.selector in row["matches"]):
            how = f"label {override.label!r}" if by_label else f"selector {override.selector!r}"
            return Guess(role=_role_named(name), confidence=1.0, reason=f"override by {how}", strong=True, whole=True)
    return None


def override_for(row: Row, overrides: FormOverrides) -> FieldOverride | None:
    """The override that names this control, for the value it carries."""
    label = label_of(row).lower()
    for override in overrides.fields.values():
        if (override.label and override.label.lower() in label) or override.selector in row["matches"]:
            return override
    return None


def _role_named(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        return Role.UNKNOWN


def _repeats_address(row: Row) -> bool:
    if any(names("confirm_email", row[key]) for key in ("label", "placeholder", "before")):
        return True
    return names("confirm_email", _spelt(row), ATTRIBUTES)


def _speaks(topic: str, row: Row) -> bool:
    return any(names(topic, row[key]) for key in ("label", "placeholder", "before"))


def _tiers(page_language: str) -> tuple[str, ...]:
    return (language_of(page_language) or "en", EVERY)


def _tick(row: Row, page_language: str) -> Guess:
    own = row["label"] or row["after"] or row["before"]
    text = f"{own} {row['group']}".strip()
    if row["type"] in ("radio", "aria-radio"):
        topic = any(names("category", row["group"] or row["before"], one) for one in _tiers(page_language))
        return Guess(role=Role.CATEGORY, confidence=0.5, reason=f"a choice {text!r}") if topic else UNKNOWN
    for language in (*_tiers(page_language), ATTRIBUTES):
        said = _spelt(row) if language == ATTRIBUTES else text
        letter, consent = names("newsletter_optin", said, language), names("consent", said, language)
        if letter and not (consent and row["required"]):
            return Guess(role=Role.NEWSLETTER, confidence=0.9, reason=f"label {own!r}", strong=True)
        if consent and not letter:
            return Guess(role=Role.CONSENT, confidence=0.9, reason=f"label {own!r}", strong=True)
        if consent:
            return Guess(role=Role.UNKNOWN, reason="consent and advertising in one box")
    if row["required"]:
        return Guess(role=Role.CONSENT, confidence=0.6, reason="a box that must be ticked")
    return UNKNOWN


def _choice(row: Row, page_language: str) -> Guess:
    for where, text, confidence in _texts(row):
        for language in _tiers(page_language):
            at, other = place_of("category", text, language), place_of("other", text, language)
            if at is not None and (other is None or at <= other):
                reason = f"{where} {text!r}"
                return Guess(role=Role.CATEGORY, confidence=confidence, reason=reason, strong=True)
            if place_of("order", text, language) is not None:
                return Guess(role=Role.ORDER, confidence=confidence, reason=f"{where} {text!r}")
            if other is not None:
                return Guess(role=Role.UNKNOWN, reason=f"{where} {text!r}")
    spelt = _spelt(row)
    if names("category", spelt, ATTRIBUTES):
        return Guess(role=Role.CATEGORY, confidence=0.6, reason=f"name {spelt!r}", strong=True)
    addressed = sum(bool(_FORMS_OF_ADDRESS.match(one["text"])) for one in row["options"])
    if names("other", spelt, ATTRIBUTES) or len(row["options"]) > 40 or addressed > 1:
        return UNKNOWN
    return Guess(role=Role.CATEGORY, confidence=0.45, reason="a choice")


def _long(row: Row, page_language: str) -> Guess:
    for where, text, _ in _texts(row):
        for language in _tiers(page_language):
            message, other = place_of("message", text, language), place_of("other", text, language)
            if message is not None and (other is None or message <= other):
                reason = f"type={row['type']}, {where} {text!r}"
                return Guess(role=Role.MESSAGE, confidence=0.97, reason=reason, strong=True)
            if other is not None:
                return Guess(role=Role.MESSAGE, confidence=0.5, reason=f"type={row['type']}")
    strong = names("message", _spelt(row), ATTRIBUTES)
    return Guess(role=Role.MESSAGE, confidence=0.9, reason=f"type={row['type']}", strong=strong)


def _by_words(row: Row, page_language: str) -> Guess:
    for where, text, confidence in _texts(row):
        for language in _tiers(page_language):
            guess = _read_text(text, language, where, confidence)
            if guess is not None:
                return guess
    if row["group"] and (row["label"] or row["placeholder"]):
        both = f"{row['group']} {row['label'] or row['placeholder']}"
        for language in _tiers(page_language):
            guess = _read_text(both, language, "group", 0.65)
            if guess is not None:
                return guess
    spelt = _spelt(row)
    return _read_text(spelt, ATTRIBUTES, "name", 0.6) or _after(row, page_language) or UNKNOWN


def _after(row: Row, page_language: str) -> Guess | None:
    """Text behind the field, where nothing stands in front."""
    if not row["after"] or row["label"] or row["before"]:
        return None
    found = (_read_text(row["after"][:60], one, "text behind", 0.6) for one in _tiers(page_language))
    return next((guess for guess in found if guess is not None), None)


def _texts(row: Row) -> list[tuple[str, str, float]]:
    places = (("label", "label", 0.92), ("placeholder", "placeholder", 0.85), ("title", "title", 0.8))
    texts = [(where, _plain(row[key]), confidence) for where, key, confidence in places]
    texts.append(("text in front", _plain(row["before"]), 0.75))
    return [one for one in texts if one[1]]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", _MARKS.sub(" ", text)).strip(" .…-–")


def _read_text(text: str, language: str, where: str, confidence: float) -> Guess | None:
    reason = f"{where} {text!r}"
    if _SUM.search(text) and where != "placeholder":
        return Guess(role=Role.CAPTCHA, confidence=confidence, reason=reason, strong=True)
    if names("full_name", text, language) and not names("other", text, language):
        return Guess(role=Role.NAME, confidence=confidence, reason=reason, strong=True, whole=True)
    for role in _TEXT_ORDER:
        if names(role.value, text, language):
            return Guess(role=role, confidence=confidence, reason=reason, strong=True)
    return _earliest(text, language, reason, confidence)


def _earliest(text: str, language: str, reason: str, confidence: float) -> Guess | None:
    """Of the words that may stand together ("Company name", "Subject of your message") the first ones decide."""
    places = [(place_of(topic, text, language), order, topic) for order, topic in enumerate(("other", *_BY_PLACE))]
    found = sorted((at, order, topic) for at, order, topic in places if at is not None)
    if not found:
        return None
    topic = found[0][2]
    if topic == "other":
        return Guess(role=Role.UNKNOWN, reason=reason)
    if topic == "message":
        return Guess(role=Role.MESSAGE, confidence=min(confidence, 0.55), reason=reason)
    if topic in ("category", "attachment"):
        return Guess(role=Role.SUBJECT, confidence=0.5, reason=reason) if topic == "category" else UNKNOWN
    return Guess(role=Role(topic), confidence=confidence, reason=reason, strong=True)


def _spelt(row: Row) -> str:
    """Name and id as words: "contactForm[firstName]" is "contact form first name"."""
    parts = [row["name"], row["id"] if row["id"] != row["name"] else ""]
    if row["type"] in ("combobox", "editable"):
        parts.append(row["cls"])
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", " ".join(parts))
    return re.sub(r"[^a-zA-Z]+", " ", words).strip().lower()
