"""What sender and headers hint at (RFC 3834), never proof: a known helpdesk writes the same on its agents' answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.domain.message import Address
from harness.reading.words import Words, bounded


@dataclass(frozen=True)
class Sign:
    """One thing noticed in a mail; what it speaks for, and how much, stands in `weights.py` under its name.

    Attributes:
        because: a sentence for people.
        layer: structure | header | new_text | quoted | sender
        quote: the words it rests on, verbatim; empty for structure.
    """

    name: str
    because: str
    layer: str
    quote: str = ""


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
_NOTIFIES = re.compile(
    r"^(?:notif\w*|updates?|alerts?|billing|invoices?|rechnung\w*|factur\w*|fattur\w*|faktur\w*|fatura\w*|lasku\w*"
    r"|orders?|bestell\w*|commandes?|pedidos?|ordini|receipts?|payments?|status|jira|github|gitlab|bugzilla|calendar"
    r"|security|account\w*|powiadomienia|cobranca|tracking|versand|dmarc\w*)\b",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"librar|club|universit|bank|hotel|council|office|gmbh|\bltd|\binc\b|shop|store|studio|clinic|school|institut|verein"
    r"|campus|portal|gemeinde|museum|associa|compan|group|market|trains|bikes|foundation|federation|team|support|service"
    r"|buchhalt|bibliothe|biblioth|campus|mairie|ayuntamiento|comune|assist|kundendienst",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\bphp|phpmailer|python|perl|swift ?mailer|nodemailer|mailgun|sendgrid|mailchimp", re.IGNORECASE)
_AUTOREPLY = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "œ": "oe"})
_SCALE = re.compile(
    r"\b[01]\s*(?:-|–|to|bis|à|a|al|tot|do|till|til|до|から|至|~|〜|ile)\s*(?:5|10)\b|[★⭐]|[😀😃🙂😊].{0,12}[😐😕🙁☹😞]|👍.{0,6}👎",
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


def is_personal(sender: Address, lists: Sequence[Words]) -> bool:
    """Whether name and address are those of one person: a word of the name stands in the address (h.whitlock@)."""
    local, _, domain = plain_letters(sender.address).partition("@")
    if _ROLE.search(local) or any(words.find("team").search(sender.name) for words in lists):
        return False
    words = [word for word in re.findall(r"[^\W\d_]{3,}", plain_letters(sender.name)) if not ORGANISATION.search(word)]
    if words and all(word in domain for word in words):
        return False
    return any(word in local for word in words) or bool(re.match(r"^[a-z]{1,2}[._][a-z]{3,}$", local))


def plain_letters(text: str) -> str:
    """Letters without their accents, small: as they stand in addresses."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
    return plain.translate(_LETTERS)


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


def sender_signs(sender: Address, lists: Sequence[Words], agent: str, signature: str) -> Iterator[Sign]:
    """What the address and the name of the sender tell."""
    local = sender.address.partition("@")[0]
    if is_no_reply(sender, lists):
        yield Sign("no_reply", "its address says that answers are not read", "sender", sender.address)
    if _CIRCULAR.search(sender.address):
        yield Sign("sends_circulars", "its address sends circulars", "sender", sender.address)
    if _NOTIFIES.search(local):
        yield Sign("sends_notices", "its address sends notices", "sender", sender.address)
    if _ASKS.search(local):
        yield Sign("sends_surveys", "its address sends surveys", "sender", sender.address)
    if is_personal(sender, lists):
        yield Sign("own_address", "its address carries the name of a person", "sender", sender.address)
    elif is_role(sender, lists):
        yield Sign("role", "its address is that of a desk", "sender", sender.address)
    if agent and (agent in signature or is_personal(sender, lists)):
        yield Sign("signed", f"it is signed by {agent}", "sender", agent)


def header_signs(headers: Mapping[str, str], subject: str, quotes: bool) -> Iterator[Sign]:
    """What headers hint at; a known helpdesk's say nothing of who wrote."""
    program = f"{headers.get('x-mailer', '')} {headers.get('user-agent', '')}"
    talks = is_discussion(headers)
    if is_mail_client(headers):
        yield Sign("mail_client", "it was written in a person's mail program", "header", program.strip())
    if _SCRIPT.search(program):
        yield Sign("script", "a script sent it", "header", program.strip())
    if talks and is_reply(subject, headers):
        yield Sign("discussion", "it answers on a list where people talk", "header")
    for name, pattern in _VACATION:
        if pattern.search(headers.get(name, "")):
            yield Sign("vacation", f"{name} marks a note of absence", "header")
            break
    if headers.get("list-unsubscribe") and not talks and not quotes:
        yield Sign("unsubscribable", "it can be unsubscribed from", "header")
    automatic = headers.get("auto-submitted", "no").lower()
    if automatic != "no":
        sign = "helpdesk_automatic" if is_from_helpdesk(headers) else "automatic"
        reply = "_reply" if "replied" in automatic else ""
        yield Sign(f"{sign}_header{reply}", f"Auto-Submitted: {automatic}", "header")
    elif any(headers.get(name, "").lower() not in ("", "no", "none") for name in _AUTOREPLY):
        yield Sign("autoreply_header", "a header calls it an automatic answer", "header")
