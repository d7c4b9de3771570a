"""docs/mailboxes.md: every example of it loads, and every provider has its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness import wiring
from harness.channels.email.known_providers import PROVIDERS
from harness.channels.email.providers import record_for
from harness.domain.mailbox import MailboxSettings

PAGE = (Path(__file__).parent.parent.parent / "docs" / "mailboxes.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
DESK = "desks: {acme: {addresses: {support: support@acme.example}}}\nmailboxes:\n"


def load(example: str, folder: Path) -> dict[str, MailboxSettings]:
    (folder / "scenarios").mkdir()
    config = folder / "shopper.yaml"
    config.write_text(DESK + re.sub(r"^", "  ", example, flags=re.MULTILINE), "utf-8")
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", example), "not-secret")
    return dict(wiring.load(config, secrets).project.mailboxes)


@pytest.mark.parametrize("example", EXAMPLES, ids=[re.split(r"\W", one)[0] for one in EXAMPLES])
def test_each_example_loads_and_finds_its_servers(example: str, tmp_path: Path) -> None:
    for mailbox in load(example, tmp_path).values():
        record = record_for(mailbox)
        assert record.imap
        assert record.smtp
        assert mailbox.password is not None or mailbox.oauth is not None


@pytest.mark.parametrize("record", [one for one in PROVIDERS.values() if one.imap], ids=lambda one: one.key)
def test_each_provider_is_on_the_page_with_its_hosts(record: object) -> None:
    assert isinstance(record, type(PROVIDERS["gmail"]))
    for url in (record.imap, record.smtp):
        assert url.split("//")[1].split(":")[0] in PAGE
