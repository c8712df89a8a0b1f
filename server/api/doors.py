"""Who may talk to Greenroom: Host, Origin and token, checked exactly, on every path.

A web page of somebody else's can make a browser send requests to this machine: the Host it
names (DNS rebinding) or the Origin it comes from gives it away.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import RedirectResponse, Response

from server.api.failures import problem_response
from server.config import Settings
from server.problem import problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "greenroom_token"
COOKIE_DAYS = 30
OPEN_PATHS = ("/healthz",)

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


class Doors:
    """ASGI middleware before everything else."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._token = settings.token.get_secret_value()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        app = refusal if refusal is not None else self._app

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *SECURITY_HEADERS]
            await send(message)

        await app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = {k: v.decode("latin-1") for k, v in scope["headers"]}
        host = headers.get(b"host", "")
        if not self._known_host(host):
            return _refused(403, f"Greenroom is not known as {host!r}; open its printed address")
        origin = headers.get(b"origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return _refused(403, f"requests from {origin} are refused; use Greenroom's own page")
        if headers.get(b"sec-fetch-site") == "cross-site" and scope["method"] not in (
            "GET",
            "HEAD",
        ):
            return _refused(403, "requests from other sites are refused; use Greenroom's own page")
        return self._locked(scope, headers)

    def _known_host(self, host: str) -> bool:
        """With a token any name may lead here; without one only this machine's own."""
        if self._token:
            return bool(host)
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return name in ("127.0.0.1", "localhost", "[::1]", self._settings.host)

    def _locked(self, scope: Scope, headers: dict[bytes, str]) -> Response | None:
        if not self._token or scope["path"] in OPEN_PATHS:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token", "")
        if scope["method"] == "GET" and self._is_token(given):
            rest = urlencode([(k, v) for k, v in query if k != "token"])
            return self._welcome(scope, f"{scope['path']}?{rest}" if rest else scope["path"])
        bearer = headers.get(b"authorization", "").removeprefix("Bearer ")
        if self._is_token(bearer) or self._is_token(_cookie(headers.get(b"cookie", ""))):
            return None
        return _refused(401, "this needs the token: open the address that Greenroom printed")

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _welcome(self, scope: Scope, target: str) -> Response:
        """The token becomes a cookie, and leaves the address."""
        # Two slashes at the start would lead to another site.
        answer = RedirectResponse("/" + target.lstrip("/"), status_code=303)
        answer.set_cookie(
            COOKIE,
            self._token,
            max_age=COOKIE_DAYS * 86_400,
            httponly=True,
            samesite="strict",
            secure=scope["scheme"] == "https",
        )
        return answer


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _refused(status: int, detail: str) -> Response:
    return problem_response(problem(status, detail))
