"""Quotations and signatures that a mail program marks by the names of its elements, in whatever language it speaks."""

from __future__ import annotations

import pytest

from harness.reading import read
from tests.reading.mails import mail

QUOTED = {
    "Yahoo": '<div class="ydp1yahoo_quoted">Rob, 3.3.<br>When?</div>',
    "Gmail": '<div class="gmail_quote"><div class="gmail_attr">Rob, 3.3.<br></div><blockquote>When?</blockquote></div>',
    "Thunderbird": '<div class="moz-cite-prefix">Rob, 3.3.</div><blockquote type="cite">When?</blockquote>',
    "Outlook on the web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Rob, 3.3.</div><p>When?</p>',
    "Outlook for Windows": '<div style="border:none;border-top:solid #E1E1E1 1.0pt">Rob, 3.3.</div><p>When?</p>',
    "Zimbra": '<hr id="zwchr" data-marker="__DIVIDER__"><div>Rob, 3.3.</div><div>When?</div>',
    "GMX": '<div name="quote"><b>Rob</b> 3.3.<div name="quoted-content">When?</div></div>',
    "Spark": '<div name="messageReplySection">Rob, 3.3.<blockquote>When?</blockquote></div>',
}
SIGNED = {
    "Gmail": '<div class="gmail_signature">Jo Park<br>Example</div>',
    "Gmail with its own line": '<span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">Jo</div>',
    "Thunderbird": '<pre class="moz-signature">-- \nJo Park</pre>',
    "Outlook mobile": '<div id="ms-outlook-mobile-signature">Gesendet mit etwas</div>',
    "Outlook": '<div id="Signature"><p>Jo Park</p></div>',
}


@pytest.mark.parametrize("program", QUOTED)
def test_what_the_program_names_a_quotation_is_not_new(program: str) -> None:
    reading = read(mail(f"<div>It leaves today.</div>{QUOTED[program]}", Content_Type="text/html"))

    assert reading.new_text == "It leaves today."
    assert "When?" in reading.quoted


@pytest.mark.parametrize("program", SIGNED)
def test_what_the_program_names_a_signature_is_not_new(program: str) -> None:
    reading = read(mail(f"<div>It leaves today.</div>{SIGNED[program]}", Content_Type="text/html"))

    assert reading.new_text == "It leaves today."
    assert reading.signature.startswith("--")


def test_answers_between_the_block_quotes_of_gmail_are_new() -> None:
    thread = (
        '<div class="gmail_quote"><div class="gmail_attr">Rob, 3.3.</div><blockquote>When?</blockquote><div>Today.</div>'
        "<blockquote>Where?</blockquote><div>At the gate.</div></div>"
    )

    reading = read(mail(f"<div>Hello,</div>{thread}", Content_Type="text/html"))

    assert reading.new_text.split() == ["Hello,", "Today.", "At", "the", "gate."]


def test_a_plain_part_without_any_mark_is_cut_where_its_html_part_quotes() -> None:
    plain = "It leaves today.\n\nRob, 3.3.\nWhen does my parcel leave?"
    marked = '<p>It leaves today.</p><div class="yahoo_quoted">Rob, 3.3.<br>When does my parcel leave?</div>'
    raw = mail(
        f"--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{marked}\n--b--\n",
        Content_Type='multipart/alternative; boundary="b"',
    )

    assert read(raw).new_text == "It leaves today."
