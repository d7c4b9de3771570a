"""Why a mail came back, in five groups: from the far end's words first, then from the status code (RFC 3463)."""

from __future__ import annotations

import re

from harness.domain.message import BounceReason

_FULL = re.compile(
    r"over ?quota|quota (?:exceed|is full|violat)|exceed\w* (?:\w+ )?(?:storage|quota|mailbox)"
    r"|insufficient (?:system )?(?:storage|disk)"
    r"|(?:mail ?box|mail ?folder|inbox|box|account|user)\b[^.\n]{0,30}\b(?:is |are )?(?:full|over (?:\w+ )?quota"
    r"|exceeded)"
    r"|out of (?:disk )?space|disk ?quota|QuotaExceeded|full mailbox|too much mail data"
    r"|not enough (?:\w+ )?(?:space|storage)"
    r"|mailbox size limit|postfach[^.\n]{0,30}voll|boîte[^.\n]{0,40}pleine|buzón[^.\n]{0,30}lleno"
    r"|casella[^.\n]{0,30}piena"
    r"|skrzynka[^.\n]{0,30}pełna|caixa[^.\n]{0,30}cheia|postvak[^.\n]{0,20}vol|ящик[^.\n]{0,30}переполнен|容量|邮箱已满",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"message (?:is |was )?(?:too (?:large|big|long)|larger)|(?:message|mail) (?:size|length)[^.\n]{0,30}exceed"
    r"|exceed\w*[^.\n]{0,40}"
    r"(?:message|maximum|size|length)[^.\n]{0,20}(?:size|limit|length)|size limit|SizeLimit|too large"
    r"|max message size"
    r"|nachricht[^.\n]{0,20}zu groß|trop volumineux|demasiado grande|troppo grande",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"sender (?:address |domain )?(?:rejected|denied|blocked|is not|address is|verif)|domain of sender|SPF\b|DKIM"
    r"|DMARC|authenticat"
    r"|policy|spam|blacklist|block ?list|black ?listed|banned|blocked|reputation|listed (?:at|in|by|on)|spamhaus"
    r"|barracuda|rbl\b|dnsbl"
    r"|client host (?:rejected|\[)|network not allowed|not allowed to send|virus|malware|content (?:rejected"
    r"|filter|not)|prohibited"
    r"|relay(?:ing)? (?:denied|not|access)|not permitted|unsolicited|suspicious|greylist|rate limit"
    r"|too many (?:messages|recipients)"
    r"|restricted|AccessDenied|not (?:have permission|authorized|authorised)|attachments? (?:type )?(?:not"
    r"|or embedded|rejected|blocked)"
    r"|approved sender|closed (?:group|list)|messages? from [^.\n]{0,40}(?:not accepted|refused|rejected)|403"
    r"|abuse|bad header|bulk",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:user|recipient|address|mail ?box|account|alias|person|name|id)s?\b[^.\n]{0,50}(?:unknown|not (?:found"
    r"|exist|listed|valid|known"
    r"|our customer|here|allowed|in )|does ?n[o']t exist|doesn't have|invalid|unavailable|disabled|inactive"
    r"|suspended|frozen|not active"
    r"|deactivated|expired|closed|terminated|no longer|discontinued|incorrect|is possibly)"
    r"|(?:unknown|invalid|no such|bad|illegal|nonexistent|inactive|disabled|not a valid|unrouteable|unroutable) "
    r"(?:\w+ )?(?:user|recipient|address|mail ?box|account|person|domain|host|local part|destination)"
    r"|no (?:such|mailbox|mail ?box|user|account|valid)\b|does ?n[o']t (?:exist|have an? )|not listed in|(?:host"
    r"|domain)[^.\n]{0,20}"
    r"(?:not found|unknown|does not exist|not exist)|nxdomain|address rejected|RecipNotFound|ExRecipNotFound"
    r"|NotFound|undeliverable address"
    r"|has (?:moved|left)|no longer (?:valid|works|employed|available|in use)"
    r"|delivery to this address is restricted|recipient rejected"
    r"|please check if address|empfänger[^.\n]{0,40}(?:unbekannt|existiert|nicht gefunden)"
    r"|adresse[^.\n]{0,40}(?:nicht gefunden|introuvable"
    r"|n'existe)|no existe|no se encontró|não (?:existe|foi encontrado)|inesistente|nie istnieje|не существует"
    r"|не найден|не існує|ne postoji"
    r"|bestaat niet|niet bestaat|finns inte|inte finns|okänd|ukendt|ukjent|onbekend|desconocid|sconosciut|inconnu"
    r"|неизвест|nieznan"
    r"|findes ikke|neexistuje|見つかりません|不存在|존재하지",
    re.IGNORECASE,
)
_INFRASTRUCTURE = re.compile(
    r"timed? ?out|timeout|connection (?:refused|lost|reset|dropped|closed|failed)|establish an smtp"
    r"|too many (?:hops|connections)|loop"
    r"|expired|too long|retry|could not connect|unreachable|system (?:error|resources)|temporar|service (?:not "
    r"|currently )?(?:un)?available"
    r"|upstream error|dns (?:error|failure|lookup)|name server|local (?:error|configuration)|operating system"
    r"|transmission failure"
    r"|delayed|not (?:been )?collected|queue|all hosts|transport|internal error|config(?:uration)? error"
    r"|try again later|deferred|protocol",
    re.IGNORECASE,
)
_WORDS = (
    (BounceReason.SIZE, _SIZE),
    (BounceReason.FULL, _FULL),
    (BounceReason.ADDRESS, _ADDRESS),
    (BounceReason.POLICY, _SENDER),
)
_ABOUT_SENDER = re.compile(
    r"sender (?:address |domain )?(?:rejected|denied)|domain of sender|sender address|client host|access denied",
    re.IGNORECASE,
)
_CODES = (
    (BounceReason.FULL, re.compile(r"[45]\.2\.2$")),
    (BounceReason.SIZE, re.compile(r"[45]\.(?:2\.3|3\.4)$")),
    (BounceReason.POLICY, re.compile(r"[45]\.(?:7\.\d+|1\.[78])$")),
    (BounceReason.ADDRESS, re.compile(r"[45]\.(?:1\.\d+|2\.[01]|4\.4)$")),
    (BounceReason.INFRASTRUCTURE, re.compile(r"[45]\.[3-5]\.\d+$")),
)


def reason_of(diagnosis: str, *, own: str, status: str) -> BounceReason:
    """The group a refusal belongs to.

    Args:
        diagnosis: Diagnostic-Code and Status fields of the notification, "" where there is none.
        own: the notification's words for people, without the copy of the mail.
        status: enhanced status code, "" where none is stated.
    """
    for told in (diagnosis, own):
        found = _by_words(told)
        if found is not BounceReason.UNKNOWN:
            return found
    return next((reason for reason, code in _CODES if code.search(status)), BounceReason.UNKNOWN)


def _by_words(told: str) -> BounceReason:
    if _ABOUT_SENDER.search(told) and not re.search(r"user unknown", told, re.IGNORECASE):
        return BounceReason.POLICY
    found = [(match.start(), reason) for reason, pattern in _WORDS if (match := pattern.search(told))]
    if found:  # one notice may tell of several recipients: the first one counts
        return min(found, key=lambda one: one[0])[1]
    return BounceReason.INFRASTRUCTURE if _INFRASTRUCTURE.search(told) else BounceReason.UNKNOWN
