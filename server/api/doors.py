"""Who may talk to Greenroom: Host, Origin and token, checked exactly, on every path.

A web page of somebody else's can make a browser send requests to this machine: the Host it
names (DNS rebinding) or the Origin it comes from gives it away.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import RedirectResponse, Response

from server.api.failures import problem_response
from server.api.policy import SECURITY_HEADERS
from server.api.rate import Rate
from server.config import Settings
from server.problem import problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "greenroom_token"
COOKIE_DAYS = 30
OPEN_PATHS = ("/healthz",)
UNCOUNTED = ("/static/",)

# What a page of another site may do with us: lead a person here, and nothing else.
NAVIGATION = ("navigate", "")
FROM_HERE = ("", "same-origin", "none")


class Doors:
    """ASGI middleware before everything else."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._token = settings.token.get_secret_value()
        self._pass = _pass_of(self._token)
        self._rate = Rate(settings.request_rate)
        self._once = {b"host", b"origin", settings.user_header.lower().encode("latin-1", "replace")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] == "websocket":
            # There is none, and none may be added without a check of its Origin.
            await send({"type": "websocket.close", "code": 1008})
            return
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
        twice = self._sent_twice(scope)
        if twice:
            return _refused(400, f"the request has several headers {twice}; one is expected")
        host = headers.get(b"host", "")
        if not self._known_host(host):
            return _refused(403, f"Greenroom is not known as {host!r}; open its printed address")
        origin = headers.get(b"origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return _refused(403, f"requests from {origin} are refused; use Greenroom's own page")
        if not _of_our_page(scope["method"], headers):
            return _refused(403, "requests from other sites are refused; use Greenroom's own page")
        return self._locked(scope, headers) or self._hurried(scope, headers)

    def _hurried(self, scope: Scope, headers: dict[bytes, str]) -> Response | None:
        """The answer to who asks too often: a learner, where a proxy names them, or an address."""
        if scope["path"] in OPEN_PATHS or scope["path"].startswith(UNCOUNTED):
            return None
        learner = headers.get(self._settings.user_header.lower().encode("latin-1", "replace"), "")
        address = (scope.get("client") or ("",))[0]
        wait = self._rate.wait_s(f"learner {learner}" if learner else f"address {address}")
        if not wait:
            return None
        most = self._settings.request_rate
        said = f"more than {most} requests came within a minute; go on in {wait} s"
        body = problem(429, said, retryable=True, retry_after_s=wait)
        return problem_response(body, {"Retry-After": str(wait)})

    def _sent_twice(self, scope: Scope) -> str:
        """A header that decides and was sent twice: whoever reads it would choose which counts."""
        names = [name for name, _ in scope["headers"] if name in self._once]
        return next((n.decode("latin-1") for n in names if names.count(n) > 1), "")

    def _known_host(self, host: str) -> bool:
        """With a token any name may lead here; without one only this machine's own."""
        if self._token:
            return bool(host)
        name, colon, port = host.rpartition(":")
        if not (colon and port.isascii() and port.isdigit()):
            name = host
        return name in ("127.0.0.1", "localhost", "[::1]", _bracketed(self._settings.host))

    def _locked(self, scope: Scope, headers: dict[bytes, str]) -> Response | None:
        if not self._token or scope["path"] in OPEN_PATHS:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token", "")
        if scope["method"] == "GET" and self._is_token(given):
            rest = urlencode([(k, v) for k, v in query if k != "token"])
            return self._welcome(scope, f"{scope['path']}?{rest}" if rest else scope["path"])
        bearer = headers.get(b"authorization", "").removeprefix("Bearer ")
        cookie = _cookie(headers.get(b"cookie", ""))
        if self._is_token(bearer) or hmac.compare_digest(cookie.encode(), self._pass.encode()):
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
            self._pass,
            max_age=COOKIE_DAYS * 86_400,
            httponly=True,
            samesite="strict",
            secure=scope["scheme"] == "https",
        )
        return answer


def _of_our_page(method: str, headers: dict[bytes, str]) -> bool:
    """Whether a browser sent this for our own page, or a person followed a link to it.

    Another port of this machine is "same-site" to a browser, so that is foreign as well.
    https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site
    """
    if headers.get(b"sec-fetch-site", "") in FROM_HERE:
        return True
    return method in ("GET", "HEAD") and headers.get(b"sec-fetch-mode", "") in NAVIGATION


def _bracketed(host: str) -> str:
    """An address as a Host header has it."""
    return f"[{host}]" if ":" in host else host


def _pass_of(token: str) -> str:
    """What the cookie holds: it opens the same doors, and does not tell the token."""
    return hmac.new(token.encode(), b"greenroom cookie", hashlib.sha256).hexdigest()


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _refused(status: int, detail: str) -> Response:
    return problem_response(problem(status, detail))
