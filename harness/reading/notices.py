"""Whether a mail without readable status fields says that a mail of ours was not delivered.

Who sent it and what came along speak for a server, its words for a failure; a person's way of writing, a desk's
confirmation, a note of absence, a circular or a warning about one's own mailbox speak against it. To take an answer
for a bounce hides it, so the words of a failure must be there, and more than words unless the mail is hardly more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from functools import cache

from harness.domain.message import Address
from harness.reading.reports import brings_mail_back, declares_delivery_report
from harness.reading.signs import is_from_helpdesk, is_mail_client, says_reply
from harness.reading.words import LANGUAGES, Words, words_of

CODE = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|\(?#[45]\.\d{1,3}\.\d{1,3}\)?"
    r"|(?<![\d.,-])(?:421|45[0-4]|550|551|552|553|554|556)\b[ -](?!\w+ (?:items|people|euro|eur|usd))|SMTP error"
    r"|RCPT TO:",
    re.IGNORECASE,
)
_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail-?daemon|maildelivery|mdaemon|bounces?|mail[-._]?system|daemon|mail[-_]?router"
    r"|mailerd?"
    r"|microsoftexchange\w*|mail-?delivery\w*|delivery|smtp|mta|mail-?server|mailgate\w*|nondelivery|ndr|dsn"
    r"|x400\S*|uucp"
    r"|system-?administrator|amavis\w*|mail-?admin\w*|email-?delivery)(?![a-z])",
    re.IGNORECASE,
)
_POSTMASTER = re.compile(
    r"^(?:poo?st[-_.]?master|exchange|quarantine|spam\w*|mail-?guard|owner-\S+|\S+-(?:owner"
    r"|bounces))(?![a-z])",
    re.IGNORECASE,
)
_PARCEL = re.compile(
    r"(?:deliver|zustell|zugestellt|livr|entreg|consegn|bezorg|doręcz|dostarcz|достав)\w*[^.!?]{0,60}"
    r"\b(?:parcels?|packages?|shipments?|paket|sendung|colis|paquetes?|pacco|encomenda|pakket|przesyłk\w+|paczk\w+"
    r"|посылк\w+)\b"
    r"|\b(?:parcel|package|shipment|paket|sendung|colis|paquete|pacco|encomenda|pakket)\b[^.!?]{0,60}"
    r"(?:deliver|zugestellt|livr|entreg|consegn|bezorg)|お荷物|包裹|택배",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail delivery|mailer.?daemon|delivery (?:system|subsystem|service|agent)|mail (?:system|router|subsystem"
    r"|transport)"
    r"|mail ?server|mail administrator|system administrator|internet mail (?:delivery|service)|smtp (?:server"
    r"|service)"
    r"|mail gateway|mail transfer|content-?filter|spam (?:firewall|filter|gateway)|non-?delivery|mail(?:zu|aus)stell"
    r"|sistema de (?:correo|entrega|e-?mail)|serveur de (?:messagerie|courrier|mail)|système de (?:messagerie"
    r"|distribution)"
    r"|sistema di posta|mail-?system|почтов\w+ (?:сервер|систем)|служба доставки|serwer poczt|system pocztowy"
    r"|メール(?:配送|配信)|邮件系统|邮局|郵件系統|메일 (?:발송|배달|시스템)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|deliver(?:y|ies) (?:status|fail|has failed|report|problem|notification|error|delay|incomplete"
    r"|unsuccessful)"
    r"|(?:un|non)[- ]?deliver|returned (?:mail|e-?mail|message|to sender)|returning message"
    r"|mail (?:delivery|failure|system error|error|could)|failure notice|postmaster notify|message (?:delayed"
    r"|status|blocked"
    r"|rejected|not (?:sent|delivered))|(?:could|can|was|were|has|have|is)(?: ?no|n')t (?:yet )?(?:be "
    r"|been )?(?:delivered"
    r"|sent)|warning: (?:could not|message)|non[- ]?remis|unzustellbar|nicht zugestellt|bounced?\b|message you sent"
    r"|your (?:mail|e-?mail|message) (?:to .{3,60} )?(?:was|has been|could)|error sending|failed to (?:deliver|send)"
    r"|rejected (?:mail|e-?mail|message)|(?:mail|message|e-?mail) (?:was |has been )?(?:blocked|rejected|refused)"
    r"|(?:rejected|returned|refused|blocked)\W*$|^(?:rejected|blocked|returned|refused)\b|forwarding failed"
    r"|not delivered"
    r"|\bNDN:|\bNDR:|\bDSN:|transport(?:ing)? (?:error|failure)|banned|virus|発信|送信エラー|配信不能|未達",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"(?:below this line|enclosed|this|here|attached|included|below) is (?:a|the) copy of|returned message"
    r"|unsent message follows|original message (?:was|follows|headers?)|start of returned message"
    r"|transcript of (?:the )?"
    r"(?:session|attempts)|message headers? follow|header of the original message|\bReporting-MTA:|\bFinal-Recipient:"
    r"|^Action: failed",
    re.IGNORECASE | re.MULTILINE,
)
_BARE_REFUSAL = re.compile(
    r"(?:not a valid|unknown|no such|invalid|nonexistent) (?:e-?mail )?(?:user|recipient|address|mailbox|account)\b"
    r"|(?:user|mailbox|recipient|address)(?:\(s\)|s)?,?(?: @)? (?:account )?(?:you wrote to )?(?:does not exist"
    r"|(?:is|are) (?:unknown|disabled|invalid|full|over quota))",
    re.IGNORECASE,
)
_MACHINE_MADE = re.compile(
    r"smtp32|groupwise internet agent|internet mail service|surfcontrol|mdaemon|mailmarshal|pmdf|mercury|vpop3|imail"
    r"|mailenable|interscan|trend ?micro|symantec|mailsweeper|webshield|mime-tools|firstclass|postie|exim|qmail"
    r"|sendmail",
    re.IGNORECASE,
)
_MACHINE_HEADERS = (
    "X-MS-Exchange-Message-Is-Ndr",
    "X-MX-Bounce",
    "X-MS-Embedded-Report",
    "X-DSNContext",
    "X-MDDSN-Message",
)
_OWN_MAILBOX = re.compile(
    r"\d ?% of (?:your|the|its) (?:\w+ )?(?:storage|quota|mail ?box|space|limit)|mails? (?:to|for) you will"
    r"|your (?:own )?(?:mail ?box|in-?box|(?:e-?mail )?account|quota)\b[^.!?]{0,80}(?:\d ?%|almost|nearly|close to"
    r"|about to|approaching|\d ?(?:MB|GB)|has reached)|(?:when|once|if) (?:it|your (?:mail ?box|in-?box)) (?:is"
    r"|becomes) full"
    r"|(?:new|incoming|further) (?:messages?|mails?|e-?mails?) (?:will|may|can) (?:be )?(?:returned|rejected"
    r"|refused|bounce)"
    r"|(?:ihr|dein) (?:postfach|mailkonto)[^.!?]{0,60}(?:fast|beinahe|\d ?%|voll)"
    r"|votre boîte[^.!?]{0,60}(?:presque|\d ?%)"
    r"|(?:su|tu) buzón[^.!?]{0,60}(?:casi|\d ?%)|la (?:sua|tua) casella[^.!?]{0,60}(?:quasi|\d ?%)",
    re.IGNORECASE,
)
_WENT_WELL = re.compile(
    r"(?:was|were|has been|have been|is) (?:successfully|correctly) |successful(?:ly)? (?:mail )?deliver"
    r"|delivery report \(succ"
    r"|\((?:success|relay(?:ed)?|expanded|delivered)\)|^(?:delivered|relayed|expanded|read|not read|gelesen"
    r"|nicht gelesen"
    r"|übermittelt|zugestellt|weitergeleitet|lu|non lu|remis|relayé|leído|no leído|entregado|letto|non letto"
    r"|recapitato"
    r"|lida|entregue|gelezen|bezorgd|прочитано|доставлено|przeczytano|dostarczono|開封済み|已读)\s*[:：]"
    r"|(?:was|were|been) (?:read|displayed|opened|deleted without)|delivery (?:to the following \w+ )?(?:is"
    r"|was) complete"
    r"|(?:lese|empfangs)bestätigung|ungelesen gelöscht|erfolgreich (?:zugestellt|übermittelt)|accusé de (?:lecture"
    r"|réception)"
    r"|(?:entregado|enviado) correctamente|remis avec succès|consegnat\w+ correttamente|успешно доставлен"
    r"|read receipt"
    r"|return receipt|confirmación de lectura|conferma di lettura",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"(?:was|were|been) (?:read|displayed|opened) on|(?:was|were|been) deleted without being read|ungelesen gelöscht"
    r"|wurde (?:am|um) .{4,40} gelesen|a été (?:lu|supprimé sans)|fue leído|è stato letto|foi lida|is gelezen op",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"(?:quarantine|spam|junk|blocked|held|bounce|delivery|postmaster|mail)\S* (?:\w+ )?(?:digest|summary"
    r"|statistics|statistic"
    r"|overview|report for|log for)|(?:messages?|e-?mails?|items?) (?:in|held in|were held in|from) (?:your "
    r"|the )?quarantine"
    r"|release (?:this|the|them|it|these|selected) |quarantäne-?(?:bericht|übersicht)|weekly (?:report|summary)"
    r"|monthly report",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W{0,3}(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|liebe[r]?|guten (?:tag|morgen|abend)"
    r"|sehr geehrte[r]?(?: frau| herr| herren)?|grüezi|moin|servus|bonjour|bonsoir|salut|chère?|hola|buenos días"
    r"|buenas(?: tardes)?|estimad[oa]|ciao|buongiorno|gentile|salve|olá|oi|car[oa]|prezad[oa]|bom dia|boa tarde"
    r"|beste|hoi|dag"
    r"|geachte|hej|hei|moi|tere|cześć|dzień dobry|witam|szanown\w+|здравствуйте|добрый день|привет|уважаем\w+"
    r"|dobrý den"
    r"|ahoj|szia|kedves|tisztelt|merhaba|sayın|γεια)[ ,]{1,2}(?:(?i:mr|mrs|ms|herr|frau|monsieur|madame|señora?"
    r"|pan[i]?)\.? )?"
    r"(?!(?i:sender|user|customer|sir|madam|postmaster|remitente|absender|expéditeur|mittente|remetente|client"
    r"|there))"
    r"[A-ZÀ-ÖØ-ÞĀ-ŽА-Я][\w'’-]+(?: [A-ZÀ-ÖØ-ÞĀ-ŽА-Я][\w'’-]+){0,2}\s*(?:[,!.:\n–-]|$)",
)
_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr|rv|i|enc|vs|doorst|pd|转发|転送)\s*[:：]", re.IGNORECASE)
_ENOUGH = 3.0
_SHORT = 300
_OPENING = 1500


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail that may tell of a failure. `own`: its text without the mail sent back; `new`: without earlier mail."""

    message: Message
    sender: Address
    subject: str
    own: str
    new: str


def tells_of_failure(notice: Notice, lists: Sequence[Words]) -> bool:
    """Whether it says that a mail was not delivered, and a server says so.

    Args:
        lists: word lists of the mail's likely languages.
    """
    answers = says_reply(notice.subject) or bool(_FORWARDED.match(notice.subject))
    said = notice.new if answers and notice.new.strip() else notice.own
    told = sum(_words_of_failure(notice, said, answers))
    machine = sum(_marks_of_a_server(notice))
    against = sum(_marks_of_others(notice, said, answers, lists))
    bare = len(said) < _SHORT and "?" not in said and refuses_barely(said)
    if told < 1.0 and not bare:
        return False
    if machine < 0.8 and not bare and (against or told < _ENOUGH):
        return False
    return told + machine + 3.0 * bare - against >= _ENOUGH


def harmless_report(notice: Notice) -> str:
    """What it tells that is no failure: "receipt" (it was read), "delivery" (it came), "mailbox", "digest" or ""."""
    if len(notice.own) < _SHORT and _RECEIPT.search(notice.own) and _WENT_WELL.search(notice.subject):
        return "receipt"
    if sum(_marks_of_a_server(notice)) < 1.2 or says_reply(notice.subject):
        return ""
    heads = f"{notice.subject}\n{notice.own[:600]}"
    named = (("mailbox", _OWN_MAILBOX), ("digest", _DIGEST), ("delivery", _WENT_WELL))
    return next((name for name, pattern in named if pattern.search(heads)), "")


def refuses_barely(text: str) -> bool:
    """Whether it says in the fewest words that there is no such address: "That's not a valid address here"."""
    return bool(_BARE_REFUSAL.search(text))


def _words_of_failure(notice: Notice, said: str, answers: bool) -> Iterator[float]:
    phrases = {match.group().lower() for match in _failure().finditer(said[:_OPENING])}
    yield 1.5 * bool(phrases) + 0.5 * (len(phrases) > 1)
    yield 1.2 * (not answers and bool(_SUBJECT.search(notice.subject) or _failure().search(notice.subject)))
    yield 1.0 * bool(CODE.search(said))
    yield 0.5 * bool(_COPY.search(said))


def _marks_of_a_server(notice: Notice) -> Iterator[float]:
    message, local = notice.message, notice.sender.address.partition("@")[0]
    path = str(message.get("Return-Path", "none")).strip().lower()
    written = str(message.get("From", "")).strip()
    yield 2.0 * _is_daemon(notice)
    yield 1.2 * bool(_POSTMASTER.match(local) or "postmaster" in notice.sender.name.lower())
    yield 1.0 * (written in ("", "<>", "<@>"))
    yield 0.8 * (path in ("<>", "") or "mailer-daemon" in path)
    yield 2.0 * bool(message.get("X-Failed-Recipients"))
    yield 2.0 * declares_delivery_report(message)
    yield 1.0 * brings_mail_back(message)
    yield 1.0 * bool(_MACHINE_MADE.search(str(message.get("X-Mailer", ""))))
    yield 1.0 * any(message.get(name) is not None for name in _MACHINE_HEADERS)
    yield 0.3 * ("auto" in str(message.get("Auto-Submitted", "")).lower())


def _marks_of_others(notice: Notice, said: str, answers: bool, lists: Sequence[Words]) -> Iterator[float]:
    headers = {name.lower(): str(value) for name, value in notice.message.items()}
    opening = said[:_OPENING]
    coded = bool(CODE.search(said))
    yield 1.5 * answers
    yield 2.0 * is_from_helpdesk(headers)
    yield 1.0 * is_mail_client(headers)
    yield 2.5 * bool(headers.get("list-unsubscribe"))
    yield 1.5 * bool(_GREETING.search(said.lstrip()[:120]))
    yield (1.0 if _is_daemon(notice) else 2.5) * _confirms_receipt(opening, lists)
    yield 2.5 * (not coded and not _is_daemon(notice) and bool(_PARCEL.search(opening)))
    yield 1.0 * _any_says("thanks", opening[:200], lists)
    yield 3.0 * (not coded and _any_says("out_of_office", opening, lists))
    yield 1.5 * _any_says("survey", opening, lists)
    yield 3.0 * bool(_OWN_MAILBOX.search(opening))
    yield 4.0 * bool(_WENT_WELL.search(notice.subject) or _WENT_WELL.search(said[:600]))
    yield 3.0 * bool(_DIGEST.search(notice.subject) or _DIGEST.search(said[:300]))


def _confirms_receipt(text: str, lists: Sequence[Words]) -> bool:
    """In Japanese the "not" stands at the end of the sentence."""
    found = (match for words in lists for match in words.find("received").finditer(text))
    return any(not re.match(r"[^。]{0,60}?(?:でき|ません|ない)", text[one.end() :]) for one in found)


def _is_daemon(notice: Notice) -> bool:
    """No desk calls itself so; "postmaster" is a person's address as well."""
    local = notice.sender.address.partition("@")[0] or str(notice.message.get("From", "")).strip()
    return bool(_DAEMON.match(local) or _DAEMON_NAME.search(notice.sender.name))


def _any_says(name: str, text: str, lists: Sequence[Words]) -> bool:
    return any(words.find(name).search(text) for words in lists)


@cache
def _failure() -> re.Pattern[str]:
    """In all languages at once: notices mix them, and are short."""
    found = [words_of(one).find("bounce").pattern for one in LANGUAGES]
    return re.compile("|".join(found), re.IGNORECASE)
