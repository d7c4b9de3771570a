"""Real mail servers on loopback, each in a folder of its own on ports of its own: Dovecot + Postfix, Cyrus + Exim.

Started as root and ended by process id; nothing of the machine's own mail system is touched. TLS is that of the
embedded world's authority.
"""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from harness.demo.mail.world import CA_FILE, CERTIFICATES
from harness.domain.scenario import MailboxSettings, Secret
from tests.conformance import server_files

PASSWORD = "jane-test-password"
UNPACKED = Path(__file__).parents[2] / ".servers" / "root"
PATIENCE = 60.0
"""Seconds that a server may take to start, on a loaded machine."""


class NotHere(Exception):
    """These servers cannot run on this machine; the text says why."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A running pair of servers with accounts jane, and user0, user1 ... in one domain; LMTP files without a queue.

    `plain_port` speaks IMAP in clear, 0 where nobody does. `later` is a local part that is answered with 4xx for ever; `sent` and `junk` are folders of each account.
    """

    domain: str
    imap_port: int
    smtp_port: int
    lmtp_port: int
    plain_port: int
    junk: str
    sent: str
    folder: Path
    pids: tuple[int, ...] = ()
    later: str = "later"

    def settings(self, user: str = "jane", password: str = PASSWORD) -> MailboxSettings:
        return MailboxSettings(
            key=user,
            address=f"{user}@{self.domain}",
            provider="host",
            imap=f"imaps://localhost:{self.imap_port}",
            smtp=f"smtp://localhost:{self.smtp_port}",
            user=user,
            password=Secret(password),
            ca_file=str(CA_FILE),
        )

    def file(self, raw: bytes, user: str = "jane") -> None:
        """Deliver by LMTP (RFC 2033): when this returns, the mail lies in INBOX."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail("support@desk.test", [f"{user}@{self.domain}"], raw)


@contextmanager
def dovecot_and_postfix() -> Iterator[MailServer]:
    """Dovecot (separator "/", SPECIAL-USE, a junk folder with a space) behind Postfix."""
    binaries = {"dovecot": _needed("dovecot"), "postfix": _needed("postfix")}
    with _folder() as folder:
        imap, plain, lmtp, auth, smtp = free_ports(5)
        _write(
            folder / "dovecot.conf", server_files.DOVECOT, folder=folder, imap=imap, plain=plain, lmtp=lmtp, auth=auth
        )
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", "mail", "mail")
        for name in ("queue", "data", "postfix"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        _write(folder / "postfix" / "main.cf", server_files.MAIN_CF, folder=folder, lmtp=lmtp, auth=auth)
        _write(folder / "postfix" / "master.cf", server_files.MASTER_CF, smtp=smtp)
        (folder / "users").write_text("jane@postfix.test ok\nlater@postfix.test ok\n")
        (folder / "later").write_text("later@postfix.test 451 4.7.1 greylisted, try again later\n")
        daemons = [
            [binaries["dovecot"], "-F", "-c", str(folder / "dovecot.conf")],
            ["/usr/lib/postfix/sbin/master", "-c", str(folder / "postfix"), "-d"],
        ]
        # `postfix start-fg` would start the master in a session of its own; these are the steps it takes.
        subprocess.run([binaries["postfix"], "-c", str(folder / "postfix"), "check"], check=True, capture_output=True)
        with _running(daemons, folder, ports=(imap, lmtp, smtp)) as pids:
            yield MailServer(
                domain="postfix.test",
                imap_port=imap,
                smtp_port=smtp,
                lmtp_port=lmtp,
                plain_port=plain,
                junk="Junk Mail",
                sent="Sent",
                folder=folder,
                pids=pids,
            )


@contextmanager
def cyrus_and_exim() -> Iterator[MailServer]:
    """Cyrus (separator ".", everything below INBOX, no SPECIAL-USE) behind Exim."""
    if os.geteuid() != 0 or not (UNPACKED / "usr/lib/exim4/exim4").exists():
        raise NotHere("Cyrus and Exim are not unpacked in .servers/ (run `make servers` as root on a Debian)")
    with _folder() as folder:
        imap, lmtp, smtp = free_ports(3)
        library = next((UNPACKED / "usr" / "lib").glob("*-linux-*"))
        environ = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": str(library)}
        cyrus = UNPACKED / "usr" / "lib" / "cyrus" / "bin"
        for name in ("config", "config/socket", "spool", "exim"):
            (folder / name).mkdir()
        shutil.chown(folder / "config", "mail", "mail")
        shutil.chown(folder / "config" / "socket", "mail", "mail")
        shutil.chown(folder / "spool", "mail", "mail")
        shutil.chown(folder / "exim", "Debian-exim", "Debian-exim")
        _write(folder / "imapd.conf", server_files.IMAPD_CONF, folder=folder)
        _write(folder / "cyrus.conf", server_files.CYRUS_CONF, folder=folder, bin=cyrus, imap=imap, lmtp=lmtp)
        _write(folder / "exim.conf", server_files.EXIM_CONF, folder=folder, smtp=smtp, lmtp=lmtp)
        _sasl_user(folder, environ)
        daemons = [
            [
                str(cyrus / "master"),
                "-C",
                str(folder / "imapd.conf"),
                "-M",
                str(folder / "cyrus.conf"),
                "-p",
                str(folder / "master.pid"),
            ],
            [str(UNPACKED / "usr/lib/exim4/exim4"), "-C", str(folder / "exim.conf"), "-bdf"],
        ]
        with _running(daemons, folder, ports=(imap, lmtp, smtp), environ=environ) as pids:
            yield MailServer(
                domain="exim.test",
                imap_port=imap,
                smtp_port=smtp,
                lmtp_port=lmtp,
                plain_port=0,
                junk="INBOX.Spam",
                sent="INBOX.Sent",
                folder=folder,
                pids=pids,
            )


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment."""
    with contextmanager(_bound)(count) as sockets:
        return [one.getsockname()[1] for one in sockets]


def _bound(count: int) -> Iterator[list[socket.socket]]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        yield sockets
    finally:
        for one in sockets:
            one.close()


def _needed(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin")
    if os.geteuid() != 0 or found is None:
        raise NotHere(f"{name} is not installed, or this is not root (run `make servers` as root on a Debian)")
    return found


@contextmanager
def _folder() -> Iterator[Path]:
    """A short path that servers' own users may enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, template: str, **values: object) -> None:
    for name, value in {"certificates": CERTIFICATES, "password": PASSWORD, **values}.items():
        template = template.replace(f"@{name}@", str(value))
    path.write_text(template)


def _sasl_user(folder: Path, environ: Mapping[str, str]) -> None:
    command = [
        str(UNPACKED / "usr/sbin/saslpasswd2"),
        "-c",
        "-p",
        "-f",
        str(folder / "sasldb2"),
        "-u",
        "cyrus.test",
        "jane",
    ]
    subprocess.run(command, input=PASSWORD.encode(), env=dict(environ), check=True, capture_output=True)
    shutil.chown(folder / "sasldb2", "mail")


@contextmanager
def _running(
    daemons: Sequence[Sequence[str]], folder: Path, *, ports: Sequence[int], environ: Mapping[str, str] | None = None
) -> Iterator[tuple[int, ...]]:
    """Daemons in the foreground, each in a session of its own, ended with all their children."""
    processes = []
    try:
        for command in daemons:
            log = (folder / f"{Path(command[0]).name}.out").open("wb")
            with log:
                processes.append(
                    subprocess.Popen(
                        command,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                        env=dict(environ) if environ else None,
                    )
                )
        _await_ports(ports, processes, folder)
        yield tuple(process.pid for process in processes)
    finally:
        for process in processes:
            _end(process)


def _await_ports(ports: Sequence[int], processes: Sequence[subprocess.Popen[bytes]], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    for port in ports:
        while not _listens(port):
            if time.monotonic() > deadline or any(process.poll() is not None for process in processes):
                said = "\n".join(
                    f"{path.name}: {path.read_text(errors='replace')[-1500:]}"
                    for path in (*folder.glob("*.out"), *folder.glob("*.log"))
                )
                raise NotHere(f"a server did not start: {said}")
            time.sleep(0.01)  # noqa: TID251 - another process is waited for, and nothing tells when it is ready


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
