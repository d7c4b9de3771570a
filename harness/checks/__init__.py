"""One file per question. To add one: copy a file, add a line here, add a test (CONTRIBUTING.md)."""

from __future__ import annotations

from harness.checks import (
    acknowledged,
    acknowledgement_states_time,
    answered_by_person,
    can_be_answered,
    contact_easy_to_find,
    first_reply_in_time,
    format_kept,
    got_in,
    next_reply_in_time,
    no_login_to_answer,
    no_login_to_ask,
    no_loop,
    not_called_spam,
    not_canned,
    one_ticket,
    placement,
    provider_parity,
    readable_without_html,
    sales_against_support,
    same_ticket,
    says_when,
    sender_proven,
    sent_encrypted,
    silence_kept,
    stated_promise_kept,
    thread_headers,
)
from harness.checks.quality import QUALITY
from harness.domain.check import Check, WaveCheck

CHECKS: tuple[Check, ...] = (
    contact_easy_to_find.CHECK,
    no_login_to_ask.CHECK,
    says_when.CHECK,
    got_in.CHECK,
    acknowledged.CHECK,
    acknowledgement_states_time.CHECK,
    answered_by_person.CHECK,
    first_reply_in_time.CHECK,
    stated_promise_kept.CHECK,
    next_reply_in_time.CHECK,
    can_be_answered.CHECK,
    no_login_to_answer.CHECK,
    same_ticket.CHECK,
    one_ticket.CHECK,
    thread_headers.CHECK,
    placement.CHECK,
    not_called_spam.CHECK,
    sender_proven.CHECK,
    sent_encrypted.CHECK,
    format_kept.CHECK,
    readable_without_html.CHECK,
    no_loop.CHECK,
    silence_kept.CHECK,
    *QUALITY,
)
WAVE_CHECKS: tuple[WaveCheck, ...] = (provider_parity.CHECK, sales_against_support.CHECK, not_canned.CHECK)
