"""`shopper login`: a person gives consent in a browser, and we get the tokens; with Authlib."""

from __future__ import annotations

import asyncio
import html
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harness.channels.email.provider_record import LoginFlow
from harness.channels.email.token_endpoint import TIMEOUT, TokenEndpoint, scrubbed, tokens_in
from harness.channels.email.token_files import Tokens
from harness.domain.errors import ProviderUnreachable, SignInRefused, UsageError
from harness.domain.wording import spell
from harness.ports import Clock

PATIENCE = 300.0
"""Seconds a person may take in the browser."""
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Mystery Shopper</title>'
    '<body style="font:18px/1.5 system-ui;margin:4rem auto;max-width:32rem;padding:0 1rem">'
    "<h1>{}</h1><p>{}</p></body></html>"
)


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """The way to the person: `say` a line, `ask` for one, `show` a page in the browser if there is one."""

    say: Callable[[str], object]
    ask: Callable[[str], str]
    show: Callable[[str], object]


async def consent(
    endpoint: TokenEndpoint, flow: LoginFlow, dialogue: Dialogue, clock: Clock, patience: float = PATIENCE
) -> Tokens:
    """Tokens for the mailbox, by the person's consent.

    Args:
        patience: seconds the person may take in a browser; a device code tells its own time.

    Raises:
        SignInRefused: consent was denied, or came too late.
        ProviderUnreachable: the provider does not answer.
        UsageError: the provider has no such flow.
    """
    match flow:
        case LoginFlow.DEVICE:
            return await _by_device(endpoint, dialogue, clock)
        case LoginFlow.LOOPBACK:
            return await _by_loopback(endpoint, dialogue, clock, patience)
        case LoginFlow.PASTE:
            return await _by_paste(endpoint, dialogue, clock)


# --- a code on any device (RFC 8628) ---------------------------------------------------------------------------------


async def _by_device(endpoint: TokenEndpoint, dialogue: Dialogue, clock: Clock) -> Tokens:
    begun = await asyncio.to_thread(_begin_device, endpoint)
    page = str(begun.get("verification_uri") or begun.get("verification_url") or "")
    dialogue.say(f"Open {page} on any device and type the code {begun.get('user_code')}")
    dialogue.say(f"Sign in there as {endpoint.settings.address}. Waiting for you ...")
    until = clock.now() + timedelta(seconds=float(begun.get("expires_in", 900)))
    every = timedelta(seconds=float(begun.get("interval", 5)))
    while clock.now() + every < until:
        await clock.wait(clock.now() + every)
        tokens, word = await asyncio.to_thread(_poll_device, endpoint, str(begun["device_code"]), clock)
        if tokens is not None:
            return tokens
        if word == "slow_down":
            every += timedelta(seconds=5)  # RFC 8628, section 3.5: for this and all later requests
    raise _denied(endpoint, "nobody typed the code in time")


def _begin_device(endpoint: TokenEndpoint) -> dict[str, Any]:
    with endpoint.explained("Asking for a device code"), endpoint.client() as client:
        form = {"client_id": endpoint.oauth.client_id, "scope": endpoint.scope}
        answer = client.request("POST", endpoint.device_url, data=form, withhold_token=True)
        told = answer.json()
        if answer.status_code != 200 or "device_code" not in told:
            raise _denied(endpoint, f"the provider says {scrubbed(str(told.get('error', answer.status_code)), ())}")
        return dict(told)


def _poll_device(endpoint: TokenEndpoint, code: str, clock: Clock) -> tuple[Tokens | None, str]:
    """The tokens; or None and why not yet."""
    from authlib.integrations.base_client import OAuthError

    with endpoint.explained("Waiting for consent"), endpoint.client() as client:
        try:
            answer = client.fetch_token(endpoint.token_url, grant_type=_DEVICE, device_code=code)
        except OAuthError as error:
            if error.error in {"authorization_pending", "slow_down"}:
                return None, str(error.error)
            if error.error in {"expired_token", "access_denied"}:
                raise _denied(endpoint, f"the provider says {error.error}") from error
            raise
        return tokens_in(answer, clock.now()), ""


# --- a page in a browser (RFC 8252) ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Request:
    """One authorization request: what must come back with the code, and what proves that it was ours (RFC 7636)."""

    url: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str


def _request(endpoint: TokenEndpoint, redirect_uri: str) -> _Request:
    verifier = secrets.token_urlsafe(48)
    with endpoint.client(redirect_uri=redirect_uri, code_challenge_method="S256") as client:
        hint = {"login_hint": endpoint.settings.address}
        url, state = client.create_authorization_url(
            endpoint.authorize_url, code_verifier=verifier, **hint, **endpoint.record.extra
        )
    return _Request(url=url, state=state, verifier=verifier, redirect_uri=redirect_uri)


async def _by_loopback(endpoint: TokenEndpoint, dialogue: Dialogue, clock: Clock, patience: float) -> Tokens:
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(reader, writer, came)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=65536)
    try:
        port = server.sockets[0].getsockname()[1]
        template = (
            endpoint.record.redirect_uri if "{port}" in endpoint.record.redirect_uri else "http://127.0.0.1:{port}/"
        )
        request = _request(endpoint, template.replace("{port}", str(port)))
        dialogue.say(f"Opening your browser. If it does not open, open this page on this machine:\n{request.url}")
        dialogue.say(f"Sign in there as {endpoint.settings.address}. Waiting for you ...")
        dialogue.show(request.url)
        async with asyncio.timeout(patience):
            query = await came
    except TimeoutError as error:
        raise _denied(endpoint, f"nothing came back from the browser within {spell(patience)}") from error
    finally:
        server.close()
    return await asyncio.to_thread(_redeem, endpoint, request, query, clock)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, came: asyncio.Future[str]) -> None:
    """Answer one request of the browser; the one that carries a code or an error is what we wait for."""
    try:
        async with asyncio.timeout(TIMEOUT):
            line = (await reader.readline()).decode("latin-1").split()
            while (await reader.readline()).strip():
                pass
        query = urlsplit(line[1]).query if len(line) > 1 else ""
        ours = bool({"code", "error"} & set(parse_qs(query)))
        title, text = ("Thank you", "Go back to the terminal; this page can be closed.") if ours else ("Not here", "")
        page = _PAGE.format(html.escape(title), html.escape(text)).encode()
        head = f"HTTP/1.1 {'200 OK' if ours else '404 Not Found'}\r\nContent-Type: text/html; charset=utf-8\r\n"
        writer.write(f"{head}Content-Length: {len(page)}\r\nConnection: close\r\n\r\n".encode() + page)
        await writer.drain()
        if ours and not came.done():
            came.set_result(query)
    except (TimeoutError, ConnectionError, ValueError):
        return
    finally:
        writer.close()


async def _by_paste(endpoint: TokenEndpoint, dialogue: Dialogue, clock: Clock) -> Tokens:
    """For a machine without a browser, and for providers that show the code instead of coming back."""
    redirect_uri = endpoint.record.redirect_uri.replace("{port}", "8765")
    request = _request(endpoint, redirect_uri)
    dialogue.say(f"Open this page in any browser and sign in as {endpoint.settings.address}:\n{request.url}")
    if redirect_uri.startswith("http"):
        dialogue.say("It ends on a page that cannot be shown: its address holds the code.")
    pasted = (await asyncio.to_thread(dialogue.ask, "The code, or that address: ")).strip()
    query = urlsplit(pasted).query if "?" in pasted else f"code={pasted}&state={request.state}"
    return await asyncio.to_thread(_redeem, endpoint, request, query, clock)


def _redeem(endpoint: TokenEndpoint, request: _Request, query: str, clock: Clock) -> Tokens:
    """Tokens for the code that came back, if it came back to our own request."""
    told = {name: values[0] for name, values in parse_qs(query).items()}
    if told.get("state") != request.state:
        raise _denied(endpoint, "what came back does not belong to this login")
    if "code" not in told:
        raise _denied(endpoint, f"the provider says {scrubbed(told.get('error', 'nothing'), ())}")
    with endpoint.explained("Getting the tokens"), endpoint.client(redirect_uri=request.redirect_uri) as client:
        answer = client.fetch_token(
            endpoint.token_url,
            grant_type="authorization_code",
            code=told["code"],
            code_verifier=request.verifier,
            redirect_uri=request.redirect_uri,
        )
        return tokens_in(answer, clock.now())


def _denied(endpoint: TokenEndpoint, got: str) -> SignInRefused:
    key = endpoint.settings.key
    return SignInRefused(f"Logging in to mailbox {key!r}", got, f"Run `shopper login {key}` again.")


__all__ = ["PATIENCE", "Dialogue", "ProviderUnreachable", "UsageError", "consent"]
