"""The embedded world served by hand: a project on disk that works against it, and an end with Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from harness.demo.serving import write_served_project
from tests.loopback.desks_of_today import quick_world
from tests.loopback.test_commands import shopper


def test_the_served_project_runs_from_every_mailbox(tmp_path: Path) -> None:
    with quick_world() as world:
        config = write_served_project(tmp_path / "try", world)

        code, said = shopper("run", "-c", str(config), "--wait", "90s")

    assert code == 0
    assert "All 3 conversations went as promised." in said


def test_scenarios_of_the_user_survive_another_start(tmp_path: Path) -> None:
    with quick_world() as world:
        write_served_project(tmp_path, world)
        mine = tmp_path / "scenarios" / "is-anybody-there.yaml"
        mine.write_text("scenario: Mine", "utf-8")
        write_served_project(tmp_path, world)

    assert mine.read_text("utf-8") == "scenario: Mine"


def test_serving_says_what_to_type_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "harness.cli", "demo", "--serve", "--out", str(tmp_path / "try")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as served:
        assert served.stdout is not None
        said = "".join(iter(served.stdout.readline, "Stop with Ctrl-C.\n"))
        served.send_signal(signal.SIGINT)
        _, trouble = served.communicate(timeout=60)

    command = re.search(r"shopper run -c (\S+) --wait 2m", said)
    assert command is not None
    assert Path(command.group(1)).is_file()
    assert served.returncode == 130
    assert "Traceback" not in trouble


def test_a_background_job_that_ignores_ctrl_c_still_ends_with_sigterm(tmp_path: Path) -> None:
    words = ["sh", "-c", f"trap '' INT; exec {sys.executable} -m harness.cli demo --serve --out {tmp_path / 'try'}"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as served:
        assert served.stdout is not None
        assert "Desk:" in "".join(iter(served.stdout.readline, "Stop with Ctrl-C.\n"))
        served.send_signal(signal.SIGTERM)
        _, trouble = served.communicate(timeout=60)

    assert served.returncode == 130
    assert "Traceback" not in trouble
