"""The faults of the embedded world in groups, each with what it does, for people who look for one to play."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from harness.demo.desk.faults import DeskFault as Desk
from harness.demo.desk.pages import PageFault as Page
from harness.demo.mail.traits import MailFault as Mail

Fault = Desk | Page | Mail

CATALOGUE: Mapping[str, Mapping[Fault, str]] = {
    "The desk: getting in, and in time": {
        Desk.FORM_SWALLOWED: "the form says thank you, and nothing arrives anywhere",
        Desk.INTAKE_DEAD: "mail is accepted, and silence follows",
        Desk.ONE_PROVIDER_FAILS: "mail from one provider's customers is lost",
        Desk.NO_ACKNOWLEDGEMENT: "nobody confirms receipt; a person answers",
        Desk.LATE_ACKNOWLEDGEMENT: "the confirmation of receipt takes 45 minutes",
        Desk.LATE_REPLY: "the answer takes 27 hours and says why",
        Desk.LATE_WITHOUT_A_WORD: "the answer takes 27 hours and does not mention it",
        Desk.STATED_PROMISE_BROKEN: "the confirmation promises 4 hours, the answer takes 6",
        Desk.SALES_FIRST: "sales answers in minutes, support after hours",
    },
    "The desk: one ticket": {
        Desk.NO_THREAD_HEADERS: "answers carry no threading headers",
        Desk.ANSWER_TO_ACKNOWLEDGEMENT_OPENS_TICKET: "who answers the confirmation gets a second ticket",
        Desk.SECOND_ANSWER_OPENS_TICKET: "the second answer in a row opens a second ticket",
        Desk.KNOWS_REFERENCES_ONLY: "threads by References alone: iOS Mail drops it, QQ Mail writes none",
        Desk.KNOWS_ENGLISH_REPLIES_ONLY: "threads by subjects with “Re:” alone, not AW:, SV:, VS: or 回复：",
        Desk.KNOWS_SUBJECT_TAG_ONLY: "threads by the number in the subject alone",
        Desk.KNOWS_OWN_MAILS_ONLY: "threads by answers to its own mails alone, not to the customer's",
        Desk.COLLEAGUE_OPENS_TICKET: "a colleague in Cc makes it another matter",
        Desk.DOUBLE_TICKET: "one enquiry opens two tickets",
        Desk.DOUBLE_ACKNOWLEDGEMENT: "receipt is confirmed twice",
        Desk.LOOP: "the robot goes on confirming, seven times",
    },
    "The desk: the way back": {
        Desk.NO_REPLY_SENDER: "writes from an address whose mail nobody reads",
        Desk.DEAD_REPLY_TO: "answers go to an address that does not exist, and bounce",
        Desk.REPLY_TO_DROPPED: "no Reply-To for customers with a long address: their answers reach nobody",
        Desk.USE_THE_FORM: "says that its mail cannot be answered: use the form",
        Desk.LOGIN_TO_ANSWER: "wants a login before one can answer",
        Desk.ANSWER_SWALLOWED: "accepts the customer's answer, and nothing comes back",
    },
    "The desk: how answers are written": {
        Desk.UMLAUTS_DAMAGED: "ä, ö and ü become two wrong letters each",
        Desk.ATTACHMENT_DAMAGED: "the customer's file comes back cut in half",
        Desk.HTML_ONLY: "answers have no plain text part",
        Desk.TEMPLATE_FIELDS: "a field of the template is left unfilled: {{ticket.id}}",
        Desk.WRONG_NAME: "calls the customer by another one's name",
        Desk.IMPERSONAL: "“Dear customer”",
        Desk.CANNED_ANSWER: "a prepared text that fits no question",
        Desk.ASKS_FOR_TOLD: "asks for the order number that was told",
        Desk.SUGGESTS_TRIED: "suggests what the customer has tried",
        Desk.ASSUMES: "answers another question instead of asking what is meant",
        Desk.WORKS_FOR_ME: "“it works fine for me”",
        Desk.WORKING_ON_IT: "“we are working on it”, and no date",
        Desk.BY_DESIGN: "“this is expected behaviour”, and no word where that is written",
        Desk.BLAMES_CUSTOMER: "“you should have read the manual”",
        Desk.OFFICE_LANGUAGE: "words that only offices use",
        Desk.CLOSES_UNCONFIRMED: "closes the ticket without asking",
        Desk.OTHER_LANGUAGE: "answers in another language than was asked in",
        Desk.OTHER_AGENT: "another agent with each answer",
        Desk.NO_THANKS: "no thanks for the message",
        Desk.NO_APOLOGY: "no word of regret for a mistake of its own",
        Desk.NO_OFFER: "no offer of further help",
        Desk.NO_AGENT_NAME: "nobody's name below the answer",
    },
    "The desk: odd but honest, must lead to no finding": {
        Desk.ROBOT_HEADERS_ON_ANSWERS: "a person's answers carry a robot's headers, as at Zendesk",
        Desk.NO_MARKS_ON_ACKNOWLEDGEMENT: "the confirmation carries no header of a robot",
        Desk.ECHO: "sends the customer's own words back first, as Roundup does",
        Desk.ACKNOWLEDGEMENT_WITH_CUSTOMERS_ID: "the confirmation carries the Message-ID of the customer's own mail",
    },
    "The form and the site": {
        Page.FORM_ERROR_AS_200: "the form complains about a field, with status 200",
        Page.FORM_CAPTCHA: "a captcha stands before the form",
        Page.FORM_LOGIN_WALL: "a login stands before the form",
        Page.FORM_500: "the server answers 500",
        Page.FORM_SILENT: "the same page again, without a word",
        Page.FORM_TWO: "the same form twice on one page",
        Page.FORM_REQUIRED_UNKNOWN: "a required field that nobody can know",
        Page.FORM_TOO_FAST: "who sends it quickly is called a robot",
        Page.SITE_FAQ_ONLY: "only answers to frequent questions, no way to ask",
        Page.SITE_CONTACT_HIDDEN: "the form is five clicks deep",
        Page.SITE_STATES_NO_TIME: "nowhere is said when to expect an answer",
    },
    "The form: odd but honest, must lead to no finding": {
        Page.FORM_HONEYPOTS: "hidden fields that only robots fill in",
        Page.FORM_MULTI_STEP: "the form comes in two steps",
        Page.FORM_COOKIE_BANNER: "a cookie banner lies over the form",
        Page.FORM_IN_IFRAME: "the form is in a frame",
        Page.FORM_FIELDS_AFTER_CHOICE: "fields appear when a topic is chosen",
        Page.FORM_SUCCESS_IN_ALERT: "success is told in an alert",
        Page.FORM_NEEDS_CONFIRMATION: "a link in a mail must be followed first",
    },
    "The providers (one alone: NAME@gmail, @outlook, @plain)": {
        Mail.REPLIES_INTO_JUNK: "the desk's mail lands in the junk folder",
        Mail.BULK_FOLDER: "the junk folder is called “Bulk Mail”",
        Mail.NO_SPECIAL_USE: "the server does not tell which folder is junk",
        Mail.MAIL_REFUSED: "our mail is refused for good (554)",
        Mail.LOGIN_REFUSED: "the password is refused",
        Mail.TOKEN_EXPIRED: "the login has ended: no access token is to be had",
        Mail.CANARY_LOST: "no mail arrives, not even ours to ourselves",
        Mail.DESK_MAIL_LOST: "the desk's mail is lost, ours to ourselves arrives",
        Mail.DROP_IN_IDLE: "the connection ends instead of announcing a mail, once",
        Mail.DROP_IN_FETCH: "the connection ends instead of handing out mails, once",
        Mail.DROP_AFTER_DATA: "a mail is accepted, and the connection ends before the 250, once",
        Mail.SPLIT_PUSH: "announcements come in two packets",
        Mail.DEAF_IDLE: "IDLE never says anything",
        Mail.NO_IDLE: "there is no IDLE",
        Mail.EXISTS_RIDES: "a mail is announced in the answer to another command, and never again",
        Mail.BYE: "the server says BYE instead of announcing a mail, once",
        Mail.LOGIN_LIMIT: "“too many sign-ins”, once",
        Mail.FETCH_LIMIT: "“too many requests”, once",
        Mail.SUBMISSION_LIMIT: "421 to a submission, once",
        Mail.GREYLISTING: "mail is taken at the second try",
        Mail.IDS_REPLACED: "submitted mail gets another Message-ID",
        Mail.DUPLICATE_DELIVERY: "each mail is delivered twice",
        Mail.DELAYED_DELIVERY: "mail is filed three minutes late",
        Mail.REORDERED_DELIVERY: "a mail is filed after the next one",
        Mail.UIDVALIDITY_CHANGES: "the folder is rebuilt, once",
        Mail.CLOCK_OFF: "the server's clock is minutes off",
        Mail.INTERNALDATE_IS_DATE: "the server's stamp is the sender's Date",
    },
}


def catalogue_lines() -> Iterator[str]:
    """Every fault below the name of its group, with what it does."""
    width = max(len(fault.value) for group in CATALOGUE.values() for fault in group)
    for name, group in CATALOGUE.items():
        yield f"{name}:"
        yield from (f"  {fault.value:{width}}  {does}" for fault, does in group.items())


def fault_names() -> tuple[str, ...]:
    """Every fault that can be switched on."""
    return tuple(fault.value for kind in (Desk, Page, Mail) for fault in kind)


def nearest(word: str) -> str:
    """What may have been meant by a word that names no fault, and where all are told."""
    names = fault_names()
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.8) or difflib.get_close_matches(
        word, names, cutoff=0.45
    )
    meant = f"Did you mean {' or '.join(repr(one) for one in close)}? " if close else ""
    return f"{meant}`shopper demo --fault list` tells them all."
