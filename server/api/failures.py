"""Exceptions as problem+json answers: one shape for every failure."""

from __future__ import annotations

import json
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from server.api.policy import request_id, response_headers, shown_path
from server.errors import BusyError, GreenroomError, PassageIndexError, StoreError
from server.problem import problem, problem_of, traced

log = structlog.get_logger()


class MalformedBodyError(GreenroomError):
    """The request's body is no JSON; 400."""


class MediaTypeError(GreenroomError):
    """The request's body is of another media type than expected; 415."""


_EDGE = {MalformedBodyError: 400, MediaTypeError: 415}

_PHRASES = {
    404: "there is nothing at this address; the pages are listed on the start page",
    405: "this address does not take that method; see /openapi.json for what it takes",
}


def problem_response(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    """A problem as an answer; its status is the problem's own.

    Where the fault is ours it names the request, so that the log's lines on it can be found.
    """
    return Response(
        json.dumps(traced(body)),
        status_code=body["status"],
        media_type="application/problem+json",
        headers=headers,
    )


def problem_for(error: GreenroomError) -> dict[str, Any]:
    """The problem of an error, the edge's own kinds included."""
    if type(error) in _EDGE:
        return problem(_EDGE[type(error)], str(error))
    found = problem_of(error)
    id = request_id()
    if id and isinstance(error, StoreError | PassageIndexError):
        found["detail"] += f" (in the log: {id})"
    return found


def install(app: FastAPI) -> None:
    """Answer every failure of the app as a problem."""

    @app.exception_handler(GreenroomError)
    async def ours(request: Request, error: GreenroomError) -> Response:
        body = problem_for(error)
        if body["status"] == 500:
            log.error("request_failed", path=shown_path(request.url.path), exc_info=error)
        elif body["status"] > 500:
            log.warning("request_refused", path=shown_path(request.url.path), reason=str(error))
        headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, BusyError) else {}
        return problem_response(body, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
        return problem_response(problem(422, f"{field}: {first['msg']}", field=field))

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        detail = _PHRASES.get(error.status_code, str(error.detail))
        return problem_response(problem(error.status_code, detail), dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        log.error("request_failed", path=shown_path(request.url.path), exc_info=error)
        detail = f"Greenroom failed on this request; its log says what happened, at {request_id()}"
        # This answer is made outside of the doors, which give all others their headers.
        headers = {name.decode(): value.decode() for name, value in response_headers()}
        return problem_response(problem(500, detail), headers)
