"""What doctor found, on a terminal, in a log and as JSON."""

from __future__ import annotations

import json
from io import StringIO

from harness.domain.checkup import Answer, Checkup, Health, worst
from harness.report.checkup import as_json, plain_lines, print_checkups, sentence


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def checkup(subject: str, *healths: Health, remedy: str = "") -> Checkup:
    answers = tuple(Answer(question=f"q{n}", health=one, said="said", remedy=remedy) for n, one in enumerate(healths))
    return Checkup(subject=subject, about="about", answers=answers)


def test_a_subject_is_as_well_as_its_worst_answer() -> None:
    assert checkup("m", Health.FINE, Health.WARNING, Health.BROKEN).health is Health.BROKEN
    assert checkup("m", Health.SKIPPED, Health.WARNING).health is Health.WARNING
    assert checkup("m", Health.SKIPPED).health is Health.FINE
    assert worst([]) is Health.FINE


def test_the_sentence_names_who_is_not_ready() -> None:
    assert sentence([checkup("a", Health.FINE)]) == "Everything is ready."
    assert sentence([checkup("a", Health.WARNING), checkup("b", Health.FINE)]) == "Ready, with 1 warning: a."
    assert sentence([checkup("a", Health.WARNING), checkup("b", Health.BROKEN)]) == "Not ready: b."


def test_plain_lines_hold_one_answer_each_and_what_to_do_below() -> None:
    found = list(plain_lines([checkup("gmail", Health.BROKEN, remedy="Do this.")]))

    assert found == ["gmail: q0: BROKEN: said", "    to do: Do this.", "Not ready: gmail."]


def test_a_log_gets_no_colours_and_a_terminal_gets_signs() -> None:
    log, terminal = StringIO(), Terminal()
    found = [checkup("gmail", Health.FINE, Health.WARNING, Health.BROKEN, Health.SKIPPED, remedy="Do this.")]

    print_checkups(found, log)
    print_checkups(found, terminal)

    assert log.getvalue().splitlines() == list(plain_lines(found))
    for sign in ("✓", "!", "✗", "·", "→ Do this.", "Not ready: gmail."):
        assert sign in terminal.getvalue()


def test_json_says_whether_everything_is_ready() -> None:
    told = json.loads(as_json([checkup("a", Health.FINE), checkup("b", Health.BROKEN, remedy="Do this.")]))

    assert (told["version"], told["ready"]) == (1, False)
    assert told["checkups"][1]["answers"] == [
        {"question": "q0", "health": "broken", "said": "said", "remedy": "Do this.", "figures": {}}
    ]
