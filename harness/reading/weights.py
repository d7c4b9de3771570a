"""How much each sign of a mail speaks for each kind: fitted on labelled mails, kept readable.

`python -m benches.weights FOLDER...` fits them anew: a logistic regression in which a sign may speak only for the kinds
it can mean, within bounds, so that no accident of the samples turns into a rule. A weight below nothing speaks against
a kind. `_1`, `_2` ...: the first, second ... wording of one phrase set; each further one counts less.
"""

from __future__ import annotations

from collections.abc import Mapping

_ACK = "acknowledgement"
_HUMAN = "human"
_OTHER = "other"
_AWAY = "out_of_office"
_SURVEY = "survey"
_UNMONITORED = "unmonitored"
_CHALLENGE = "challenge"

BASE: Mapping[str, float] = {
    _ACK: -0.58,
    _HUMAN: 0.20,
    _OTHER: 0.50,
    _AWAY: -0.61,
    _SURVEY: -1.05,
    _UNMONITORED: -0.65,
    _CHALLENGE: -1.30,
}
"""What each kind weighs before anything is noticed."""
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "above_quotation": {_HUMAN: 2.0},
    "all_talk": {_HUMAN: -1.24},
    "asks": {_HUMAN: 0.42},
    "assistant_1": {_ACK: 2.39, _HUMAN: -1.5},
    "assistant_2": {_ACK: 1.59, _HUMAN: -0.69},
    "automatic_1": {_ACK: 1.6, _HUMAN: -0.13},
    "automatic_2": {_ACK: 0.25},
    "automatic_header": {_ACK: 0.58},
    "automatic_header_reply": {_AWAY: 0.8, _UNMONITORED: 0.14, _HUMAN: -2.5},
    "autoreply_header": {_ACK: 0.51, _HUMAN: -0.06},
    "challenge_1": {_CHALLENGE: 3.2},
    "challenge_2": {_CHALLENGE: 1.6},
    "challenge_3": {_CHALLENGE: 1.2},
    "challenge_4": {_CHALLENGE: 0.73},
    "deeds_1": {_HUMAN: 1.15},
    "deeds_3": {_HUMAN: 1.14},
    "deeds_4": {_HUMAN: 0.8},
    "discussion": {_HUMAN: 0.1},
    "echo": {_ACK: 2.5},
    "fields": {_ACK: 0.8, _OTHER: 0.26, _HUMAN: -0.8},
    "foot_assistant": {_ACK: 0.99, _HUMAN: -0.46},
    "foot_automatic": {_ACK: 0.92, _UNMONITORED: 0.18},
    "foot_newsletter": {_OTHER: 1.29},
    "foreign": {_HUMAN: -1.1},
    "foreign_answer": {_HUMAN: 1.2},
    "formal_1": {_HUMAN: -0.23, _ACK: 0.23, _OTHER: 0.3},
    "formal_2": {_ACK: 0.3},
    "formal_3": {_HUMAN: -0.5, _ACK: 0.13},
    "formal_4": {_ACK: 0.06},
    "half_talk": {_HUMAN: -0.44},
    "handling_1": {_ACK: 0.4},
    "handling_2": {_ACK: 1.16},
    "handling_3": {_ACK: 0.1},
    "helpdesk_automatic_header_reply": {_HUMAN: -0.54},
    "hours_1": {_ACK: 1.2},
    "hours_2": {_ACK: 0.7},
    "hours_3": {_ACK: 0.5},
    "human_1": {_HUMAN: 0.29},
    "human_2": {_HUMAN: 1.08},
    "in_thread": {_HUMAN: 0.8, _OTHER: -1.0},
    "instead_1": {_UNMONITORED: 1.2},
    "link_lines": {_HUMAN: -0.37, _SURVEY: 0.26, _ACK: 0.24},
    "long": {_HUMAN: 0.5},
    "mail_client": {_HUMAN: 0.6},
    "newsletter_1": {_OTHER: 1.05},
    "newsletter_2": {_OTHER: 1.6},
    "newsletter_3": {_OTHER: 0.88},
    "newsletter_4": {_OTHER: 0.47},
    "no_reply": {_UNMONITORED: 1.0},
    "no_talk": {_HUMAN: 0.97},
    "no_talk_short": {_HUMAN: 1.0},
    "notice_1": {_OTHER: 1.96},
    "notice_2": {_OTHER: 1.41},
    "notice_4": {_OTHER: 0.32},
    "only_talk": {_HUMAN: -2.4},
    "out_hint_1": {_AWAY: 1.2},
    "out_of_office_1": {_AWAY: 3.2},
    "out_of_office_2": {_AWAY: 1.6},
    "out_of_office_3": {_AWAY: 1.2},
    "own_address": {_AWAY: 0.5},
    "plain": {_HUMAN: 0.8},
    "plain_answer": {_HUMAN: 0.78},
    "promise": {_ACK: 0.15},
    "rating": {_SURVEY: 1.42},
    "received_1": {_ACK: 2.49},
    "received_2": {_ACK: 1.16},
    "received_3": {_ACK: 0.66},
    "scale": {_SURVEY: 2.0},
    "sends_circulars": {_OTHER: 0.42},
    "sends_notices": {_OTHER: 0.55},
    "sends_surveys": {_SURVEY: 1.0},
    "short": {_HUMAN: 0.6},
    "subject_automatic": {_ACK: 0.1, _AWAY: 0.54, _HUMAN: -1.92},
    "subject_challenge": {_CHALLENGE: 1.5},
    "subject_newsletter": {_OTHER: 0.61},
    "subject_notice": {_OTHER: 1.8},
    "subject_out": {_AWAY: 2.0},
    "subject_received": {_ACK: 1.28},
    "subject_survey": {_SURVEY: 1.6},
    "subject_unmonitored": {_UNMONITORED: 1.49},
    "survey_1": {_SURVEY: 3.2},
    "survey_2": {_SURVEY: 1.6},
    "survey_3": {_SURVEY: 0.59},
    "survey_4": {_SURVEY: 0.15},
    "takes_up": {_HUMAN: 1.06},
    "takes_up_little": {_HUMAN: 0.6},
    "thanks_1": {_ACK: 0.41},
    "unmonitored_1": {_UNMONITORED: 3.2},
    "unmonitored_2": {_UNMONITORED: 1.6},
    "unmonitored_3": {_UNMONITORED: 0.59},
    "unsubscribable": {_OTHER: 1.6, _HUMAN: -0.6},
    "vacation": {_AWAY: 0.6},
    "working_1": {_ACK: 2.64},
    "working_2": {_ACK: 0.32},
    "working_4": {_ACK: 0.72},
    "wrapped": {_HUMAN: 2.8},
}
"""Signs by name."""
