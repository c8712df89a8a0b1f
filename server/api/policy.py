"""What every answer tells the browser, and the number by which a request is found in the log."""

from __future__ import annotations

from urllib.parse import quote

import structlog

MAX_PATH_CHARS = 200
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


def request_id() -> str:
    """The number of the request that is being served; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def shown_path(path: str) -> str:
    """The path of a request as the log may hold it: on one line, without control characters."""
    return quote(path[:MAX_PATH_CHARS])


def response_headers() -> list[tuple[bytes, bytes]]:
    """All headers of an answer that is made outside of the doors and of the tracing."""
    return [*SECURITY_HEADERS, (b"x-request-id", request_id().encode())]
