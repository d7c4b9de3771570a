"""A provider's token service on loopback (RFC 6749, RFC 7636, RFC 8628): its accounts sign in with what it issues."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from harness.clock import RealClock

CLIENT = "demo-client"
CLIENT_SECRET = "demo-client-secret"  # noqa: S105 - knows accounts of this process only
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(kw_only=True)
class Habits:
    """How the service behaves; may be changed while it runs.

    Attributes:
        lifetime: of access tokens. tells_lifetime: whether the answer says so.
        rotates: each use of a refresh token replaces it, and an old one revokes the whole login (RFC 9700, 4.14.2).
        revoked: every refresh token is refused, and every access token.
        broken: the HTTP status of a gateway's page instead of any answer; 0 for none.
        consent: what happens to a person's consent, one after the other: an error code, or "" for given. Given when
            nothing is left.
        owner: whose account a person consents for.
        device_lifetime: seconds a device code may be used.
    """

    lifetime: timedelta = timedelta(hours=1)
    tells_lifetime: bool = True
    rotates: bool = False
    revoked: bool = False
    broken: int = 0
    consent: list[str] = field(default_factory=list)
    owner: str = ""
    device_lifetime: int = 900


class TokenIssuer:
    """Serves /token, /device, /authorize and /introspect from a thread. Its times are real ones."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.habits = Habits()
        self.asked: list[dict[str, str]] = []
        """Every request to /token so far, in order."""
        self._now = now or RealClock().now
        self._lock = threading.Lock()
        self._access: dict[str, tuple[str, datetime]] = {}
        self._refresh: dict[str, str] = {}
        self._used: dict[str, str] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """While it is served."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def log_in(self, address: str) -> str:
        """A refresh token, as if the account's owner had consented."""
        with self._lock:
            token = secrets.token_urlsafe(24)
            self._refresh[token] = address
            return token

    def accepts(self, address: str, access_token: str) -> bool:
        """Whether this token signs in to this account now. A token of the application itself opens every account."""
        owner, until = self._access.get(access_token, ("", self._now()))
        return not self.habits.revoked and self._now() < until and owner in {address, "*"}

    def introspect(self, access_token: str) -> dict[str, Any]:
        """What a mail server is told that asks about a token (RFC 7662)."""
        owner, _ = self._access.get(access_token, ("", self._now()))
        return {"active": self.accepts(owner, access_token), "username": owner}

    def withdraw(self) -> None:
        """All access tokens end now; refresh tokens stay good."""
        self._access.clear()

    # --- grants ------------------------------------------------------------------------------------------------------

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer of /token to a form."""
        with self._lock:
            self.asked.append(form)
            if form.get("client_id") != CLIENT or form.get("client_secret", CLIENT_SECRET) != CLIENT_SECRET:
                return 401, _error("invalid_client", f"client {form.get('client_id')!r} is not known")
            match form.get("grant_type"):
                case "refresh_token":
                    return self._renew(form.get("refresh_token", ""))
                case "client_credentials" if "client_secret" in form:
                    return 200, self._issue("*")
                case "authorization_code":
                    return self._redeem(form)
                case grant if grant == _DEVICE:
                    return self._poll(form.get("device_code", ""))
            return 400, _error("unsupported_grant_type", str(form.get("grant_type")))

    def _renew(self, token: str) -> tuple[int, dict[str, Any]]:
        if token in self._used:
            self._refresh = {kept: who for kept, who in self._refresh.items() if who != self._used[token]}
        address = self._refresh.get(token)
        if address is None or self.habits.revoked:
            return 400, _error("invalid_grant", f"the refresh token {token} is not valid")
        if not self.habits.rotates:
            return 200, self._issue(address)
        self._used[token] = self._refresh.pop(token)
        fresh = secrets.token_urlsafe(24)
        self._refresh[fresh] = address
        return 200, {**self._issue(address), "refresh_token": fresh}

    def _issue(self, address: str) -> dict[str, Any]:
        token = secrets.token_urlsafe(48)
        self._access[token] = (address, self._now() + self.habits.lifetime)
        told = {"expires_in": int(self.habits.lifetime.total_seconds())} if self.habits.tells_lifetime else {}
        return {"access_token": token, "token_type": "Bearer", **told}

    def _whole(self, address: str) -> dict[str, Any]:
        fresh = secrets.token_urlsafe(24)
        self._refresh[fresh] = address
        return {**self._issue(address), "refresh_token": fresh, "refresh_token_expires_in": 7 * 86400}

    def _consent(self) -> str:
        return self.habits.consent.pop(0) if self.habits.consent else ""

    def _redeem(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code from /authorize, with the verifier whose digest came there (RFC 7636)."""
        kept = self._codes.pop(form.get("code", ""), None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if kept is None or kept["code_challenge"] != digest.decode().rstrip("="):
            return 400, _error("invalid_grant", "the code is not valid")
        if kept["redirect_uri"] != form.get("redirect_uri"):
            return 400, _error("invalid_grant", "another redirect_uri than before")
        return 200, self._whole(self.habits.owner)

    def _poll(self, code: str) -> tuple[int, dict[str, Any]]:
        if code not in self._codes:
            return 400, _error("expired_token", "the device code is not valid")
        trouble = self._consent()
        if trouble:
            return 400, _error(trouble, "")
        del self._codes[code]
        return 200, self._whole(self.habits.owner)

    # --- a person's side ---------------------------------------------------------------------------------------------

    def begin_device(self) -> dict[str, Any]:
        code = secrets.token_urlsafe(24)
        self._codes[code] = {}
        page = f"{self.url}/activate"
        told = {"device_code": code, "user_code": "WDJB-MJHT", "verification_uri": page}
        return {**told, "expires_in": self.habits.device_lifetime, "interval": 5}

    def begin_authorization(self, asked: dict[str, str]) -> str:
        """The consenting person's browser is sent here next."""
        trouble = self._consent()
        if trouble:
            return f"{asked['redirect_uri']}?{urlencode({'error': trouble, 'state': asked.get('state', '')})}"
        code = secrets.token_urlsafe(24)
        self._codes[code] = {name: asked.get(name, "") for name in ("code_challenge", "redirect_uri")}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    # --- HTTP --------------------------------------------------------------------------------------------------------

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = dict(parse_qsl(urlsplit(self.path).query))
                self.send_response(302)
                self.send_header("Location", issuer.begin_authorization(asked))
                self.end_headers()

            def do_POST(self) -> None:
                size = min(int(self.headers.get("Content-Length", "0")), 65536)
                form = dict(parse_qsl(self.rfile.read(size).decode()))
                if issuer.habits.broken:
                    self.reply(issuer.habits.broken, b"<html>Bad gateway</html>", "text/html")
                    return
                match self.path:
                    case "/device":
                        status, answer = 200, issuer.begin_device()
                    case "/introspect":
                        status, answer = 200, issuer.introspect(form.get("token", ""))
                    case _:
                        status, answer = issuer.answer(form)
                self.reply(status, json.dumps(answer).encode(), "application/json")

            def reply(self, status: int, body: bytes, media_type: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        return Handler


def _error(word: str, described: str) -> dict[str, Any]:
    return {"error": word, "error_description": described}
