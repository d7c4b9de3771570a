"""Serves a labelled folder of form pages on loopback and records what is posted, for tests and `make accuracy`."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

OWN = Path(__file__).parent
THANKS = '<!doctype html><html lang="en"><title>Sent</title><p>Thank you. Your message has been sent.</p></html>'


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One POST.

    Attributes:
        page: whose support form it was; "" for another form.
        sender: the page it was sent from.
    """

    page: str
    sender: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for _, value in self.fields)

    def value(self, name: str) -> str:
        return dict(self.fields).get(name, "")


@dataclass(kw_only=True)
class FormSite:
    """A running server. `labels`: the folder's labels.json by page id."""

    folder: Path
    url: str = ""
    posts: list[Posted] = field(default_factory=list)

    @property
    def labels(self) -> dict[str, dict[str, Any]]:
        document = json.loads((self.folder / "labels.json").read_text("utf-8"))
        return {one["id"]: one for one in document["pages"]}

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def address(self, page: str) -> str:
        return f"{self.url}/{self.labels[page]['file']}"

    def posted_by(self, page: str) -> list[Posted]:
        return [one for one in self.posts if one.page == page]

    def __enter__(self) -> FormSite:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(site: FormSite) -> type[BaseHTTPRequestHandler]:
    root = site.folder.resolve()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = (root / urlsplit(self.path).path.lstrip("/")).resolve()
            if root / "pages" in file.parents and file.is_file():
                kind = {".js": "text/javascript", ".css": "text/css"}.get(file.suffix, "text/html")
                self.reply(200, file.read_bytes(), kind)
            else:
                self.reply(404, b"not found", "text/plain")

        def do_POST(self) -> None:
            size = min(int(self.headers.get("Content-Length", "0")), 32 * 1024 * 1024)
            fields, files = _read(str(self.headers.get("Content-Type", "")), self.rfile.read(size))
            parts = urlsplit(self.path)
            wanted = parts.path.startswith("/submit/") and "other=1" not in parts.query
            page = parts.path.rpartition("/")[2] if wanted else ""
            sender = Path(urlsplit(str(self.headers.get("Referer", ""))).path).stem
            site.posts.append(Posted(page=page, sender=sender, fields=fields, files=files))
            self.reply(200, THANKS.encode(), "text/html")

        def reply(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    return Handler


def _read(kind: str, body: bytes) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    if kind.startswith("application/json"):
        return tuple((str(key), str(value)) for key, value in json.loads(body or b"{}").items()), ()
    if not kind.startswith("multipart/"):
        return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), ()
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields, files = [], []
    for part in message.iter_parts():
        data = part.get_payload(decode=True)
        name = str(part.get_param("name", header="content-disposition") or "")
        if part.get_filename() is not None:
            files += [str(part.get_filename())] if part.get_filename() else []
        elif isinstance(data, bytes):
            fields.append((name, data.decode("utf-8", "replace")))
    return tuple(fields), tuple(files)
