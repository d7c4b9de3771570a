"""What the author of a mail wrote new: helpdesk frames, quotations, our own words and the signature taken away.

The harness knows every word it sent, so its own text is taken away before any general rule is asked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from harness.domain.message import SentText
from harness.reading.comments import comment_in

_FRAME = re.compile(
    r"^.*(?:(?:type|write|enter) your (?:reply|answer|response) above this line|reply above this line"
    r"|bitte antworten sie oberhalb dieser (?:linie|zeile)|##-|répondez au-dessus de cette ligne).*$",
    re.IGNORECASE | re.MULTILINE,
)
_CUTS = tuple(
    re.compile(expression, re.IGNORECASE | re.MULTILINE)
    for expression in (
        r"^\s*>*\s*(?:On|Am|Le|El|Il|Em|Op|Den|Dnia)\b[^\n]{4,200}(?:\n[^\n]{0,120})?"
        r"(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał(?:\(a\))?)[^\n]{0,60}:?\s*$",
        r"^-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Originalnachricht|Message d'origine|Mensaje original"
        r"|Messaggio originale|Mensagem original|Oorspronkelijk bericht)\s*-{2,}.*$",
        r"^(?:From|Von|De|Da|Van|Från|Lähettäjä):\s[^\n]+\n(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Date|Datum"
        r"|To|An|À|Skickat|Lähetetty)\s*:",
        r"^_{10,}\s*$",
        r"(?:^[ \t]*>[^\n]*(?:\n|\Z)){2,}\Z",
    )
)
_QUOTED_LINE = re.compile(r"^\s*>")
_SIGNATURE = re.compile(
    r"^(?:-- ?|—|(?:kind|best|warm)? ?regards,?|best,?|cheers,?|sincerely,?|thanks,?"
    r"|mit freundlichen gr(?:ü|ue)(?:ß|ss)en,?|(?:viele|beste|freundliche|liebe) gr(?:ü|ue)(?:ß|ss)e,?|cordialement,?"
    r"|(?:un )?(?:cordial(?:es)? )?saludos?(?: cordiales)?,?|cordiali saluti,?|atenciosamente,?|cumprimentos,?"
    r"|met vriendelijke groet(?:en)?,?)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """`new` is a piece of the whole text; `signature` follows it; `echo`: nothing but our own words was there.

    `wrapped`: it is a comment inside a helpdesk's form letter.
    """

    new: str
    signature: str
    sure: bool
    echo: bool
    wrapped: bool = False


def cut(text: str, sent: Sequence[SentText] = ()) -> Cut:
    """Separate what is new from everything else."""
    whole = _below_frame(text)
    comment = comment_in(whole)
    kept = _above_quotation(whole if comment is None else comment)
    without_ours = _without_ours(kept, sent)
    echo = bool(kept.strip()) and bool(sent) and not _without_ours(kept, sent, shortest=1).strip()
    body, signature = _split_signature(without_ours)
    new = body.strip()
    return Cut(new=new, signature=signature.strip(), sure=bool(new), echo=echo, wrapped=comment is not None)


def _below_frame(text: str) -> str:
    """A helpdesk's "reply above this line" at the top is followed by the mail itself."""
    frame = _FRAME.search(text)
    if frame is not None and not text[: frame.start()].strip():
        return text[frame.end() :]
    return text[: frame.start()] if frame is not None else text


def _above_quotation(text: str) -> str:
    starts = [match.start() for pattern in _CUTS if (match := pattern.search(text)) is not None]
    first = min((start for start in starts if text[:start].strip()), default=len(text))
    above = text[:first]
    if first == len(text) or _has_words(above):
        return _drop_quoted_lines(above)
    return _drop_quoted_lines(text)


def _drop_quoted_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _QUOTED_LINE.match(line))


def _has_words(text: str) -> bool:
    return bool(re.search(r"\w{2}", text))


def _without_ours(text: str, sent: Sequence[SentText], shortest: int = 12) -> str:
    """Lines of our own that the desk repeats without a mark; single short ones are too common to be ours."""
    ours = {_plain(line) for one in sent for line in one.text.split("\n") if len(_plain(line)) >= shortest}
    if not ours:
        return text
    return "\n".join(line for line in text.split("\n") if _plain(line) not in ours)


def _plain(line: str) -> str:
    """What is the same in every copy; django-helpdesk escapes quotation marks in plain text as if it were HTML."""
    return re.sub(r"[\s>|*]+", " ", html.unescape(line)).strip().lower()


def _split_signature(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number and _SIGNATURE.match(line.strip()) and len(lines) - number <= 14:
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return text, ""
