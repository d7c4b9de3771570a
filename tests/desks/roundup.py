"""A Roundup tracker: mail comes in through roundup-mailgw, goes out through the embedded provider, agents write mails."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

from harness.demo.mail.world import CA_FILE
from tests.desks.installing import SITES, installed
from tests.desks.post import DESK_HOST, PASSWORD, Post
from tests.desks.waves import STORIES

DOMAIN = "roundup.test"
ADDRESS = f"issue_tracker@{DOMAIN}"


class Roundup:
    """One tracker on SQLite. `echoes`: it sends every message back to its author, too, not only the first."""

    def __init__(self, home: Path, *, echoes: bool) -> None:
        self._bin = installed("roundup") / "bin"
        self.home = home
        self._echoes = echoes
        self._one_at_a_time = asyncio.Lock()

    def install(self, post: Post) -> None:
        """The classic template; strangers may write; one agent."""
        host = post.mail.providers["desk"]
        options = {
            "admin_email": f"admin@{DOMAIN}",
            "tracker_email": ADDRESS,
            "tracker_web": f"http://{DOMAIN}/",
            "mail_domain": DOMAIN,
            "mail_host": "localhost",
            "mail_port": host.smtp_port,
            "mail_username": f"support@{DESK_HOST.domain}",
            "mail_password": PASSWORD,
            "mail_tls": "yes",
            "nosy_messages_to_author": "yes" if self._echoes else "new",
        }
        self._admin("install", "classic", "sqlite", ",".join(f"{name}={value}" for name, value in options.items()))
        schema = self.home / "schema.py"
        closed = "#db.security.addPermissionToRole('Anonymous', 'Email Access')"
        text = schema.read_text("utf-8")
        assert closed in text
        schema.write_text(text.replace(closed, closed.removeprefix("#")), "utf-8")
        self._admin("initialise", "admin-password-not-secret")
        self._admin("create", "user", "username=alma", f"address=alma@{DOMAIN}", "realname=Alma Berg", "roles=User")

    async def take(self, sender: str, recipient: str, raw: bytes) -> str:
        """The intake of the tracker's domain: what a mail server does with `| roundup-mailgw HOME` in its aliases."""
        if recipient.lower() != ADDRESS:
            return f"550 5.1.1 <{recipient}> no such mailbox here"
        async with self._one_at_a_time:
            gateway = await asyncio.create_subprocess_exec(
                self._bin / "roundup-mailgw",
                self.home,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, "SSL_CERT_FILE": str(CA_FILE)},
            )
            said, _ = await gateway.communicate(raw)
        return "250 2.0.0 OK" if gateway.returncode == 0 else f"451 4.3.0 {said[-100:]!r}"

    def write_project(self, folder: Path, post: Post) -> Path:
        """shopper.yaml, `.env` and the stories for this desk."""
        shutil.copytree(STORIES / "roundup", folder / "scenarios")
        (folder / ".env").write_text(post.env, "utf-8")
        config = folder / "shopper.yaml"
        config.write_text(
            f"""\
desks:
  roundup:
    name: A Roundup tracker
    addresses: {{support: {ADDRESS}}}
    promises: {{acknowledgement: 1 minute, first reply: 2 minutes, next reply: 2 minutes}}
    agent: ["{self._bin / "python"}", "{SITES / "roundup_agent.py"}", "{self.home}", "{CA_FILE}"]
mailboxes:
{post.mailboxes()}limits: {{pace: 0s, linger: 4s}}
""",
            "utf-8",
        )
        return config

    def _admin(self, *words: str) -> None:
        subprocess.run([self._bin / "roundup-admin", "-i", self.home, *words], check=True, capture_output=True)
