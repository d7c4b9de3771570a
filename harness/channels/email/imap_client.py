"""An imaplib client that never loses a line: what it has read and nobody has taken yet is visible.

imaplib reads through a buffered file, so after IDLE begins an announcement may already lie in that buffer, where
`select` cannot see it, and imap-tools aborts when a push comes in two packets. Here lines come from a buffer of our
own; `has_input` tells whether something is waiting, in the buffer or in the TLS layer.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from typing import Any

from imap_tools import MailBox

_MOST = 64 * 1024 * 1024


class PatientClient(imaplib.IMAP4_SSL):
    """`imaplib.IMAP4_SSL` with a visible read buffer; not `tls_at_once`, it begins in clear and upgrades at once.

    `plain`: it stays in clear. Only `connecting.endpoint` decides on that, for this machine alone.
    """

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, *, tls_at_once: bool, timeout: float, plain: bool = False
    ) -> None:
        self._input = bytearray()
        self._tls_at_once = tls_at_once
        self._patience = timeout
        self._asked, self._news = b"", False
        super().__init__(host, port, ssl_context=context, timeout=timeout)
        if not (tls_at_once or plain):
            imaplib.IMAP4.starttls(self, context)  # RFC 2595; the subclass forbids it needlessly

    def _create_socket(self, timeout: float | None = None) -> Any:
        sock = socket.create_connection((self.host, self.port), timeout)
        if not self._tls_at_once:
            return sock
        return self.ssl_context.wrap_socket(sock, server_hostname=self.host)

    def read(self, size: int) -> bytes:
        while len(self._input) < size:
            self._receive()
        return self._take(size)

    def readline(self) -> bytes:
        searched = 0
        while (end := self._input.find(b"\n", searched)) < 0:
            searched = len(self._input)
            if searched > _MOST:
                raise self.abort("a line without end")
            self._receive()
        return self._take(end + 1)

    def has_input(self) -> bool:
        """Whether the server has said something that was not read yet."""
        pending = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return bool(self._input) or pending > 0

    def be_quick(self, *, quick: bool) -> None:
        """Quick: `hear` never waits, so that it can be called in an event loop. Otherwise answers are waited for."""
        self.sock.settimeout(0.0 if quick else self._patience)

    def ask(self) -> None:
        """Send NOOP (RFC 9051, section 6.1.2) and do not wait for the answer, which `hear` reads."""
        self._asked, self._news = self._new_tag(), False
        self.send(self._asked + b" NOOP\r\n")

    def hear(self) -> bool | None:
        """What the answer to `ask` says: True when the server announces mails; None while it is not here yet.

        Spoken without most of imaplib's bookkeeping, since it is asked several times a second. What is announced lies
        in `untagged_responses` as ever.

        Raises:
            abort: the server said goodbye or anything but OK.
        """
        try:
            self._receive()
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        while (end := self._input.find(b"\n")) >= 0:
            line = self._take(end + 1)
            if line.startswith(self._asked):
                return self._answered(line)
            self._note(line)
        return None

    def _note(self, line: bytes) -> None:
        if line.startswith(b"* BYE"):
            raise self.abort(line.decode("latin-1").strip())
        if line.rstrip().endswith(b" EXISTS"):
            self._news = True
        elif line.startswith(b"* STATUS "):  # of a folder beside (RFC 5465)
            self._news = True
            self._append_untagged("STATUS", line[9:].rstrip())

    def _answered(self, line: bytes) -> bool:
        self.tagged_commands.pop(self._asked, None)
        if not line.startswith(self._asked + b" OK"):
            raise self.abort(line.decode("latin-1").strip())
        return self._news

    def _receive(self) -> None:
        piece = self.sock.recv(16384)  # what one TLS record holds (RFC 8446, section 5.1)
        if not piece:
            raise self.abort("the server closed the connection")
        self._input += piece

    def _take(self, size: int) -> bytes:
        taken = bytes(self._input[:size])
        del self._input[:size]
        return taken


class PatientMailBox(MailBox):
    """imap-tools' mailbox on top of `PatientClient`."""

    client: PatientClient

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, *, tls_at_once: bool, timeout: float, plain: bool = False
    ) -> None:
        self._tls_at_once, self._plain = tls_at_once, plain
        super().__init__(host, port, timeout=timeout, ssl_context=context)

    def _get_mailbox_client(self) -> PatientClient:
        assert self._ssl_context is not None
        return PatientClient(
            self._host,
            self._port,
            self._ssl_context,
            tls_at_once=self._tls_at_once,
            timeout=self._timeout or 60.0,
            plain=self._plain,
        )

    def begin_idle(self) -> bytes:
        """Start IDLE; untagged lines may ride in front of the "+" (RFC 2177). Returns the command's tag."""
        tag: bytes = self.client._command("IDLE")  # noqa: SLF001 - as imap-tools does
        while self.client._get_response() is not None:  # noqa: SLF001
            if self.client.tagged_commands.get(tag):
                raise self.client.abort("IDLE was refused")
        return tag

    def end_idle(self, tag: bytes) -> None:
        """End IDLE and read everything up to its tagged answer."""
        self.client.send(b"DONE\r\n")
        self.consume_until_tagged_response(tag)
