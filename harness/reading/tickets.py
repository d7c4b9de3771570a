"""The desk's own ticket numbers, in a subject or in the words around them."""

from __future__ import annotations

import re

_TAG = re.compile(r"[\[(]\s*(?:[\w .-]{0,30}?[#:\s]\s*)?#?([A-Za-z]{0,12}-?\d{3,12}(?:-[A-Za-z0-9]{1,8})?)\s*[\])]")
# A young desk's numbers are short: django-helpdesk "[help-7]" (queue and number), Roundup "[issue7]".
_QUEUE_TAG = re.compile(r"\[((?!image|img|fig|note)[A-Za-z][A-Za-z0-9_]{0,20}(?:-[A-Za-z0-9_]{1,20}){0,3}?-\d{1,12})\]")
_WORD_TAG = re.compile(r"\[((?!image|img|fig|note)[A-Za-z]{2,20}\d{1,12})\]")
_HASH_TAG = re.compile(r"\[[^\[\]\n]{0,40}#(\d{1,12})\]")
_NAMED = re.compile(
    r"(?:ticket(?:\s*(?:number|no\.?|id|nummer|nr\.?))?|ticketnummer|case(?:\s*(?:number|no\.?|id))?|reference|referenz"
    r"|vorgang(?:snummer)?|fall(?:nummer)?|zaaknummer|demande|dossier|caso|incidencia|richiesta|protocolo|chamado|número"
    r"|request|referenznummer|anfragenummer)"
    r"\s*(?:is|ist|est|es|è|é|lautet|n[°ºr]?\.?|num(?:ber|mer|éro|ero)?|:|=)*\s*[#:]?\s*"
    r"#?((?:[A-Za-z]{1,12}-)?\d{3,12}(?:-[A-Za-z0-9]{1,8})?)\b",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?<![\w&])#((?:[A-Za-z]{1,8}-)?\d{3,12})\b")
_SLUG = re.compile(r"\b([A-Z][A-Z0-9]{1,11}-\d{2,12})\b")
_OURS = re.compile(r"\b(?:MS|CANARY)-[0-9A-Z]{8,}\b", re.IGNORECASE)


def find_references(subject: str, text: str, *, ours: str = "") -> tuple[str, ...]:
    """Ticket references, most trusted first: tags in the subject, then numbers named as such, then "#123".

    Args:
        ours: what we wrote ourselves; a number that stands there is not the desk's.
    """
    subject, text = _OURS.sub(" ", subject), _OURS.sub(" ", text[:20_000])
    found = [*_TAG.findall(subject), *_QUEUE_TAG.findall(subject), *_WORD_TAG.findall(subject)]
    found += [*_HASH_TAG.findall(subject), *_SLUG.findall(subject), *_HASH.findall(subject)]
    found += [
        *_NAMED.findall(subject),
        *_NAMED.findall(text),
        *_TAG.findall(text),
        *_QUEUE_TAG.findall(text),
        *_HASH.findall(text),
    ]
    unique = dict.fromkeys(one.strip("-") for one in found)
    return tuple(one for one in unique if one and not _is_ours(one, ours))


def _is_ours(reference: str, ours: str) -> bool:
    digits = re.sub(r"\D", "", reference)
    if len(digits) < 3:  # a small number stands in any text: there the whole tag has to be ours
        return reference.casefold() in ours.casefold()
    return bool(re.search(rf"(?<!\d){digits}(?!\d)", ours)) if digits else False
