"""The form steps: one submission per conversation, with its screenshots, never repeated after the click."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from harness.domain.errors import CannotMeasure, HarnessFault, JournalTrouble
from harness.domain.evidence import EffectFailed, FormAnswered, Intended, StoredShot
from harness.domain.form import FileToAttach, FormOutcome, Submission
from harness.domain.scenario import Probe, Submit
from harness.engine.book import Book, Page
from harness.engine.doors import Doors


class FormSubmitter:
    """Submits a desk's form for a probe and records what the page answered."""

    def __init__(self, doors: Doors, book: Book) -> None:
        self._doors = doors
        self._book = book

    async def submit(self, page: Page, index: int, step: Submit) -> None:
        submission = self._submission(page.probe, step)

        async def before_click() -> None:
            self._book.append(page, [self._intended(page.probe, index, step, submission)])

        try:
            outcome = await self._send(page.probe, step, submission, before_click)
        except JournalTrouble:
            raise  # a rival is submitting, or nothing can be recorded: in neither case has the form failed
        except HarnessFault as fault:
            failed = EffectFailed(
                at=self._doors.clock.now(),
                step=index,
                wanted=fault.wanted,
                got=fault.got,
                remedy=fault.remedy,
                permanent=fault.permanent,
            )
            self._book.append(page, [failed])
            return
        self._record(page, index, outcome)
        if (account := self._doors.accounts.get(page.probe.mailbox)) is not None:
            account.mailbox.expect()

    async def _send(
        self, probe: Probe, step: Submit, submission: Submission, before_click: Callable[[], Awaitable[None]]
    ) -> FormOutcome:
        if self._doors.forms is None:
            raise CannotMeasure("Submitting a form", "no browser was opened")
        return await self._doors.forms.submit(probe.desk, probe.desk.forms[step.form], submission, before_click)

    def _record(self, page: Page, index: int, outcome: FormOutcome) -> None:
        shots = tuple(
            StoredShot(name=shot.name, media_type=shot.media_type, sha256=hashlib.sha256(shot.data).hexdigest())
            for shot in outcome.shots
        )
        answered = FormAnswered(at=self._doors.clock.now(), step=index, outcome=replace(outcome, shots=()), shots=shots)
        self._book.append(page, [answered], [shot.data for shot in outcome.shots])

    def _submission(self, probe: Probe, step: Submit) -> Submission:
        from harness.channels.email.letters import subject_with_reference, with_reference

        file = step.attach[0] if step.attach else None
        return Submission(
            name=probe.persona.name,
            first_name=probe.persona.first_name,
            last_name=probe.persona.last_name,
            email=probe.address,
            subject=subject_with_reference(probe, step.subject),
            message=with_reference(probe, step.message),
            phone=probe.persona.phone,
            attachment=None
            if file is None
            else FileToAttach(name=file.name, media_type=file.media_type, data=self._doors.journal.blob(file.sha256)),
            fields={**_told(probe), **step.fields},
        )

    def _intended(self, probe: Probe, index: int, step: Submit, submission: Submission) -> Intended:
        now = self._doors.clock.now()
        return Intended(
            at=now,
            step=index,
            effect="form",
            lease_until=now,
            to=probe.desk.forms[step.form].url,
            subject=submission.subject,
            text=submission.message,
        )


def _told(probe: Probe) -> dict[str, str]:
    """Facts of the customer's that forms have a field of their own for."""
    facts = probe.scenario.facts
    return {name: facts[name] for name in ("order",) if name in facts}
