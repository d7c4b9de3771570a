"""How a customer's mail client answers: one frozen record per client. `quoting.py` writes as they say.

Headers, attribution lines and markup are as those programs write them today; where a program's habit differs between
versions, the one that desks stumble over is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum


class Quoting(Enum):
    """Where the answer stands, and what marks the quotation."""

    TOP = "top"
    """Above; each quoted line begins with ">"."""
    BOTTOM = "bottom"
    """Below; each quoted line begins with ">"."""
    BLOCK = "block"
    """Above a block "From: Sent: To: Subject:", and the quotation as it is (Outlook)."""
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One client's habits.

    Attributes:
        prefix: put before the subject unless one like it is there already.
        replaces_prefix: a prefix of up to three letters gives way to the own one (Outlook).
        in_reply_to, references: whether these headers are written (iOS Mail is known to drop References when the
            Message-ID was replaced on the way, odoo/odoo#280971; QQ Mail writes neither, osTicket/osTicket#1048).
        html: "both", "only" or "none".
        attribution: line before the quotation; `{date}`, `{name}`, `{address}`. With `date` as in `tongues.py`.
        marks_attribution: the attribution itself is quoted, too (Apple).
        rule: line above Outlook's block, "" for none.
        tongue: key of `TONGUES`.
        cite: markup around the attribution and the quotation; `{attribution}`, `{quotation}`, `{id}`.
        tail: line below the customer's words, before the quotation ("Sent from my iPhone").
        headers: further headers; `Thread-Index` and `Thread-Topic` are filled in where they are named.
        charsets: the first that can write the text is taken.
        encoding: transfer encoding where the text is not plain ASCII, or always ("base64!").
        flowed: format=flowed (RFC 3676).
        copies_colleague: a colleague's address of ours stands in Cc as well (osTicket/osTicket#1426).
        to_self: answers the customer's own first mail instead of the desk's (edmozley/freeitsm#120).
        new_subject: in place of the thread's.
    """

    prefix: str = "Re: "
    replaces_prefix: bool = False
    in_reply_to: bool = True
    references: bool = True
    html: str = "both"
    quoting: Quoting = Quoting.TOP
    attribution: str = "On {date} {name} <{address}> wrote:"
    date: str = "{weekday3}, {month3} {day}, {year} at {hour12}:{minute} {half}"
    marks_attribution: bool = False
    rule: str = ""
    tongue: str = "en"
    cite: str = "<br><div>{attribution}<br></div><blockquote>{quotation}</blockquote>"
    tail: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    charsets: tuple[str, ...] = ("utf-8",)
    encoding: str = "quoted-printable"
    flowed: bool = False
    copies_colleague: bool = False
    to_self: bool = False
    new_subject: str = ""


_GMAIL = Dialect(
    cite=(
        '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{attribution}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
        'padding-left:1ex">{quotation}</blockquote></div>'
    ),
)
_OUTLOOK = Dialect(
    prefix="RE: ",
    replaces_prefix=True,
    quoting=Quoting.BLOCK,
    attribution="",
    cite=(
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'>"
        "<p class=MsoNormal>{attribution}</p></div></div><p class=MsoNormal>&nbsp;</p>{quotation}"
    ),
    headers=(("X-Mailer", "Microsoft Outlook 16.0"), ("Thread-Index", ""), ("Content-Language", "en-us")),
    charsets=("us-ascii", "iso-8859-1", "utf-8"),
)
_APPLE_CITE = (
    '<div><br><blockquote type="cite"><div>{attribution}</div><br class="Apple-interchange-newline">'
    "<div>{quotation}</div></blockquote></div>"
)


def _outlook(prefix: str, tongue: str) -> Dialect:
    language = tongue.replace("_", "-").replace("nb", "nb-no")
    headers = tuple((name, language if name == "Content-Language" else value) for name, value in _OUTLOOK.headers)
    return replace(_OUTLOOK, prefix=prefix, tongue=tongue, headers=headers)


def _gmail(attribution: str, date: str, tongue: str) -> Dialect:
    return replace(_GMAIL, attribution=attribution, date=date, tongue=tongue)


DIALECTS: dict[str, Dialect] = {
    "gmail": _GMAIL,
    "gmail_de": _gmail(
        "Am {date} Uhr schrieb {name} <{address}>:", "{weekday3}., {day}. {month3}. {year} um {hour:02d}:{minute}", "de"
    ),
    "gmail_fr": _gmail(
        "Le {date}, {name} <{address}> a écrit :", "{weekday3}. {day} {month3}. {year} à {hour:02d}:{minute}", "fr"
    ),
    "gmail_es": _gmail(
        "El {date}, {name} (<{address}>) escribió:", "{weekday3}, {day} {month3} {year} a las {hour}:{minute}", "es"
    ),
    "gmail_it": _gmail(
        "Il giorno {date} {name} <{address}> ha scritto:",
        "{weekday3} {day} {month3} {year} alle ore {hour:02d}:{minute}",
        "it",
    ),
    "gmail_nl": _gmail(
        "Op {date} schreef {name} <{address}>:", "{weekday3} {day} {month3} {year} om {hour:02d}:{minute}", "nl"
    ),
    "gmail_pt": _gmail(
        "Em {date}, {name} <{address}> escreveu:",
        "{weekday3}., {day} de {month3}. de {year} às {hour:02d}:{minute}",
        "pt",
    ),
    "outlook": _OUTLOOK,
    "outlook_da": _outlook("SV: ", "da"),
    "outlook_de": _outlook("AW: ", "de"),
    "outlook_el": _outlook("ΑΠ: ", "el"),
    "outlook_es": _outlook("RE: ", "es"),
    "outlook_fi": _outlook("VS: ", "fi"),
    "outlook_fr": _outlook("RE: ", "fr"),
    "outlook_it": _outlook("R: ", "it"),
    "outlook_ja": _outlook("RE: ", "ja"),
    "outlook_nb": _outlook("SV: ", "nb"),
    "outlook_nl": _outlook("Antw: ", "nl"),
    "outlook_pl": _outlook("ODP: ", "pl"),
    "outlook_pt": _outlook("RES: ", "pt"),
    "outlook_sv": _outlook("SV: ", "sv"),
    "outlook_tr": _outlook("YNT: ", "tr"),
    "outlook_zh": _outlook("答复: ", "zh"),
    "outlook_zh_tw": _outlook("回覆: ", "zh_tw"),
    # Whoever presses "forward" instead of "answer" and types the desk's address.
    "forward_es": _outlook("RV: ", "es"),
    "outlook_web": replace(
        _OUTLOOK,
        prefix="Re: ",
        rule="_" * 32,
        cite=(
            '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
            '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
            "{attribution}</font><div>&nbsp;</div></div>{quotation}"
        ),
        headers=(
            ("Thread-Topic", ""),
            ("Thread-Index", ""),
            ("Accept-Language", "en-US"),
            ("Content-Language", "en-US"),
        ),
    ),
    "ios_mail": Dialect(
        references=False,
        attribution="On {date}, {name} <{address}> wrote:",
        date="{month3} {day}, {year}, at {hour12}:{minute}\u202f{half}",  # Apple puts a narrow no-break space there
        marks_attribution=True,
        tail="Sent from my iPhone",
        cite=(
            '<div dir="ltr"><br><blockquote type="cite">{attribution}<br><br></blockquote></div>'
            '<blockquote type="cite"><div dir="ltr">\ufeff{quotation}</div></blockquote>'
        ),
        headers=(("X-Mailer", "iPhone Mail (23B85)"),),
        charsets=("us-ascii", "utf-8"),
    ),
    "apple_mail": Dialect(
        attribution="On {date}, {name} <{address}> wrote:",
        date="{day} {month3} {year}, at {hour:02d}:{minute}",
        marks_attribution=True,
        cite=_APPLE_CITE,
        headers=(("X-Mailer", "Apple Mail (2.3826.700.81)"),),
        charsets=("us-ascii", "utf-8"),
    ),
    "thunderbird": Dialect(
        quoting=Quoting.BOTTOM,
        html="none",
        attribution="On {date}, {name} wrote:",
        date="{number}/{day}/{year} {hour12}:{minute} {half}",
        headers=(("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "en-US")),
        flowed=True,
    ),
    "thunderbird_de": Dialect(
        quoting=Quoting.BOTTOM,
        attribution="Am {date} schrieb {name}:",
        date="{day:02d}.{number:02d}.{year} um {hour:02d}:{minute}",
        tongue="de",
        cite=(
            '<div class="moz-cite-prefix">{attribution}<br></div>'
            '<blockquote type="cite" cite="mid:{id}">{quotation}</blockquote>'
        ),
        headers=(("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "de-DE")),
    ),
    "yahoo": Dialect(
        quoting=Quoting.BLOCK,
        attribution="    On {date} GMT, {name} <{address}> wrote:  ",
        date="{weekday}, {month} {day}, {year} at {hour12:02d}:{minute}:00 {half}",
        cite=(
            '<div class="yahoo_quoted" style="margin:10px 0px 0px 0.8ex;border-left:1px solid #ccc;padding-left:1ex;">'
            "<div>{attribution}</div><div><br></div>{quotation}</div>"
        ),
        headers=(("X-Mailer", "WebService/1.1.24652 YMailNorrin"),),
    ),
    "gmx": Dialect(
        prefix="Aw: ",
        html="only",
        quoting=Quoting.BLOCK,
        attribution="",
        tongue="de",
        cite=(
            '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px;'
            ' border-left:2px solid #C3D9E5;">'
            '<div style="margin:0 0 10px 0;">{attribution}</div><div name="quoted-content">{quotation}</div></div>'
        ),
    ),
    "qq": Dialect(
        prefix="回复：",
        in_reply_to=False,
        references=False,
        quoting=Quoting.BLOCK,
        attribution="",
        rule="------------------ 原始邮件 ------------------",
        tongue="zh",
        cite=(
            '<div><br></div><div style="font-size: 12px;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;'
            '------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;">{attribution}</div>'
            "<div><br></div>{quotation}"
        ),
        headers=(("X-QQ-MIME", "TCMime 1.0 by Tencent"), ("X-Mailer", "QQMail 2.x")),
        charsets=("gb18030",),
        encoding="base64!",
    ),
    "netease": Dialect(
        prefix="回复:",
        attribution='At {date}, "{name}" <{address}> wrote:',
        date="{year}-{number:02d}-{day:02d} {hour:02d}:{minute}:00",
        tongue="zh",
        cite='<p>{attribution}</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; '
        'BORDER-LEFT: #ccc 1px solid">{quotation}</blockquote>',
        headers=(("X-Mailer", "Coremail Webmail Server Version XT5.0.14"),),
        charsets=("gbk", "gb18030"),
        encoding="base64!",
    ),
    "bare": Dialect(in_reply_to=False, references=False, html="none", quoting=Quoting.NONE),
    "top_posting": replace(_GMAIL, html="none"),
    "bottom_posting": replace(_GMAIL, html="none", quoting=Quoting.BOTTOM),
    "html_only": replace(_GMAIL, html="only"),
    "cc_colleague": replace(_GMAIL, copies_colleague=True),
    "reply_to_self": replace(_GMAIL, to_self=True),
    "changed_subject": replace(_GMAIL, new_subject="One more question"),
}

_OLD_PREFIX = re.compile(r"^\w{1,3}: ")
"""What Outlook takes for a prefix and puts its own in place of ([MS-OXCMSG], "PidTagSubjectPrefix")."""


def answered_subject(dialect: Dialect, subject: str) -> str:
    """The subject of an answer. A program knows its own prefix again, and hardly ever another's."""
    if dialect.new_subject:
        return dialect.new_subject
    subject = subject.strip()
    if dialect.replaces_prefix:
        return dialect.prefix + _OLD_PREFIX.sub("", subject.removeprefix(dialect.prefix))
    if subject.lower().startswith(dialect.prefix.strip().lower()):
        return subject
    return dialect.prefix + subject
