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

PASSWORD = "jane-test-password"
UNPACKED = Path(__file__).parents[2] / ".servers" / "root"
PATIENCE = 60.0
"""Seconds that a server may take to start, on a loaded machine."""


class NotHere(Exception):
    """These servers cannot run on this machine; the text says why."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A running pair of servers with accounts jane, and user0, user1 ... in one domain; LMTP files without a queue.

    `later` is a local part that is answered with 4xx for ever; `sent` and `junk` are folders of each account.
    """

    domain: str
    imap_port: int
    smtp_port: int
    lmtp_port: int
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
        imap, lmtp, auth, smtp = free_ports(4)
        _write(folder / "dovecot.conf", _DOVECOT, folder=folder, imap=imap, lmtp=lmtp, auth=auth)
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", "mail", "mail")
        for name in ("queue", "data", "postfix"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        _write(folder / "postfix" / "main.cf", _MAIN_CF, folder=folder, lmtp=lmtp, auth=auth)
        _write(folder / "postfix" / "master.cf", _MASTER_CF, smtp=smtp)
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
        _write(folder / "imapd.conf", _IMAPD_CONF, folder=folder)
        _write(folder / "cyrus.conf", _CYRUS_CONF, folder=folder, bin=cyrus, imap=imap, lmtp=lmtp)
        _write(folder / "exim.conf", _EXIM_CONF, folder=folder, smtp=smtp, lmtp=lmtp)
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


_DOVECOT = """
base_dir = @folder@/run
log_path = @folder@/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <@certificates@/server.pem
ssl_key = <@certificates@/server.pem
mail_location = mdbox:@folder@/mail/%n
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
auth_username_format = %n
auth_mechanisms = plain login
recipient_delimiter = +
default_process_limit = 600
default_client_limit = 2000
mail_max_userip_connections = 600
passdb {
  driver = static
  args = password=@password@
}
userdb {
  driver = static
  args = home=@folder@/mail/%n
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox "Junk Mail" {
    auto = create
    special_use = \\Junk
  }
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
service imap-login {
  service_count = 0
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = @imap@
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0
  }
  inet_listener lmtp {
    address = 127.0.0.1
    port = @lmtp@
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = @auth@
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
protocol lmtp {
  postmaster_address = postmaster@postfix.test
}
"""

_MAIN_CF = """
compatibility_level = 3.6
queue_directory = @folder@/queue
data_directory = @folder@/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = @folder@/postfix.log
maillog_file_prefixes = @folder@
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.postfix.test
myorigin = postfix.test
mydestination =
mynetworks =
alias_maps =
biff = no
virtual_mailbox_domains = postfix.test
virtual_mailbox_maps = texthash:@folder@/users
virtual_transport = lmtp:inet:127.0.0.1:@lmtp@
recipient_delimiter = +
smtpd_tls_cert_file = @certificates@/server.pem
smtpd_tls_key_file = @certificates@/server.pem
smtpd_tls_security_level = encrypt
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:@auth@
smtpd_recipient_restrictions = check_recipient_access texthash:@folder@/later, reject_unlisted_recipient, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_client_connection_rate_limit = 0
"""

_MASTER_CF = """
127.0.0.1:@smtp@ inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

_IMAPD_CONF = """
configdirectory: @folder@/config
defaultpartition: default
partition-default: @folder@/spool
cyrus_user: mail
servername: cyrus.test
admins: cyrus
unixhierarchysep: no
altnamespace: no
virtdomains: off
allowplaintext: no
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: @folder@/sasldb2
sasl_mech_list: PLAIN LOGIN
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Spam | Sent
autocreate_subscribe_folders: Spam | Sent
tls_server_cert: @certificates@/server.pem
tls_server_key: @certificates@/server.pem
lmtp_downcase_rcpt: yes
lmtpsocket: @folder@/config/lmtp
idlesocket: @folder@/config/idle
notifysocket: @folder@/config/notify
duplicatesuppression: no
syslog_prefix: cyrus
"""

_CYRUS_CONF = """
START {
  recover cmd="@bin@/ctl_cyrusdb -C @folder@/imapd.conf -r"
}
SERVICES {
  imaps cmd="@bin@/imapd -C @folder@/imapd.conf -s -U 30" listen="127.0.0.1:@imap@" prefork=1
  lmtp cmd="@bin@/lmtpd -C @folder@/imapd.conf -a" listen="127.0.0.1:@lmtp@" prefork=1
}
DAEMON {
  idled cmd="@bin@/idled -C @folder@/imapd.conf"
}
EVENTS {
}
"""

_EXIM_CONF = """
primary_hostname = mx.exim.test
domainlist local_domains = exim.test
spool_directory = @folder@/exim
log_file_path = @folder@/exim/%slog
pid_file_path = @folder@/exim/exim.pid
daemon_smtp_ports = @smtp@
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = @certificates@/server.pem
tls_privatekey = @certificates@/server.pem
auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
keep_environment =
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept

begin acl
check_rcpt:
  deny !authenticated = *
       message = authentication required
  defer local_parts = later
        message = greylisted, try again later
  accept domains = +local_domains
         verify = recipient
  deny message = no such mailbox here

begin routers
mailboxes:
  driver = accept
  domains = +local_domains
  local_parts = jane : later
  local_part_suffix = +*
  local_part_suffix_optional
  transport = cyrus

begin transports
cyrus:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  port = @lmtp@
  allow_localhost
  hosts_avoid_tls = *
  hosts_try_fastopen = :
  rcpt_include_affixes = false

begin retry
* * F,1h,1m

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{or{{eq{$auth2}{jane}}{eq{$auth2}{jane@exim.test}}}}{eq{$auth3}{@password@}}}}
  server_set_id = $auth2
"""
