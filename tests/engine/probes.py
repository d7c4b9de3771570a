"""A probe for tests of the engine and the journal."""

from __future__ import annotations

from datetime import UTC, datetime

from harness.domain.scenario import Answer, Desk, DeskAddress, Expect, Expected, Persona, Place, Probe, Scenario, Send

NOW = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)
PLACE = Place(file="scenarios/x.yaml", line=3)


def probe(identity: str = "a", **changes: object) -> Probe:
    """A refund story to the desk acme from the mailbox own."""
    steps = (
        Send(place=PLACE, to="support", subject="Charged twice", message="When will I get the money back?"),
        Expect(place=PLACE, what=Expected.ACKNOWLEDGEMENT),
        Expect(place=PLACE, what=Expected.REPLY),
        Answer(place=PLACE, message="Thank you. To which card?"),
        Expect(place=PLACE, what=Expected.REPLY, same_ticket=True),
    )
    desk = Desk(
        key="acme",
        name="Acme",
        addresses={"support": DeskAddress(key="support", address="support@acme.example")},
    )
    scenario = Scenario(key="x", title="A refund", place=PLACE, desk="acme", steps=steps)
    fields: dict[str, object] = {
        "id": identity,
        "wave": "w",
        "scenario": scenario,
        "desk": desk,
        "mailbox": "own",
        "address": "jane+ms7f3k2q9d@corp.example",
        "persona": Persona(first_name="Jane", last_name="Doe"),
        "reference": "MS-7F3K2Q9D",
        "planned_at": NOW,
        "token": "ms7f3k2q9d",
    }
    return Probe(**{**fields, **changes})  # type: ignore[arg-type]
