"""What to do when a server does not greet or its TLS fails: mostly a private authority or a wrong port."""

from __future__ import annotations

import ssl

from harness.channels.email.connecting import Endpoint

_TLS_AT_ONCE = {"imap": 993, "smtp": 465}
"""Ports with TLS from the first byte (RFC 8314, sections 3.2 and 3.3)."""
_WRONG_NAME = (62, 64)
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_OUT_OF_DATE = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""


def what_to_do(error: BaseException, where: Endpoint, protocol: str) -> str:
    """One sentence for the user. `protocol`: "imap" or "smtp"."""
    causes = _causes(error)
    untrusted = next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)
    if untrusted is not None:
        return _about_certificate(untrusted, where)
    at_once = _TLS_AT_ONCE[protocol]
    # OpenSSL's name for an answer in clear where TLS was to begin; which of them depends on its version.
    in_clear = any(word in str(one) for one in causes for word in ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL"))
    if where.tls_at_once and in_clear:
        return (
            f"Port {where.port} does not begin with TLS: write {protocol}://{where.host}:{where.port} for STARTTLS, or "
            f"{protocol}s:// with the port for TLS, usually {at_once}."
        )
    silent = any("timed out" in str(one).lower() for one in causes)
    if not (where.tls_at_once or where.plain) and (silent or where.port == at_once):
        return f"Check host, port and network; a port that begins with TLS, usually {at_once}, wants {protocol}s://."
    return "Check host, port and network."


def _about_certificate(error: ssl.SSLCertVerificationError, where: Endpoint) -> str:
    if error.verify_code in _WRONG_NAME:
        return f"The certificate is for another name than {where.host}: write the server's own name in shopper.yaml."
    if error.verify_code in _OUT_OF_DATE:
        return "The certificate is out of date, or this machine's clock is wrong: the server's owner must renew it."
    return "If the server's authority is a private one, name its certificate (PEM) as `ca_file:` of this mailbox."


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what it was raised from: aiosmtplib wraps what the socket said."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found
