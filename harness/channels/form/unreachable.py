"""Why a page did not load, in words: the browser's own name a function of its driver and an error constant."""

from __future__ import annotations

import re

_CODE = re.compile(r"net::(ERR_[A-Z0-9_]+)")
_LIMIT = re.compile(r"Timeout (\d+)ms exceeded")
_WORDS = {
    "ERR_NAME_NOT_RESOLVED": "no host of that name is known",
    "ERR_CONNECTION_REFUSED": "the host refuses the connection",
    "ERR_CONNECTION_RESET": "the host broke the connection off",
    "ERR_CONNECTION_CLOSED": "the host closed the connection",
    "ERR_EMPTY_RESPONSE": "the host closed the connection without an answer",
    "ERR_CONNECTION_TIMED_OUT": "the host does not answer",
    "ERR_TIMED_OUT": "the host does not answer",
    "ERR_ADDRESS_UNREACHABLE": "no way leads to the host",
    "ERR_UNSAFE_PORT": "browsers refuse to open this port",
    "ERR_TOO_MANY_REDIRECTS": "it leads from one address to the next and never ends",
    "ERR_SSL_PROTOCOL_ERROR": "the host does not speak TLS there: is it http://?",
    "ERR_CERT_AUTHORITY_INVALID": "its certificate is signed by nobody whom the browser knows",
    "ERR_CERT_COMMON_NAME_INVALID": "its certificate is for another host name",
    "ERR_CERT_DATE_INVALID": "its certificate is out of date",
    "ERR_INVALID_RESPONSE": "what the host says is no HTTP",
    "ERR_INVALID_HTTP_RESPONSE": "what the host says is no HTTP",
    "ERR_BLOCKED_BY_CLIENT": "it leads to a host that is none of the desk's",
}
"""Chromium, net/base/net_error_list.h."""


def error_code(error: Exception) -> str:
    """The browser's error constant, as "ERR_CONNECTION_REFUSED"; "" where it names none."""
    found = _CODE.search(str(error))
    return found[1] if found else ""


def why_not_loaded(error: Exception) -> str:
    """A few plain words; those of the browser where there are none for them."""
    code = error_code(error)
    if code in _WORDS:
        return _WORDS[code]
    if limit := _LIMIT.search(str(error)):
        return f"it was not there after {int(limit[1]) / 1000:.0f} seconds"
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"the browser says {code}" if code else said.partition(": ")[2][:200] or said[:200]
