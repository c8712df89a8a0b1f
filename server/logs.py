"""What is logged and how: everything to stderr, as text for people or as JSON, a line each."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import Any, Literal, TextIO

import structlog


class _Lossy:
    """A stream that takes what it can: a full disk under the log must not fail a request."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, or lose it."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Have it written, or lose it."""
        with suppress(OSError, ValueError):
            self._stream.flush()


def log_as(form: Literal["text", "json"]) -> None:
    """Set the log up, that of the libraries included; `json` tells of every request and turn."""
    stream: Any = _Lossy(sys.stderr)
    told: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    shaped: list[Any] = [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
    if form == "json":
        # A traceback shows code, never values: those hold what learners wrote, and the key.
        told_of = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        shaped = [
            structlog.processors.ExceptionRenderer(told_of),
            structlog.processors.JSONRenderer(),
        ]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if form == "json" else logging.WARNING
        ),
        processors=[*told, *shaped],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    of_libraries = logging.StreamHandler(stream)
    of_libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*told, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shaped],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[of_libraries], force=True)
    logging.getLogger("uvicorn.error").addFilter(_Once())


class _Once(logging.Filter):
    """Drops uvicorn's own account of a failed request: ours says the same, with its number."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Exception in ASGI application")
