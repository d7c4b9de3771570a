"""Which language a text is in, by its small words and its script: a second opinion beside the reader's."""

from __future__ import annotations

import re
from functools import lru_cache

from harness.manners.phrases import LANGUAGES, UNSPACED, manners_of

FEWEST = 3
"""Small words from which on a language counts as heard."""
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=512)
def tongue(text: str) -> str:
    """ISO 639-1 code of the language whose small words clearly lead, "" where none does."""
    if (written := _by_script(text)) != "":
        return written
    heard = [word.lower() for word in _WORD.findall(text[:4000])]
    scores = sorted(
        ((sum(word in manners_of(one).common for word in heard), one) for one in LANGUAGES if one not in UNSPACED),
        reverse=True,
    )
    (most, first), (next_most, _) = scores[0], scores[1]
    return first if most >= FEWEST and most >= 1.3 * next_most else ""


def language_of_letter(text: str, read: str) -> str:
    """The language that reader and ear agree on, or one where the other is not sure; "" where they differ."""
    heard = tongue(text)
    if heard and read and heard != read:
        return ""
    return heard or (read if read in LANGUAGES else "")


def _by_script(text: str) -> str:
    letters = len(re.findall(r"\w", text)) or 1
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if kana + han < 0.3 * letters:
        return ""
    return "ja" if kana >= 0.1 * (kana + han) else "zh"
