"""The command `find`, against the embedded desk's site."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from harness.commands.sites import FindTask, run_find
from harness.demo.project import open_world
from harness.domain.errors import UsageError


async def found(folder: Path, *faults: str, **more: object) -> tuple[int, str]:
    """Exit code and what was said."""
    said: list[str] = []
    async with open_world(faults) as world:
        host = world.web.url.removeprefix("http://")
        task = FindTask(
            url=f"{world.web.url}/",
            config=folder / "shopper.yaml",
            allow=(host,),
            **more,  # type: ignore[arg-type]
        )
        code = await run_find(task, os.environ, said.append)
    return code, "\n".join(said).replace(world.web.url, "")


async def test_it_counts_clicks_and_keeps_pictures_of_the_path(tmp_path: Path) -> None:
    code, said = await found(tmp_path, as_json=True, shots=tmp_path / "shots")

    document = json.loads(said)
    assert code == 0
    assert document["ways"]["form"] == {
        "clicks": 1,
        "what": "/support/new",
        "page": "/support/new",
        "path": [{"url": "/", "by": ""}, {"url": "/support/new", "by": "Contact"}],
    }
    assert document["ways"]["phone"]["what"] == "+41440000000"
    assert document["ways"]["chat"] is None
    assert [one["duration"] for one in document["promises"]] == ["PT24H"]
    assert sorted(file.name for file in (tmp_path / "shots").iterdir()) == ["path-0.jpg", "path-1.jpg"]


async def test_it_says_in_plain_words_where_only_questions_stand(tmp_path: Path) -> None:
    code, said = await found(tmp_path, "site-faq-only")

    assert code == 1
    assert "form     not found" in said
    assert "Only answers to frequent questions stand there" in said


async def test_a_host_that_nobody_allowed_is_not_opened(tmp_path: Path) -> None:
    task = FindTask(url="https://acme.example/", config=tmp_path / "shopper.yaml")

    with pytest.raises(UsageError, match="--allow acme"):
        await run_find(task, os.environ, print)


async def test_what_is_no_web_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no web address"):
        await run_find(FindTask(url="acme", config=tmp_path / "shopper.yaml"), os.environ, print)


async def test_a_site_that_does_not_answer_is_not_measured(tmp_path: Path) -> None:
    said: list[str] = []
    task = FindTask(url="http://127.0.0.1:9/", config=tmp_path / "none.yaml", allow=("127.0.0.1:9",))

    assert await run_find(task, os.environ, said.append) == 3
    assert said == ["Could not be searched: the home page did not load."]
