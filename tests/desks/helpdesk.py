"""A django-helpdesk that serves: its process, its mailbox at the embedded post, and a project that points at it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.demo.mail.world import CA_FILE
from tests.desks.installing import ROOT, SITES, installed
from tests.desks.post import DESK_HOST, PASSWORD, Post
from tests.desks.waves import STORIES

PAGE = ROOT / "docs" / "real-desk.md"
ADDRESS = f"support@{DESK_HOST.domain}"
AGENT_PASSWORD = "agent-password-not-secret"


@contextmanager
def django_helpdesk(folder: Path, post: Post, *settings: str) -> Iterator[str]:
    """Serve one, and yield the address of its pages.

    Args:
        settings: "no-threading" (no ticket number in subjects), "no-reply" (mails come from noreply@).
    """
    python = installed("django-helpdesk") / "bin" / "python"
    folder.mkdir(parents=True, exist_ok=True)
    host = post.mail.providers["desk"]
    told = {
        "folder": str(folder),
        "secret": "site-secret-not-secret",
        "imap_port": host.imap_port,
        "smtp_port": host.smtp_port,
        "user": ADDRESS,
        "password": PASSWORD,
        "ca_file": str(CA_FILE),
        "agent_password": AGENT_PASSWORD,
        "settings": settings,
    }
    with (folder / "stderr.txt").open("w") as errors:
        process = subprocess.Popen(
            [python, SITES / "django_helpdesk.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
            url = process.stdout.readline().strip()
            assert url, (folder / "stderr.txt").read_text("utf-8")[-2000:]
            yield url
        finally:
            process.stdin.close()
            process.wait(20)
            process.stdout.close()


def write_project(folder: Path, post: Post, url: str) -> Path:
    """shopper.yaml, `.env` and the stories for this desk: as docs/real-desk.md has them, with the addresses of the day."""
    project, story = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    shutil.copytree(STORIES / "django-helpdesk", folder / "scenarios")
    quicker = story.replace("2 minutes", "2 seconds").replace("steps:", "from: [gmail]\nsteps:")
    (folder / "scenarios" / "parcel.yaml").write_text(quicker, "utf-8")
    (folder / ".env").write_text(f"{post.env}AGENT_PASSWORD={AGENT_PASSWORD}\n", "utf-8")
    desk, _, _ = project.partition("mailboxes:\n")
    ours = desk.replace("https://desk.example/", f"{url}/").replace("support@desk.example", ADDRESS)
    config = folder / "shopper.yaml"
    config.write_text(f"{ours}mailboxes:\n{post.mailboxes()}limits: {{pace: 0s, linger: 4s}}\n", "utf-8")
    return config
