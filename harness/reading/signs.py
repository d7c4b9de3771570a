"""What sender and headers hint at (RFC 3834), never proof: a known helpdesk writes the same on its agents' answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from harness.domain.message import Address, MailKind, Reason
from harness.reading.words import Words, bounded

_HELPDESK = re.compile(
    r"zendesk|request tracker|\brt\b|roundup|freshdesk|freshservice|osticket|otrs|znuny|zammad|help ?scout|jira"
    r"|kayako|uvdesk"
    r"|front|intercom|gorgias|hubspot|deskpro|zoho",
    re.IGNORECASE,
)
_HELPDESK_HEADERS = (
    "rt-originator",
    "rt-ticket",
    "managed-by",
    "x-roundup-name",
    "x-zendesk-from-account-id",
    "x-otrs-id",
)
_CLIENT = re.compile(
    r"outlook|thunderbird|apple mail|iphone mail|ipad mail|mutt|evolution|kmail|k-9|claws|eudora|the bat|zimbra"
    r"|roundcube"
    r"|squirrelmail|horde|exmh|pine|mozilla|sylpheed|pegasus|microsoft ?exchange|foxmail|becky|gnus|elm\b"
    r"|mailmate|airmail",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|antwort|sv|vs|odp|ynt|r|rv|res|rif|ref|tr|vá|απ|σχετ|回复|回覆|答复|답장"
    r"|返信|رد|"
    r"отв|ответ|hb|bls|atb)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(r"(?:^|[._-])(?:no|do-?not|dont)[._-]?reply", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:info|contact|kontakt\w*|support|help\w*|hilfe|service\w*|sales|office|hello|hej|hallo|hi|care|team"
    r"|admin|mail|shop|store"
    r"|ayuda|atencion|soporte|aide|assistance|clients?|assistenza|contato|contacto|suporte|apoio|atendimento"
    r"|klantenservice"
    r"|bok|pomoc|kundtjanst|kundservice|kundeservice|asiakaspalvelu|podpora|destek|kefu|ticket\w*|desk|feedback"
    r"|billing|orders?"
    r"|customer\w*|enquir\w+|inquir\w+|post|buero|webmaster|accounts?|no-?reply\w*)\b",
    re.IGNORECASE,
)
_CIRCULAR = re.compile(
    r"^(?:news|newsletter|offers?|marketing|promo\w*|deals?|mailing|info-?mail)\b|@(?:news|newsletter|mailing"
    r"|e?mail)\.",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:survey|feedback|csat|nps|opini\w+|umfrage|avis|sondage|enqu?\w*t\w*|encuesta\w*|ankiet\w*|anket\w*"
    r"|opros|pesquisa"
    r"|sondaggi\w*|hodnoceni|palaute|beoordel\w*|reviews?|mening|undersok\w*)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b[01]\s*(?:-|–|to|bis|à|a|al|tot|do|till|til|до|から|至|~|〜|ile)\s*(?:5|10)\b|[★⭐]|[😀😃🙂😊].{0,12}[😐😕🙁☹😞]|👍.{0,6}👎",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"auto|reply|svar|répon|respuest|rispost|respost|odp|yanıt|cevap|返信|自動|自动|회신|응답|antwor?t|antwoord|vastaus|válasz"
    r"|răspuns|відпов|ответ|απάντη|رد",
    re.IGNORECASE,
)
_VACATION = (
    ("x-apple-action", re.compile("vacation", re.IGNORECASE)),
    ("x-ms-exchange-generated-message-source", re.compile("mailbox rules", re.IGNORECASE)),
    ("x-ms-exchange-inbox-rules-loop", re.compile(".")),
    ("x-autorespond", re.compile(".")),
    ("x-vacation", re.compile(".")),
    ("auto-submitted", re.compile("vacation", re.IGNORECASE)),
    ("preference", re.compile("auto_reply", re.IGNORECASE)),
)


def is_no_reply(sender: Address, lists: Sequence[Words]) -> bool:
    """Whether the address itself says that nobody reads there, in English or in the mail's language."""
    local = sender.address.partition("@")[0]
    if _NO_REPLY.search(local):
        return True
    return any(
        bounded(words.expression("no_reply"), spaced=False).search(local)
        for words in lists
        if words.lists.get("no_reply")
    )


def offers_scale(text: str) -> bool:
    """Whether it holds a scale to answer by: "1 to 5", stars, faces."""
    return bool(_SCALE.search(text[:3000]))


def names_absence(quote: str, subject: str) -> bool:
    """Whether a subject is a note of absence by itself: not a person's "Re:", nor any robot's "automatic reply"."""
    return not _REPLY.match(subject) and not _MACHINES.search(quote)


def is_role(sender: Address, lists: Sequence[Words]) -> bool:
    """Whether the sender is a desk rather than a person ("info@", "Kundenservice"): there robots write, and teams."""
    by_address = bool(_ROLE.search(sender.address.partition("@")[0]))
    return by_address or any(words.find("team").search(sender.name) for words in lists)


def is_reply(subject: str, headers: Mapping[str, str]) -> bool:
    """Whether subject or thread headers say that it answers something (RFC 5322, section 3.6.4)."""
    return bool(_REPLY.match(subject) or headers.get("in-reply-to") or headers.get("references"))


def says_reply(subject: str) -> bool:
    """Whether a subject begins as answers do: "Re:", "AW:"."""
    return bool(_REPLY.match(subject))


def is_mail_client(headers: Mapping[str, str]) -> bool:
    """Whether a program that people write mail with made it."""
    return bool(_CLIENT.search(f"{headers.get('x-mailer', '')} {headers.get('user-agent', '')}"))


def is_discussion(headers: Mapping[str, str]) -> bool:
    """A list on which people talk to each other (RFC 2369: it can be posted to), not a circular."""
    return bool(headers.get("list-post") or headers.get("x-beenthere") or headers.get("x-mailman-version"))


def is_from_helpdesk(headers: Mapping[str, str]) -> bool:
    """Whether a helpdesk's own headers are on it: on its robot's mails and on its agents' alike."""
    program = " ".join(headers.get(name, "") for name in ("x-mailer", "user-agent"))
    return bool(_HELPDESK.search(program)) or any(headers.get(name) for name in _HELPDESK_HEADERS)


def header_signs(headers: Mapping[str, str], sender: Address, subject: str, quotes: bool) -> Iterator[Reason]:
    """What sender and headers speak for, each with a small weight."""
    local = sender.address
    if _CIRCULAR.search(local):
        yield _reason(MailKind.OTHER, 0.8, "its address sends circulars", "sender", local)
    if _ASKS.search(local):
        yield _reason(MailKind.SURVEY, 0.8, "its address sends surveys", "sender", local)
    yield from _of_persons(headers, subject)
    for name, pattern in _VACATION:
        if pattern.search(headers.get(name, "")):
            yield _reason(MailKind.OUT_OF_OFFICE, 1.5, f"{name} marks a note of absence", "header")
            break
    if headers.get("list-unsubscribe") and not is_discussion(headers) and not quotes:
        yield _reason(MailKind.OTHER, 1.4, "it can be unsubscribed from", "header")
    automatic = headers.get("auto-submitted", "no").lower()
    if automatic != "no" and not is_from_helpdesk(headers):
        yield _reason(MailKind.ACKNOWLEDGEMENT, 0.5, f"Auto-Submitted: {automatic}", "header")
        yield _reason(MailKind.OUT_OF_OFFICE, 0.5, f"Auto-Submitted: {automatic}", "header")
        yield _reason(MailKind.UNMONITORED, 0.3, f"Auto-Submitted: {automatic}", "header")


def _of_persons(headers: Mapping[str, str], subject: str) -> Iterator[Reason]:
    program = f"{headers.get('x-mailer', '')} {headers.get('user-agent', '')}"
    if is_mail_client(headers):
        yield _reason(MailKind.HUMAN, 0.5, "it was written in a person's mail program", "header", program.strip())
    if is_discussion(headers) and is_reply(subject, headers):
        yield _reason(MailKind.HUMAN, 0.8, "it answers on a list where people talk", "header")


def _reason(kind: MailKind, weight: float, because: str, layer: str, quote: str = "") -> Reason:
    return Reason(says=kind.value, weight=weight, because=because, layer=layer, quote=quote)
