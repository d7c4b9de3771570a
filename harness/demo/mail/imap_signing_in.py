"""Commands of any state, and signing in: LOGIN, AUTHENTICATE PLAIN, LOGIN, XOAUTH2, OAUTHBEARER."""

from __future__ import annotations

import base64
import binascii

from harness.demo.mail.imap_state import Command, State
from harness.demo.mail.imap_words import BadCommand, Word
from harness.demo.mail.smtp import bearer_said
from harness.demo.mail.traits import MailFault


async def _capability(state: State, _words: list[Word], _uid: bool) -> str:
    state.lines.append(f"* CAPABILITY {state.capabilities()}\r\n".encode())
    return "OK done"


async def _id(state: State, _words: list[Word], _uid: bool) -> str:
    state.lines.append(b'* ID ("name" "mystery-shopper-demo")\r\n')
    return "OK done"


async def _nothing(_state: State, _words: list[Word], _uid: bool) -> str:
    return "OK done"


async def _logout(state: State, _words: list[Word], _uid: bool) -> str:
    state.lines.append(b"* BYE see you\r\n")
    return "OK done"


async def _login(state: State, words: list[Word], _uid: bool) -> str:
    if state.host.traits.oauth_only:
        return "NO [AUTHENTICATIONFAILED] basic authentication is disabled"
    return _accept(state, str(words[0]), str(words[1]), oauth=False)


async def _authenticate(state: State, words: list[Word], _uid: bool) -> str:
    mechanism = str(words[0]).upper()
    if mechanism not in {"PLAIN", "LOGIN", *state.host.traits.bearers}:
        return f"NO [CANNOT] {mechanism} is not offered"
    if state.host.traits.oauth_only and mechanism in {"PLAIN", "LOGIN"}:
        return "NO [AUTHENTICATIONFAILED] basic authentication is disabled"
    initial = str(words[1]) if len(words) > 1 else await state.ask("VXNlcm5hbWU6" if mechanism == "LOGIN" else "")
    said = _decoded(initial)
    if mechanism == "PLAIN":
        _, user, secret = said.split("\0")
        return _accept(state, user, secret, oauth=False)
    if mechanism == "LOGIN":
        return _accept(state, said, _decoded(await state.ask("UGFzc3dvcmQ6")), oauth=False)
    return await _oauth(state, mechanism, said)


async def _oauth(state: State, mechanism: str, said: str) -> str:
    """XOAUTH2 and OAUTHBEARER (RFC 7628); a bad token is answered with a challenge first, as Dovecot does."""
    user, token = bearer_said(said)
    answer = _accept(state, user, token, oauth=True)
    if answer.startswith("NO"):
        status = {"XOAUTH2": "401"}.get(mechanism, "invalid_token")
        await state.ask(base64.b64encode(f'{{"status":"{status}","schemes":"bearer"}}'.encode()).decode())
    return answer


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadCommand("this is no base64") from error


def _accept(state: State, user: str, secret: str, *, oauth: bool) -> str:
    if MailFault.LOGIN_LIMIT in state.host.faults:
        state.host.faults.discard(MailFault.LOGIN_LIMIT)
        return "NO [LIMIT] too many logins, try again later"
    state.account = state.host.sign_in(user, secret, oauth=oauth)
    if state.account is None:
        return "NO [AUTHENTICATIONFAILED] invalid credentials"
    return f"OK [CAPABILITY {state.capabilities()}] signed in"


COMMANDS: dict[str, Command] = {
    "CAPABILITY": _capability,
    "ID": _id,
    "NOOP": _nothing,
    "CHECK": _nothing,
    "LOGOUT": _logout,
    "LOGIN": _login,
    "AUTHENTICATE": _authenticate,
}
