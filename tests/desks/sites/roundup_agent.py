"""An agent of Roundup's who answers by mail, as its people do: in Roundup's virtualenv.

    roundup_agent.py TRACKER_HOME CA_FILE

Reads {"ticket": "issue7", "message": ...} from standard input, as `harness/desks/command.py` writes it, and pipes the
agent's mail into roundup-mailgw.
"""

import json
import os
import re
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

from roundup import instance

HOME, CA_FILE = sys.argv[1:3]
AGENT = "Alma Berg <alma@roundup.test>"


def letter(ticket: str, text: str) -> EmailMessage:
    """The agent's answer to the customer's last message."""
    found = re.search(r"(\d+)$", ticket)
    if found is None:
        sys.exit(f"no issue number in {ticket!r}")
    database = instance.open(HOME).open("admin")
    try:
        issue = database.issue.getnode(found.group())
        last = database.msg.getnode(issue.messages[-1])
        mail = EmailMessage()
        mail["From"], mail["To"] = AGENT, database.config["TRACKER_EMAIL"]
        mail["Subject"] = f"Re: [issue{issue.id}] {issue.title}"
        mail["In-Reply-To"] = mail["References"] = last.messageid
        mail.set_content(f"{text}\n\nKind regards,\nAlma Berg\n")
        return mail
    finally:
        database.close()


told = json.load(sys.stdin)
gateway = Path(sys.executable).parent / "roundup-mailgw"
mail = letter(told["ticket"], told["message"]).as_bytes()
subprocess.run([gateway, HOME], input=mail, env={**os.environ, "SSL_CERT_FILE": CA_FILE}, check=True)
print(f"mailed as {AGENT}")
