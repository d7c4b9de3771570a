"""Serves the desk's web pages on loopback by the standard library, from a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from harness.demo.desk.desk import SupportDesk
from harness.demo.desk.faults import DeskFault
from harness.demo.desk.pages import PageFault, answer_page, contact_page, form, page, site_page
from harness.demo.desk.tickets import Enquiry

HASTE = timedelta(seconds=10)
"""Zammad's pop-up form takes everybody for a robot who needs less than this."""
_LARGEST = 32 * 1024 * 1024


class DeskWeb:
    """Serves the desk's pages from a thread; enquiries go into the desk's own event loop."""

    def __init__(
        self, desk: SupportDesk, loop: asyncio.AbstractEventLoop, faults: Set[PageFault] = frozenset()
    ) -> None:
        self.faults = frozenset(faults)
        self.confirmed = 0
        """How often a link that confirms a request was followed."""
        self._desk = desk
        self._loop = loop
        self._opened: dict[str, datetime] = {}
        self._unconfirmed: dict[str, Enquiry] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        if path == "/robots.txt":
            return 200, "User-agent: *\nDisallow: /private\n"
        if path == "/support/new":
            return 200, contact_page(self.faults, token=self._token())
        if path == "/support/frame":
            return 200, page("Contact", form(self.faults, token=self._token()))
        if path.startswith("/support/confirm/"):
            return self._confirm(path.rpartition("/")[2])
        found = site_page(path, self.faults)
        return (200, found) if found is not None else (404, page("Not found", "<h1>Not found</h1>"))

    def post(self, fields: dict[str, str], files: tuple[tuple[str, str, bytes], ...]) -> tuple[int, str]:
        """Status and page; hands the enquiry over where the form's faults let it."""
        if fields.get("website") or fields.get("email2") or fields.get("message2") or fields.get("phone2"):
            return self._again("You look like a robot.", fields)
        refusal = self._refusal(fields)
        if refusal is not None:
            return refusal
        enquiry = _enquiry(fields, files)
        if PageFault.FORM_NEEDS_CONFIRMATION in self.faults:
            key = token_urlsafe(12)
            self._unconfirmed[key] = enquiry
            self._in_the_loop(lambda: self._desk.ask_to_confirm(enquiry, f"{self.url}/support/confirm/{key}"))
            return 200, answer_page("", self.faults)
        return 200, self._accepted(enquiry)

    def _refusal(self, fields: dict[str, str]) -> tuple[int, str] | None:
        opened = self._opened.get(fields.get("token", ""))
        if PageFault.FORM_500 in self.faults:
            return 500, page("Error", "<h1>500 Internal Server Error</h1>")
        if PageFault.FORM_SILENT in self.faults:
            return 200, contact_page(self.faults, token=self._token())
        if PageFault.FORM_ERROR_AS_200 in self.faults:
            return self._again("Please correct the errors below: E-mail address is not valid.", fields)
        if PageFault.FORM_TOO_FAST in self.faults and opened and self._now() - opened < HASTE:
            return self._again("Sorry, you look like a robot!", fields)
        return None

    def _accepted(self, enquiry: Enquiry) -> str:
        number = self._in_the_loop(lambda: self._desk.submit(enquiry))
        return answer_page(number, self.faults, swallowed=DeskFault.FORM_SWALLOWED in self._desk.faults)

    def _confirm(self, key: str) -> tuple[int, str]:
        enquiry = self._unconfirmed.pop(key, None)
        if enquiry is None:
            return 404, page("Not found", "<h1>This link is used up</h1>")
        self.confirmed += 1
        return 200, self._accepted_after_confirmation(enquiry)

    def _accepted_after_confirmation(self, enquiry: Enquiry) -> str:
        number = self._in_the_loop(lambda: self._desk.submit(enquiry))
        return answer_page(number, self.faults - {PageFault.FORM_NEEDS_CONFIRMATION})

    def _again(self, error: str, fields: dict[str, str]) -> tuple[int, str]:
        return 200, contact_page(self.faults, error=error, token=fields.get("token", ""))

    def _token(self) -> str:
        token = token_urlsafe(9)
        self._opened[token] = self._now()
        return token

    def _now(self) -> datetime:
        return self._desk.now()

    def _in_the_loop(self, work: Callable[[], str]) -> str:
        """From the server's thread: do this in the desk's own loop and wait for the answer."""

        async def hand_over() -> str:
            return work()

        return asyncio.run_coroutine_threadsafe(hand_over(), self._loop).result(timeout=30)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.reply(*web.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                size = min(int(self.headers.get("Content-Length", "0")), _LARGEST)
                content_type = str(self.headers.get("Content-Type", ""))
                self.reply(*web.post(*_read_multipart(content_type, self.rfile.read(size))))

            def reply(self, status: int, content: str) -> None:
                body = content.encode()
                kind = "text/plain" if content.startswith("User-agent") else "text/html"
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        return Handler


def _enquiry(fields: dict[str, str], files: tuple[tuple[str, str, bytes], ...]) -> Enquiry:
    return Enquiry(
        address=fields.get("email", "").strip(),
        name=fields.get("name", "").strip(),
        subject=fields.get("subject", "").strip(),
        text=fields.get("message", ""),
        inbox="support",
        attachments=files,
    )


def _read_multipart(content_type: str, body: bytes) -> tuple[dict[str, str], tuple[tuple[str, str, bytes], ...]]:
    raw = f"Content-Type: {content_type}\r\n\r\n".encode() + body
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(raw)
    fields: dict[str, str] = {}
    files: list[tuple[str, str, bytes]] = []
    for part in message.iter_parts():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        name = str(part.get_param("name", header="content-disposition") or "")
        if part.get_filename():
            files.append((str(part.get_filename()), part.get_content_type(), data))
        elif name != "file":
            fields[name] = data.decode("utf-8", "replace")
    return fields, tuple(files)
