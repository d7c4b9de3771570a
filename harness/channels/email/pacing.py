"""How often a watched mailbox is looked at: quick on servers of one's own, gentle on everybody else's."""

from __future__ import annotations

from dataclasses import dataclass

from harness.channels.email.provider_record import ProviderRecord

RENEWAL = 9 * 60.0
"""IDLE is begun anew at least this often: servers may end it after 30 minutes (RFC 2177), and NATs forget earlier."""
OWN_SERVER = ((0.1, 10), (0.2, 95))
"""A second of a question each 0.1 s, then until the twentieth second one each 0.2 s, or until a mail comes.

Dovecot holds each push back for 500 ms (its NOTIFY_DELAY_MSECS); a question is answered at once.
"""


@dataclass(frozen=True, kw_only=True)
class Pacing:
    """Real seconds.

    Attributes:
        safety: a look without being told, although IDLE is on; RENEWAL is the most.
        poll: between looks where there is no IDLE.
        burst: after something was sent: (seconds between questions, how many of them), one after the other.
        backoff: before each new try to connect, the last one for ever, all with jitter.
        timeout: for any one answer of the server.
    """

    safety: float = 60.0
    poll: float = 30.0
    burst: tuple[tuple[float, int], ...] = ()
    backoff: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
    timeout: float = 60.0


def pacing_for(record: ProviderRecord, *, poll: float = 30.0, safety: float = 60.0) -> Pacing:
    """A host that the user named by hand is asked in a burst after each send; public providers count commands.

    Where there is no IDLE and `poll` is short anyway, no burst is wanted.
    """
    return Pacing(poll=poll, safety=safety, burst=OWN_SERVER if record.key == "host" and poll >= 1.0 else ())
