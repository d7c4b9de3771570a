"""Stories to judge: a small language in which a test tells what happened, folded into a real `Case`.

Every time is told as the length since the enquiry was sent (`SENT`, a Wednesday, 10:00 UTC).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from harness.checks import CHECKS
from harness.domain.case import Case
from harness.domain.conversation import fold
from harness.domain.evidence import (
    Arrived,
    CanaryReturned,
    CanarySent,
    ConversationEvidence,
    EffectFailed,
    Ended,
    Entry,
    FormAnswered,
    Intended,
    MailboxEvidence,
    MailboxFailed,
    MailRefused,
    MailSent,
)
from harness.domain.form import FormOutcome, FormOverrides, OutcomeKind
from harness.domain.message import Address, Attachment, Authentication, Hop, MailKind, Reading, StatedPromise
from harness.domain.promise import Promises, Span
from harness.domain.scenario import (
    Answer,
    Close,
    Desk,
    DeskAddress,
    DeskForm,
    Expect,
    Expected,
    Find,
    Persona,
    Place,
    Probe,
    Scenario,
    Send,
    Step,
    Submit,
)
from harness.domain.verdict import Finding, Verdict

SENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
PLACE = Place(file="scenarios/story.yaml", line=7)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

SEND = Send(place=PLACE, to="support", subject="Charged twice", message="When do I get the money back?")
SUBMIT = Submit(place=PLACE, form="contact", subject="Charged twice", message="When do I get the money back?")
EXPECT_ACKNOWLEDGEMENT = Expect(place=PLACE, what=Expected.ACKNOWLEDGEMENT)
EXPECT_REPLY = Expect(place=PLACE, what=Expected.REPLY)
EXPECT_NOTHING = Expect(place=PLACE, what=Expected.NOTHING)
EXPECT_BOUNCE = Expect(place=PLACE, what=Expected.BOUNCE)
ANSWER = Answer(place=PLACE, message="To which card?")
CLOSE = Close(place=PLACE, message="Thanks, that solves it.")
PROMISES = Promises(
    acknowledgement=Span(text="5 minutes", calendar_seconds=300.0),
    first_reply=Span(text="24 hours", calendar_seconds=86400.0),
    next_reply=Span(text="8 hours", calendar_seconds=28800.0),
)
PLAIN = (SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_REPLY, CLOSE)
LONG = (SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_REPLY, ANSWER, EXPECT_REPLY, CLOSE)
BY_FORM = (SUBMIT, *PLAIN[1:])
FIND = Find(place=PLACE, way="contact", clicks=2)
PROVEN = Authentication(
    spf="pass", dkim="pass", dmarc="pass", authserv_id="mx.gmail.test", raw="mx.gmail.test; dmarc=pass"
)
ENTRANCE = Hop(by="mx.gmail.test", sender="out.acme.example", protocol="ESMTPS", at=None, raw="", tls=True, own=True)
ACCEPTED = FormOutcome(
    kind=OutcomeKind.ACCEPTED, text="Thank you for your request.", quote="Thank you for your request.", clicked_at=SENT
)


def desk(promises: Promises = PROMISES) -> Desk:
    return Desk(
        key="acme",
        name="Acme Support",
        addresses={key: DeskAddress(key=key, address=f"{key}@acme.example") for key in ("support", "sales")},
        forms={"contact": DeskForm(key="contact", url="https://acme.example/new", overrides=FormOverrides())},
        promises=promises,
    )


OF_SCENARIO = ("checks", "questions", "horizon", "purpose", "facts", "tried", "customer")


def probe(steps: tuple[Step, ...] = PLAIN, *, promises: Promises = PROMISES, **changes: Any) -> Probe:
    """A probe of a scenario with these steps; `changes` to the scenario or to the probe."""
    own = {key: changes.pop(key) for key in OF_SCENARIO if key in changes}
    scenario = Scenario(key="story", title="A customer was charged twice", place=PLACE, desk="acme", steps=steps, **own)
    whole: dict[str, Any] = {
        "id": "w1-story-gmail",
        "wave": "w1",
        "mailbox": "gmail",
        "address": "jane+k3@gmail.test",
        "persona": Persona(first_name="Jane", last_name="Miller"),
        "reference": "MS-7F3K2Q9D",
        "planned_at": SENT,
    }
    return Probe(scenario=scenario, desk=desk(promises), **{**whole, **changes})


def promise(text: str, seconds: float | None = None, **changes: Any) -> tuple[str, StatedPromise]:
    """A mail's text that holds a promise, and the promise as the reader finds it."""
    whole = f"Dear Jane,\n{text}\nAcme Support"
    start = whole.index(text)
    found = StatedPromise(text=text, start=start, end=start + len(text), seconds=seconds, **changes)
    return whole, found


WITHIN_A_DAY, A_DAY = promise("We will reply within 24 hours.", 86400.0)


GOOD_ANSWER = (
    "Dear Jane,\n\nthank you for your message. Please excuse the wait: we had more requests than usual.\n"
    "You get the refund in five days. Please let me know if anything is unclear."
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened so far; each verb returns the story with one thing more."""

    probe: Probe
    evidence: tuple[ConversationEvidence, ...] = ()
    mailbox: tuple[MailboxEvidence, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)

    # --- our side ----------------------------------------------------------------------------------------------------

    def says(self, after: timedelta = timedelta()) -> Story:
        """The customer takes the next step of her own."""
        step, at = self._next_step(), SENT + after
        return self.intends(after).adds(
            MailSent(at=at, step=step, message_id=f"<ours-{step}@gmail.test>", answer="250")
        )

    def intends(self, after: timedelta = timedelta()) -> Story:
        step, at = self._next_step(), SENT + after
        said = self.probe.steps[step]
        return self.adds(
            Intended(
                at=at,
                step=step,
                effect="mail",
                lease_until=at + 10 * MINUTE,
                message_id=f"<ours-{step}@gmail.test>",
                subject=getattr(said, "subject", "") or "Re: Charged twice",
                text=getattr(said, "message", ""),
            )
        )

    def submits(self, outcome: FormOutcome = ACCEPTED) -> Story:
        step = self._next_step()
        return self.adds(
            Intended(at=SENT, step=step, effect="form", lease_until=SENT + 10 * MINUTE, subject="Charged twice"),
            FormAnswered(at=SENT + timedelta(seconds=2), step=step, outcome=outcome),
        )

    def is_refused(self, after: timedelta = timedelta()) -> Story:
        """Our own provider does not take the customer's next mail."""
        step = self._next_step()
        return self.intends(after).adds(
            MailRefused(at=SENT + after, step=step, code=554, answer="5.7.1 looks like spam")
        )

    def fails(self, after: timedelta = timedelta()) -> Story:
        """We cannot do our part of the next step."""
        step = self._next_step()
        return self.adds(
            EffectFailed(at=SENT + after, step=step, wanted="Sending", got="no connection", remedy="Wait.")
        )

    def ends(self, after: timedelta, reason: str = "done") -> Story:
        return self.adds(Ended(at=SENT + after, reason=reason))

    # --- their side --------------------------------------------------------------------------------------------------

    def acknowledged(self, after: timedelta = MINUTE, *, ticket: str = "ACME-1042", **says: Any) -> Story:
        """The desk's robot confirms receipt."""
        plain = {"subject": f"[{ticket}] We received your request", "new_text": WITHIN_A_DAY, "promises": (A_DAY,)}
        return self.gets(after, kind=MailKind.ACKNOWLEDGEMENT, ticket=ticket, **{**plain, **says})

    def answered(
        self, after: timedelta = 3 * HOUR, *, agent: str = "Ann", ticket: str = "ACME-1042", **says: Any
    ) -> Story:
        """A person answers."""
        plain = {"subject": f"Re: [{ticket}] Charged twice", "new_text": GOOD_ANSWER, "language": "en"}
        if "new_text" in says:
            del plain["language"]
        return self.gets(after, kind=MailKind.HUMAN, agent=agent, ticket=ticket, **{**plain, **says})

    def bounced(self, after: timedelta = MINUTE, subject: str = "Undelivered Mail Returned to Sender") -> Story:
        return self.gets(
            after, kind=MailKind.BOUNCE, subject=subject, sender=Address(address="mailer-daemon@gmail.test")
        )

    def gets(
        self,
        after: timedelta,
        *,
        placement: str = "inbox",
        folder: str = "INBOX",
        ticket: str = "",
        watched: bool = True,
        **says: Any,
    ) -> Story:
        """Any mail; `says` goes into its reading. Unwatched: nobody looked before, and the server tells no time."""
        number, at = len(self.readings) + 1, SENT + after
        ours = [one.message_id for one in self.evidence if isinstance(one, Intended) and one.message_id]
        plain: dict[str, Any] = {
            "sender": Address(address="support@acme.example", name="Acme Support"),
            "message_id": f"<theirs-{number}@acme.example>",
            "in_reply_to": tuple(ours[-1:]),
            "references": tuple(ours),
            "claimed_at": at,
            "language": "en",
            "authentication": PROVEN,
            "hops": (ENTRANCE,),
            "ticket_references": (ticket,) if ticket else (),
        }
        said = {**plain, **says}
        reading = Reading(**{"text": said.get("new_text", ""), **said})
        arrived = Arrived(
            at=at,
            mailbox=self.probe.mailbox,
            folder=folder,
            placement=placement,
            uidvalidity=1,
            uid=number,
            delivered_at=None,
            absent_at=at - timedelta(seconds=1) if watched else None,
            raw_sha256=f"mail-{number}",
            size=1000,
            matched_by="address",
        )
        return replace(self, readings={**self.readings, f"mail-{number}": reading}).adds(arrived)

    # --- the mailbox -------------------------------------------------------------------------------------------------

    def deaf(self) -> Story:
        """The canary never came back."""
        return replace(self, mailbox=(CanarySent(at=SENT, mailbox=self.probe.mailbox, reference="CANARY-1"),))

    def without_canary(self) -> Story:
        return replace(self, mailbox=())

    def locked_out(self, after: timedelta = timedelta(), *, permanent: bool = True) -> Story:
        return self.notes(
            MailboxFailed(
                at=SENT + after,
                mailbox=self.probe.mailbox,
                wanted="Signing in to gmail",
                got="the password was refused",
                remedy="Make a new app password.",
                permanent=permanent,
            )
        )

    def notes(self, *evidence: MailboxEvidence) -> Story:
        return replace(self, mailbox=(*self.mailbox, *evidence))

    # --- judging -----------------------------------------------------------------------------------------------------

    def adds(self, *evidence: ConversationEvidence) -> Story:
        return replace(self, evidence=(*self.evidence, *evidence))

    def case(self, after: timedelta) -> Case:
        """The case as of `after`."""
        entries = [Entry(stream=self.probe.id, seq=n, evidence=one) for n, one in enumerate(self.evidence, 1)]
        conversation = fold(entries, self.readings)
        return Case(probe=self.probe, conversation=conversation, now=SENT + after, mailbox=self.mailbox)

    def finding(self, key: str, after: timedelta) -> Finding:
        """What the check of this key finds as of `after`."""
        check = next(one for one in CHECKS if one.key == key)
        found = check.put(self.case(after))
        assert found is not None, f"{key} is switched off"
        return found

    def verdict(self, key: str, after: timedelta) -> Verdict:
        return self.finding(key, after).verdict

    def _next_step(self) -> int:
        """The first step of the customer's own that nothing has been recorded for."""
        taken = [one.step for one in self.evidence if isinstance(one, Intended | EffectFailed)]
        own = [n for n, one in enumerate(self.probe.steps) if isinstance(one, Send | Submit | Answer | Close)]
        return next(n for n in own if n not in taken)


def story(steps: tuple[Step, ...] = PLAIN, **changes: Any) -> Story:
    """An empty story whose canary came back at once."""
    planned = probe(steps, **changes)
    sent = CanarySent(at=SENT - MINUTE, mailbox=planned.mailbox, reference="CANARY-1")
    returned = CanaryReturned(at=SENT - MINUTE, mailbox=planned.mailbox, reference="CANARY-1")
    return Story(probe=planned, mailbox=(sent, returned))


def clean(steps: tuple[Step, ...] = LONG) -> Story:
    """Everything as it should be, to the polite end and the linger after it."""
    told = story(steps).says().acknowledged().answered(3 * HOUR)
    if steps == LONG:
        told = told.says(4 * HOUR).answered(6 * HOUR)
    return told.says(7 * HOUR).ends(7 * HOUR)


ALL_OVER = 8 * HOUR
"""After the linger of `clean`."""
LATE_IN_LIFE = 5 * DAY
"""The horizon, counted from the customer's last word."""


def attachment(name: str, sha256: str) -> Attachment:
    return Attachment(name=name, media_type="application/pdf", size=1000, sha256=sha256)


ACKNOWLEDGED_IN_SILENCE = (SEND, EXPECT_ACKNOWLEDGEMENT, EXPECT_REPLY, CLOSE, EXPECT_NOTHING)
"""A story in which every check has something to say."""
