"""A comment inside a helpdesk's form letter: "The following comment was added to ticket [help-7]: ...".

Roundup's letters open with "Jane Doe <jane@corp.example> added the comment:" and end with what changed in the issue.

django-helpdesk and Roundup send what an agent types that way, and send the customer's own words back that way, too;
only what stands inside tells the two apart.
"""

from __future__ import annotations

import re

_WORD = (
    r"comment|reply|response|kommentar|antwort|commentaire|réponse|comentario|respuesta|commento"
    r"|risposta|comentário|resposta|opmerking|reactie|antwoord|комментарий|komentarz|komentář|kommentti"
)
_ADDED = (
    r"following|added|posted|folgende[rns]?|hinzugefügt|suivante?|ajoutée?|siguiente|agregó|añadi(?:ó|do)|agregado"
    r"|seguente|aggiunt[oa]|seguinte|adicionad[oa]|volgende|toegevoegd|добавлен|następujący|dodany|následující|přidán|lisättiin"
)
_NEWLY = "new (?:submission|message|comment) from|neue nachricht von|nuevo aporte de|nouvel envoi de"
_BY = rf"^(?:{_NEWLY})[^\n]{{1,200}}:[ \t]*$"
_OPENS = re.compile(
    rf"{_BY}|^(?=.*\b(?:{_WORD})\b)(?=.*\b(?:{_ADDED})\b)[^\n]{{1,200}}:[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_CHANGES = re.compile(r"^-{10}[ \t]*\n(?:[\w ]{1,40}: [^\n]*(?:\n|\Z))+", re.MULTILINE)
_FOOTER = re.compile(r"\n_{20,}[ \t]*\n(?:[^\n]{0,200}\n){1,4}_{20,}\s*\Z")
"""Roundup's own name and address between two lines, at the very end."""
_ENDS = re.compile(
    r"^(?:if you (?:need|want|wish|would like|have)|to (?:reply|respond|answer|view|add)"
    r"|you can (?:also )?(?:reply|view)|wenn sie|um (?:zu antworten|dieses ticket)"
    r"|si (?:vous|necesita|desea|quiere)|pour (?:répondre|voir)"
    r"|per (?:fornire|rispondere)|se (?:desidera|vuoi|desejar|precisar)|als u|om te (?:antwoorden|reageren))\b"
    r"(?=[^\n]*(?:repl|respon|e-?mail|online|ticket|antwort|répon|rispon|reag|beantwoord))",
    re.IGNORECASE | re.MULTILINE,
)
_LATEST_START = 1500
"""A form letter comes to the point: what opens a comment further down is a person's own sentence."""


def comment_in(text: str) -> str | None:
    """The comment that a form letter wraps, without the letter; None for a mail that is no such letter."""
    opens = _OPENS.search(text, 0, _LATEST_START)
    if opens is None or not text[opens.end() :].strip():
        return None
    inside = _FOOTER.sub("\n", _CHANGES.split(text[opens.end() :])[0])
    ends = [match.start() for match in _ENDS.finditer(inside)]
    kept = inside[: ends[-1]] if ends else inside
    return kept if kept.strip() else None
