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
    _ACK: -0.34,
    _HUMAN: 0.2,
    _OTHER: -0.05,
    _AWAY: -0.81,
    _SURVEY: -1.37,
    _UNMONITORED: -0.94,
    _CHALLENGE: -1.49,
}
"""What each kind weighs before anything is noticed."""
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "above_quotation": {_HUMAN: 2.0},
    "all_talk": {_HUMAN: -1.1},
    "asks": {_HUMAN: 0.28},
    "assistant_1": {_ACK: 1.23, _HUMAN: -0.87},
    "assistant_2": {_ACK: 2.17, _HUMAN: -0.42},
    "automatic_1": {_ACK: 0.79},
    "automatic_2": {_ACK: 0.45},
    "automatic_header": {_ACK: 0.6},
    "automatic_header_reply": {_ACK: 0.27, _AWAY: 0.79, _UNMONITORED: 0.6, _HUMAN: -0.97},
    "challenge_1": {_CHALLENGE: 3.13},
    "challenge_2": {_CHALLENGE: 1.6},
    "challenge_3": {_CHALLENGE: 1.2},
    "challenge_4": {_CHALLENGE: 0.8},
    "deeds_1": {_HUMAN: 0.67},
    "deeds_2": {_HUMAN: 0.64},
    "deeds_3": {_HUMAN: 0.91},
    "deeds_4": {_HUMAN: 0.42},
    "device": {_HUMAN: 0.23},
    "discussion": {_HUMAN: 0.65},
    "echo": {_ACK: 2.5},
    "fields": {_OTHER: 1.0},
    "foot_newsletter": {_OTHER: 1.16},
    "foreign": {_HUMAN: -0.35},
    "foreign_answer": {_HUMAN: 1.2},
    "half_talk": {_HUMAN: -0.96},
    "handling_1": {_ACK: 0.97},
    "handling_2": {_ACK: 1.12},
    "handling_3": {_ACK: 0.25},
    "helpdesk_automatic_header_reply": {_HUMAN: -0.6},
    "hours_1": {_ACK: 1.17},
    "hours_2": {_ACK: 0.57},
    "hours_3": {_ACK: 0.27},
    "human_1": {_HUMAN: 1.2},
    "human_2": {_HUMAN: 1.2},
    "human_3": {_HUMAN: 0.94},
    "in_thread": {_HUMAN: 0.8, _OTHER: -1},
    "instead_1": {_UNMONITORED: 1.2},
    "link_lines": {_HUMAN: -0.42, _SURVEY: 0.51, _ACK: 0.17},
    "long": {_HUMAN: -0.5},
    "mail_client": {_HUMAN: 0.6},
    "many_links": {_OTHER: 1.5},
    "newsletter_1": {_OTHER: 1.74},
    "newsletter_2": {_OTHER: 1.6},
    "newsletter_3": {_OTHER: 0.52},
    "newsletter_4": {_OTHER: 0.34},
    "no_reply": {_UNMONITORED: 1.0},
    "no_talk": {_HUMAN: 1.5},
    "no_talk_short": {_HUMAN: 1.0},
    "notice_1": {_OTHER: 2.7},
    "notice_2": {_OTHER: 1.55},
    "notice_3": {_OTHER: 0.6},
    "notice_4": {_OTHER: 0.35},
    "only_talk": {_HUMAN: -1.5},
    "out_hint_1": {_AWAY: 1.2},
    "out_of_office_1": {_AWAY: 3.2},
    "out_of_office_2": {_AWAY: 1.6},
    "out_of_office_3": {_AWAY: 1.2},
    "own_address": {_AWAY: 0.5},
    "plain": {_HUMAN: 0.8},
    "plain_answer": {_HUMAN: 1.8},
    "rating": {_SURVEY: 1.4},
    "received_1": {_ACK: 2.46},
    "received_2": {_ACK: 0.7},
    "received_3": {_ACK: 0.07},
    "scale": {_SURVEY: 0.85},
    "sends_circulars": {_OTHER: 1.0},
    "sends_notices": {_OTHER: 0.48},
    "sends_surveys": {_SURVEY: 1.0},
    "short": {_HUMAN: -0.11},
    "signed": {_HUMAN: 0.8},
    "some_talk": {_HUMAN: 0.33},
    "subject_automatic": {_ACK: 0.8, _AWAY: 1.16, _HUMAN: -1},
    "subject_challenge": {_CHALLENGE: 1.5},
    "subject_newsletter": {_OTHER: 1.0},
    "subject_notice": {_OTHER: 1.8},
    "subject_out": {_AWAY: 2.0},
    "subject_received": {_ACK: 1.6},
    "subject_survey": {_SURVEY: 1.6},
    "subject_unmonitored": {_UNMONITORED: 1.41},
    "survey_1": {_SURVEY: 3.05},
    "survey_2": {_SURVEY: 1.6},
    "survey_3": {_SURVEY: 0.95},
    "survey_4": {_SURVEY: 0.46},
    "takes_up": {_HUMAN: 1.2},
    "takes_up_little": {_HUMAN: 0.6},
    "thanks_1": {_ACK: 0.76},
    "unmonitored_1": {_UNMONITORED: 3.2},
    "unmonitored_2": {_UNMONITORED: 1.6},
    "unmonitored_3": {_UNMONITORED: 0.9},
    "unsubscribable": {_OTHER: 1.6, _HUMAN: -0.6},
    "vacation": {_AWAY: 1.6},
    "working_1": {_ACK: 2.15},
    "working_2": {_ACK: 0.1},
    "working_3": {_ACK: 0.94},
    "working_4": {_ACK: 0.15},
    "wrapped": {_HUMAN: 1.5},
}
"""Signs by name."""
