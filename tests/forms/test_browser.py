"""Which browser is driven: the named one, Playwright's own, one on PATH; or one sentence that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.channels.form.browser import find_browser
from harness.domain.errors import NoBrowser


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_a_named_browser_comes_first(tmp_path: Path) -> None:
    mine = program(tmp_path, "my-browser")

    assert find_browser(str(mine), {"PATH": ""}).path == str(mine)
    assert find_browser("", {"PATH": "", "SHOPPER_BROWSER": str(mine)}).how == "as named"


def test_a_named_browser_that_is_none_is_told() -> None:
    with pytest.raises(NoBrowser, match="'nothing-here' is no program"):
        find_browser("nothing-here", {"PATH": ""})


def test_playwright_s_own_counts_only_when_its_file_is_there(tmp_path: Path) -> None:
    own = program(tmp_path / "chromium-1200" / "chrome-linux64", "chrome")

    assert find_browser("", {"PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}).path == str(own)
