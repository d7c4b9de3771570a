"""What holds for every check alike: before the enquiry is out, when it never gets out, and when it is switched off."""

from __future__ import annotations

import pytest

from harness.checks import CHECKS
from harness.domain.check import Check
from harness.domain.scenario import Severity
from harness.domain.verdict import Verdict
from tests.checks.stories import ACKNOWLEDGED_IN_SILENCE, HOUR, LATE_IN_LIFE, MINUTE, story

KEYS = [check.key for check in CHECKS]


def of(key: str) -> Check:
    return next(check for check in CHECKS if check.key == key)


@pytest.mark.parametrize("key", KEYS)
def test_it_waits_while_the_enquiry_is_not_sent(key: str) -> None:
    assert story(ACKNOWLEDGED_IN_SILENCE).verdict(key, HOUR) is Verdict.WAITING


@pytest.mark.parametrize("key", KEYS)
def test_it_waits_while_the_enquiry_is_on_its_way(key: str) -> None:
    assert story(ACKNOWLEDGED_IN_SILENCE).intends().verdict(key, MINUTE) is Verdict.WAITING


@pytest.mark.parametrize("key", KEYS)
def test_it_is_inconclusive_when_we_cannot_send(key: str) -> None:
    found = story(ACKNOWLEDGED_IN_SILENCE).fails().finding(key, LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "ours")


@pytest.mark.parametrize("key", KEYS)
def test_a_refusal_by_our_own_provider_is_quoted_and_inconclusive(key: str) -> None:
    found = story(ACKNOWLEDGED_IN_SILENCE).is_refused().finding(key, LATE_IN_LIFE)
    assert (found.verdict, found.reason_code) == (Verdict.INCONCLUSIVE, "refused_by_provider")
    assert "“554 5.7.1 looks like spam”" in found.sentence


@pytest.mark.parametrize("key", KEYS)
def test_a_scenario_can_switch_it_off(key: str) -> None:
    told = story(checks={key: Severity.OFF}).says()
    assert of(key).put(told.case(HOUR)) is None


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("severity", [Severity.MUST, Severity.SHOULD])
def test_a_scenario_can_set_its_severity(key: str, severity: Severity) -> None:
    assert story(checks={key: severity}).says().finding(key, HOUR).severity is severity


def test_keys_are_unique() -> None:
    assert len(set(KEYS)) == len(KEYS)
