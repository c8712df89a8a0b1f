"""An error as problem+json (RFC 9457): what was wrong, what was expected, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from structlog.contextvars import get_contextvars

from server.errors import (
    BusyError,
    ConflictError,
    GreenroomError,
    InvalidFieldError,
    ModelBrokenError,
    ModelError,
    ModelTimeoutError,
    NotFoundError,
    NotReadyError,
    PassageIndexError,
    StoreError,
    TooLargeError,
    UnsupportedFileError,
)

# Not an answer of ours to anybody: the stored mark of a turn whose reader stopped it or left.
STOPPED = 499

# First match wins, so a subclass stands before its base.
_STATUS: tuple[tuple[type[GreenroomError], int], ...] = (
    (NotFoundError, 404),
    (ConflictError, 409),
    (TooLargeError, 413),
    (UnsupportedFileError, 415),
    (InvalidFieldError, 422),
    (BusyError, 429),
    (NotReadyError, 503),
    (StoreError, 503),
    (PassageIndexError, 503),
    (ModelTimeoutError, 504),
    (ModelError, 502),
)


def problem(status: int, detail: str, *, retryable: bool = False, **fields: Any) -> dict[str, Any]:
    """A problem+json body; `fields` are further members of its own."""
    title = "Stopped" if status == STOPPED else HTTPStatus(status).phrase
    return {
        "type": f"urn:greenroom:problem:{title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        "retryable": retryable,
        **fields,
    }


def problem_of(error: GreenroomError) -> dict[str, Any]:
    """The problem of an error of ours; 500 for one that no client can mend."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    return problem(status, str(error), retryable=error.retryable, **_own_fields(error))


def traced(body: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The problem; one of ours (500 and above) with the id under which the log tells of it.

    The others stay as they are: what does not exist and what is somebody else's must look alike.
    """
    if body is None:
        return None
    id = get_contextvars().get("request_id")
    return {**body, "request_id": id} if id and body["status"] >= 500 else dict(body)


def _own_fields(error: GreenroomError) -> dict[str, Any]:
    if isinstance(error, InvalidFieldError):
        return {"field": error.field}
    if isinstance(error, ConflictError) and error.turn_id:
        return {"turn_id": error.turn_id}
    if isinstance(error, NotReadyError):
        return {"progress": error.progress}
    if isinstance(error, BusyError):
        return {"retry_after_s": error.retry_after_s}
    if isinstance(error, ModelBrokenError) and error.reason:
        return {"reason": error.reason}
    return {}
