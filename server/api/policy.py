"""What every answer tells the browser, and the number by which a request is found in the log."""

from __future__ import annotations

import secrets

import structlog

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types greenroom",
    )
)
SECURITY_HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # With "no-referrer" a browser calls the origin of our own plain forms "null".
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


def begin_request() -> None:
    """Give the request that this task serves its number; the tasks that it starts inherit it.

    The number is made here: one that a client could choose would let it write into the log.
    """
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(8))


def request_id() -> str:
    """The number of the request that is being served; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def response_headers() -> list[tuple[bytes, bytes]]:
    """The headers that every answer carries."""
    return [*SECURITY_HEADERS, (b"x-request-id", request_id().encode())]
