"""The staff pages of a helpdesk that answers as django-helpdesk does, without its weight: a login, one ticket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

LOGIN = """<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t0k3n">
<input name="username"><input type="password" name="password"><button type="submit" name="go">Log in</button></form>"""
TICKET = """<form action="/search/"><input name="q"></form>
<form method="post" action="/tickets/7/update/"><input type="hidden" name="csrfmiddlewaretoken" value="t1">
<textarea name="comment"></textarea><input type="radio" name="new_status" value="1" checked>
<input type="radio" name="new_status" value="4"><input type="checkbox" name="public" value="1">
<select name="owner"><option value="0">Nobody</option><option value="3">Alma</option></select>
<select name="priority"><option value="1">High</option><option value="3" selected>Normal</option></select>
<select name="merged_to" disabled><option value="9">x</option></select><input type="file" name="attachment"></form>"""


class StaffPages(ThreadingHTTPServer):
    """`comments`: what was posted to a ticket, with every field of the form."""

    daemon_threads = True

    def __init__(self, password: str) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.password = password
        self.comments: list[dict[str, str]] = []
        self.breaks = False
        self.login_leads_to = ""
        """Where the login form sends what was typed; "" for itself."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Page(BaseHTTPRequestHandler):
    server: StaffPages

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Quiet."""

    def do_GET(self) -> None:
        signed_in = "session=1" in (self.headers["Cookie"] or "")
        if self.path == "/login/":
            self._show(LOGIN.replace("<form ", f'<form action="{self.server.login_leads_to}" '))
        elif self.path == "/tickets/7/" and signed_in:
            self._show(TICKET)
        else:
            self._show("<h1>Not found</h1>", 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        if self.path == "/login/":
            if fields["password"] == self.server.password and fields["csrfmiddlewaretoken"] == "t0k3n":
                self._lead("/tickets/", "session=1; Path=/")
            else:
                self._show(LOGIN)
        elif self.server.breaks:
            self._show("Server Error", 500)
        else:
            self.server.comments.append(fields)
            self._lead("/tickets/7/")

    def _show(self, page: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page.encode())))
        self.end_headers()
        self.wfile.write(page.encode())

    def _lead(self, path: str, cookie: str = "") -> None:
        self.send_response(302)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()


@contextmanager
def staff_pages(password: str = "agent-password-not-secret") -> Iterator[StaffPages]:
    with StaffPages(password) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)
