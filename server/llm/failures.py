"""What went wrong between Greenroom and a model endpoint, as one of Greenroom's own errors.

The learner reads what happened and which setting to look at; the endpoint's own words go to
the log, without the key.
"""

from __future__ import annotations

from typing import Any

import structlog

from server.errors import (
    ModelBrokenError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
)
from server.llm.endpoint import Endpoint

_LOG = structlog.get_logger(__name__)
_LOGGED_CHARS = 300
# Codes and types by which OpenAI, llama.cpp and vLLM say that a prompt is too long.
_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size_error",
    "maximum context length",
)


def failure_of(error: Exception, endpoint: Endpoint, *, began: bool) -> ModelError:
    """The typed failure for whatever the SDK or the transport under it raised.

    `began` tells whether the answer had already started: then it was cut, else the endpoint
    was not reached.
    """
    status = getattr(error, "status_code", None)
    told = (getattr(error, name, None) for name in ("message", "code", "type"))
    said = " ".join(str(part) for part in told if part) or str(error)
    log_failure(error.__cause__ or error, said, endpoint)
    if isinstance(status, int):
        return refusal(status, said, endpoint)
    if began:
        return ModelBrokenError("the connection to the model broke off in mid-answer; try again")
    return ModelUnreachableError(
        f"{_whom(endpoint)} cannot be reached; "
        + (
            "Greenroom starts it again by itself, try again in a moment"
            if endpoint.provider == "local"
            else "check the network and OPENAI_BASE_URL, then try again"
        )
    )


def log_failure(error: BaseException, said: str, endpoint: Endpoint) -> None:
    """One line in the log: what failed and the endpoint's own words, shortened, without the key."""
    words = said.replace(endpoint.api_key, "***") if endpoint.api_key else said
    _LOG.warning(
        "model call failed",
        kind=type(error).__name__,
        status=getattr(error, "status_code", None),
        said=words[:_LOGGED_CHARS],
    )


def refusal(status: int, said: str, endpoint: Endpoint) -> ModelRefusedError:
    """The failure for an error status; `said` is the endpoint's message, never shown."""
    advice, retryable = _advice(status, said, endpoint)
    return ModelRefusedError(
        f"{_whom(endpoint)} refused ({status}): {advice}",
        status=status,
        retryable=retryable,
    )


def unexpected_body(headers: Any) -> ModelBrokenError | None:
    """What is wrong with a successful answer's headers; None when nothing is."""
    if headers.get("content-encoding", "identity") not in ("", "identity"):
        return ModelBrokenError("the model endpoint sent a packed answer that nobody asked for")
    if "html" in headers.get("content-type", ""):
        return ModelBrokenError(
            "the model endpoint answered with a web page; check OPENAI_BASE_URL, or sign in to"
            " the network first",
            retryable=False,
        )
    return None


def _advice(status: int, said: str, endpoint: Endpoint) -> tuple[str, bool]:
    """What to do about a status, and whether the same request may work later."""
    if status == 429:
        return "it is asked too often, try again in a little while", True
    if status == 503:
        return "it is still loading or overloaded, try again in a moment", True
    if status >= 500:
        return "it had an error of its own, try again", True
    if status in (401, 403):
        return "it does not accept the key, check OPENAI_API_KEY", False
    if status == 404:
        return f"it knows no model {endpoint.model!r}, check GREENROOM_MODEL", False
    if any(mark in said.lower() for mark in _TOO_LONG):
        return "the text is too long for it, shorten it or start a new session", False
    if 300 <= status < 400:
        return (
            "it points to another address, set OPENAI_BASE_URL to the final one",
            False,
        )
    return (
        "it does not take this request, check GREENROOM_MODEL and OPENAI_BASE_URL",
        False,
    )


def _whom(endpoint: Endpoint) -> str:
    return "the local model" if endpoint.provider == "local" else "the model endpoint"
