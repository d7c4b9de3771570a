"""Access tokens at a real Dovecot, which asks the issuer about each (RFC 7662): both mechanisms, and its refusals."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.channels.email.folders import close, find_folder, sign_in
from harness.demo.mail.issuer import CLIENT, TokenIssuer
from harness.demo.mail.world import CA_FILE, CERTIFICATES
from harness.domain.errors import SignInRefused
from harness.domain.mailbox import MailboxSettings, OAuthSettings, Secret

WAIT = 30.0
DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")
CONFIG = """\
protocols = imap
base_dir = {folder}/base
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificates}/server.pem
ssl_key = <{certificates}/server.pem
mail_location = maildir:{folder}/mail/%u
auth_mechanisms = {mechanism}
first_valid_uid = 1
first_valid_gid = 1
{users}
namespace inbox {{
  inbox = yes
  mailbox Bulk {{
    auto = create
    special_use = \\Junk
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
"""
INTROSPECTION = """\
introspection_mode = post
introspection_url = {url}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@contextmanager
def dovecot(mechanism: str, issuer: TokenIssuer) -> Iterator[int]:
    """Yields the port. Its own users when root starts it, else the one who runs the tests."""
    with tempfile.TemporaryDirectory(prefix="dv-") as name, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.close()
        folder = Path(name)
        root = os.getuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        users = "" if root else f"default_internal_user = {owner.pw_name}\ndefault_login_user = {owner.pw_name}"
        folder.chmod(0o755)
        for below in ("mail", "home"):
            (folder / below).mkdir()
            os.chown(folder / below, owner.pw_uid, owner.pw_gid)
        (folder / "oauth2.conf").write_text(INTROSPECTION.format(url=issuer.url), "utf-8")
        config = CONFIG.format(
            folder=folder,
            certificates=CERTIFICATES,
            mechanism=mechanism.lower(),
            users=users,
            port=port,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
        (folder / "dovecot.conf").write_text(config, "utf-8")
        process = subprocess.Popen([DOVECOT or "dovecot", "-F", "-c", str(folder / "dovecot.conf")])
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(WAIT)


def _wait_for(port: int) -> None:
    """Until it listens; the kernel answers each try at once, so a short pause between them is enough."""
    import threading

    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), WAIT).close()
        except OSError:
            threading.Event().wait(0.1)
        else:
            return
    raise AssertionError("Dovecot does not listen")


@pytest.mark.skipif(DOVECOT is None, reason="no Dovecot here: apt-get install dovecot-imapd")
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_signs_in_at_dovecot_and_a_bad_one_is_said_plainly(mechanism: str, tmp_path: Path) -> None:
    issuer = TokenIssuer()
    issuer.start()
    try:
        with dovecot(mechanism, issuer) as port:
            oauth = OAuthSettings(
                client_id=CLIENT,
                refresh_token=Secret(issuer.log_in("jane@corp.test")),
                token_url=f"{issuer.url}/token",
                token_folder=str(tmp_path),
            )
            where = f"imaps://localhost:{port}"
            good = MailboxSettings(key="own", address="jane@corp.test", imap=where, ca_file=str(CA_FILE), oauth=oauth)
            box = sign_in(good, WAIT)
            junk = find_folder(box, "\\Junk", "")
            close(box)

            bad = MailboxSettings(
                key="own",
                address="jane@corp.test",
                imap=where,
                ca_file=str(CA_FILE),
                oauth=OAuthSettings(access_token=Secret("token-not-secret")),
            )
            with pytest.raises(SignInRefused) as refused:
                sign_in(bad, WAIT)
    finally:
        issuer.stop()

    assert junk == "Bulk"
    assert "refuses the access token" in str(refused.value)
    assert "status 401" in str(refused.value) or "status invalid_token" in str(refused.value)
