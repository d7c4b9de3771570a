"""The pytest plugin: scenarios as items, verdicts as outcomes."""

from __future__ import annotations

import pytest

from harness.demo.desk.desk import Tempo
from tests.loopback.desks_of_today import SCENARIO, quick_world, write_project

CALM = ("-p", "no:cacheprovider", "-W", "ignore")


def test_scenarios_are_items_with_marks_and_pass_as_one_wave(pytester: pytest.Pytester) -> None:
    with quick_world() as world:
        write_project(pytester.path, world, one=SCENARIO, two=SCENARIO)

        result = pytester.runpytest_subprocess(
            "--shopper-config", "shopper.yaml", "--shopper-wait", "30s", "scenarios", *CALM, "-v"
        )
        listed = pytester.runpytest_subprocess(
            "--shopper-config", "shopper.yaml", "scenarios", *CALM, "--collect-only", "-q", "-m", "smoke"
        )

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*one.yaml::one[[]gmail[]] PASSED*"])
    listed.stdout.fnmatch_lines(["*one.yaml::one[[]gmail[]]*"])


def test_the_terminal_tells_what_is_waited_for_and_what_is_over_unless_it_is_to_be_quiet(
    pytester: pytest.Pytester,
) -> None:
    with quick_world() as world:
        write_project(pytester.path, world, one=SCENARIO)
        words = ("--shopper-config", "shopper.yaml", "--shopper-wait", "30s", "scenarios", *CALM)
        told, loud, quiet = (pytester.runpytest_subprocess(*words, *how) for how in ((), ("-v",), ("-q",)))

    over = "  Is anybody there? [[]gmail[]]: over"
    told.stdout.fnmatch_lines(["1 conversation with acme: waiting at most 30s for acknowledgement, reply ...", over])
    loud.stdout.fnmatch_lines(["*> mail sent: A short question*", "*< acknowledgement: *", over])
    quiet.stdout.no_fnmatch_line("*waiting at most*")
    quiet.stdout.no_fnmatch_line("*: over")


def test_tags_of_scenarios_are_marks_that_pytest_knows(pytester: pytest.Pytester) -> None:
    with quick_world() as world:
        write_project(pytester.path, world)

        result = pytester.runpytest_subprocess(
            "--shopper-config", "shopper.yaml", "scenarios", "--collect-only", "--strict-markers"
        )

    result.stdout.fnmatch_lines(["*1 test collected*"])
    result.stdout.no_fnmatch_line("*UnknownMark*")


def test_help_names_the_defaults(pytester: pytest.Pytester) -> None:
    said = " ".join(pytester.runpytest_subprocess("--help").stdout.str().split())

    assert "--shopper-wait=SPAN" in said
    assert "(default: the ini value shopper_wait, else 3 minutes)" in said
    assert "(default: the ini value shopper_config; without, none are)" in said


def test_a_finding_fails_its_item_with_the_place_in_the_scenario(pytester: pytest.Pytester) -> None:
    with quick_world(("no-reply-sender",)) as world:
        write_project(pytester.path, world)

        result = pytester.runpytest_subprocess(
            "--shopper-config", "shopper.yaml", "--shopper-wait", "30s", "scenarios", *CALM
        )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*anybody.yaml:1: Can the desk be answered? *noreply@acme.test*"])


def test_waiting_is_skipped_with_its_reason_and_trouble_of_ours_is_an_error(pytester: pytest.Pytester) -> None:
    with quick_world(tempo=Tempo(acknowledges=30, support=60)) as world:
        write_project(pytester.path, world)
        waiting = pytester.runpytest_subprocess(
            "--shopper-config", "shopper.yaml", "--shopper-wait", "0s", "scenarios", *CALM, "-rs"
        )
    with quick_world(("login-refused",)) as world:
        write_project(pytester.path, world)
        trouble = pytester.runpytest_subprocess(
            "--shopper-config", "shopper.yaml", "--shopper-wait", "5s", "scenarios", *CALM
        )

    waiting.assert_outcomes(skipped=1)
    waiting.stdout.fnmatch_lines(["*waiting:*"])
    trouble.assert_outcomes(errors=1)


def test_without_its_option_the_plugin_touches_no_yaml(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", other="a: 1")

    result = pytester.runpytest_subprocess(*CALM)

    result.assert_outcomes()


def test_a_broken_project_is_a_usage_error(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", shopper="desks: 1")

    result = pytester.runpytest_subprocess("--shopper-config", "shopper.yaml", "shopper.yaml", "x.yaml", *CALM)

    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_workers_of_xdist_share_one_wave(pytester: pytest.Pytester) -> None:
    with quick_world() as world:
        write_project(pytester.path, world, one=SCENARIO, two=SCENARIO, three=SCENARIO)

        result = pytester.runpytest_subprocess(
            "--shopper-config",
            "shopper.yaml",
            "--shopper-wait",
            "30s",
            "scenarios",
            *CALM,
            "-n",
            "2",
            "--junitxml",
            "j.xml",
        )

        assert len(world.desk.cabinet.tickets) == 3
    result.assert_outcomes(passed=3)
    assert len(list((pytester.path / "reports").glob(".wave-of-*"))) == 1
    assert (pytester.path / "j.xml").read_text("utf-8").count("<testcase") == 3
