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
    shaped: list[Any] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    if form == "json":
        shaped = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
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
