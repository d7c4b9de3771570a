"""Spans, opening hours, templates, personas, planning, schemas, the first project."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from harness import wiring
from harness.domain.errors import UsageError
from harness.domain.promise import Span
from harness.domain.scenario import Send
from harness.loading.durations import parse_span
from harness.loading.init import write_project
from harness.loading.opening_hours import parse_openings, public_holidays
from harness.loading.plan import Selection, plan_probes
from harness.loading.schema import project_schema, scenario_schema
from harness.personas import invent, new_reference, token_of
from tests.loading.projects import SCENARIO, load, write

NOW = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5 minutes", Span(text="5 minutes", calendar_seconds=300)),
        ("24 hours", Span(text="24 hours", calendar_seconds=86400)),
        ("90s", Span(text="90s", calendar_seconds=90)),
        ("8 business hours", Span(text="8 business hours", business_seconds=8 * 3600)),
        ("1 business day", Span(text="1 business day", business_days=1)),
        ("2 working days", Span(text="2 working days", business_days=2)),
        ("PT24H", Span(text="PT24H", calendar_seconds=86400)),
        ("P2D", Span(text="P2D", calendar_seconds=2 * 86400)),
    ],
)
def test_spans_are_read_as_people_write_them(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "soon", "5", "hours", "P", "5 parsecs", "-3 hours"])
def test_what_is_no_span_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="is no span of time"):
        parse_span(text)


@given(st.integers(1, 10_000), st.sampled_from(["minutes", "hours", "days"]))
def test_any_whole_number_of_a_unit_is_that_many_seconds(amount: int, unit: str) -> None:
    seconds = {"minutes": 60, "hours": 3600, "days": 86400}[unit]

    assert parse_span(f"{amount} {unit}").calendar_seconds == amount * seconds


def test_opening_hours_with_a_break_and_a_week_end() -> None:
    openings = parse_openings("Mon-Thu 09:00-12:00, 13:00-17:00; Sat 10:00-12:00")

    assert len(openings) == 9
    assert (openings[-1].weekday, openings[-1].opens, openings[-1].closes) == (5, 600, 720)


def test_always_open_has_no_openings() -> None:
    assert parse_openings("24/7") == ()


@pytest.mark.parametrize("text", ["", "Mon 9-17", "Mon 17:00-09:00", "Someday 09:00-17:00"])
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|day|ends"):
        parse_openings(text)


def test_holidays_are_those_of_the_canton() -> None:
    assert date(2026, 8, 1) in public_holidays("CH", "ZH")
    assert date(2026, 8, 3) not in public_holidays("CH", "ZH")
    assert public_holidays("", "") == frozenset()


def test_personas_are_the_same_for_the_same_seed_and_speak_the_locale() -> None:
    assert invent("de_CH", "seed") == invent("de_CH", "seed")
    assert invent("de_CH", "seed") != invent("de_CH", "another")
    assert invent("de_CH", "seed").language == "de"
    assert invent("xx_XX", "seed").name
    assert invent("en_US", "seed", "Jane Doe").name == "Jane Doe"


def test_references_are_unlike_and_give_a_token_for_the_address() -> None:
    first, second = new_reference(), new_reference()

    assert first != second
    assert token_of("MS-7F3K2Q9D") == "ms7f3k2q9d"


def test_planning_gives_one_probe_for_each_mailbox_with_everything_rendered(tmp_path: Path) -> None:
    loaded = load(write(tmp_path))

    probes = plan_probes(loaded, Selection(), wave="w", now=NOW, plus_address=wiring.plus_address)

    assert [probe.mailbox for probe in probes] == ["gmail", "outlook", "own"]
    assert probes[0].address.startswith("jane.probe+ms")
    assert probes[2].address == "probe@corp.example"
    order = probes[0].scenario.facts["order"]
    assert order.isdigit()
    assert f"order {order}" in probes[0].steps[0].subject  # type: ignore[union-attr]
    assert "reinstalled the app" in probes[0].steps[0].message  # type: ignore[union-attr]


def test_shards_share_a_wave_without_rest_or_overlap(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, a=SCENARIO, b=SCENARIO, c=SCENARIO))

    def ids(shard: tuple[int, int]) -> set[str]:
        chosen = Selection(shard=shard)
        probes = plan_probes(loaded, chosen, wave="w", now=NOW, plus_address=wiring.plus_address)
        return {probe.id for probe in probes}

    assert ids((1, 3)) | ids((2, 3)) | ids((3, 3)) == ids((1, 1))
    assert not ids((1, 3)) & ids((2, 3))


def test_selection_by_tag_word_mailbox_and_an_unknown_one(tmp_path: Path) -> None:
    loaded = load(write(tmp_path))

    def planned(chosen: Selection) -> int:
        return len(plan_probes(loaded, chosen, wave="w", now=NOW, plus_address=wiring.plus_address))

    assert planned(Selection(tags=("smoke",))) == 3
    assert planned(Selection(tags=("other",))) == 0
    assert planned(Selection(words="CHARGED", mailboxes=("own",))) == 1
    assert planned(Selection(desks=("acme",))) == 3
    with pytest.raises(UsageError, match="Selecting mailbox 'nobody'"):
        planned(Selection(mailboxes=("nobody",)))


def test_several_addresses_give_one_conversation_each(tmp_path: Path) -> None:
    scenario = "scenario: x\ndesk: acme\nsteps:\n  - send: [support, sales]\n    subject: s\n    message: m\n"
    loaded = load(write(tmp_path, s=scenario))

    probes = plan_probes(loaded, Selection(mailboxes=("own",)), wave="w", now=NOW, plus_address=wiring.plus_address)

    assert [(probe.variant, probe.title) for probe in probes] == [("support", "x (support)"), ("sales", "x (sales)")]
    assert [step.to for probe in probes for step in probe.steps if isinstance(step, Send)] == ["support", "sales"]


def test_a_subject_is_one_line_whatever_a_fact_puts_into_it(tmp_path: Path) -> None:
    scenario = (
        'scenario: x\ndesk: acme\nfacts: {order: "1\\r\\nBcc: other@corp.example"}\n'
        'steps:\n  - send: support\n    subject: "Order {{ order }}"\n    message: m\n'
    )
    loaded = load(write(tmp_path, s=scenario))

    (probe,) = plan_probes(loaded, Selection(mailboxes=("own",)), wave="w", now=NOW, plus_address=wiring.plus_address)

    assert probe.opening is not None
    assert probe.opening.subject == "Order 1 Bcc: other@corp.example"


def test_the_schemas_are_draft_07_and_fit_the_products_files(tmp_path: Path) -> None:
    config = write(tmp_path)
    for schema, file in ((project_schema(), config), (scenario_schema(), tmp_path / "scenarios" / "charged.yaml")):
        jsonschema.Draft7Validator.check_schema(schema)
        data = json.loads(json.dumps(YAML(typ="safe", pure=True).load(file.read_text("utf-8"))))
        jsonschema.Draft7Validator(schema).validate(data)


def test_the_first_project_loads_and_is_never_overwritten(tmp_path: Path) -> None:
    written = write_project(tmp_path)

    loaded = wiring.load(tmp_path / "shopper.yaml", {"MAILBOX_PASSWORD": "not-a-secret"})

    assert len(written) == 6
    assert len(loaded.scenarios) == 1
    assert write_project(tmp_path) == []
