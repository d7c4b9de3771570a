"""The mail room against what else there is, on one Dovecot: `make bench-mail`.

Nothing here passes or fails: figures are printed with the machine, beside the bar they are to reach. Peers talk to the
server in clear, which is the cheapest for them; the mailboxes of the project use TLS, as they do by default.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence

from benches import mail_cable, mail_peers, mail_watch
from benches.mail_peers import Waited
from tests.conformance.servers import MailServer, NotHere, dovecot_and_postfix

MANY = 100
"""Mailboxes watched at once, and mails in the samples of single figures."""


def main() -> None:
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    begun = time.monotonic()
    try:
        with dovecot_and_postfix() as server:
            _all(server)
    except NotHere as reason:
        print(f"No Dovecot: {reason}")
        sys.exit(3)
    print(f"\nWhole run: {time.monotonic() - begun:.0f} s, load at the end {os.getloadavg()[0]:.1f}")


def _all(server: MailServer) -> None:
    _against_peers(server)
    _push()
    _many(server)
    _big(server)
    _broken_line(server)


def _against_peers(server: MailServer) -> None:
    print(
        "\nDetection: from the server's 250 until the tool has the mail; CPU: of the whole process, per waited message"
    )
    ours = mail_watch.waits(server)
    _row("mystery shopper, default settings", ours)
    peers = mail_peers.install()
    for name, run in peers.items():
        theirs = run(server)
        _row(name, theirs)
        _ratio(name, ours, theirs)


def _row(name: str, waited: Sequence[Waited]) -> None:
    times = [one.seconds for one in waited]
    cpu = 1000 * statistics.median(one.cpu for one in waited)
    print(f"  {name:38} p50 {median(times):7.3f} s   p99 {p99(times):7.3f} s   CPU {cpu:7.1f} ms   n = {len(times)}")


_BARS = {
    "check_imap_receive, 1 s": (4, 30),
    "check_imap_receive, default (5 s)": (15, 0),
    "Robot Framework, default (10 s)": (40, 150),
}


def _ratio(name: str, ours: Sequence[Waited], theirs: Sequence[Waited]) -> None:
    detection = median([one.seconds for one in theirs]) / median([one.seconds for one in ours])
    cpu = statistics.median(one.cpu for one in theirs) / statistics.median(one.cpu for one in ours)
    bar, cpu_bar = _BARS.get(name, (0, 0))
    said = f"    detection 1/{detection:.1f}" + (f" (bar 1/{bar}: {_met(detection >= bar)})" if bar else "")
    print(said + f", CPU 1/{cpu:.0f}" + (f" (bar 1/{cpu_bar}: {_met(cpu >= cpu_bar)})" if cpu_bar else ""))


def _push() -> None:
    delays = mail_watch.after_push(MANY)
    middle, late = 1000 * median(delays), 1000 * p99(delays)
    print(f"\nIDLE on a server that pushes at once: push + {middle:.1f} ms p50, + {late:.1f} ms p99, n = {len(delays)}")
    print(f"    (bars 5 ms: {_met(middle <= 5)}, 20 ms: {_met(late <= 20)})")


def _many(server: MailServer) -> None:
    crowd = mail_watch.crowd(server, MANY)
    print(f"\n{MANY} mailboxes watched (INBOX and junk, a TLS connection each):")
    print(f"    {crowd.kilobytes:.0f} KB each (bar 60: {_met(crowd.kilobytes <= 60)})")
    print(
        f"    idle CPU {crowd.idle_percent:.3f} % of a core over {crowd.idle_seconds:.0f} s (bar 0.2: {_met(crowd.idle_percent < 0.2)})"
    )
    one, all_of_them = p99(crowd.one), p99(crowd.many)
    print(
        f"    detection by IDLE, one mailbox: p50 {median(crowd.one):.3f} s, p99 {one:.3f} s; "
        f"each of {MANY}: p50 {median(crowd.many):.3f} s, p99 {all_of_them:.3f} s (bar twice: {_met(all_of_them <= 2 * one)})"
    )
    print(f"    inotify instances allowed: {crowd.inotify} (beyond them Dovecot polls)")


def _big(server: MailServer) -> None:
    big = mail_watch.big(server, 100_000, 50)
    for what, empty, full in (("wall", big.empty_wall, big.full_wall), ("CPU", big.empty_cpu, big.full_cpu)):
        low, high = 1000 * median(empty), 1000 * median(full)
        print(
            f"\nA new mail in a mailbox of {big.mails:,}, {what}: {high:.2f} ms, in an empty one {low:.2f} ms: "
            f"x {high / low:.2f} (bar 2: {_met(high <= 2 * low)}), n = {len(full)}",
            end="",
        )
    print()


def _broken_line(server: MailServer) -> None:
    lost, twice, seconds = mail_cable.broken_line(server, 1000, 20)
    print(
        f"\n1,000 mails over a line that breaks every 20: {lost} lost, {twice} twice, {seconds:.0f} s "
        f"(bars none: {_met(lost == 0 and twice == 0)})"
    )


def _met(holds: bool) -> str:
    return "met" if holds else "MISSED"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-99 * len(ordered) // 100) - 1)]


if __name__ == "__main__":
    main()
