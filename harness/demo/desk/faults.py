"""What the embedded desk can do wrong: each happened to real people (FAULTS.md, "The desk")."""

from __future__ import annotations

from enum import Enum


class DeskFault(Enum):
    FORM_SWALLOWED = "form-swallowed"
    INTAKE_DEAD = "intake-dead"
    NO_ACKNOWLEDGEMENT = "no-acknowledgement"
    LATE_ACKNOWLEDGEMENT = "late-acknowledgement"
    LATE_REPLY = "late-reply"
    STATED_PROMISE_BROKEN = "stated-promise-broken"
    NO_THREAD_HEADERS = "no-thread-headers"
    ANSWER_TO_ACKNOWLEDGEMENT_OPENS_TICKET = "answer-to-acknowledgement-opens-ticket"
    SECOND_ANSWER_OPENS_TICKET = "second-answer-opens-ticket"
    KNOWS_REFERENCES_ONLY = "knows-references-only"
    """Threads by the References header alone: iOS Mail drops it, QQ Mail writes none."""
    KNOWS_ENGLISH_REPLIES_ONLY = "knows-english-replies-only"
    """Threads by subjects that begin with "Re:" alone: not with AW:, SV:, VS: or 回复：."""
    KNOWS_SUBJECT_TAG_ONLY = "knows-subject-tag-only"
    COLLEAGUE_OPENS_TICKET = "colleague-opens-ticket"
    """A stranger in Cc makes it another matter."""
    KNOWS_OWN_MAILS_ONLY = "knows-own-mails-only"
    """Threads by answers to its own mails alone, not by answers to the customer's own."""
    REPLY_TO_DROPPED = "reply-to-dropped"
    """Writes from an address that takes no mail, and leaves Reply-To out for customers with a long address."""
    NO_REPLY_SENDER = "no-reply-sender"
    DEAD_REPLY_TO = "dead-reply-to"
    USE_THE_FORM = "use-the-form"
    ANSWER_SWALLOWED = "answer-swallowed"
    LOGIN_TO_ANSWER = "login-to-answer"
    DOUBLE_TICKET = "double-ticket"
    DOUBLE_ACKNOWLEDGEMENT = "double-acknowledgement"
    LOOP = "loop"
    ONE_PROVIDER_FAILS = "one-provider-fails"
    UMLAUTS_DAMAGED = "umlauts-damaged"
    ATTACHMENT_DAMAGED = "attachment-damaged"
    SALES_FIRST = "sales-first"
    ROBOT_HEADERS_ON_ANSWERS = "robot-headers-on-answers"
    NO_MARKS_ON_ACKNOWLEDGEMENT = "no-marks-on-acknowledgement"
    ECHO = "echo"
    ACKNOWLEDGEMENT_WITH_CUSTOMERS_ID = "acknowledgement-with-customers-id"
    # How agents write (FAULTS.md 18 and 19): what each does is in `answers.py`.
    HTML_ONLY = "html-only"
    TEMPLATE_FIELDS = "template-fields"
    WRONG_NAME = "wrong-name"
    IMPERSONAL = "impersonal"
    CANNED_ANSWER = "canned-answer"
    ASKS_FOR_TOLD = "asks-for-told"
    SUGGESTS_TRIED = "suggests-tried"
    ASSUMES = "assumes"
    WORKS_FOR_ME = "works-for-me"
    WORKING_ON_IT = "working-on-it"
    BY_DESIGN = "by-design"
    BLAMES_CUSTOMER = "blames-customer"
    OFFICE_LANGUAGE = "office-language"
    CLOSES_UNCONFIRMED = "closes-unconfirmed"
    OTHER_LANGUAGE = "other-language"
    OTHER_AGENT = "other-agent"
    NO_THANKS = "no-thanks"
    NO_APOLOGY = "no-apology"
    NO_OFFER = "no-offer"
    NO_AGENT_NAME = "no-agent-name"
    LATE_WITHOUT_A_WORD = "late-without-a-word"


HARMLESS = frozenset(
    {
        DeskFault.ROBOT_HEADERS_ON_ANSWERS,
        DeskFault.NO_MARKS_ON_ACKNOWLEDGEMENT,
        DeskFault.ECHO,
        DeskFault.ACKNOWLEDGEMENT_WITH_CUSTOMERS_ID,
    }
)
"""Oddities of real desks that must not lead to any finding."""
