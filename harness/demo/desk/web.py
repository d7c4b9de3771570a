"""The desk's web pages: a home page and a support form, served on loopback by the standard library."""

from __future__ import annotations

import asyncio
import html
import threading
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from harness.demo.desk.desk import SupportDesk
from harness.demo.desk.faults import DeskFault
from harness.demo.desk.tickets import Enquiry

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:38rem;padding:0 1rem;color:#1d2733}"
    "label{display:block;margin:.8rem 0 .2rem;font-weight:600}input,textarea,select{width:100%;box-sizing:border-box;"
    "padding:.5rem;font:inherit;border:1px solid #94a3b8;border-radius:4px}button{margin-top:1rem;padding:.6rem 1.2rem;"
    "font:inherit;background:#0f4c81;color:#fff;border:0;border-radius:4px}.hp{position:absolute;left:-5000px}"
)
_FORM = """<h1>Contact Acme Support</h1><p>We answer every request.</p>
<form method="post" action="/support/new" enctype="multipart/form-data">
<label for="name">Your name</label><input id="name" name="name" autocomplete="name" required>
<label for="email">E-mail address</label><input id="email" name="email" type="email" autocomplete="email" required>
<label for="subject">Subject</label><input id="subject" name="subject" required>
<label for="message">How can we help?</label><textarea id="message" name="message" rows="8" required></textarea>
<label for="file">Attachment</label><input id="file" name="file" type="file">
<div class="hp" aria-hidden="true"><label for="website">Website</label>
<input id="website" name="website" tabindex="-1"></div>
<button type="submit">Send request</button></form>"""


class DeskWeb:
    """Serves the desk's pages from a thread; enquiries go into the desk's own event loop."""

    def __init__(self, desk: SupportDesk, loop: asyncio.AbstractEventLoop) -> None:
        self._desk = desk
        self._loop = loop
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

    def submit(self, enquiry: Enquiry) -> str:
        """From the server's thread: hand over and wait for the ticket number."""

        async def hand_over() -> str:
            return self._desk.submit(enquiry)

        return asyncio.run_coroutine_threadsafe(hand_over(), self._loop).result(timeout=30)

    def answer_page(self, number: str) -> str:
        if DeskFault.FORM_SWALLOWED in self._desk.faults:
            return _page(
                "Thank you", "<h1>Thank you!</h1><p>Your message has been sent. We will reply within 24 hours.</p>"
            )
        text = f"Your request has been received. Your ticket number is {html.escape(number)}."
        return _page("Request received", f"<h1>Thank you!</h1><p>{text} We will reply within 24 hours.</p>")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path.startswith("/support/new"):
                    self.reply(200, _page("Contact", _FORM))
                elif self.path == "/":
                    self.reply(200, _page("Acme", '<h1>Acme</h1><p><a href="/support/new">Contact support</a></p>'))
                else:
                    self.reply(404, _page("Not found", "<h1>Not found</h1>"))

            def do_POST(self) -> None:
                size = min(int(self.headers.get("Content-Length", "0")), 32 * 1024 * 1024)
                fields, files = _read_multipart(str(self.headers.get("Content-Type", "")), self.rfile.read(size))
                if fields.get("website"):
                    self.reply(200, _page("Contact", "<p>You look like a robot.</p>" + _FORM))
                    return
                number = web.submit(_enquiry(fields, files))
                self.reply(200, web.answer_page(number))

            def reply(self, status: int, page: str) -> None:
                body = page.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        return Handler


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - Acme</title>'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


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
