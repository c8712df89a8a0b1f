"""Each request has an id: in its answer's header, in every failure of ours, in every log line."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars

from server.api.policy import shown_path

_LOG = structlog.get_logger(__name__)
HEADER = b"x-request-id"
# Asked every few seconds by whatever watches over the service.
_UNTOLD = ("/healthz", "/readyz")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Tracing:
    """ASGI middleware around everything else; one log line a request, without what it holds."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Bind an id to all that happens for this request, and say how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id = secrets.token_hex(8)
        clear_contextvars()
        bind_contextvars(request_id=id)
        began, status = time.monotonic(), 0

        async def traced(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (HEADER, id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, traced)
        finally:
            if scope["path"] not in _UNTOLD:
                _LOG.info(
                    "request",
                    method=scope["method"],
                    path=shown_path(scope["path"]),
                    status=status,
                    ms=round((time.monotonic() - began) * 1000),
                )
