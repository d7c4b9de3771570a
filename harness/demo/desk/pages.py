"""The desk's web pages: a small site with a contact form, and every way in which such a form can misbehave."""

from __future__ import annotations

import html
from collections.abc import Set
from enum import Enum


class PageFault(Enum):
    """FAULTS.md, "The form page". Those in `HARMLESS_PAGES` are habits of honest forms."""

    FORM_ERROR_AS_200 = "form-error-as-200"
    FORM_CAPTCHA = "form-captcha"
    FORM_LOGIN_WALL = "form-login-wall"
    FORM_500 = "form-500"
    FORM_SILENT = "form-silent"
    FORM_TWO = "form-two"
    FORM_REQUIRED_UNKNOWN = "form-required-unknown"
    FORM_TOO_FAST = "form-too-fast"
    FORM_HONEYPOTS = "form-honeypots"
    FORM_MULTI_STEP = "form-multi-step"
    FORM_COOKIE_BANNER = "form-cookie-banner"
    FORM_IN_IFRAME = "form-in-iframe"
    FORM_FIELDS_AFTER_CHOICE = "form-fields-after-choice"
    FORM_SUCCESS_IN_ALERT = "form-success-in-alert"
    FORM_NEEDS_CONFIRMATION = "form-needs-confirmation"
    SITE_FAQ_ONLY = "site-faq-only"
    SITE_CONTACT_HIDDEN = "site-contact-hidden"
    SITE_STATES_NO_TIME = "site-states-no-time"


HARMLESS_PAGES = frozenset(
    {
        PageFault.FORM_HONEYPOTS,
        PageFault.FORM_MULTI_STEP,
        PageFault.FORM_COOKIE_BANNER,
        PageFault.FORM_IN_IFRAME,
        PageFault.FORM_FIELDS_AFTER_CHOICE,
        PageFault.FORM_SUCCESS_IN_ALERT,
        PageFault.FORM_NEEDS_CONFIRMATION,
    }
)
"""What must lead to no finding: the harness has to cope."""

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:38rem;padding:0 1rem;color:#1d2733}"
    "label{display:block;margin:.8rem 0 .2rem;font-weight:600}input,textarea,select{width:100%;box-sizing:border-box;"
    "padding:.5rem;font:inherit;border:1px solid #94a3b8;border-radius:4px}button{margin-top:1rem;padding:.6rem 1.2rem;"
    "font:inherit;background:#0f4c81;color:#fff;border:0;border-radius:4px}.hp{position:absolute;left:-5000px}"
    "nav a{margin-right:1rem}.banner{position:fixed;inset:auto 0 0 0;background:#fff;border-top:2px solid #0f4c81;"
    "padding:1rem;z-index:9}.error{color:#b3261e;border:1px solid;padding:.5rem}"
    "iframe{width:100%;height:46rem;border:0}.away{display:none}"
)
_NAME = '<label for="name">Your name</label><input id="name" name="name" autocomplete="name" required>'
_EMAIL = (
    '<label for="email">E-mail address</label>'
    '<input id="email" name="email" type="email" autocomplete="email" required>'
)
_SUBJECT = '<label for="subject">Subject</label><input id="subject" name="subject" required>'
_MESSAGE = (
    '<label for="message">How can we help?</label><textarea id="message" name="message" rows="8" required></textarea>'
)
_FILE = '<label for="file">Attachment</label><input id="file" name="file" type="file">'
_HONEYPOT = (
    '<div class="hp" aria-hidden="true"><label for="website">Website</label>'
    '<input id="website" name="website" tabindex="-1"></div>'
)
_HONEYPOTS = (
    '<div class="hp" aria-hidden="true"><label for="mail">E-mail</label><input id="mail" name="email2" tabindex="-1">'
    '<label for="note">Message</label><textarea id="note" name="message2" tabindex="-1"></textarea></div>'
    '<p style="height:0;overflow:hidden;position:relative"><label>Phone <input name="phone2"></label></p>'
)
_SEND = '<button type="submit">Send request</button>'
_BANNER = (
    '<div class="banner" role="dialog" aria-label="Cookies"><p>We use cookies to improve this site.</p>'
    '<button type="button" onclick="this.closest(\'.banner\').remove()">Reject all</button> '
    '<button type="button" onclick="this.closest(\'.banner\').remove()">Accept all</button></div>'
)
_NAVIGATION = '<nav><a href="/">Home</a><a href="/products">Products</a>{}<a href="/imprint">Imprint</a></nav>'
_FAQ = (
    "<h1>Help centre</h1><h2>Frequently asked questions</h2><h3>How do I reset my password?</h3><p>Use the link on the "
    "sign-in page.</p><h3>When do I get a refund?</h3><p>Five days after we received the parcel.</p>"
)


def contact_page(faults: Set[PageFault], *, error: str = "", token: str = "") -> str:
    """The page with the form. `token` goes along with the form: it tells when the page was opened."""
    if PageFault.FORM_LOGIN_WALL in faults:
        return page("Sign in", _login_form())
    if PageFault.FORM_IN_IFRAME in faults and not error:
        inside = (
            f'<h1>Contact Acme Support</h1>{_promise(faults)}<iframe src="/support/frame" title="Contact"></iframe>'
        )
        return page("Contact", inside, faults)
    return page("Contact", f"<h1>Contact Acme Support</h1>{_promise(faults)}{form(faults, error, token)}", faults)


def form(faults: Set[PageFault], error: str = "", token: str = "") -> str:
    """The contact form itself, as its faults have it."""
    note = f'<div class="error" role="alert">{html.escape(error)}</div>' if error else ""
    fields = [_NAME, _EMAIL, _SUBJECT, _MESSAGE, _FILE, _HONEYPOT]
    if PageFault.FORM_HONEYPOTS in faults:
        fields.insert(0, _HONEYPOTS)
    if PageFault.FORM_REQUIRED_UNKNOWN in faults:
        fields.append('<label for="zone">Quorum bracket</label><input id="zone" name="zone" required>')
    if PageFault.FORM_CAPTCHA in faults:
        fields.append(
            '<label for="code">Type the characters of the picture (captcha)</label>'
            '<input id="code" name="code" required>'
        )
    if PageFault.FORM_FIELDS_AFTER_CHOICE in faults:
        fields = [_topic(), '<div id="rest" class="away">', *fields, "</div>"]
    if PageFault.FORM_MULTI_STEP in faults:
        fields = [_first_step(), '<div id="second" class="away">', _SUBJECT, _MESSAGE, _SEND, "</div>", _HONEYPOT]
    else:
        fields.append(_SEND)
    hidden = f'<input type="hidden" name="token" value="{html.escape(token)}">'
    start = '<form method="post" action="/support/new" enctype="multipart/form-data">'
    one = f"{note}{start}{hidden}{''.join(fields)}</form>"
    return one + _twin(one) if PageFault.FORM_TWO in faults else one


def answer_page(number: str, faults: Set[PageFault], *, swallowed: bool = False) -> str:
    """What the desk says after the click. `number`: the ticket's, "" for none."""
    time = "" if PageFault.SITE_STATES_NO_TIME in faults else " We will reply within 24 hours."
    if PageFault.FORM_SUCCESS_IN_ALERT in faults:
        words = f"Thank you! Your ticket number is {number}.{time}"
        return page("Contact", f"<h1>Contact Acme Support</h1>{form(faults)}<script>alert({words!r})</script>")
    if PageFault.FORM_NEEDS_CONFIRMATION in faults:
        text = "Almost done. Please click the link in the e-mail we have just sent you to confirm your request."
        return page("One more step", f"<h1>One more step</h1><p>{text}</p>")
    if swallowed or not number:
        return page("Thank you", f"<h1>Thank you!</h1><p>Your message has been sent.{time}</p>")
    text = f"Your request has been received. Your ticket number is {html.escape(number)}."
    return page("Request received", f"<h1>Thank you!</h1><p>{text}{time}</p>")


def site_page(path: str, faults: Set[PageFault]) -> str | None:
    """Every other page of the site by its path; None where there is none."""
    bodies = {
        "/": "<h1>Acme</h1><p>Things that work.</p>",
        "/products": "<h1>Products</h1><p>Anvils and parcels.</p>",
        "/help": _FAQ,
        "/imprint": "<h1>Imprint</h1><p>Acme Ltd, Bahnhofstrasse 1, Zurich</p>" + _legal(faults),
        "/legal": '<h1>Legal</h1><p><a href="/legal/notices">Notices</a></p>',
        "/legal/notices": '<h1>Notices</h1><p><a href="/legal/notices/forms">Forms</a></p>',
        "/legal/notices/forms": '<h1>Forms</h1><p><a href="/support/new">Request form</a></p>',
    }
    return page(path.strip("/").title() or "Acme", bodies[path], faults) if path in bodies else None


def page(title: str, body: str, faults: Set[PageFault] = frozenset()) -> str:
    """A whole page with the site's navigation."""
    banner = _BANNER if PageFault.FORM_COOKIE_BANNER in faults else ""
    hidden = faults & {PageFault.SITE_FAQ_ONLY, PageFault.SITE_CONTACT_HIDDEN}
    links = '<a href="/help">Help</a>' if hidden else '<a href="/help">Help</a><a href="/support/new">Contact</a>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - Acme</title>'
        f"<style>{_STYLE}</style></head><body>{_NAVIGATION.format(links)}<main>{body}</main>{banner}</body></html>"
    )


def _promise(faults: Set[PageFault]) -> str:
    if PageFault.SITE_STATES_NO_TIME in faults:
        return "<p>We answer every request.</p>"
    return "<p>We answer every request within 24 hours.</p>"


def _legal(faults: Set[PageFault]) -> str:
    if PageFault.SITE_CONTACT_HIDDEN in faults:
        return '<p><a href="/legal">Legal</a></p>'
    return "" if PageFault.SITE_FAQ_ONLY in faults else '<p>Telephone: <a href="tel:+41440000000">044 000 00 00</a></p>'


def _login_form() -> str:
    return (
        "<h1>Please sign in to continue</h1><p>You must sign in to contact support.</p>"
        '<form method="post" action="/login"><label for="user">E-mail</label><input id="user" name="user" type="email">'
        '<label for="password">Password</label><input id="password" name="password" type="password">'
        "<button>Sign in</button></form>"
    )


def _topic() -> str:
    shown = "document.getElementById('rest').classList.toggle('away', !this.value)"
    options = "".join(f'<option value="{one}">{one}</option>' for one in ("Order", "Account", "Something else"))
    return (
        f'<label for="topic">Topic</label><select id="topic" name="topic" required onchange="{shown}">'
        f'<option value="">Please choose</option>{options}</select>'
    )


def _first_step() -> str:
    go = (
        "document.getElementById('first').classList.add('away');"
        "document.getElementById('second').classList.remove('away')"
    )
    return f'<div id="first">{_NAME}{_EMAIL}<button type="button" onclick="{go}">Continue</button></div>'


def _twin(one: str) -> str:
    for name in ("name", "email", "subject", "message", "file", "website"):
        one = one.replace(f'id="{name}"', f'id="{name}-2"').replace(f'for="{name}"', f'for="{name}-2"')
    return f"<hr>{one}"
