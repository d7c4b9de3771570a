"""The command as its user meets it: real sockets, a real browser, real time, exit codes, one clear sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from harness.cli import app
from harness.demo.desk.desk import Tempo
from harness.domain.errors import HarnessFault
from tests.loopback.desks_of_today import FORM, SCENARIO, quick_world, write_project


def shopper(*words: str) -> tuple[int, str]:
    """Exit code and everything said, as `main` has it."""
    result: Result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, HarnessFault):
        return result.exception.exit_code, result.output + str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_run_waits_for_the_answer_and_writes_every_report(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world))

        code, said = shopper("run", "-c", config, "--wait", "30s", "--junit", str(tmp_path / "j.xml"))

    assert (code, "The conversation went as promised." in said) == (0, True)
    page = re.search(r"Report: (\S+)", said)
    assert page is not None
    assert "Is anybody there?" in Path(page.group(1)).read_text("utf-8")
    assert 'failures="0"' in (tmp_path / "j.xml").read_text("utf-8")
    assert "demo-password" not in Path(page.group(1)).read_text("utf-8")
    assert b"demo-password" not in (tmp_path / "reports" / "journal.sqlite").read_bytes()


def test_run_may_end_while_answers_are_open_and_collect_goes_on(tmp_path: Path) -> None:
    with quick_world(tempo=Tempo(acknowledges=0.2, support=2.0)) as world:
        config = str(write_project(tmp_path, world))

        first = shopper("run", "-c", config, "--fail-on", "waiting")
        status = shopper("status", "-c", config)
        second = shopper("collect", "-c", config, "--wait", "30s")

    assert first[0] == 4
    assert "1 still waits" in first[1]
    assert "Next, " in status[1]
    assert "the acknowledgement is due (Is anybody there? [gmail])" in status[1]
    assert second[0] == 0
    assert "went as promised" in second[1]


def test_a_form_is_submitted_in_a_real_browser_and_its_answer_matched(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world, form=FORM))

        code, _ = shopper("run", "-c", config, "--wait", "40s", "--json", str(tmp_path / "r.json"))

    result = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert code == 0
    assert result["probes"][0]["verdict"] == "passed"
    assert result["probes"][0]["metrics"]["delivered"] is True


def test_a_wrong_password_is_our_fault_and_is_not_shown(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world, password="wrong-password-typed"))

        code, said = shopper("run", "-c", config, "--wait", "10s", "--json", str(tmp_path / "r.json"))

    text = (tmp_path / "r.json").read_text("utf-8")
    assert code == 3
    assert "could not be measured" in said
    assert "1 from gmail: Could not be measured: Signing in" in said
    assert "the provider refuses the password" in text
    assert "wrong-password-typed" not in text + said


def test_a_broken_promise_of_the_desk_is_exit_code_one(tmp_path: Path) -> None:
    with quick_world(("no-acknowledgement",), Tempo(acknowledges=0.2, support=3.0)) as world:
        config = write_project(tmp_path, world)
        config.write_text(
            config.read_text("utf-8").replace("acknowledgement: 1 minute", "acknowledgement: 1s"), "utf-8"
        )

        code, said = shopper("run", "-c", str(config), "--wait", "30s")

    assert code == 1
    assert "a promise or a rule was broken" in said


def test_plan_validate_and_list_send_nothing(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world, one=SCENARIO, form=FORM))

        planned = shopper("plan", "-c", config)
        valid = shopper("validate", "-c", config)
        listed = shopper("list", "-c", config)

        assert world.desk.cabinet.tickets == {}
    assert "2 conversations would be started. Nothing was sent." in planned[1]
    assert "-> support@acme.test" in planned[1]
    assert "In order: 2 scenarios, 1 mailbox." in valid[1]
    assert "[smoke]" in listed[1]


def test_a_mistake_in_a_file_ends_everything_before_anything_is_sent(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world, one=SCENARIO.replace("desk: acme", "desk: acne")))

        code, said = shopper("run", "-c", config)

        assert world.desk.cabinet.tickets == {}
    assert code == 2
    assert "one.yaml:2:1: unknown desk 'acne'. Did you mean 'acme'?" in said


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("run", "-t", "nothing"), 5, "No scenario matches: nothing was sent."),
        (("run", "--shard", "4/3"), 2, "is no part of a whole"),
        (("run", "--wait", "a while"), 2, "is no span of time"),
        (("run", "--mailbox", "nobody"), 2, "there is none of that name"),
        (("report",), 2, "there is no wave yet"),
        (("report", "--wave", "nonsense"), 2, "the journal does not know it"),
        (("schema", "nothing"), 2, "Known: project, scenario, results."),
        (("demo", "--fault", "late-replly"), 2, "no such fault. Did you mean 'late-reply'?"),
    ],
)
def test_a_beginners_slip_gets_one_sentence_and_the_right_exit_code(
    words: tuple[str, ...], code: int, sentence: str, tmp_path: Path
) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world))
        with_config = words if words[0] in ("schema", "demo") else (*words, "-c", config)

        ended, said = shopper(*with_config)

    assert ended == code
    assert sentence in said


def test_the_daily_budget_stops_a_wave_before_it_begins(tmp_path: Path) -> None:
    with quick_world() as world:
        config = write_project(tmp_path, world, one=SCENARIO, two=SCENARIO)
        config.write_text(config.read_text("utf-8").replace("{pace", "{per_desk_per_day: 1, pace"), "utf-8")

        code, said = shopper("run", "-c", str(config))

        assert world.desk.cabinet.tickets == {}
    assert code == 2
    assert "limits.per_desk_per_day is 1" in said


def test_no_browser_is_said_with_the_command_that_mends_it(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world, form=FORM))

        code, said = shopper("run", "-c", config, "--browser", "no-such-browser")

    assert code == 3
    assert "'no-such-browser' is no program" in said


def test_a_wave_is_judged_and_reported_again_without_sending(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world))
        shopper("run", "-c", config, "--wait", "30s", "-q")
        tickets = len(world.desk.cabinet.tickets)

        regraded = shopper("regrade", "-c", config)
        shown = shopper("report", "-c", config, "--html", str(tmp_path / "again.html"))

        assert len(world.desk.cabinet.tickets) == tickets
    assert (regraded[0], shown[0]) == (0, 0)
    assert (tmp_path / "again.html").stat().st_size > 10_000


def test_mails_are_explained(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: a@b.example\r\nSubject: Hi\r\n\r\nWe have received your request. Ticket AB-1042. We reply within 24 hours."
    )

    code, said = shopper("read", str(tmp_path))

    assert code == 0
    assert "acknowledgement" in said
    assert "PT24H" in said
    assert shopper("read", str(tmp_path / "none.eml"))[0] == 2


def test_init_and_schema_give_a_newcomer_something_that_loads(tmp_path: Path) -> None:
    code, said = shopper("init", str(tmp_path))

    assert code == 0
    assert "shopper plan" in said
    assert json.loads(shopper("schema", "scenario")[1])["$schema"].endswith("draft-07/schema#")
    assert "form-swallowed" in shopper("demo", "--fault", "list")[1]


def test_the_demo_ends_with_the_path_of_its_report(tmp_path: Path) -> None:
    code, said = shopper("demo", "--out", str(tmp_path / "demo"), "-k", "anybody")

    assert code == 0
    assert "All 3 conversations went as promised." in said
    assert shopper("demo", "--out", str(tmp_path / "demo"), "-k", "nothing like it")[0] == 5


def test_clean_shows_first_and_forgets_only_when_told(tmp_path: Path) -> None:
    with quick_world() as world:
        config = str(write_project(tmp_path, world))
        shopper("run", "-c", config, "--wait", "30s", "-q")
        wave = next((tmp_path / "reports").glob("2*")).name

        too_young = shopper("clean", "-c", config)
        shown = shopper("clean", "-c", config, "--wave", wave)
        done = shopper("clean", "-c", config, "--wave", wave, "--yes")
        again = shopper("clean", "-c", config, "--wave", wave)

    assert "Nothing is old enough" in too_young[1]
    assert "1 wave would be forgotten" in shown[1]
    assert "1 wave forgotten, with evidence and reports." in done[1]
    assert not (tmp_path / "reports" / wave).exists()
    assert again[0] == 2
